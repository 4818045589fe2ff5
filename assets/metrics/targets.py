"""The annual targets in force at a month: of units, groups and the district.

The target effective in the month holds for the whole year, never spliced; the year's first stays visible as the
original. A group's is the sum of its units'; the district's its own row, else the sum.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from assets.intake.office.units import UnitRegister
from assets.metrics.measure import Places, summed
from schemas.metrics import Registry
from schemas.months import shift, year_of


def target_arrays(
    targets: pd.DataFrame,
    register: UnitRegister,
    registry: Registry,
    places: Places,
    taken_over: dict[str, list[str]],
    month: str,
) -> tuple[np.ndarray, np.ndarray]:
    """(original, in force): metrics × places, NaN without a target."""
    issued = _issued(targets, register, month)
    shape = (len(registry), len(places.codes))
    original, in_force = np.full(shape, np.nan), np.full(shape, np.nan)
    for at, (code, metric) in enumerate(registry.items()):
        if metric.measure.kind == "ratio" or code not in issued:
            continue
        rows = issued[code]
        for array, pick in ((original, 0), (in_force, -1)):
            units = np.array([_of_unit(rows, unit, taken_over.get(unit, []), register, pick) for unit in places.units])
            array[at] = summed(units.astype("float64"), places)
            if "ALL" in rows:
                array[at, -1] = rows["ALL"][pick][1]
    return original, in_force


def _issued(targets: pd.DataFrame, register: UnitRegister, month: str) -> dict[str, dict[str, list[tuple[str, float]]]]:
    """Metric → unit → [(effective month, target)] in order, of the year and not after the month. A unit's target counts
    from the month the unit exists."""
    issued: dict[str, dict[str, list[tuple[str, float]]]] = {}
    if not len(targets):
        return issued
    rows = targets[(targets["year"] == year_of(month)) & (targets["effective_from"] <= month)]
    for row in rows.sort_values("effective_from", kind="stable").itertuples():
        unit = str(row.unit_code)
        effective = max(str(row.effective_from), register.since(unit))
        issued.setdefault(str(row.metric_code), {}).setdefault(unit, []).append((effective, float(row.annual_target)))  # type: ignore[arg-type]
    return issued


def _of_unit(
    rows: dict[str, list[tuple[str, float]]], unit: str, gone: list[str], register: UnitRegister, pick: int
) -> float:
    """A unit's first (0) or last (-1) target, with those of the units it took over: the last ones until its own is
    issued after they were gone, the first ones always."""
    own = rows.get(unit)
    parts = []
    taken = own is None
    for former in gone:
        if former not in rows:
            continue
        since = shift(str(register.units.at[former, "active_to"])[:7], 1)
        if pick == 0:
            taken = taken or (own is not None and own[0][0] >= since)
            parts.append(rows[former][0][1])
        elif own is None or own[-1][0] < since:
            parts.append(rows[former][-1][1])
    if own is not None and not taken:
        parts.append(own[pick][1])
    return sum(parts) if parts else float("nan")
