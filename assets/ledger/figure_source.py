"""Which figures of each unit stand this month: the month's own, the last accepted ones, or none."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from assets.intake.office.units import UnitRegister
from assets.review.model import Review
from schemas.columns.frames import typed_frame
from schemas.columns.judged import SUBMISSION
from schemas.history import History
from schemas.months import year_of
from schemas.office.district import Policies


@dataclass(frozen=True, slots=True)
class FigureSource:
    """One expected unit. `source`: current (the month's rows) · nil (the last accepted rows, confirmed) · carried (the
    last accepted rows of the same year) · zero (policy: counted as nothing) · none. `from_month`: the released month
    whose books are taken for nil and carried; None where there is nothing."""

    unit_code: str
    source: str
    from_month: str | None = None

    @property
    def figures(self) -> str:
        return {"nil": "current", "zero": "none"}.get(self.source, self.source)


def figure_sources_of(
    review: Review, history: History, register: UnitRegister, month: str, policies: Policies
) -> dict[str, FigureSource]:
    """One standing an expected unit, by code. Contract: submission, 'What becomes of it'.

    A unit without figures of the month is carried by `missing: carry_forward`, is nothing at all by `zero`, and has no
    figures by `exclude`.
    """
    outcomes = _outcomes_in_force(review)
    released = [earlier for earlier in history.months() if earlier < month]
    known = _KnownMonths(history, register, month)
    found = {}
    for unit in register.expected(month):
        outcome = outcomes.get(unit)
        if outcome == "nil":
            found[unit] = FigureSource(unit, "nil", known.latest(unit, released))
        elif outcome:
            found[unit] = FigureSource(unit, "current")
        elif policies.missing == "zero":
            found[unit] = FigureSource(unit, "zero")
        else:
            this_year = [earlier for earlier in released if year_of(earlier) == year_of(month)]
            last = known.latest(unit, this_year) if policies.missing == "carry_forward" else None
            found[unit] = FigureSource(unit, "carried", last) if last else FigureSource(unit, "none")
    return found


def _outcomes_in_force(review: Review) -> dict[str, str]:
    """Unit → outcome of the revision that gives its figures (late ones give none)."""
    revisions = review.revisions
    if not len(revisions):
        return {}
    in_force = revisions[revisions["in_force"].fillna(False).astype(bool)]
    return {str(unit): str(outcome) for unit, outcome in zip(in_force["unit_code"], in_force["outcome"], strict=True)}


class _KnownMonths:
    """Which released months hold figures of a unit or of those it took over."""

    def __init__(self, history: History, register: UnitRegister, month: str) -> None:
        self._history, self._register, self._month = history, register, month
        self._units: dict[str, set[str]] = {}

    def latest(self, unit: str, months: list[str]) -> str | None:
        """The latest of `months` whose release has figures of the unit; None without one."""
        return next((earlier for earlier in reversed(months) if unit in self._with_figures(earlier)), None)

    def _with_figures(self, earlier: str) -> set[str]:
        if earlier not in self._units:
            submissions = self._history.table("submission", earlier)
            held = submissions.loc[submissions["figures"].isin(["current", "carried"]), "unit_code"]
            heirs = (self._register.successor(str(code), self._month) for code in held)
            self._units[earlier] = {heir for heir in heirs if heir}
        return self._units[earlier]


def settled(submissions: pd.DataFrame, found: dict[str, FigureSource]) -> pd.DataFrame:
    """report_submission with `figures` as the books settled them."""
    figures = [found[str(unit)].figures for unit in submissions["unit_code"]]
    return typed_frame(submissions.assign(figures=figures), SUBMISSION)
