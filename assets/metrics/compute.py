"""Every figure of the month: each metric of each unit, group and the district, at both calibers.

Cumulative values come from measure.py; here they get their month's value, growth, target, progress and rank. Ratios
come from unrounded figures; nothing is rounded.
"""

from __future__ import annotations

import itertools
from datetime import datetime

import numpy as np
import pandas as pd

from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.ledger.model import Books
from assets.metrics.earlier import predecessors, released_array, released_values
from assets.metrics.facts import CALIBERS, Facts, facts_of
from assets.metrics.measure import Places, measured, places_of, quotient
from assets.metrics.same_period import SamePeriod
from assets.metrics.targets import target_arrays
from schemas.columns.figures import METRIC
from schemas.columns.frames import typed_column
from schemas.history import History
from schemas.metrics import Measure, Registry, load_registry
from schemas.months import number_of, shift
from schemas.rounding import exact

Arrays = dict[str, np.ndarray]  # column → metrics × places


def compute_metrics(
    books: Books,
    reference: Reference,
    history: History,
    month: str,
    conversion: dict[str, float] | None = None,
    as_of: datetime | None = None,
) -> pd.DataFrame:
    """report_metric of the month: one row a unit (or GROUP:…, ALL), metric and caliber.

    `conversion`: the rulebook's table of project equivalents; `as_of`: which months' deadlines have passed.
    """
    registry = load_registry(reference.home)
    register = UnitRegister(reference)
    places = places_of(register.frame(month), register.groups)
    facts = facts_of(books, reference, places.units, history, as_of)
    silent = without_figures(books, reference, places)
    ytd = measured(registry, facts, places, silent, conversion)
    taken_over = predecessors(register, places, month)
    last_month = shift(month, -1) if number_of(month) > 1 else ""  # January has none of the year before it
    before = released_array(released_values(history, last_month, registry), registry, places, taken_over)
    first = declared_month(registry, facts, places, silent) if is_first_month(history, month) else None
    base = SamePeriod.of_month(history, reference, registry, places, month)
    prior, comparable = base.arrays(), base.comparable_arrays(silent)
    original, target = target_arrays(reference.targets, register, registry, places, taken_over, month)
    ranks = _ranks(registry, ytd["verified"], target, places, _silent(books, places), month)
    table = _blank(2 * len(places.codes) * sum(metric.published for metric in registry.values()))
    filled = 0
    for caliber in CALIBERS:
        columns = _compared(registry, ytd[caliber], before[caliber], prior[caliber], comparable[caliber], month)
        if first:
            columns["month_value"] = first[caliber]
        if caliber == "verified":
            columns |= _against_target(registry, ytd[caliber], original, target, month)
            columns["rank"] = ranks
        rows = _rows(registry, register, places.codes, caliber, columns, month)
        count = len(rows["unit_code"])
        for name, values in rows.items():
            table[name][filled : filled + count] = values
        filled += count
    return pd.DataFrame(
        {column.name: _typed(table.pop(column.name), column.dtype) for column in METRIC.columns}, copy=False
    )


def _blank(rows: int) -> dict[str, np.ndarray]:
    """The columns of METRIC, null throughout."""
    numbers = {column.name for column in METRIC.columns if column.dtype in ("float", "int")}
    return {
        name: np.full(rows, np.nan) if name in numbers else np.full(rows, None, dtype=object) for name in METRIC.names
    }


def _typed(values: np.ndarray, dtype: str) -> pd.Series:
    """Texts stay the few objects they are: pandas, left to find a type for them, makes each row a text of its own."""
    return typed_column(pd.Series(values, dtype=values.dtype), dtype)


def without_figures(books: Books, reference: Reference, places: Places) -> np.ndarray:
    """Units whose own values are null this month (policy zero: they are 0 instead)."""
    if reference.district.policies.missing == "zero":
        return np.zeros(len(places.units), dtype=bool)
    return _silent(books, places)


def _silent(books: Books, places: Places) -> np.ndarray:
    """Units with figures none: nothing of this month, nothing to carry."""
    figures = dict(zip(books.submissions["unit_code"], books.submissions["figures"], strict=True))
    return np.array([figures.get(unit, "none") == "none" for unit in places.units], dtype=bool)


def is_first_month(history: History, month: str) -> bool:
    """Whether the district used nothing before this month, so that no release tells the month's value. January needs
    none."""
    return number_of(month) > 1 and not any(earlier < month for earlier in history.months())


def declared_month(registry: Registry, facts: Facts, places: Places, silent: np.ndarray) -> Arrays:
    """Caliber → the declared 本月到位 of the metrics that sum arrived money, metrics × places; null for the others."""
    summing = {code: metric for code, metric in registry.items() if metric.measure.sum == "arrived_ytd_yuan"}
    of_month = Measure(sum="arrived_month_yuan")
    found = measured(
        {code: metric.model_copy(update={"measure": of_month}) for code, metric in summing.items()},
        facts,
        places,
        silent,
        None,
    )
    nothing = np.full(len(places.codes), np.nan)
    rows = {caliber: dict(zip(summing, values, strict=True)) for caliber, values in found.items()}
    return {caliber: np.vstack([rows[caliber].get(code, nothing) for code in registry]) for caliber in rows}


