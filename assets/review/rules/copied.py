"""Level 3: workbooks that look copied (P306)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assets.review.background import Background
from assets.review.catalogue import finding
from assets.review.keys import Array, Table, below_each_other, every_pair, in_groups, of_month, sizes, some_of
from assets.review.masking import masked
from assets.review.scene import Comparison, Met, Scene, judges, wan
from schemas.finding import Finding

_ROUND = 1_000_000  # whole hundreds of 万元 stand in every workbook: no sign of copying
_UNITS = 5  # units that have an amount, beyond which it says nothing
_SHOWN = 5  # amounts told
_AT_ONCE = 400_000  # amounts looked at at once
_FIELD_AT = 60  # a cell's number: its row's label, and from this bit on its field
_FIELDS = (
    "arrived_month",
    "arrived_ytd",
    "arrived_total",
)  # in the order they are looked through; a total is no year's
_PROGRAMS = {"openpyxl", "xlsxwriter", "zhaoyin", "administrator", "admin", "user", "wps", "wps office", "microsoft office user",
             "windows 用户", "windows user", "微软用户", "lenovo", "hp", "dell", "pc", "unknown", "libreoffice", "apache poi"}  # fmt: skip


@dataclass(frozen=True)
class Alike:
    """Two units (ascending) with `count` amounts in common: the first of them in yuan, and where the very first stands in
    each: (label, field)."""

    units: tuple[str, str]
    count: int
    yuan: list[int]
    cells: tuple[tuple[int, str], tuple[int, str]]


def _amounts(scene: Scene) -> tuple[Table, dict[int, str]]:
    """One row an amount that a unit's latest file has in its money, at the first cell that has it; and whose each file is."""
    units = {file_id: unit for unit, file_id in scene.latest.items()}
    rows = scene.rows("fund")
    files = rows["file_id"].to_numpy("int64")
    mine = np.isin(files, list(units))
    parts = []
    for number, name in enumerate(_FIELDS):
        yuan = rows[f"{name}_yuan"].fillna(0).to_numpy("int64")
        at = np.flatnonzero(mine & (yuan % _ROUND != 0))
        parts.append({
            "row": at.astype(np.int32), "field": np.full(len(at), number, np.int8), "file": files[at], "yuan": yuan[at],
            "total": np.full(len(at), name == "arrived_total"),
        })  # fmt: skip
    cells = below_each_other(parts)
    order, begins = in_groups(cells["total"], cells["yuan"], cells["file"])
    return some_of(cells, np.sort(order[begins])), units


def _alike(background: Background, batches: Sequence[tuple[Table, dict[int, str]]]) -> Met:
    """The pairs of units with as many amounts in common as the rule asks."""
    unit_of = {file: unit for _, units in batches for file, unit in units.items()}
    codes = sorted(unit_of.values())
    place = {code: at for at, code in enumerate(codes)}
    files = np.array(sorted(unit_of), dtype=np.int64)
    rank = np.array([place[unit_of[file]] for file in files.tolist()], dtype=np.int64)
    parts = sum(len(amounts["yuan"]) for amounts, _ in batches) // _AT_ONCE + 1

    def part(number: int) -> Table:
        some = of_month([some_of(amounts, amounts["yuan"] % parts == number) for amounts, _ in batches])
        return _shared(some, rank[np.searchsorted(files, some["file"])], len(codes))

    pairs, counts = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    for number in range(parts):
        shared, times = np.unique(part(number)["pair"], return_counts=True)
        pairs, to = np.unique(np.concatenate([pairs, shared]), return_inverse=True)
        counts = np.bincount(to, np.concatenate([counts, times]), len(pairs)).astype(np.int64)
    wanted = pairs[counts >= int(background.limit("P306", "cells"))]
    if not len(wanted):
        return Met({}, [])
    shown = [some_of(each, np.isin(each["pair"], wanted)) for each in map(part, range(parts))]
    told = _told(below_each_other(shown), codes)
    rows = [label for each in told for label, _ in each.cells]
    return Met({"fund": np.array(rows, dtype=np.int64)}, told)


def _shared(cells: Table, unit: Array, units: int) -> Table:
    """One row a pair of units and amount they share: `pair`, `yuan`, `first` and `second`, the cells that have it, and
    `seen`, the first cell of any unit that has it. Cells are numbered in the order they are looked through."""
    cell = (cells["field"].astype(np.int64) << _FIELD_AT) + cells["row"]
    order, begins = in_groups(cells["total"], cells["yuan"], by=unit)
    size = sizes(begins, len(order))
    few = (size > 1) & (size <= _UNITS)
    seen = np.minimum.reduceat(cell[order], begins) if len(order) else cell
    first, second = every_pair(order[np.repeat(few, size)], size[few])
    return {
        "pair": unit[first] * units + unit[second], "yuan": cells["yuan"][first], "first": cell[first],
        "second": cell[second], "seen": np.repeat(seen[few], size[few] * (size[few] - 1) // 2),
    }  # fmt: skip


def _told(shared: Table, codes: list[str]) -> list[Alike]:
    """The pairs in the order in which their first amounts are seen, each with its amounts in that order."""
    order, begins = in_groups(shared["pair"], by=shared["seen"])
    amounts = some_of(shared, order)
    told = []
    for begin, size in zip(begins.tolist(), sizes(begins, len(order)).tolist(), strict=True):
        one, other = divmod(int(amounts["pair"][begin]), len(codes))
        cells = (_place(int(amounts["first"][begin])), _place(int(amounts["second"][begin])))
        yuan = amounts["yuan"][begin : min(begin + size, begin + _SHOWN)].tolist()
        told.append((int(amounts["seen"][begin]), Alike((codes[one], codes[other]), size, yuan, cells)))
    return [each for _, each in sorted(told, key=lambda pair: (pair[0], pair[1].units))]


def _place(cell: int) -> tuple[int, str]:
    return cell % (1 << _FIELD_AT), _FIELDS[cell >> _FIELD_AT]


MONEY = Comparison("money", _amounts, _alike)


@judges("P306", compares=MONEY)
def copied_workbooks(scene: Scene) -> Iterator[Finding]:
    """Two units whose money agrees in many cells, or whose files one person wrote."""
    for alike in scene.known(MONEY):
        sample = "、".join(map(wan, alike.yuan))
        for side in (0, 1):
            other = scene.register.name(alike.units[1 - side])
            label, name = alike.cells[side]
            yield scene.say("P306", "", "fund", label, name, other=other, raw=str(alike.count), detail=sample)
    yield from _same_author(scene)


def _same_author(scene: Scene) -> Iterator[Finding]:
    by_author: dict[str, list[str]] = defaultdict(list)
    for unit, file_id in scene.latest.items():
        author = scene.files[file_id].author
        if isinstance(author, str) and author.strip() and author.strip().lower() not in _PROGRAMS:
            by_author[author.strip()].append(unit)
    for author, units in by_author.items():
        if len(units) < 2 or len(units) > max(2, len(scene.latest) // 3):
            continue  # the author of a template that everybody fills in says nothing
        for unit in units:
            others = "、".join(scene.register.name(other) for other in units if other != unit)
            yield finding(
                "P306", "author", raw_value=masked(author, "filler"), other=others, **scene.of_file(scene.latest[unit])
            )
