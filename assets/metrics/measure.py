"""Cumulative values of every metric at the month: units, groups and the district, at both calibers.

An array a caliber: metrics × places, places being the units in the register's order, then the groups, then ALL. NaN is
null: a unit without figures, a ratio without a denominator.
"""

from __future__ import annotations

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
    registry: Registry, facts: Facts, places: Places, without_figures: np.ndarray, conversion: dict[str, float] | None
) -> dict[str, np.ndarray]:
    """Caliber → metrics (in the registry's order) × places. `without_figures`: units whose own values are null."""
    found: dict[str, np.ndarray] = {}
    for caliber in CALIBERS:
        rows: dict[str, np.ndarray] = {}
        for code, metric in registry.items():
            if metric.measure.kind != "ratio":
                rows[code] = _values(metric, facts, places, without_figures, caliber, conversion)
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


def _values(
    metric: Metric,
    facts: Facts,
    places: Places,
    without_figures: np.ndarray,
    caliber: str,
    conversion: dict[str, float] | None,
) -> np.ndarray:
    fact = facts.get(str(metric.fact))
    keep = fact.keep(rows_meeting(fact.rows, metric.where), caliber)
    unit = fact.credits.unit[keep]
    scale = 1.0
    if metric.measure.kind == "distinct":
        values = _distinct(fact, keep, metric.measure.column, places)
    else:
        amounts, scale = _amounts(metric, fact, keep, caliber, conversion)
        values = np.bincount(unit, weights=amounts, minlength=len(places.units)).astype("float64")
    if metric.fact != "reporting":
        credited = np.bincount(unit, minlength=len(places.units)) > 0
        values[: len(places.units)][without_figures & ~credited] = np.nan
    if metric.measure.kind == "distinct":
        return _null_where_none_known(values, places)
    return summed(values, places) / scale  # summed as whole numbers: three thirds of a project are one


def _null_where_none_known(values: np.ndarray, places: Places) -> np.ndarray:
    """A union over units none of which is known is null."""
    for place, members in enumerate([*places.members, np.arange(len(places.units))], start=len(places.units)):
        if len(members) and np.isnan(values[members]).all():
            values[place] = np.nan
    return values


def _amounts(
    metric: Metric, fact: Fact, keep: np.ndarray, caliber: str, conversion: dict[str, float] | None
) -> tuple[np.ndarray, float]:
    """What each credited row adds, and what the sum is divided by: whole numbers as far as the measure has them."""
    if metric.measure.kind == "count":
        return fact.credits.count[keep], COUNT_SCALE
    if metric.measure.kind == "convert":
        worth = equivalents(fact.rows[metric.measure.column], conversion or metric.conversion or {})
        parts = np.rint(worth * WORTH_SCALE)  # ten projects worth 0.3 each are three, not 3.0000000000000004
        if (parts / WORTH_SCALE == worth).all():
            return fact.credits.count[keep] * parts[fact.credits.at[keep]], COUNT_SCALE * WORTH_SCALE
        return fact.credits.count[keep] * worth[fact.credits.at[keep]], COUNT_SCALE
    return fact.column(metric.measure.column, caliber)[keep], 1.0


def equivalents(amounts: pd.Series, conversion: dict[str, float]) -> np.ndarray:
    """How many projects each amount is worth. `conversion`: lower bound in millions ('50m', inclusive) → worth;
    'below' for what is smaller than the lowest."""
    bounds = sorted((int(band[:-1]) * 1_000_000, worth) for band, worth in conversion.items() if band != "below")
    lows = np.array([low for low, _ in bounds], dtype="float64")
    worths = np.array([conversion.get("below", 0.0), *(worth for _, worth in bounds)], dtype="float64")
    return worths[np.searchsorted(lows, amounts.fillna(0).to_numpy(dtype="float64"), side="right")]


def _distinct(fact: Fact, keep: np.ndarray, column: str, places: Places) -> np.ndarray:
    """Different values of a column: of each unit, and of groups and ALL as unions."""
    at, unit = fact.credits.at[keep], fact.credits.unit[keep]
    keys, _ = pd.factorize(fact.rows[column].to_numpy(dtype=object)[at])
    pairs = pd.DataFrame({"unit": unit, "key": keys})[keys >= 0].drop_duplicates()
    values = [np.bincount(pairs["unit"], minlength=len(places.units)).astype("float64")]
    for members in places.members:
        values.append(np.array([pairs.loc[pairs["unit"].isin(members), "key"].nunique()], dtype="float64"))
    values.append(np.array([pairs["key"].nunique()], dtype="float64"))
    return np.concatenate(values)
