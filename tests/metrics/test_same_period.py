"""The same period of a group and of the district when units move, are new, had no figures then or have none now; and the
proofs of it, each seen to fail. Worked by hand."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from assets.intake.office.units import UnitRegister
from assets.publication.prover.case import Case
from assets.publication.prover.growth import growth_within_units, same_period_adds_up
from assets.store.candidate import Candidate
from tests.ledger.making import WAN, Releases, Sent, figure, project, reference

FUNDS = "funds_out_of_district"
# T01 became Z02 of the other group; T03 is new; T09 existed and sent nothing a year ago.
UNITS = [
    ("T01", "东镇", "town", "", "2024-12", "Z02"), ("T02", "西镇", "town"), ("T03", "北镇", "town", "2025-01"),
    ("Z01", "经开区", "zone"), ("Z02", "东园区", "zone", "2025-01"), ("S01", "城关街道", "subdistrict"), ("S02", "河西街道", "subdistrict"),
]  # fmt: skip


def sent(stage: str = "signed", **money: float) -> dict[str, Sent | None]:
    return {
        unit: Sent([project(f"{unit}-2023-001", arrived_ytd=ytd, signed_on="2024-01-05", stage=stage)])
        for unit, ytd in money.items()
    }


@pytest.fixture(scope="module")
def made() -> Releases:
    told = reference(UNITS)
    groups = {**told.district.groups, "subdistrict": "街道"}
    told = dataclasses.replace(told, district=told.district.model_copy(update={"groups": groups}))
    releases = Releases(told)
    releases.run("2024-03", sent("building", T01=100) | sent(T02=50, Z01=30, S01=40) | {"S02": None})
    releases.run("2025-03", sent(Z02=120, T02=60, T03=10, S01=44, S02=8) | {"Z01": None})
    return releases


def columns(made: Releases, place: str, metric: str = FUNDS) -> tuple[Any, Any, Any]:
    """(prior, comparable prior, yoy); money in 万元."""
    found = [figure(made.tables["2025-03"], place, metric, column=name)
             for name in ("prior_ytd_value", "comparable_prior_ytd_value", "yoy")]  # fmt: skip
    return tuple(None if value is None else value / WAN for value in found[:2]) + (found[2],)  # type: ignore[return-value]


@pytest.mark.parametrize(("place", "prior", "comparable", "yoy"), [
    ("Z02", 100, 100, 0.2),  # as T01
    ("T03", None, None, None),
    ("GROUP:town", 50, 50, 0.4),  # without T01, and 0 for the new unit: 70 ÷ 50
    ("GROUP:zone", 130, 100, 0.2),  # with what T01 was; Z01 has no figures now
    ("Z01", 30, None, None),
    ("GROUP:subdistrict", None, None, None),  # S02 existed and had none
    ("ALL", 220, None, None),  # as released; without Z01 the sum needs S02
])  # fmt: skip
def test_a_unit_takes_its_past_along(made: Releases, place: str, prior: float, comparable: float, yoy: float) -> None:
    assert columns(made, place) == (prior, comparable, yoy if yoy is None else pytest.approx(yoy))


def test_what_does_not_add_up_is_null_where_the_units_are_others(made: Releases) -> None:
    """Ratios come from sums that were released; unions cannot be taken apart."""
    march = made.tables["2025-03"]
    assert figure(made.tables["2024-03"], "GROUP:town", "start_rate") == 0.5
    assert figure(march, "GROUP:town", "start_rate", column="prior_ytd_value") == 0
    assert figure(march, "GROUP:zone", "start_rate", column="prior_ytd_value") == 0.5
    assert figure(march, "GROUP:zone", "arrival_rate", column="prior_ytd_value") is None  # its sums are not released
    assert figure(march, "GROUP:town", "visited_companies", column="prior_ytd_value") is None
    assert figure(march, "GROUP:subdistrict", "visited_companies", column="prior_ytd_value") is not None
    assert figure(march, "ALL", "visited_companies", column="prior_ytd_value") is not None
    assert figure(march, "ALL", "visited_companies", column="comparable_prior_ytd_value") is None


def test_how_units_report_is_known_of_all(made: Releases) -> None:
    """finding_count of Z01 is known though its figures are not."""
    march = made.tables["2025-03"]
    pair = [figure(march, "GROUP:zone", "finding_count", column=name)
            for name in ("prior_ytd_value", "comparable_prior_ytd_value")]  # fmt: skip
    assert pair[0] is not None
    assert pair[0] == pair[1]


def case(made: Releases, change: tuple[str, str, float] | None = None) -> Any:
    tables = dict(made.tables["2025-03"])
    if change:
        place, column, value = change
        rows = tables["metric"].copy()
        at = (rows["unit_code"] == place) & (rows["metric_code"] == FUNDS)
        rows.loc[at, column] = value
        tables["metric"] = rows
    history: Any = SimpleNamespace(
        table=lambda name, month: made.table(name, month) if month < "2025-03" else pd.DataFrame()
    )
    return Case(Candidate("2025-03", tables, {}, {}), history, made.reference, UnitRegister(made.reference))


def test_the_proofs_hold(made: Releases) -> None:
    assert same_period_adds_up(case(made)) == []
    assert growth_within_units(case(made)) == []


@pytest.mark.parametrize(("place", "column", "proof"), [
    ("GROUP:town", "prior_ytd_value", same_period_adds_up),
    ("GROUP:town", "comparable_prior_ytd_value", same_period_adds_up),
    ("GROUP:zone", "comparable_prior_ytd_value", same_period_adds_up),
    ("ALL", "prior_ytd_value", same_period_adds_up),
])  # fmt: skip
def test_a_part_that_is_left_out_is_seen(made: Releases, place: str, column: str, proof: Any) -> None:
    assert any(place in fault for fault in proof(case(made, (place, column, 7.0))))


def test_a_group_that_grows_more_than_all_its_units_is_seen(made: Releases) -> None:
    rows = made.tables["2025-03"]["metric"]
    everyone = rows["unit_code"].isin(["T02", "T03"]) & (rows["metric_code"] == FUNDS)
    whole = made.tables["2025-03"]
    made.tables["2025-03"] = {**whole, "metric": rows.assign(yoy=rows["yoy"].mask(everyone, 0.2))}
    try:
        assert any("GROUP:town" in fault for fault in growth_within_units(case(made, ("GROUP:town", "yoy", 0.423))))
        assert growth_within_units(case(made, ("GROUP:town", "yoy", 0.2))) == []
    finally:
        made.tables["2025-03"] = whole
