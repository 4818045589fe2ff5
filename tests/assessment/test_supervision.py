"""A supervision item is born, escalated, stopped by an exemption, and cleared with a reason, over months."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.assessment.supervision import supervise
from schemas.columns.figures import METRIC
from schemas.columns.frames import typed_frame
from schemas.columns.judged import ASSESSMENT, SUPERVISION
from schemas.history import NoHistory
from schemas.months import months_between
from schemas.office.rulebook import Rulebook
from schemas.office.supervision import SupervisionRule
from tests.assessment.world import Register, metrics_of, oracle, projects_of

RULES: list[dict[str, Any]] = [
    {
        "code": "not_started",
        "kind": "not_started",
        "clause": "督办一",
        "steps": [{"at": 6, "colour": "yellow"}, {"at": 12, "colour": "red"}],
    },
    {
        "code": "behind",
        "kind": "behind_schedule",
        "steps": [{"at": 10, "colour": "yellow"}, {"at": 30, "colour": "red"}],
    },
    {"code": "last", "kind": "last_in_group", "steps": [{"at": 2, "colour": "blue"}, {"at": 3, "colour": "yellow"}]},
    {"code": "little", "kind": "little_money", "below": 0.15, "steps": [{"at": 6, "colour": "yellow"}]},
    {"code": "no_money", "kind": "no_money", "steps": [{"at": 3, "colour": "yellow"}]},
]
NO_EXEMPTION = pd.DataFrame(
    columns=["unit_code", "project_code", "rule_code", "from_month", "to_month", "reason", "approved_by"]
)


EVERYBODY = pd.DataFrame({"unit_code": ["T1", "T2", "T3"], "figures": "current"})


def rulebook(*codes: str) -> Rulebook:
    rules = [SupervisionRule.model_validate(rule) for rule in RULES if rule["code"] in codes]
    return oracle(1).model_copy(update={"supervision": rules})


class Kept(NoHistory):
    """What earlier months published of supervision, projects and ranks."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], pd.DataFrame] = {}

    def table(self, name: str, month: str) -> pd.DataFrame:
        return self.kept.get((name, month), super().table(name, month))


def _run(
    rules: Rulebook,
    months: list[str],
    projects: Any,
    history: Kept | None = None,
    exemptions: pd.DataFrame = NO_EXEMPTION,
    totals: Any = None,
    metrics: pd.DataFrame | None = None,
    submissions: Any = lambda month: EVERYBODY,
) -> dict[str, pd.DataFrame]:
    """Month → report_supervision; `projects(month)` and `totals(month)` give that month's state."""
    kept, made = history or Kept(), {}
    for month in months:
        facts = projects_of(projects(month)) if projects else projects_of([{"unit_code": "T1", "stage": "completed"}])
        ranks = totals(month) if totals else typed_frame(pd.DataFrame(), ASSESSMENT)
        figures = metrics if metrics is not None else typed_frame(pd.DataFrame(), METRIC)
        made[month] = supervise(
            rules, figures, facts, ranks, submissions(month), exemptions, kept, Register(["T1", "T2", "T3"]), month
        )  # type: ignore[arg-type]
        kept.kept["supervision", month] = made[month]
        kept.kept["project", month] = facts
        kept.kept["assessment", month] = ranks
    return made


def _waiting(started_in: str | None = None) -> Any:
    def projects(month: str) -> list[dict[str, Any]]:
        started = started_in is not None and month >= started_in
        return [{"unit_code": "T1", "signed_on": "2025-01-10", "stage": "building" if started else "signed",
                 "started_on": f"{started_in}-05" if started else None, "total_investment_yuan": 10**9, "arrived_total_yuan": 0}]  # fmt: skip

    return projects


