"""Cumulative values of every metric at the month: units, groups and the district, at both calibers.

An array a caliber: metrics × places, places being the units in the register's order, then the groups, then ALL. NaN is
null: a unit without figures, a ratio without a denominator.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assets.ledger.credit import COUNT_SCALE
from assets.metrics.conditions import rows_meeting
from assets.metrics.facts import CALIBERS, Fact, Facts
from schemas.metrics import Metric, Registry

WORTH_SCALE = 1_000_000  # an equivalent has at most six places


@dataclass(frozen=True)
class Places:
    """Units, groups and ALL in one order. `members[g]`: positions of the units of group g."""

    units: list[str]
    groups: list[str]
    members: list[np.ndarray]

    @property
    def codes(self) -> list[str]:
        return [*self.units, *(f"GROUP:{group}" for group in self.groups), "ALL"]


def places_of(units: pd.DataFrame, groups: dict[str, str]) -> Places:
    """`units`: unit_code, unit_group. The groups of district.yaml that have a unit."""
    unit_groups = units["unit_group"].to_numpy(dtype=object)
    present = [group for group in groups if group in set(unit_groups)]
    members = [np.flatnonzero(unit_groups == group) for group in present]
    return Places([str(unit) for unit in units["unit_code"]], present, members)


def summed(values: np.ndarray, places: Places) -> np.ndarray:
    """Units' values → units, groups, ALL; null where none of the units is known."""
    parts = [
        values,
        *(np.atleast_1d(_known_sum(values[at])) for at in places.members),
        np.atleast_1d(_known_sum(values)),
    ]
    return np.concatenate(parts)


def _known_sum(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.sum()) if len(known) or not len(values) else float("nan")


def measured(
    registry: Registry,
    pages: Iterable[Facts],
    places: Places,
    without_figures: np.ndarray,
    conversion: dict[str, float] | None,
) -> dict[str, np.ndarray]:
    """Caliber → metrics (in the registry's order) × places. `pages`: the month's facts, each row on one of them;
    `without_figures`: units whose own values are null."""
    counted = {code: metric for code, metric in registry.items() if metric.measure.kind != "ratio"}
    tallies = {
        (code, caliber): _tally(metric, places, conversion) for code, metric in counted.items() for caliber in CALIBERS
    }
    for facts in pages:
        for code, metric in counted.items():
            fact = facts.get(str(metric.fact))
            mask = rows_meeting(fact.rows, metric.where)
            for caliber in CALIBERS:
                tallies[code, caliber].add(fact, fact.keep(mask, caliber), caliber)
    found: dict[str, np.ndarray] = {}
    for caliber in CALIBERS:
        rows = {code: tallies[code, caliber].values(places, without_figures) for code in counted}
        for code, metric in registry.items():
            if metric.measure.ratio:
                above, below = metric.measure.ratio
                rows[code] = quotient(rows[above], rows[below])
        found[caliber] = np.vstack([rows[code] for code in registry]) if registry else np.empty((0, len(places.codes)))
    return found


