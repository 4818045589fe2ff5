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
    registry: Registry,
    facts: Facts,
    places: Places,
    without_figures: np.ndarray,
    conversion: dict[str, float] | None,
) -> dict[str, np.ndarray]:
    """Caliber → metrics (in the registry's order) × places. `without_figures`: units whose own values are null."""
    counted = {code: metric for code, metric in registry.items() if metric.measure.kind != "ratio"}
    masks = {code: rows_meeting(facts.get(str(metric.fact)).rows, metric.where) for code, metric in counted.items()}
    found: dict[str, np.ndarray] = {}
    for caliber in CALIBERS:
        rows = {
            code: _values(
                metric, facts.get(str(metric.fact)), masks[code], caliber, places, without_figures, conversion
            )
            for code, metric in counted.items()
        }
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
    fact: Fact,
    mask: np.ndarray,
    caliber: str,
    places: Places,
    without_figures: np.ndarray,
    conversion: dict[str, float] | None,
) -> np.ndarray:
    """One metric at one caliber: units, groups, ALL. Null for a unit without figures that nothing is credited to."""
    keep = fact.keep(mask, caliber)
    unknown = without_figures.copy()
    unknown[fact.credits.unit[keep]] = False
    if metric.fact == "reporting":
        unknown[:] = False
    if metric.measure.kind == "distinct":
        return _distinct(metric, fact, keep, places, unknown)
    amounts, scale = _amounts(metric, fact, keep, caliber, conversion or metric.conversion or {})
    values = np.bincount(fact.credits.unit[keep], weights=amounts, minlength=len(places.units)).astype("float64")
    values[unknown] = np.nan
    return summed(values, places) / scale


def _amounts(
    metric: Metric, fact: Fact, keep: np.ndarray, caliber: str, conversion: dict[str, float]
) -> tuple[np.ndarray, float]:
    """(what each credited row adds, what the sum is divided by): whole numbers as far as the measure has them, so that
    rows and units add up in any order and three thirds of a project are one."""
    if metric.measure.kind == "count":
        return fact.credits.count[keep], COUNT_SCALE
    if metric.measure.kind == "convert":
        worths = np.array([*conversion.values(), 0.0])
        # Ten projects worth 0.3 each are three, not 3.0000000000000004.
        whole = (np.rint(worths * WORTH_SCALE) / WORTH_SCALE == worths).all()
        worth = equivalents(fact.rows[metric.measure.column], conversion)
        each = np.rint(worth * WORTH_SCALE) if whole else worth
        scale = COUNT_SCALE * (WORTH_SCALE if whole else 1)
        return np.asarray(fact.credits.count[keep] * each[fact.credits.at[keep]]), scale
    return fact.column(metric.measure.column, caliber)[keep], 1.0


def _distinct(metric: Metric, fact: Fact, keep: np.ndarray, places: Places, unknown: np.ndarray) -> np.ndarray:
    """Different values of a column: of each unit, and of groups and ALL as unions. A union over units none of which is
    known is null."""
    of_unit: dict[int, set[object]] = {}
    keys = fact.rows[metric.measure.column].to_numpy(dtype=object)[fact.credits.at[keep]]
    known = pd.notna(keys)
    for unit, key in zip(fact.credits.unit[keep][known].tolist(), keys[known].tolist(), strict=True):
        of_unit.setdefault(unit, set()).add(key)
    everyone = np.arange(len(places.units))
    unions = [everyone[at : at + 1] for at in everyone] + [*places.members, everyone]
    return np.array(
        [
            np.nan
            if len(members) and unknown[members].all()
            else float(len(set().union(*(of_unit.get(unit, ()) for unit in members.tolist()))))
            for members in unions
        ]
    )


def equivalents(amounts: pd.Series, conversion: dict[str, float]) -> np.ndarray:
    """How many projects each amount is worth. `conversion`: lower bound in millions ('50m', inclusive) → worth;
    'below' for what is smaller than the lowest."""
    bounds = sorted((int(band[:-1]) * 1_000_000, worth) for band, worth in conversion.items() if band != "below")
    lows = np.array([low for low, _ in bounds], dtype="float64")
    worths = np.array([conversion.get("below", 0.0), *(worth for _, worth in bounds)], dtype="float64")
    return worths[np.searchsorted(lows, amounts.fillna(0).to_numpy(dtype="float64"), side="right")]
