"""A small world to score: units of one group, figures as given, projects, conduct, reporting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from assets.assessment.score import Assessment, assess
from schemas.columns.figures import METRIC
from schemas.columns.frames import typed_frame
from schemas.columns.judged import FINDING, SUBMISSION
from schemas.columns.lists import PROJECT
from schemas.finding import FINDING_FIELDS
from schemas.history import NoHistory
from schemas.office.rulebook import Rulebook, load_rulebook

ORACLES = Path(__file__).parent / "oracles"


class Register:
    """Units of one group under their own codes."""

    def __init__(self, units: list[str], group: str = "town") -> None:
        self.units, self._group = units, group

    def expected(self, month: str) -> list[str]:
        return self.units

    def group(self, code: str) -> str:
        return self._group

    def name(self, code: str, month: str | None = None) -> str:
        return f"{code}镇"

    def successor(self, code: str, month: str) -> str | None:
        return code if code in self.units else None


def oracle(number: int) -> Rulebook:
    return load_rulebook(ORACLES / f"oracle{number}.yaml")


def metrics_of(figures: dict[tuple[str, str], dict[str, float]]) -> pd.DataFrame:
    """(unit, metric) → columns of report_metric; caliber verified."""
    rows = [
        {"unit_code": unit, "metric_code": code, "caliber": "verified", "unit_name": unit, "metric_label": code,
         "value_unit": "yuan", **values}
        for (unit, code), values in figures.items()
    ]  # fmt: skip
    return typed_frame(pd.DataFrame(rows), METRIC)


def projects_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    base = {"own_share": 1.0, "counted": True, "stage": "building", "signed_on": "2025-03-01"}
    return typed_frame(
        pd.DataFrame(
            [{"project_code": f"P{n}", "project_name": f"项目{n}", **base, **row} for n, row in enumerate(rows)]
        ),
        PROJECT,
    )


def conduct_of(rows: list[tuple[str, str, float | None, str]]) -> pd.DataFrame:
    columns = ["month", "unit_code", "item_code", "project_code", "rater_group", "quantity", "document", "note"]
    return pd.DataFrame(
        [("2025-06", unit, item, "", rater, quantity, "", "") for unit, item, quantity, rater in rows], columns=columns
    )


def score(
    rulebook: Rulebook,
    units: list[str],
    figures: dict[tuple[str, str], dict[str, float]],
    *,
    projects: list[dict[str, Any]] | None = None,
    conduct: list[tuple[str, str, float | None, str]] | None = None,
    submissions: list[dict[str, Any]] | None = None,
    history: Any = None,
    month: str = "2025-12",
) -> Assessment:
    sent = (
        submissions
        if submissions is not None
        else [
            {"unit_code": unit, "status": "accepted", "figures": "current", "on_time": True, "late_days": 0}
            for unit in units
        ]
    )
    return assess(
        rulebook, metrics_of(figures), projects_of(projects or []), typed_frame(pd.DataFrame(sent), SUBMISSION),
        pd.DataFrame(columns=list(FINDING_FIELDS)), conduct_of(conduct or []), Register(units),  # type: ignore[arg-type]
        history or QuietYear(units), month,
    )  # fmt: skip


class QuietYear(NoHistory):
    """Earlier months in which everybody sent on time; `late`: unit → months it was late."""

    def __init__(self, units: list[str], late: dict[str, tuple[str, ...]] | None = None) -> None:
        self.units, self.late = units, late or {}

    def table(self, name: str, month: str) -> pd.DataFrame:
        if name == "submission":
            rows = [
                {
                    "unit_code": unit,
                    "status": "accepted",
                    "figures": "current",
                    "on_time": month not in self.late.get(unit, ()),
                    "late_days": 0,
                }
                for unit in self.units
            ]
            return typed_frame(pd.DataFrame(rows), SUBMISSION)
        return typed_frame(pd.DataFrame(), FINDING) if name == "finding" else super().table(name, month)


def item_scores(made: Assessment, unit: str) -> dict[str, float]:
    rows = made.items[made.items["unit_code"] == unit]
    return dict(zip(rows["item_code"], rows["score"], strict=True))


def totals(made: Assessment) -> dict[str, float]:
    return dict(zip(made.totals["unit_code"], made.totals["total_score"], strict=True))
