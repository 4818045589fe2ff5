"""Level 2 on a unit's own months together: outliers (H208), the target just met (H212), what a resubmission changed (H211)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from assets.review.background import Background
from assets.review.catalogue import finding
from assets.review.keys import labels
from assets.review.scene import Comparison, Met, Scene, judges, wan
from schemas.finding import Finding
from schemas.months import number_of, shift
from schemas.submission import DATA_SHEETS

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


@dataclass(frozen=True)
class Declared:
    """What the latest files of a batch's `units` declare. `credit`: unit, of whatever batch → column → money in parts of a yuan
    (_WHOLE), so that they add up exactly; `largest`: unit → column → (row, amount) of its largest."""

    units: list[str]
    credit: dict[str, dict[str, int]]
    largest: dict[str, dict[str, tuple[int, int]]]


def credited(scene: Scene, column: str) -> dict[str, int]:
    """Unit → money from outside the district that the latest files declare for it: its own projects at its share, and
    the rest of those it is the partner of."""
    told: Sums = scene.known(CREDIT)
    return told.money[column]


def _declared(scene: Scene) -> Declared:
    terms, latest = _terms(scene), {file_id: unit for unit, file_id in scene.latest.items()}
    told = Declared(list(scene.latest), {}, {})
    for index, file_id, code, *money in scene.lists("fund", "file_id", "project_code", *_COLUMNS):
        if file_id not in latest:
            continue
        largest, credited_to = told.largest.setdefault(latest[file_id], {}), terms.get((file_id, code), ())
        for column, yuan in zip(_COLUMNS, money, strict=True):
            if yuan is pd.NA:
                continue
            if column not in largest or yuan > largest[column][1]:
                largest[column] = (index, int(yuan))
            for unit, share in credited_to:
                if unit not in told.credit:
                    told.credit[unit] = dict.fromkeys(_COLUMNS, 0)
                told.credit[unit][column] += int(yuan) * share
    return told


def _terms(scene: Scene) -> dict[tuple[Any, Any], list[tuple[str, int]]]:
    """(file, project) → the units credited with how many parts of its money; none of a local project's."""
    local = {text for text, place in scene.places.items() if place is not None and place.scope == "local"}
    terms: dict[tuple[Any, Any], list[tuple[str, int]]] = {}
    names = ("file_id", "project_code", "unit_code", "investor_origin", "own_share", "partner_unit")
    for _, file_id, code, unit, origin, own_share, named in scene.lists("project", *names):
        if origin in local:
            continue
        share = _WHOLE if own_share is None or own_share != own_share else round(float(own_share) * _WHOLE / 100)
        partner = scene.register.resolve(named, scene.month) if isinstance(named, str) else None
        terms[(file_id, code)] = [(str(unit), share), *([(partner, _WHOLE - share)] if partner else [])]
    return terms


@dataclass(frozen=True)
class Sums:
    """`money`: column → unit → what is credited to it, in yuan; `said`: what the rules have to say, and at which row."""

    money: dict[str, dict[str, int]]
    said: list[tuple[Odd, int]]


