"""The same metrics as they were released for an earlier month: last month's for the month's value, last year's for
growth.

A unit that took others over takes the sum of its predecessors.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from assets.intake.office.units import UnitRegister
from assets.metrics.facts import CALIBERS
from assets.metrics.measure import Places
from schemas.history import History
from schemas.metrics import Metric, Registry

_COUNT_SCALE = 10.0**8  # a count carries fewer places


@dataclass(frozen=True)
class Released:
    """A month's current release. `values`: (caliber, metric, place) → ytd_value, NaN for a null; `groups`: unit → the
    group it was in."""

    values: dict[tuple[str, str, str], float]
    groups: dict[str, str]

    def same_units(self, place: str, members: list[str], taken_over: dict[str, list[str]]) -> bool:
        """Whether GROUP:… had then the units (or what they took over) that it has now."""
        now = {unit for member in members for unit in (member, *taken_over.get(member, [])) if unit in self.groups}
        return now == {unit for unit, group in self.groups.items() if f"GROUP:{group}" == place}


def released_values(history: History, month: str, registry: Registry) -> Released | None:
    """What was released for a month; None for a month without a release."""
    if month not in set(history.months()):
        return None
    table = history.table("metric", month)
    table = table[table["metric_code"].isin(registry.keys())]
    keys = zip(table["caliber"], table["metric_code"], table["unit_code"], strict=True)
    units = table[(table["unit_code"] != "ALL") & ~table["unit_code"].str.startswith("GROUP:")]
    groups = dict(zip(units["unit_code"], units["unit_group"], strict=True))
    return Released(dict(zip(keys, table["ytd_value"].astype("float64"), strict=True)), groups)


def predecessors(register: UnitRegister, places: Places, month: str) -> dict[str, list[str]]:
    """Unit of `month` → the units it took over that are no longer there."""
    found: dict[str, list[str]] = {}
    handed_over = register.units["unit_code"][register.units["successor_code"].fillna("").astype(str) != ""]
    for code in handed_over:
        heir = register.successor(str(code), month)
        if heir and heir != code and heir in places.units:
            found.setdefault(heir, []).append(str(code))
    return found


def released_array(
    released: Released | None, registry: Registry, places: Places, taken_over: dict[str, list[str]]
) -> dict[str, np.ndarray]:
    """Caliber → metrics × places of a released month, under the units of today: a GROUP that had other units then is
    the sum of those it has now, null where the metric does not add up."""
    shape = (len(registry), len(places.codes))
    if released is None:
        return {caliber: np.full(shape, np.nan) for caliber in CALIBERS}
    groups = places.codes[len(places.units) : -1]
    changed = [
        (len(places.units) + at, members)
        for at, (group, members) in enumerate(zip(groups, places.members, strict=True))
        if not released.same_units(group, [places.units[each] for each in members.tolist()], taken_over)
    ]
    arrays = {}
    for caliber in CALIBERS:
        array = np.full(shape, np.nan)
        for at, (code, metric) in enumerate(registry.items()):
            for place, name in enumerate(places.codes):
                array[at, place] = released.values.get((caliber, code, name), np.nan)
                if name in taken_over:
                    array[at, place] = _merged(released, caliber, metric, [name, *taken_over[name]])
            for place, members in changed:
                known = [value for value in array[at, members].tolist() if not math.isnan(value)]
                array[at, place] = exact_sum(known, metric) if known and metric.adds_up else np.nan
        arrays[caliber] = array
    return arrays


def _merged(released: Released, caliber: str, metric: Metric, units: list[str]) -> float:
    """The sum over a unit and its predecessors of those that were there; null where one of them had no figures. What
    does not add up passes on alone."""
    values = released.values
    known = [values[caliber, metric.code, unit] for unit in units if (caliber, metric.code, unit) in values]
    if len(known) > 1 and not metric.adds_up:
        return math.nan
    return exact_sum(known, metric) if known else math.nan


def exact_sum(values: Iterable[float], metric: Metric) -> float:
    """The sum; of counts as whole hundred-millionths, so that 0.1 + 0.2 is 0.3."""
    scale = _COUNT_SCALE if metric.unit == "count" else 1.0
    return float(np.rint(sum(values) * scale) / scale) if scale != 1.0 else float(sum(values))