def test_born_at_six_months_red_when_not_cleared_and_cleared_with_the_ledgers_reason() -> None:
    made = _run(rulebook("not_started"), months_between("2025-05", "2025-11"), _waiting("2025-11"))
    assert [len(made[m]) for m in ("2025-05", "2025-06", "2025-07")] == [0, 0, 1]
    born = made["2025-07"].iloc[0]
    assert (born["colour"], born["first_month"], born["months_open"]) == ("yellow", "2025-07", 1)
    assert made["2025-08"].iloc[0]["colour"] == "yellow"
    third = made["2025-09"].iloc[0]
    assert (third["colour"], third["months_open"]) == ("red", 3)  # not cleared in two months: up a colour
    cleared = made["2025-11"].iloc[0]
    assert cleared["cleared_month"] == "2025-11"
    assert "开工" in cleared["cleared_reason"]
    assert cleared["item_id"] == born["item_id"]


def test_an_exemption_stops_the_clock() -> None:
    pause = NO_EXEMPTION.copy()
    pause.loc[0] = ["T1", "P0", "not_started", "2025-08", "2025-10", "用地未供", "区政府"]
    made = _run(rulebook("not_started"), months_between("2025-07", "2025-11"), _waiting(), exemptions=pause)
    assert [int(made[m].iloc[0]["months_open"]) for m in made] == [1, 1, 1, 1, 2]
    assert made["2025-10"].iloc[0]["colour"] == "yellow"
    assert "免除" in made["2025-09"].iloc[0]["actual"]


def test_a_project_cleared_once_is_gone_the_month_after() -> None:
    made = _run(rulebook("not_started"), months_between("2025-07", "2025-10"), _waiting("2025-09"))
    assert made["2025-09"].iloc[0]["cleared_month"] == "2025-09"
    assert len(made["2025-10"]) == 0


def test_behind_schedule_by_points() -> None:
    gaps = {"T1": -0.099, "T2": -0.10, "T3": -0.31}
    figures = metrics_of({(unit, "funds_out_of_district"): {"schedule_gap": gap} for unit, gap in gaps.items()})
    made = _run(rulebook("behind"), ["2025-06"], None, metrics=figures)["2025-06"]
    assert dict(zip(made["unit_code"], made["colour"], strict=True)) == {"T2": "yellow", "T3": "red"}


def _ranks(last: str) -> pd.DataFrame:
    units = ["T1", "T2", "T3"]
    order = [unit for unit in units if unit != last] + [last]
    rows = [
        {"unit_code": unit, "unit_group": "town", "rank_in_group": place} for place, unit in enumerate(order, start=1)
    ]
    return typed_frame(pd.DataFrame(rows), ASSESSMENT)


def test_last_in_group_two_and_three_months_running() -> None:
    made = _run(
        rulebook("last"),
        months_between("2025-03", "2025-06"),
        None,
        totals=lambda month: _ranks("T3" if month < "2025-06" else "T1"),
    )
    assert [len(made[m][made[m]["cleared_month"].isna()]) for m in made] == [0, 1, 1, 0]
    assert made["2025-04"].iloc[0]["colour"] == "blue"
    assert made["2025-05"].iloc[0]["colour"] == "yellow"


def test_started_without_money_and_with_little_of_it() -> None:
    def projects(month: str) -> list[dict[str, Any]]:
        return [
            {
                "unit_code": "T1",
                "stage": "building",
                "started_on": "2025-01-05",
                "total_investment_yuan": 10**9,
                "arrived_total_yuan": 10**8,
            }
        ]

    made = _run(rulebook("no_money", "little"), months_between("2025-01", "2025-08"), projects)
    kinds = {month: set(table["kind"]) for month, table in made.items()}
    assert "no_money" not in kinds["2025-03"]
    assert "no_money" in kinds["2025-04"]
    assert "little_money" not in kinds["2025-06"]
    assert "little_money" in kinds["2025-07"]


def test_no_rulebook_no_supervision() -> None:
    made = supervise(None, *[pd.DataFrame()] * 5, Kept(), Register([]), "2025-01")  # type: ignore[arg-type]
    assert list(made.columns) == SUPERVISION.names
