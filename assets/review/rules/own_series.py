"""Level 2 on a unit's own months together: outliers (H208), the target just met (H212), what a resubmission changed (H211)."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

import pandas as pd

from assets.review.catalogue import finding
from assets.review.scene import Scene, judges, wan
from schemas.finding import Finding
from schemas.months import number_of, shift
from schemas.submission import DATA_SHEETS

_BACK = 12  # months looked back
_METRIC = "funds_out_of_district"


def credited(scene: Scene, column: str) -> dict[str, int]:
    """Unit → money from outside the district that the latest files declare for it: its own projects at its share, and
    the rest of those it is the partner of."""
    terms = scene.made(("credit terms",), lambda: _terms(scene))
    sums = dict.fromkeys(scene.latest, 0.0)
    latest = set(scene.latest.values())
    for _, file_id, code, yuan in scene.lists("fund", "file_id", "project_code", column):
        if file_id not in latest or yuan is pd.NA:
            continue
        for unit, share in terms.get((file_id, code), ()):
            if unit in sums:
                sums[unit] += int(yuan) * share / 100
    return {unit: int(yuan) for unit, yuan in sums.items()}


def _terms(scene: Scene) -> dict[tuple[Any, Any], list[tuple[str, float]]]:
    """(file, project) → the units credited with how many hundredths of its money; none of a local project's."""
    local = {text for text, place in scene.places.items() if place is not None and place.scope == "local"}
    terms: dict[tuple[Any, Any], list[tuple[str, float]]] = {}
    names = ("file_id", "project_code", "unit_code", "investor_origin", "own_share", "partner_unit")
    for _, file_id, code, unit, origin, own_share, named in scene.lists("project", *names):
        if origin in local:
            continue
        share = 100.0 if own_share is None or own_share != own_share else float(own_share)
        partner = scene.register.resolve(named, scene.month) if isinstance(named, str) else None
        terms[(file_id, code)] = [(str(unit), share), *([(partner, 100.0 - share)] if partner else [])]
    return terms


def _earlier(scene: Scene) -> dict[str, list[tuple[str, int]]]:
    """Unit → (month, money of the month) of the months before, where the unit's figures were its own."""
    series: dict[str, list[tuple[str, int]]] = {}
    known = set(scene.history.months())
    for back in range(_BACK, 0, -1):
        month = shift(scene.month, -back)
        if month not in known:
            continue
        sent = scene.history.table("submission", month)
        own = set(sent.loc[sent["figures"] == "current", "unit_code"])
        funds = scene.history.table("fund_arrival", month)
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


@judges("H208", between_units=True)
def odd_months(scene: Scene) -> Iterator[Finding]:
    """A month's money far from the unit's own months, or the year's far from the same period; marked at the largest
    本月到位 (本年累计) of the unit, whose row most likely carries it."""
    points, ratio = int(scene.limit("H208", "points")), float(scene.limit("H208", "ratio"))
    limits = (float(scene.limit("H208", "score")), ratio, float(scene.limit("H208", "least")))
    earlier = _earlier(scene)
    if max(map(len, earlier.values()), default=0) < points:
        return
    now, year = credited(scene, "arrived_month_yuan"), credited(scene, "arrived_ytd_yuan")
    last_year = _same_period(scene)
    for unit, value in now.items():
        before = [money for _, money in earlier.get(unit, [])]
        if len(before) >= points and value > 0 and is_outlier(value, before, *limits):
            yield from _at_largest(
                scene, "H208", "", unit, "arrived_month", raw=wan(value), want=wan(int(median(before)))
            )
        then = last_year.get(unit, 0)
        if then > 0 and len(before) >= points and year[unit] > 0 and not then / ratio <= year[unit] <= then * ratio:
            yield from _at_largest(scene, "H208", "yoy", unit, "arrived_ytd", raw=wan(year[unit]), want=wan(then))


def _same_period(scene: Scene) -> dict[str, int]:
    funds = scene.history.table("fund_arrival", shift(scene.month, -12))
    funds = funds[(funds["caliber"] == "declared") & funds["out_of_district_ytd_yuan"].notna()]
    return {str(row.unit_code): int(row.out_of_district_ytd_yuan) for row in funds.itertuples()}


