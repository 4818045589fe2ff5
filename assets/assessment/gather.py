"""Gathers what a scoring method needs of one unit: figures, peers, counts of events, ratings. Everything exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pandas as pd

from assets.intake.units import UnitRegister
from schemas.codes.lists import STARTED_STAGES
from schemas.history import History
from schemas.months import months_between
from schemas.rounding import exact
from schemas.rulebook import Rulebook


def fraction(value: Any) -> Fraction | None:
    """The exact value; None for null."""
    return None if value is None or pd.isna(value) else exact(float(value) if not isinstance(value, int) else value)


@dataclass
class Month:
    """A month as scoring sees it. `metrics`: report_metric rows, verified, of units, under the rulebook's split."""

    rulebook: Rulebook
    metrics: pd.DataFrame
    facts: pd.DataFrame
    submissions: pd.DataFrame
    findings: pd.DataFrame
    conduct: pd.DataFrame
    register: UnitRegister
    history: History
    month: str
    closed: bool = True
    _figures: dict[tuple[str, str], Any] = field(default_factory=dict)
    _events: dict[str, dict[str, Fraction]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = self.metrics[self.metrics["caliber"] == "verified"]
        self._figures = {(row.unit_code, row.metric_code): row for row in rows.itertuples()}
        months = months_between(self.rulebook.months.from_, self.month)
        self._conduct = self.conduct[self.conduct["month"].isin(months)]
        self._events = reporting_events(self, months)

    def figure(self, unit: str, metric: str, name: str) -> Fraction | None:
        """A column of report_metric."""
        row = self._figures.get((unit, metric))
        return None if row is None else fraction(getattr(row, name))

    def peers(self, unit: str, metric: str, name: str) -> list[Fraction]:
        """The column's values of the unit's group, nulls left out, in no order that matters."""
        group = self.register.group(unit)
        mates = [code for code in self.register.expected(self.month) if self.register.group(code) == group]
        return sorted(value for code in mates if (value := self.figure(code, metric, name)) is not None)

    def conduct_rows(self, unit: str, item: str) -> pd.DataFrame:
        rows = self._conduct
        return rows[(rows["unit_code"] == unit) & (rows["item_code"] == item)]

    def conduct_count(self, unit: str, item: str) -> Fraction:
        """Quantity of a conduct item over the rulebook's months; a blank quantity is one."""
        rows = self.conduct_rows(unit, item)
        return sum(
            (fraction(value) or Fraction(0) if not pd.isna(value) else Fraction(1) for value in rows["quantity"]),
            Fraction(0),
        )

    def event_counts(self, unit: str, names: Iterable[str]) -> dict[str, Fraction]:
        """late, missing, returned, unresolved_error from the months' reporting; anything else from conduct."""
        own = self._events.get(unit, {})
        return {name: own[name] if name in own else self.conduct_count(unit, name) for name in names}

    def ratings(self, unit: str, item: str) -> dict[str, list[Fraction]]:
        rated: dict[str, list[Fraction]] = defaultdict(list)
        for row in self.conduct_rows(unit, item).itertuples():
            value = fraction(row.quantity)
            if value is not None:
                rated[str(row.rater_group)].append(value)
        return dict(rated)

    def projects(self, unit: str, where: dict[str, Any]) -> list[tuple[str, str, Fraction]]:
        """(project code, name, the unit's share) of counted projects, led or joined, that meet `where`."""
        found = []
        for row in self.facts.itertuples():
            mine = row.unit_code == unit or row.partner_unit_code == unit
            if mine and bool(row.counted) and row.stage != "terminated" and meets(row, where, self.month):
                found.append((str(row.project_code), str(row.project_name), self._share(row, unit)))
        return found

    def _share(self, row: Any, unit: str) -> Fraction:
        shared = isinstance(row.partner_unit_code, str)
        if not shared:
            return Fraction(1)
        lead, split = row.unit_code == unit, self.rulebook.split
        if split == "double":
            return Fraction(1)
        if split == "equal":
            return Fraction(1, 2)
        if split is not None:
            return exact(split.lead if lead else split.partner)  # type: ignore[union-attr]
        own = exact(float(row.own_share))
        return own if lead else 1 - own


def meets(row: Any, where: dict[str, Any], month: str) -> bool:
    """Whether a project meets structured conditions: a value, a list of values, or {ge, gt, le, lt}. `started`: stage
    building or completed; `months_since_signed`: whole months from the contract to the month."""
    for name, wanted in where.items():
        value = _column(row, name, month)
        if isinstance(wanted, dict):
            if value is None or pd.isna(value) or not all(_holds(value, sign, bound) for sign, bound in wanted.items()):
                return False
        elif isinstance(wanted, list):
            if value not in wanted:
                return False
        elif value != wanted:
            return False
    return True


def _column(row: Any, name: str, month: str) -> Any:
    if name == "started":
        return row.stage in STARTED_STAGES
    if name == "months_since_signed":
        return None if not isinstance(row.signed_on, str) else len(months_between(row.signed_on[:7], month)) - 1
    if name == "signed_this_year":
        return isinstance(row.signed_on, str) and row.signed_on[:4] == month[:4]
    value = getattr(row, name)
    return None if not isinstance(value, str) and pd.isna(value) else value


def _holds(value: Any, sign: str, bound: Any) -> bool:
    bound = str(bound) if isinstance(value, str) else bound
    return {"ge": value >= bound, "gt": value > bound, "le": value <= bound, "lt": value < bound}[sign]


def reporting_events(month: Month, months: list[str]) -> dict[str, dict[str, Fraction]]:
    """Unit → late, missing, returned, unresolved_error over the rulebook's months to this one."""
    counts: dict[str, dict[str, Fraction]] = {
        unit: dict.fromkeys(("late", "missing", "returned", "unresolved_error"), Fraction(0))
        for unit in month.register.expected(month.month)
    }
    for each in months:
        current = each == month.month
        submissions = month.submissions if current else month.history.table("submission", each)
        findings = month.findings if current else month.history.table("finding", each)
        for row in submissions.itertuples():
            unit = month.register.successor(str(row.unit_code), month.month)
            if unit not in counts:
                continue
            clean = row.late_days is not None and not pd.isna(row.late_days)
            counts[unit]["late"] += bool(clean and row.late_days > 0)
            counts[unit]["missing"] += bool(not clean and (not current or month.closed))
            counts[unit]["returned"] += row.status == "returned"
        open_errors = findings[(findings["severity"] == "E") & (findings["status"] == "open")][
            "unit_code"
        ].value_counts()
        for code, number in open_errors.items():
            unit = month.register.successor(str(code), month.month)
            if unit in counts and (not current or month.closed):
                counts[unit]["unresolved_error"] += int(number)
    return counts
