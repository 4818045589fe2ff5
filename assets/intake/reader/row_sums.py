"""Finds rows that are no data by their numbers: a row that names nothing and equals the sum of the rows above is a
total.

Only rows without a project code and with at most one word are looked at. A row that the sheet's own 合计 leaves out is
either no data, or data that the 合计 forgot. A row that cannot be decided is not read as data and is reported (C130).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assets.intake.reader.cells.columns import type_cell
from assets.intake.reader.grids import Grid
from assets.intake.reader.headers import Layout
from assets.intake.reader.rows import has_code, words_beside
from schemas.form.sheets import Field

SUMMED = ("money", "usd", "count")
Column = tuple[int, Field, int]  # where it is, its field, what 1 means in it


@dataclass(frozen=True, slots=True)
class NoData:
    """A row taken for data by its words that is none by its numbers. `kind`: 'told_total', 'nothing' (no word, only
    zeros) or 'unsure'; `index`: of the row."""

    index: int
    kind: str


def no_data(grid: Grid, layout: Layout, rows: list[int], ended: int | None, columns: list[Column]) -> list[NoData]:
    """The rows (1-based numbers in `rows`, in order) that are no data. `ended`: index of a 合计 with rows above it."""
    found: list[NoData] = []
    for position, number in enumerate(rows):
        row = grid.rows[number - 1]
        if has_code(row, layout):
            continue
        words = len(words_beside(row, layout))
        if words > 1:
            continue
        figures = _figures(row, columns)
        if not figures:
            continue
        gone = {each.index for each in found}
        above = [grid.rows[each - 1] for each in rows[:position] if each - 1 not in gone]
        kind = _kind(figures, above, columns, words, ended is not None and number - 1 > ended)
        if not kind and ended is not None:
            others = [grid.rows[each - 1] for each in rows if each not in (number, ended + 1) and each - 1 not in gone]
            kind = "unsure" if _left_out(figures, others, _figures(grid.rows[ended], columns), columns) else ""
        if kind:
            found.append(NoData(number - 1, kind))
    return found


def _kind(
    figures: dict[int, int | None], above: list[list[Any]], columns: list[Column], words: int, below_total: bool
) -> str:
    values = [_figures(row, columns) for row in above]
    equal = [at for at, value in figures.items() if value is not None and _adds_up(at, value, values, columns)]
    telling = [at for at in equal if figures[at]]
    if not any(value is None or value for value in figures.values()):
        return "" if words else "nothing"
    if len(equal) == len(figures):
        of_money = any(item.kind != "count" for at, item, _ in columns if at in telling)
        addends = max(sum(1 for row in values if row.get(at)) for at in telling)
        if not words or (addends >= 2 and (of_money or len(telling) >= 2)):
            return "told_total"
        return "unsure"
    return "unsure" if not words or telling or below_total else ""


def _left_out(
    figures: dict[int, int | None], others: list[list[Any]], total: dict[int, int | None], columns: list[Column]
) -> bool:
    """Whether the 合计 is the sum of the other rows, in every column in which this one has a figure."""
    mine = [at for at, value in figures.items() if value]
    values = [_figures(row, columns) for row in others]
    return bool(mine) and all(
        (whole := total.get(at)) is not None and _adds_up(at, whole, values, columns) for at in mine
    )


def _figures(row: list[Any], columns: list[Column]) -> dict[int, int | None]:
    """Column → the figure in it (None where it cannot be read) of the cells that are filled."""
    found: dict[int, int | None] = {}
    for at, item, one in columns:
        if at < len(row) and row[at] not in (None, ""):
            typed = type_cell(item, row[at], one)
            if typed.value is not None or typed.issue:
                found[at] = typed.value if isinstance(typed.value, int) else None
    return found


def _adds_up(at: int, value: int, above: list[dict[int, int | None]], columns: list[Column]) -> bool:
    """Whether a figure is the sum of those above it, within half of the last digit that each of them shows."""
    parts = [row.get(at, 0) for row in above]
    if any(part is None for part in parts):
        return False
    item, one = next((item, one) for each, item, one in columns if each == at)
    slack = 0 if item.kind == "count" else len(parts) * (one // 100) / 2
    return abs(sum(part or 0 for part in parts) - value) <= slack