def _at_largest(scene: Scene, code: str, case: str, unit: str, name: str, **words: Any) -> Iterator[Finding]:
    rows = scene.rows("fund")
    mine = rows.loc[rows["file_id"] == scene.latest[unit], f"{name}_yuan"].dropna()
    if len(mine):
        yield scene.say(code, case, "fund", mine.astype("int64").idxmax(), name, **words)


@judges("H212", between_units=True)
def just_on_target(scene: Scene) -> Iterator[Finding]:
    """完成序时进度 of the declared money lands on the target, neither short nor well beyond."""
    low, high = float(scene.limit("H212", "low")), float(scene.limit("H212", "high"))
    targets = scene.reference.targets
    targets = targets[(targets["year"] == scene.year) & (targets["metric_code"] == _METRIC)]
    given = targets[targets["effective_from"].fillna("").astype(str) <= scene.month].sort_values(
        "effective_from", kind="stable"
    )
    goal = {
        str(row.unit_code): float(row.annual_target) for row in given.itertuples() if not pd.isna(row.annual_target)
    }
    if not goal:
        return
    share = number_of(scene.month) / 12
    for unit, ytd in credited(scene, "arrived_ytd_yuan").items():
        if goal.get(unit, 0) > 0 and ytd > 0 and low <= (progress := ytd / (goal[unit] * share)) <= high:
            yield from _at_largest(scene, "H212", "target", unit, "arrived_month", raw=wan(ytd), want=f"{progress:.1%}")


@judges("H211")
def resubmissions(scene: Scene) -> Iterator[Finding]:
    """What the latest file changes against the unit's file before it; many revisions are said as such."""
    many = int(scene.limit("H211", "revisions"))
    ordered = sorted(scene.files.values(), key=lambda file: (str(file.received_at), str(file.file_name)))
    of_unit: dict[str, list[Any]] = {}
    for file in ordered:
        of_unit.setdefault(str(file.unit_code), []).append(file)
    for unit, latest in scene.latest.items():
        mine = of_unit[unit]
        readable = [int(file.file_id) for file in mine if file.readable]
        if len(mine) < 2:
            continue
        changes = _changes(scene, readable[-2], latest) if len(readable) > 1 else "(上次无法读取)"
        yield finding(
            "H211",
            "many" if len(mine) > many else "",
            raw_value=str(len(mine)),
            detail=changes,
            **scene.of_file(latest),
        )


def _changes(scene: Scene, before: int, after: int) -> str:
    """到位资金:改3格;项目台账:增1行、减1行、改2格, or 数据相同."""
    said = []
    for kind, form in DATA_SHEETS.items():
        old, new = _keyed(scene, kind, before), _keyed(scene, kind, after)
        both = old.keys() & new.keys()
        counts = {"增": (len(new.keys() - old.keys()), "行"), "减": (len(old.keys() - new.keys()), "行"),
                  "改": (sum(a != b for key in both for a, b in zip(old[key], new[key], strict=True)), "格")}  # fmt: skip
        words = "、".join(f"{verb}{count}{unit}" for verb, (count, unit) in counts.items() if count)
        if words:
            said.append(f"{form.title}{words}")
    return "；".join(said) or "数据相同"


def _keyed(scene: Scene, kind: str, file_id: int) -> dict[Any, tuple[Any, ...]]:
    """Rows of a file by what tells them apart: the project code, else the order; 序号 is no datum."""
    rows = scene.rows(kind)
    at = rows.index[rows["file_id"] == file_id]
    names = [field.name for field in DATA_SHEETS[kind].fields if field.name != "seq"]
    raw = scene.intake.raw[kind].loc[at, names].astype(object)
    raw = raw.where(raw.notna(), None)
    codes = rows.loc[at, "project_code"] if kind in ("project", "fund") else pd.Series(range(len(at)), index=at)
    return {
        code if isinstance(code, (str, int)) else f"#{order}": tuple(values)
        for order, (code, values) in enumerate(zip(codes, raw.itertuples(index=False), strict=True))
    }
