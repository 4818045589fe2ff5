"""The prover lets a lawful month pass: money below zero of a project that 认定 takes out leaves verified above declared."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from assets.intake.office.units import UnitRegister
from assets.publication.prover.sums import parts_within_whole
from tests.ledger.making import WAN, Releases, Sent, figure, project, reference

JANUARY = "2025-01"


def case(counted: bool, ytd: float = -41) -> Any:
    reduced = project("T01-2024-001", signed_on="2024-05-06", arrived_before_year=500, arrived_ytd=ytd)
    given = reference(
        verifications=[
            {"month": JANUARY, "project_code": "T01-2024-001", "verified_ytd": None, "counted": counted},
        ]
    )
    tables = Releases(given).run(JANUARY, {"T01": Sent([reduced]), "T02": Sent(), "Z01": Sent()})
    return SimpleNamespace(candidate=SimpleNamespace(tables=tables), register=UnitRegister(given))


def test_a_reduction_of_a_project_not_counted_blocks_nothing() -> None:
    # Declared −41 万, verified 0 because the project is not counted: by 41 万 above, and rightly so.
    made = case(counted=False)
    assert figure(made.candidate.tables, "T01", "funds_out_of_district") == -41 * WAN
    assert figure(made.candidate.tables, "T01", "funds_out_of_district", "verified") == 0
    assert parts_within_whole(made) == []


def test_more_than_the_reduction_is_still_a_fault() -> None:
    made = case(counted=False)
    metrics = made.candidate.tables["metric"]
    mine = (metrics["metric_code"] == "funds_out_of_district") & (metrics["caliber"] == "verified")
    metrics.loc[mine, "ytd_value"] = 1.0 * WAN
    assert {fault.split("“")[0] for fault in parts_within_whole(made)} >= {"东镇"}