def quotient(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above ÷ below; null where the denominator is missing, zero or negative."""
    positive = np.where(below > 0, below, np.nan)
    return above / positive


class _Tally(ABC):
    """One metric at one caliber, added up from pages."""

    def __init__(self, metric: Metric, places: Places) -> None:
        self.metric = metric
        self._credited = np.zeros(len(places.units), dtype=bool)

    def add(self, fact: Fact, keep: np.ndarray, caliber: str) -> None:
        """The credits of a page that the mask keeps."""
        self._credited[fact.credits.unit[keep]] = True

    @abstractmethod
    def values(self, places: Places, without_figures: np.ndarray) -> np.ndarray:
        """Units, groups, ALL; null for a unit without figures that nothing is credited to."""

    def _nothing_known(self, without_figures: np.ndarray) -> np.ndarray:
        if self.metric.fact == "reporting":
            return np.zeros(len(without_figures), dtype=bool)
        return without_figures & ~self._credited


class _Sum(_Tally):
    """A count, a sum or an equivalent: whole numbers as far as the measure has them, so that pages and units add up in any
    order and three thirds of a project are one."""

    def __init__(self, metric: Metric, places: Places, conversion: dict[str, float] | None) -> None:
        super().__init__(metric, places)
        self._conversion = conversion or metric.conversion or {}
        self._sums = np.zeros(len(places.units))
        worths = np.array([*self._conversion.values(), 0.0])
        # Ten projects worth 0.3 each are three, not 3.0000000000000004.
        self._parts = WORTH_SCALE if (np.rint(worths * WORTH_SCALE) / WORTH_SCALE == worths).all() else 0

    def add(self, fact: Fact, keep: np.ndarray, caliber: str) -> None:
        super().add(fact, keep, caliber)
        amounts = self._amounts(fact, keep, caliber)
        self._sums += np.bincount(fact.credits.unit[keep], weights=amounts, minlength=len(self._sums))

    def _amounts(self, fact: Fact, keep: np.ndarray, caliber: str) -> np.ndarray:
        """What each credited row adds."""
        if self.metric.measure.kind == "count":
            return fact.credits.count[keep]
        if self.metric.measure.kind == "convert":
            worth = equivalents(fact.rows[self.metric.measure.column], self._conversion)
            each = np.rint(worth * self._parts) if self._parts else worth
            return np.asarray(fact.credits.count[keep] * each[fact.credits.at[keep]])
        return fact.column(self.metric.measure.column, caliber)[keep]

    def values(self, places: Places, without_figures: np.ndarray) -> np.ndarray:
        values = self._sums.copy()
        values[self._nothing_known(without_figures)] = np.nan
        scale = {"count": COUNT_SCALE, "convert": COUNT_SCALE * (self._parts or 1)}.get(self.metric.measure.kind, 1.0)
        return summed(values, places) / scale


class _Distinct(_Tally):
    """Different values of a column: of each unit, and of groups and ALL as unions."""

    def __init__(self, metric: Metric, places: Places) -> None:
        super().__init__(metric, places)
        self._of_unit: dict[int, set[object]] = {}

    def add(self, fact: Fact, keep: np.ndarray, caliber: str) -> None:
        super().add(fact, keep, caliber)
        keys = fact.rows[self.metric.measure.column].to_numpy(dtype=object)[fact.credits.at[keep]]
        known = pd.notna(keys)
        for unit, key in zip(fact.credits.unit[keep][known].tolist(), keys[known].tolist(), strict=True):
            self._of_unit.setdefault(unit, set()).add(key)

    def values(self, places: Places, without_figures: np.ndarray) -> np.ndarray:
        """A union over units none of which is known is null."""
        unknown = self._nothing_known(without_figures)
        everyone = np.arange(len(places.units))
        unions = [everyone[at : at + 1] for at in everyone] + [*places.members, everyone]
        return np.array([
            np.nan if len(members) and unknown[members].all() else self._union(members) for members in unions
        ])  # fmt: skip

    def _union(self, members: np.ndarray) -> float:
        return float(len(set().union(*(self._of_unit.get(unit, ()) for unit in members.tolist()))))


def _tally(metric: Metric, places: Places, conversion: dict[str, float] | None) -> _Tally:
    return _Distinct(metric, places) if metric.measure.kind == "distinct" else _Sum(metric, places, conversion)


def equivalents(amounts: pd.Series, conversion: dict[str, float]) -> np.ndarray:
    """How many projects each amount is worth. `conversion`: lower bound in millions ('50m', inclusive) → worth;
    'below' for what is smaller than the lowest."""
    bounds = sorted((int(band[:-1]) * 1_000_000, worth) for band, worth in conversion.items() if band != "below")
    lows = np.array([low for low, _ in bounds], dtype="float64")
    worths = np.array([conversion.get("below", 0.0), *(worth for _, worth in bounds)], dtype="float64")
    return worths[np.searchsorted(lows, amounts.fillna(0).to_numpy(dtype="float64"), side="right")]
