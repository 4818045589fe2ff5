"""Level 2 on the money credited to a unit, its partners' shares included: outliers (H208), the target just met
(H212)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import pandas as pd

from assets.review.month_context import MonthContext
from assets.review.rule_context import RuleContext, judges, yuan_as_wan
from schemas.finding import Finding
from schemas.months import number_of, shift

_BACK = 12  # months looked back
_METRIC = "funds_out_of_district"
_COLUMNS = ("arrived_month_yuan", "arrived_ytd_yuan")
_WHOLE = 10**8  # parts of a whole project: a share in per cent may carry six decimals


@dataclass(frozen=True)
class Odd:
    """What a rule has to say of a unit's money."""

    rule: str
    case: str
    unit: str
    field: str
    words: dict[str, str]


@judges("H208")
def odd_months(context: RuleContext) -> Iterator[Finding]:
    """A month's money far from the unit's own months, or the year's far from the same period; marked at the largest
    本月到位 (本年累计) of the unit, whose row most likely carries it."""
    yield from _at_largest(context, _odd_months(context.month_context, credited_by_month(context)))


@judges("H212")
def just_on_target(context: RuleContext) -> Iterator[Finding]:
    """完成序时进度 of the declared money lands on the target, neither short nor well beyond."""
    yield from _at_largest(context, _just_on_target(context.month_context, credited_by_month(context)))


def credited_by_month(context: RuleContext) -> dict[str, dict[str, int]]:
    """Column → unit → money from outside the district that the latest files declare for it, in yuan: its own projects
    at its share, and the rest of those it is the partner of. Made once for both rules."""
    money: dict[str, dict[str, int]] = context.made(("credited",), lambda: _credited(context))
    return money


