"""Published months under another rulebook beside the one in force: scores, ranks, and what a rank hangs on.

Reads releases; writes nothing into them. The figures are the published ones; only the rules differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from assets.assessment.score import assess
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
        simulated = _Simulated(rulebook, reference, history, register, month)
        scores.append(simulated.beside_published())
        hinges += [*simulated.hinges(), *simulated.corrections(before)]
    columns = ["month", "unit_code", "unit_name", "hinge", "what", "rank", "rank_without"]
    whole = pd.concat(scores, ignore_index=True) if scores else pd.DataFrame()
    return Simulation(whole, pd.DataFrame(hinges, columns=columns))


@dataclass
class _Simulated:
    """One published month under another rulebook."""

    rulebook: Rulebook
    reference: Reference
    history: History
    register: UnitRegister
    month: str

    @cached_property
    def totals(self) -> pd.DataFrame:
        """report_assessment from the published figures."""
        return self._totals(self.history.table("metric", self.month), self.history.table("project", self.month))

    def _totals(self, metrics: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
        submissions, findings = (self.history.table(name, self.month) for name in ("submission", "finding"))
        conduct = self.reference.conduct
        return assess(
            self.rulebook, metrics, facts, submissions, findings, conduct, self.register, self.history, self.month
        ).totals

    def beside_published(self) -> pd.DataFrame:
        """One row a unit: in force, simulated, change."""
        published = self.history.table("assessment", self.month)
        now = self.totals[["unit_code", "unit_name", "unit_group", "total_score", "rank_in_group"]]
        then = published[["unit_code", "total_score", "rank_in_group"]]
        both = now.merge(then, on="unit_code", how="left", suffixes=("_simulated", "_in_force"))
        both.insert(0, "month", self.month)
        both["score_change"] = both["total_score_simulated"] - both["total_score_in_force"]
        both["rank_change"] = both["rank_in_group_in_force"] - both["rank_in_group_simulated"]
        return both

    def hinges(self) -> Iterator[list[object]]:
        """Ranks that move when one project's money, or one target, is taken out of the unit's score."""
        metrics, facts = self.history.table("metric", self.month), self.history.table("project", self.month)
        labels = dict(zip(metrics["metric_code"], metrics["metric_label"], strict=True))
        for unit in self.totals[self.totals["rank_in_group"].notna()].itertuples():
            for project in facts[facts["unit_code"] == unit.unit_code].nlargest(1, "verified_ytd_yuan").itertuples():
                others = facts[facts["project_code"] != project.project_code]
                again = self._totals(_without_project(metrics, project), others)
                yield from self._moved(again, unit, "project", f"{project.project_name}({project.project_code})")
            for code in self.rulebook.metrics:
                again = self._totals(_without_target(metrics, unit.unit_code, code), facts)
                yield from self._moved(again, unit, "target", f"{labels.get(code, code)}目标")

    def corrections(self, before: Before | None) -> Iterator[list[object]]:
        """Ranks that the last correction of the month decided: the revision before it scored by the same rules."""
        metrics, facts = (before(name, self.month) if before else None for name in ("metric", "project"))
        if metrics is None or facts is None:
            return
        again = self._totals(metrics, facts)
        for unit in self.totals[self.totals["rank_in_group"].notna()].itertuples():
            yield from self._moved(again, unit, "correction", "本月最近一次更正")

    def _moved(self, again: pd.DataFrame, unit: Any, hinge: str, what: str) -> Iterator[list[object]]:
        """The unit's rank where it is another `again`; nothing where the unit has no rank then."""
        without = again.loc[again["unit_code"] == unit.unit_code, "rank_in_group"].iloc[0]
        if not pd.isna(without) and without != unit.rank_in_group:
            yield [self.month, unit.unit_code, unit.unit_name, hinge, what, int(unit.rank_in_group), int(without)]


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
