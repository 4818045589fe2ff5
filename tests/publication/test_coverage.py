"""Coverage weighs the units by last December's money, a renamed or merged one by that of those it took over."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.intake.office.units import UnitRegister
from assets.publication.prepare import coverage
from tests.ledger.making import reference

UNITS = [
    {"unit_code": "T01", "unit_name": "东镇", "unit_group": "town", "active_from": "", "active_to": "", "successor_code": ""},
    {"unit_code": "T02", "unit_name": "西镇", "unit_group": "town", "active_from": "", "active_to": "2024-12", "successor_code": "S02"},
    {"unit_code": "S02", "unit_name": "西街道", "unit_group": "town", "active_from": "2025-01", "active_to": "", "successor_code": ""},
]  # fmt: skip


class December:
    """The release of 2024-12: 东镇 40, 西镇 60."""

    def table(self, name: str, month: str) -> pd.DataFrame:
        rows: list[dict[str, Any]] = [
            {"unit_code": unit, "metric_code": "funds_out_of_district", "caliber": "verified", "ytd_value": value}
            for unit, value in (("T01", 40.0), ("T02", 60.0), ("ALL", 100.0))
        ]
        assert (name, month) == ("metric", "2024-12")
        return pd.DataFrame(rows)


def test_a_renamed_unit_weighs_what_it_weighed() -> None:
    given = reference()
    given.units = pd.DataFrame(UNITS)
    submissions = pd.DataFrame({"unit_code": ["T01", "S02"], "figures": ["carried", "current"]})
    stated = coverage(submissions, December(), "2025-02", UnitRegister(given))  # type: ignore[arg-type]
    assert (stated["units_expected"], stated["units_current"], stated["units_carried"]) == (2, 1, 1)
    assert stated["coverage"] == 0.6
