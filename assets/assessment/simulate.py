"""Published months under another rulebook beside the one in force: scores, ranks, and what a rank hangs on.

Reads releases; writes nothing into them. The figures are the published ones; only the rules differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from assets.assessment.score import Assessment, assess
from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from schemas.history import History
from schemas.office.rulebook import Rulebook

Before = Callable[[str, str], pd.DataFrame | None]


@dataclass
class Simulation:
    """`scores`: one row a month and unit: score and rank in force and simulated, their change. `hinges`: one row a rank
    that a single project, target or correction decides: month, unit, hinge (project/target/correction), what,
    rank_without."""

    scores: pd.DataFrame
    hinges: pd.DataFrame


def simulate_rulebook(
    rulebook: Rulebook, reference: Reference, history: History, months: list[str], before: Before | None = None
) -> Simulation:
    """Every published month of `months` under `rulebook`. `before(name, month)`: a table of the revision before the
    current one, where there is one: which ranks a correction decided."""
    register = UnitRegister(reference)
    scores, hinges = [], []
    for month in months:
        if history.release(month) is None:
            continue
        made = _scored(
            rulebook,
            reference,
            history,
            register,
            month,
            history.table("metric", month),
            history.table("project", month),
        )
        scores.append(_beside(made, history.table("assessment", month), month))
        hinges += _hinges(rulebook, reference, history, register, month, made)
        hinges += _corrections(rulebook, reference, history, register, month, made, before)
    columns = ["month", "unit_code", "unit_name", "hinge", "what", "rank", "rank_without"]
    whole = pd.concat(scores, ignore_index=True) if scores else pd.DataFrame()
    return Simulation(whole, pd.DataFrame(hinges, columns=columns))


def _scored(
    rulebook: Rulebook,
    reference: Reference,
    history: History,
    register: UnitRegister,
    month: str,
    metrics: pd.DataFrame,
    facts: pd.DataFrame,
) -> Assessment:
    return assess(
        rulebook,
        metrics,
        facts,
        history.table("submission", month),
        history.table("finding", month),
        reference.conduct,
        register,
        history,
        month,
    )


def _beside(made: Assessment, published: pd.DataFrame, month: str) -> pd.DataFrame:
    """One row a unit: in force, simulated, change."""
    now = made.totals[["unit_code", "unit_name", "unit_group", "total_score", "rank_in_group"]]
    then = published[["unit_code", "total_score", "rank_in_group"]]
    both = now.merge(then, on="unit_code", how="left", suffixes=("_simulated", "_in_force"))
    both.insert(0, "month", month)
    both["score_change"] = both["total_score_simulated"] - both["total_score_in_force"]
    both["rank_change"] = both["rank_in_group_in_force"] - both["rank_in_group_simulated"]
    return both


def _hinges(
    rulebook: Rulebook, reference: Reference, history: History, register: UnitRegister, month: str, made: Assessment
) -> list[list[object]]:
    """Ranks that move when one project's money, or one target, is taken out of the unit's score."""
    ranks = dict(zip(made.totals["unit_code"], made.totals["rank_in_group"], strict=True))
    names = dict(zip(made.totals["unit_code"], made.totals["unit_name"], strict=True))
    metrics, facts = history.table("metric", month), history.table("project", month)
    found: list[list[object]] = []
    for unit, rank in ranks.items():
        if pd.isna(rank):
            continue
        largest = facts[facts["unit_code"] == unit].nlargest(1, "verified_ytd_yuan")
        for row in largest.itertuples():
            moved = _without_project(metrics, row)
            again = _scored(
                rulebook, reference, history, register, month, moved, facts[facts["project_code"] != row.project_code]
            )
            found += _moved(again, unit, rank, names[unit], month, "project", f"{row.project_name}({row.project_code})")
        for code in rulebook.metrics:
            again = _scored(rulebook, reference, history, register, month, _without_target(metrics, unit, code), facts)
            label = str(metrics.loc[metrics["metric_code"] == code, "metric_label"].iloc[0])
            found += _moved(again, unit, rank, names[unit], month, "target", f"{label}目标")
    return found


def _corrections(
    rulebook: Rulebook,
    reference: Reference,
    history: History,
    register: UnitRegister,
    month: str,
    made: Assessment,
    before: Before | None,
) -> list[list[object]]:
    """Ranks that the last correction of the month decided: the revision before it scored by the same rules."""
    metrics = before("metric", month) if before else None
    facts = before("project", month) if before else None
    if metrics is None or facts is None:
        return []
    again = _scored(rulebook, reference, history, register, month, metrics, facts)
    found: list[list[object]] = []
    for row in made.totals[made.totals["rank_in_group"].notna()].itertuples():
        found += _moved(again, row.unit_code, row.rank_in_group, row.unit_name, month, "correction", "本月最近一次更正")
    return found


def _moved(again: Assessment, unit: str, rank: int, name: str, month: str, hinge: str, what: str) -> list[list[object]]:
    """A rank that is another again; none where the unit has no rank then."""
    without = again.totals.loc[again.totals["unit_code"] == unit, "rank_in_group"].iloc[0]
    if pd.isna(without) or without == rank:
        return []
    return [[month, unit, name, hinge, what, int(rank), int(without)]]


def _without_project(metrics: pd.DataFrame, project: object) -> pd.DataFrame:
    """The unit's figures without one project's verified money and count (its own share of each)."""
    unit, share = project.unit_code, float(project.own_share)  # type: ignore[attr-defined]
    rows = metrics.copy()
    mine = (rows["unit_code"] == unit) & (rows["caliber"] == "verified")
    money = float(project.verified_ytd_yuan or 0) * share  # type: ignore[attr-defined]
    funds = ["funds_out_of_district"] if project.origin_scope != "local" else []  # type: ignore[attr-defined]
    if funds and bool(project.is_industrial):  # type: ignore[attr-defined]
        funds.append("funds_industrial")
    if project.origin_scope == "out_of_province" and (project.total_investment_yuan or 0) >= 100_000_000:  # type: ignore[attr-defined]
        funds.append("funds_out_of_province_100m")
    rows.loc[mine & rows["metric_code"].isin(funds), "ytd_value"] -= money
    return rows


def _without_target(metrics: pd.DataFrame, unit: str, code: str) -> pd.DataFrame:
    rows = metrics.copy()
    rows.loc[(rows["unit_code"] == unit) & (rows["metric_code"] == code), ["annual_target", "schedule_target"]] = None
    return rows
