"""A month as scoring reads it: figures, the group's figures, counts of events, ratings, projects. All numbers are
exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from assets.assessment.project_conditions import meets
from assets.intake.office.units import UnitRegister
from schemas.conditions import Condition
from schemas.history import History
from schemas.months import months_between, number_of, shift
from schemas.office.rulebook import Rulebook
from schemas.rounding import exact


def fraction(value: Any) -> Fraction | None:
    """The exact value; None for null."""
    return None if value is None or pd.isna(value) else exact(float(value) if not isinstance(value, int) else value)


@dataclass
class ScoringMonth:
    """The tables of one month. `metrics`: report_metric rows, verified, of units, under the rulebook's split."""

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
    _peers: dict[tuple[str | None, str, str], list[Fraction]] = field(default_factory=dict)

    @cached_property
    def _figures(self) -> dict[tuple[str, str], Any]:
        """(unit, metric) → its verified row of report_metric."""
        rows = self.metrics[self.metrics["caliber"] == "verified"]
        return {(row.unit_code, row.metric_code): row for row in rows.itertuples()}

    @cached_property
    def _months(self) -> list[str]:
        """The rulebook's months up to this one."""
        return months_between(self.rulebook.months.from_, self.month)

    @cached_property
    def _conduct(self) -> pd.DataFrame:
        """Conduct of the rulebook's months, under the units that are expected now."""
        rows = self.conduct[self.conduct["month"].isin(self._months)]
        heirs = {code: self.register.successor(str(code), self.month) for code in rows["unit_code"].unique()}
        return rows.assign(unit_code=rows["unit_code"].map(heirs))

    @cached_property
    def _conduct_of(self) -> dict[Any, Any]:
        """(unit, conduct item) → positions in `_conduct`."""
        return self._conduct.groupby(["unit_code", "item_code"]).indices

    @cached_property
    def _events(self) -> dict[str, dict[str, Fraction]]:
        return reporting_events(self, self._months)

    @cached_property
    def value_units(self) -> dict[str, str]:
        """Metric → yuan, usd, count or ratio."""
        return dict(zip(self.metrics["metric_code"], self.metrics["value_unit"], strict=True))

    def figure(self, unit: str, metric: str, name: str) -> Fraction | None:
        """A column of report_metric."""
        row = self._figures.get((unit, metric))
        return None if row is None else fraction(getattr(row, name))

    def peers(self, unit: str, metric: str, name: str) -> list[Fraction]:
        """The column's values of the unit's group in no order that matters: nulls and units without figures left
        out."""
        asked = (self.register.group(unit), metric, name)
        if asked not in self._peers:
            mates = self._groups.get(asked[0], [])
            known = (value for code in mates if (value := self.figure(code, metric, name)) is not None)
            self._peers[asked] = sorted(known)
        return self._peers[asked]

    @cached_property
    def absent(self) -> frozenset[str]:
        """Units without figures this month: nothing received that counts, nothing to carry. They are not scored."""
        silent = self.submissions["figures"] == "none"
        return frozenset(map(str, self.submissions.loc[silent, "unit_code"]))

    @cached_property
    def _groups(self) -> dict[str | None, list[str]]:
        groups: dict[str | None, list[str]] = {}
        for code in self.register.expected(self.month):
            if code not in self.absent:
                groups.setdefault(self.register.group(code), []).append(code)
        return groups

    def conduct_rows(self, unit: str, item: str) -> pd.DataFrame:
        return self._conduct.iloc[self._conduct_of.get((unit, item), [])]

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

    def projects(self, unit: str, where: dict[str, Condition]) -> list[tuple[str, str, Fraction]]:
        """(project code, name, the unit's share) of counted projects, led or joined, that meet `where`."""
        return [
            (str(row.project_code), str(row.project_name), self._share(row, unit))
            for row in self._counted_of.get(unit, ())
            if meets(row, where, self.month)
        ]

    @cached_property
    def _counted_of(self) -> dict[str, list[Any]]:
        """Unit → the counted projects it leads or joined, in the order of `facts`."""
        found: dict[str, list[Any]] = {}
        for row in self.facts.itertuples():
            if bool(row.counted) and row.stage != "terminated":
                for unit in {row.unit_code, row.partner_unit_code}:
                    if isinstance(unit, str):
                        found.setdefault(unit, []).append(row)
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


def reporting_events(month: ScoringMonth, months: list[str]) -> dict[str, dict[str, Fraction]]:
    """Unit → late, missing, returned, unresolved_error over the rulebook's months to this one. missing: nothing clean
    at the close; late: clean after the deadline day, a holiday or not; returned: revisions sent back."""
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
            clean = row.figures == "current"
            counts[unit]["late"] += bool(clean and not pd.isna(row.on_time) and not row.on_time)
            counts[unit]["missing"] += bool(not clean and (not current or month.closed))
        open_errors = findings[(findings["severity"] == "E") & (findings["status"] == "open")][
            "unit_code"
        ].value_counts()
        for code, number in open_errors.items():
            unit = month.register.successor(str(code), month.month)
            if unit in counts and (not current or month.closed):
                counts[unit]["unresolved_error"] += int(number)
    for unit, count in _returned(month, months).items():
        counts[unit]["returned"] += count
    return counts


def _returned(month: ScoringMonth, months: list[str]) -> dict[str, Fraction]:
    """Unit → revisions returned in the months: the year's count at the last, less what came before the first."""
    counts = {
        unit: month.figure(unit, "returned_count", "ytd_value") or Fraction(0)
        for unit in month.register.expected(month.month)
    }
    before = [shift(months[0], -1)] if months and number_of(months[0]) > 1 else []
    closed_years = [each for each in months[:-1] if number_of(each) == 12]
    for sign, earlier in ((-1, before), (1, closed_years)):
        for each in earlier:
            table = month.history.table("metric", each)
            rows = table[(table["metric_code"] == "returned_count") & (table["caliber"] == "verified")]
            for code, value in zip(rows["unit_code"], rows["ytd_value"], strict=True):
                unit = month.register.successor(str(code), month.month)
                if unit in counts:
                    counts[unit] += sign * (fraction(value) or Fraction(0))
    return counts
