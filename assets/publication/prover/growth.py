"""Proofs of the same period: its parts add up, and a group's growth lies between that of its units."""

from __future__ import annotations

import math
from collections.abc import Iterator

from assets.metrics.same_period import prior_year_values
from assets.publication.prover.case import Case
from schemas.metrics import load_registry
from schemas.months import shift

_CLOSE = 0.00005  # credited counts carry four places
_BOTH = ("prior_ytd_value", "comparable_prior_ytd_value")

Rows = dict[tuple[str, str, str], dict[str, float]]  # (metric, caliber, place) → columns


def same_period_holds(case: Case) -> list[str]:
    """Both proofs."""
    return same_period_adds_up(case) + growth_within_units(case)


def same_period_adds_up(case: Case) -> list[str]:
    """Additive metrics, both calibers: the units' same periods add up to their GROUP's and, where it has neither a row of
    the office nor a release of then, to ALL's. Without a unit missing, the comparable same period is the same period."""
    rows, members = _rows(case), _members(case)
    given = prior_year_values(case.reference.prior_year, case.candidate.month)
    released = case.history.table("metric", shift(case.candidate.month, -12))
    whole = released[(released["unit_code"] == "ALL") & released["ytd_value"].notna()]
    then = {(row.metric_code, row.caliber): float(row.ytd_value) for row in whole.itertuples()}
    faults = []
    for metric, caliber, place, row in _totals(rows, members):
        own = given.get((caliber, metric, place))
        stated = own if own is not None else then.get((metric, caliber)) if place == "ALL" else None
        everyone = _everyone(case, rows, members[place], metric, caliber)
        for column in _BOTH:
            parts = [rows[metric, caliber, unit][column] for unit in members[place]]
            added = math.fsum(part for part in parts if not math.isnan(part))
            wanted = stated if stated is not None and (column == _BOTH[0] or everyone) else added
            if not math.isnan(row[column]) and abs(row[column] - wanted) > _CLOSE:
                faults.append(f"同期之和不等：{place}|{metric}|{caliber} {column} {row[column]} ≠ {wanted}")
        if everyone and not _same(row[_BOTH[0]], row[_BOTH[1]]):
            faults.append(f"{place}|{metric}|{caliber} 各单位均有数据，可比同期应等于上年同期")
    return faults


def growth_within_units(case: Case) -> list[str]:
    """A group whose units all have a growth, and whose same period is their sum, grows no more than the most and no less
    than the least of them."""
    rows, members = _rows(case), _members(case)
    given = prior_year_values(case.reference.prior_year, case.candidate.month)
    faults = []
    for metric, caliber, place, row in _totals(rows, members):
        growths = [rows[metric, caliber, unit]["yoy"] for unit in members[place]]
        if place == "ALL" or (caliber, metric, place) in given or any(map(math.isnan, [*growths, row["yoy"]])):
            continue
        if not min(growths) - _CLOSE <= row["yoy"] <= max(growths) + _CLOSE:
            faults.append(
                f"{place}|{metric}|{caliber} 同比 {row['yoy']:.4f} 不在成员单位 {min(growths):.4f}～{max(growths):.4f} 之间"
            )
    return faults


def _totals(rows: Rows, members: dict[str, list[str]]) -> Iterator[tuple[str, str, str, dict[str, float]]]:
    for (metric, caliber, place), row in rows.items():
        if place in members:
            yield metric, caliber, place, row


def _rows(case: Case) -> Rows:
    """Of the metrics that add up."""
    additive = {code for code, metric in load_registry(case.reference.home).items() if metric.adds_up}
    table = case.candidate.tables["metric"]
    table = table[table["metric_code"].isin(additive)]
    columns = {name: table[name].to_numpy(dtype="float64") for name in (*_BOTH, "yoy")}
    keys = zip(table["metric_code"], table["caliber"], table["unit_code"], strict=True)
    return {key: {name: float(columns[name][at]) for name in columns} for at, key in enumerate(keys)}


def _members(case: Case) -> dict[str, list[str]]:
    """GROUP:… and ALL → their units."""
    units = case.register.expected(case.candidate.month)
    members: dict[str, list[str]] = {"ALL": units}
    for unit in units:
        members.setdefault(f"GROUP:{case.register.group(unit)}", []).append(unit)
    return members


def _everyone(case: Case, rows: Rows, units: list[str], metric: str, caliber: str) -> bool:
    """Whether every unit of a place has figures; how a unit reports is known of every unit."""
    if load_registry(case.reference.home)[metric].fact == "reporting" or case.district.policies.missing == "zero":
        return True
    return case.without_figures.isdisjoint(units)


def _same(left: float, right: float) -> bool:
    return left == right or (math.isnan(left) and math.isnan(right))
