"""The same metrics at an earlier month: last month's for the month's value, last year's for growth.

A unit that took others over takes the sum of its predecessors. prior_year.csv wins over the released value.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from assets.intake.units import UnitRegister
from assets.metrics.facts import CALIBERS
from assets.metrics.measure import Places
from schemas.history import History
from schemas.metrics import Registry

Values = dict[tuple[str, str, str], float]  # (caliber, metric, place) → value


def released_values(history: History, month: str, registry: Registry) -> Values | None:
    """report_metric's ytd_value of a month's current release, NaN for a null; None for a month without one."""
    if month not in set(history.months()):
        return None
    table = history.table("metric", month)
    table = table[table["metric_code"].isin(registry.keys())]
    keys = zip(table["caliber"], table["metric_code"], table["unit_code"], strict=True)
    return dict(zip(keys, table["ytd_value"].astype("float64"), strict=True))


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
    values: Values | None, registry: Registry, places: Places, taken_over: dict[str, list[str]]
) -> dict[str, np.ndarray]:
    """Caliber → metrics × places of a released month, under the units of today."""
    shape = (len(registry), len(places.codes))
    if values is None:
        return {caliber: np.full(shape, np.nan) for caliber in CALIBERS}
    arrays = {}
    for caliber in CALIBERS:
        array = np.full(shape, np.nan)
        for at, (code, metric) in enumerate(registry.items()):
            for place, name in enumerate(places.codes):
                array[at, place] = values.get((caliber, code, name), np.nan)
                if name in taken_over:
                    array[at, place] = _merged(values, caliber, code, [name, *taken_over[name]], metric.adds_up)
        arrays[caliber] = array
    return arrays


def _merged(values: Values, caliber: str, code: str, units: list[str], adds_up: bool) -> float:
    """The sum over a unit and its predecessors of those that were there; null where one of them had no figures. What does
    not add up passes on alone."""
    known = [values[caliber, code, unit] for unit in units if (caliber, code, unit) in values]
    if len(known) > 1 and not adds_up:
        return float("nan")
    return float(sum(known)) if known else float("nan")


def prior_year_values(prior_year: pd.DataFrame, month: str) -> Values:
    """prior_year.csv of the month reported; a row with its own caliber wins over one for both."""
    rows = prior_year[prior_year["month"] == month] if len(prior_year) else prior_year
    values: Values = {}
    for caliber_column in ("", *CALIBERS):
        for row in rows[rows["caliber"].fillna("") == caliber_column].itertuples():
            for caliber in CALIBERS if caliber_column == "" else (caliber_column,):
                values[caliber, str(row.metric_code), str(row.unit_code)] = float(row.ytd_value)  # type: ignore[arg-type]
    return values


def prior_array(
    given: Values,
    released: dict[str, np.ndarray],
    released_raw: Values | None,
    registry: Registry,
    places: Places,
    taken_over: dict[str, list[str]],
) -> dict[str, np.ndarray]:
    """Caliber → metrics × places of the same period: the office's own figures over the released ones.

    GROUP and ALL: their own row; else, where a unit of theirs has a row for an additive metric, the sum of the units
    (null if one lacks it); else their released value.
    """  # fmt: skip
    arrays = {caliber: array.copy() for caliber, array in released.items()}
    if not given:
        return arrays
    rows_of = list(registry)
    for caliber, array in arrays.items():
        for code in {key[1] for key in given if key[0] == caliber and key[1] in registry}:
            at = rows_of.index(code)
            touched = np.zeros(len(places.units), dtype=bool)
            for place, unit in enumerate(places.units):
                value = _given_unit(
                    given, released_raw or {}, caliber, code, unit, taken_over.get(unit, []), registry[code].adds_up
                )
                if value is not None:
                    array[at, place], touched[place] = value, True
            groups = [*places.members, np.arange(len(places.units))]
            for place, members in enumerate(groups, start=len(places.units)):
                own = given.get((caliber, code, places.codes[place]))
                if own is not None:
                    array[at, place] = own
                elif registry[code].adds_up and touched[members].any():
                    array[at, place] = array[at, members].sum()
    return arrays


def _given_unit(
    given: Values, released: Values, caliber: str, code: str, unit: str, gone: list[str], adds_up: bool
) -> float | None:
    """A unit's base from prior_year.csv; None where the file says nothing of it or of those it took over.

    Its own row alone is a restated base. Rows of predecessors are added, each from the file or else as released.
    """
    own = given.get((caliber, code, unit))
    if not any((caliber, code, former) in given for former in gone):
        return own
    parts = [given.get((caliber, code, u), released.get((caliber, code, u))) for u in (unit, *gone)]
    known = [part for part in parts if part is not None]
    if len(known) > 1 and not adds_up:
        return own if own is not None else float("nan")
    return float(sum(known))