def _summed(background: Background, batches: Sequence[Declared]) -> Met:
    """Every unit's credit, whoever declared it, and the largest amounts of those units of which there is something to say."""
    batches = list(batches)
    batch_of = {unit: at for at, batch in enumerate(batches) for unit in batch.units}
    sums = {unit: dict.fromkeys(_COLUMNS, 0) for unit in batch_of}
    for batch in batches:
        for unit, columns in batch.credit.items():
            for column, parts in columns.items():
                if unit in sums:
                    sums[unit][column] += parts
    money = {column: {unit: each[column] // _WHOLE for unit, each in sums.items()} for column in _COLUMNS}
    said = []
    for odd in (*_odd_months(background, money), *_just_on_target(background, money)):
        at = batch_of[odd.unit]
        largest = batches[at].largest.get(odd.unit, {}).get(f"{odd.field}_yuan")
        if largest is not None:
            said.append((odd, int(labels(at, np.array(largest[0])))))
    return Met({"fund": np.array([row for _, row in said], dtype=np.int64)}, Sums(money, said))


CREDIT = Comparison("credit", _declared, _summed)


def _earlier(background: Background) -> dict[str, list[tuple[str, int]]]:
    """Unit → (month, money of the month) of the months before, where the unit's figures were its own."""
    series: dict[str, list[tuple[str, int]]] = {}
    known = set(background.history.months())
    for back in range(_BACK, 0, -1):
        month = shift(background.month, -back)
        if month not in known:
            continue
        sent = background.history.table("submission", month)
        own = set(sent.loc[sent["figures"] == "current", "unit_code"])
        funds = background.history.table("fund_arrival", month)
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


def _odd_months(background: Background, money: dict[str, dict[str, int]]) -> Iterator[Odd]:
    limit = partial(background.limit, "H208")
    points, ratio = int(limit("points")), float(limit("ratio"))
    limits = (float(limit("score")), ratio, float(limit("least")))
    earlier = _earlier(background)
    if max(map(len, earlier.values()), default=0) < points:
        return
    year, last_year = money["arrived_ytd_yuan"], _same_period(background)
    for unit, value in money["arrived_month_yuan"].items():
        before = [money for _, money in earlier.get(unit, [])]
        if len(before) >= points and value > 0 and is_outlier(value, before, *limits):
            yield Odd("H208", "", unit, "arrived_month", {"raw": wan(value), "want": wan(int(median(before)))})
        then = last_year.get(unit, 0)
        if then > 0 and len(before) >= points and year[unit] > 0 and not then / ratio <= year[unit] <= then * ratio:
            yield Odd("H208", "yoy", unit, "arrived_ytd", {"raw": wan(year[unit]), "want": wan(then)})


def _same_period(background: Background) -> dict[str, int]:
    funds = background.history.table("fund_arrival", shift(background.month, -12))
    funds = funds[(funds["caliber"] == "declared") & funds["out_of_district_ytd_yuan"].notna()]
    return {str(row.unit_code): int(row.out_of_district_ytd_yuan) for row in funds.itertuples()}


def _just_on_target(background: Background, money: dict[str, dict[str, int]]) -> Iterator[Odd]:
    low, high = float(background.limit("H212", "low")), float(background.limit("H212", "high"))
    targets = background.reference.targets
    targets = targets[(targets["year"] == background.year) & (targets["metric_code"] == _METRIC)]
    given = targets[targets["effective_from"].fillna("").astype(str) <= background.month].sort_values(
        "effective_from", kind="stable"
    )
    goal = {
        str(row.unit_code): float(row.annual_target) for row in given.itertuples() if not pd.isna(row.annual_target)
    }
    share = number_of(background.month) / 12
    for unit, ytd in money["arrived_ytd_yuan"].items():
        if goal.get(unit, 0) > 0 and ytd > 0 and low <= (progress := ytd / (goal[unit] * share)) <= high:
            yield Odd("H212", "target", unit, "arrived_month", {"raw": wan(ytd), "want": f"{progress:.1%}"})


def _at_largest(scene: Scene, code: str) -> Iterator[Finding]:
    place = {unit: at for at, unit in enumerate(scene.latest)}
    for odd, row in sorted(scene.known(CREDIT).said, key=lambda said: place[said[0].unit]):
        if odd.rule == code:
            yield scene.say(code, odd.case, "fund", row, odd.field, **odd.words)


@judges("H208", compares=CREDIT)
def odd_months(scene: Scene) -> Iterator[Finding]:
    """A month's money far from the unit's own months, or the year's far from the same period; marked at the largest
    本月到位 (本年累计) of the unit, whose row most likely carries it."""
    yield from _at_largest(scene, "H208")


@judges("H212", compares=CREDIT)
def just_on_target(scene: Scene) -> Iterator[Finding]:
    """完成序时进度 of the declared money lands on the target, neither short nor well beyond."""
    yield from _at_largest(scene, "H212")


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