def _credited(context: RuleContext) -> dict[str, dict[str, int]]:
    """Sums in whole parts (_WHOLE) of a yuan, so that they add up exactly."""
    terms, latest = _terms(context), set(context.latest.values())
    parts = {column: dict.fromkeys(context.latest, 0) for column in _COLUMNS}
    for _, file_id, code, *money in context.lists("fund", "file_id", "project_code", *_COLUMNS):
        for unit, share in terms.get((file_id, code), ()) if file_id in latest else ():
            for column, yuan in zip(_COLUMNS, money, strict=True):
                if yuan is not pd.NA and unit in parts[column]:
                    parts[column][unit] += int(yuan) * share
    return {column: {unit: each // _WHOLE for unit, each in units.items()} for column, units in parts.items()}


def _terms(context: RuleContext) -> dict[tuple[Any, Any], list[tuple[str, int]]]:
    """(file, project) → the units credited with how many parts of its money; none of a local project's."""
    local = {text for text, place in context.places.items() if place is not None and place.scope == "local"}
    terms: dict[tuple[Any, Any], list[tuple[str, int]]] = {}
    names = ("file_id", "project_code", "unit_code", "investor_origin", "own_share", "partner_unit")
    for _, file_id, code, unit, origin, own_share, named in context.lists("project", *names):
        if origin in local:
            continue
        share = _WHOLE if own_share is None or own_share != own_share else round(float(own_share) * _WHOLE / 100)
        partner = context.register.resolve(named, context.month) if isinstance(named, str) else None
        terms[(file_id, code)] = [(str(unit), share), *([(partner, _WHOLE - share)] if partner else [])]
    return terms


def _at_largest(context: RuleContext, oddities: Iterator[Odd]) -> Iterator[Finding]:
    """The findings, in the order of the units' latest files, each at the largest amount of the unit's latest file; a
    unit without an amount has none."""
    place = {unit: at for at, unit in enumerate(context.latest)}
    rows = context.rows("fund")
    for odd in sorted(oddities, key=lambda each: place[each.unit]):
        amounts = rows.loc[rows["file_id"] == context.latest[odd.unit], f"{odd.field}_yuan"].dropna()
        if len(amounts):
            yield context.say(odd.rule, odd.case, "fund", amounts.idxmax(), odd.field, **odd.words)


def _earlier(month_context: MonthContext) -> dict[str, list[tuple[str, int]]]:
    """Unit → (month, money of the month) of the months before, where the unit's figures were its own."""
    series: dict[str, list[tuple[str, int]]] = {}
    known = set(month_context.history.months())
    for back in range(_BACK, 0, -1):
        month = shift(month_context.month, -back)
        if month not in known:
            continue
        sent = month_context.history.table("submission", month)
        own = set(sent.loc[sent["figures"] == "current", "unit_code"])
        funds = month_context.history.table("fund_arrival", month)
        for row in funds[funds["caliber"] == "declared"].itertuples():
            if row.unit_code in own and not pd.isna(row.out_of_district_month_yuan):
                series.setdefault(str(row.unit_code), []).append((month, int(row.out_of_district_month_yuan)))
    return series


def is_outlier(value: int, earlier: list[int], score: float, ratio: float, least: float) -> bool:
    """Far from the median by median absolute deviations; all alike: outside the ratio band. A value within `least`
    times of the median is none, however even the months were."""
    middle = median(earlier)
    if middle <= 0:
        return False
    if middle / least <= value <= middle * least:
        return False
    spread = median([abs(each - middle) for each in earlier])
    if spread == 0:
        return not middle / ratio <= value <= middle * ratio
    return abs(value - middle) / (1.4826 * spread) > score


def _odd_months(month_context: MonthContext, money: dict[str, dict[str, int]]) -> Iterator[Odd]:
    limit = partial(month_context.limit, "H208")
    points, ratio = int(limit("points")), float(limit("ratio"))
    limits = (float(limit("score")), ratio, float(limit("least")))
    earlier = _earlier(month_context)
    if max(map(len, earlier.values()), default=0) < points:
        return
    year, last_year = money["arrived_ytd_yuan"], _same_period(month_context)
    for unit, value in money["arrived_month_yuan"].items():
        before = [money for _, money in earlier.get(unit, [])]
        if len(before) >= points and value > 0 and is_outlier(value, before, *limits):
            yield Odd(
                "H208", "", unit, "arrived_month", {"raw": yuan_as_wan(value), "want": yuan_as_wan(int(median(before)))}
            )
        then = last_year.get(unit, 0)
        if then > 0 and len(before) >= points and year[unit] > 0 and not then / ratio <= year[unit] <= then * ratio:
            yield Odd("H208", "yoy", unit, "arrived_ytd", {"raw": yuan_as_wan(year[unit]), "want": yuan_as_wan(then)})


def _same_period(month_context: MonthContext) -> dict[str, int]:
    funds = month_context.history.table("fund_arrival", shift(month_context.month, -12))
    funds = funds[(funds["caliber"] == "declared") & funds["out_of_district_ytd_yuan"].notna()]
    return {str(row.unit_code): int(row.out_of_district_ytd_yuan) for row in funds.itertuples()}


def _just_on_target(month_context: MonthContext, money: dict[str, dict[str, int]]) -> Iterator[Odd]:
    low, high = float(month_context.limit("H212", "low")), float(month_context.limit("H212", "high"))
    targets = month_context.reference.targets
    targets = targets[(targets["year"] == month_context.year) & (targets["metric_code"] == _METRIC)]
    given = targets[targets["effective_from"].fillna("").astype(str) <= month_context.month].sort_values(
        "effective_from", kind="stable"
    )
    goal = {
        str(row.unit_code): float(row.annual_target) for row in given.itertuples() if not pd.isna(row.annual_target)
    }
    share = number_of(month_context.month) / 12
    for unit, ytd in money["arrived_ytd_yuan"].items():
        if goal.get(unit, 0) > 0 and ytd > 0 and low <= (progress := ytd / (goal[unit] * share)) <= high:
            yield Odd("H212", "target", unit, "arrived_month", {"raw": yuan_as_wan(ytd), "want": f"{progress:.1%}"})