def _is_ratio(registry: Registry) -> np.ndarray:
    return np.array([metric.measure.kind == "ratio" for metric in registry.values()])[:, None]


def _compared(
    registry: Registry, ytd: np.ndarray, before: np.ndarray, prior: np.ndarray, comparable: np.ndarray, month: str
) -> Arrays:
    """The month's value and the change against last year: growth over the units that have figures now."""
    ratio = _is_ratio(registry)
    month_value = _difference(registry, ytd, before) if number_of(month) > 1 else ytd
    return {
        "ytd_value": ytd,
        "month_value": np.where(ratio, np.nan, month_value),
        "prior_ytd_value": prior,
        "comparable_prior_ytd_value": comparable,
        "yoy": np.where(ratio, np.nan, quotient(ytd - comparable, comparable)),
        "change_points": np.where(ratio, ytd - prior, np.nan),
    }


def _difference(registry: Registry, ytd: np.ndarray, before: np.ndarray) -> np.ndarray:
    """ytd − before; of counts as whole hundred-millionths, so that 0.9101 − 0.91 is 0.0001 (money is whole already)."""
    scale = np.array([10.0**8 if metric.unit == "count" else 1.0 for metric in registry.values()])[:, None]
    return (np.rint(ytd * scale) - np.rint(before * scale)) / scale


def _plan(registry: Registry, month: str) -> tuple[int, np.ndarray, np.ndarray]:
    """(the month's number; of each metric whether its plan is linear, and the share planned by the month)."""
    number = number_of(month)
    plan = np.array([metric.planned_share(number) for metric in registry.values()])[:, None]
    return number, np.array([metric.schedule == "linear" for metric in registry.values()])[:, None], plan


def _progress(registry: Registry, ytd: np.ndarray, target: np.ndarray, month: str) -> np.ndarray:
    number, linear, plan = _plan(registry, month)
    return np.where(linear, quotient(ytd * 12, target * number), quotient(ytd, target * plan))


def _against_target(
    registry: Registry, ytd: np.ndarray, original: np.ndarray, target: np.ndarray, month: str
) -> Arrays:
    """Targets, completion and progress against schedule: of the verified figures."""
    number, linear, plan = _plan(registry, month)
    completion = quotient(ytd, target)
    return {
        "original_target": original,
        "annual_target": target,
        "completion": completion,
        "schedule_target": np.where(linear, target * number / 12, target * plan),
        "schedule_progress": _progress(registry, ytd, target, month),
        "schedule_gap": completion - number / 12,
    }


def _ranks(
    registry: Registry, ytd: np.ndarray, target: np.ndarray, places: Places, silent: np.ndarray, month: str
) -> np.ndarray:
    """Place within the group by schedule_progress, highest first, ties 1,1,3; null is not ranked, nor a unit without
    figures, even one that others' projects credit; groups and ALL are not.

    The plan of a metric is everyone's, so progress stands as completion does; compared as exact fractions, because two
    quotients that are the same need not be the same float (0.6 ÷ 3 and 0.4 ÷ 2).
    """
    progress = _progress(registry, ytd, target, month)
    ranks = np.full(progress.shape, np.nan)
    for at, members in itertools.product(np.flatnonzero(~np.isnan(progress).all(axis=1)), places.members):
        known = [place for place in members.tolist() if not (np.isnan(progress[at, place]) or silent[place])]
        done = {place: exact(float(ytd[at, place])) / exact(float(target[at, place])) for place in known}
        first = {progress: rank for rank, progress in reversed(list(enumerate(sorted(done.values(), reverse=True), 1)))}
        for place in known:
            ranks[at, place] = first[done[place]]
    return ranks


def _rows(
    registry: Registry, register: UnitRegister, codes: list[str], caliber: str, columns: Arrays, month: str
) -> dict[str, np.ndarray]:
    """The columns of METRIC that are not null, place by place in the registry's order, without the metrics that only
    feed others."""
    metrics = [metric for metric in registry.values() if metric.published]
    published = np.array([metric.published for metric in registry.values()])

    def of_place(texts: list[str | None]) -> np.ndarray:
        return np.repeat(np.array(texts, dtype=object), len(metrics))

    def of_metric(texts: list[str]) -> np.ndarray:
        return np.tile(np.array(texts, dtype=object), len(codes))

    return {
        "unit_code": of_place(list(codes)),
        "metric_code": of_metric([metric.code for metric in metrics]),
        "caliber": np.full(len(codes) * len(metrics), caliber, dtype=object),
        "unit_name": of_place([register.name(code, month) for code in codes]),
        "unit_group": of_place([register.group(code) for code in codes]),
        "metric_label": of_metric([metric.label for metric in metrics]),
        "value_unit": of_metric([metric.unit for metric in metrics]),
        **{name: values[published].T.ravel() for name, values in columns.items()},
    }
