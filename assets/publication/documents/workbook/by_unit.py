"""A table of units by group: each group's units, its 小计, at the end 合计. Totals are formulas where the units really add up
to what is published; otherwise the published number stands (a district's target of its own, a restated base)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assets.publication.documents.own_targets import own_target_words
from assets.publication.documents.view import ReleaseView
from assets.publication.documents.words import UNMET
from assets.publication.documents.workbook.sheets import Formats, SheetColumn, SheetTable
from schemas.words import MISSING

Row = dict[str, Any]


@dataclass(frozen=True)
class UnitSheet:
    """One such table. `row`: the values of a unit, GROUP:key or ALL; `behind`: the ratio below which 1 is marked ▼."""

    name: str
    title: str
    unit: str
    columns: tuple[SheetColumn, ...]
    row: Callable[[ReleaseView, str], Row]
    behind: str = ""
    notes: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()  # whose annual targets stand in the table


def print_units(view: ReleaseView, book: Any, formats: Formats, sheet: UnitSheet, stamp: str) -> SheetTable:
    """Writes the table; a unit's name stands in the first column, 标记 in the last."""
    columns = (SheetColumn("单位", "name", "text", 20), *sheet.columns, SheetColumn("标记", "mark", "centre", 8))
    table = SheetTable(book, formats, sheet.name, sheet.title, stamp, sheet.unit, columns)
    subtotals: list[int] = []
    whole = _row(view, sheet, "ALL")
    every: list[Row] = []
    for key, label, units in view.groups():
        rows = [_row(view, sheet, unit) for unit in units]
        first = table.at + 1
        for unit, row in zip(units, rows, strict=True):
            table.add({**row, "name": view.name_of(unit), "mark": _mark(view, sheet, unit, row)}, _kind(sheet, row))
        code = f"GROUP:{key}"
        published = _row(view, sheet, code)
        name = f"{label}小计{view.extent.beside(code)}"
        sums = dict.fromkeys(_adding(sheet, rows, published), f"=SUM({{c}}{first}:{{c}}{table.at})")
        subtotals.append(table.add({**_with_sums(sheet, rows, published), "name": name}, "subtotal", sums) + 1)
        every += rows
    if subtotals:
        cells = ",".join(f"{{c}}{line}" for line in subtotals)
        sums = dict.fromkeys(_adding(sheet, every, whole), f"=SUM({cells})")
        whole = _with_sums(sheet, every, whole)
        table.add({**whole, "name": f"合计{view.extent.beside('ALL')}"}, "total", sums)
    table.close(stamp, [*sheet.notes, *mark_notes(view, bool(sheet.behind)), *_target_notes(view, sheet)])
    return table


def _target_notes(view: ReleaseView, sheet: UnitSheet) -> list[str]:
    """District targets in this table that are not the sum of the units'."""
    words = own_target_words(view, list(sheet.metrics)) if sheet.metrics else ""
    return [words] if words else []


def mark_notes(view: ReleaseView, behind: bool) -> list[str]:
    """What the marks say, as far as this release has them."""
    unmet = UNMET if view.is_december else "未达序时进度"
    notes = [f"“▼”并加粗斜体、加底色的，为{unmet}。"] if behind else []
    kinds = {view.figures_of(unit) for unit in view.units}
    if "carried" in kinds:
        notes.append("“沿用”：该单位当月未报或被退回，累计数沿用上次数，当月数为零，不作同比。")
    if "none" in kinds:
        notes.append("“缺数”：该单位无数据可用，本单位数不列，未计入小计、合计。")
    return notes


def unit_mark(view: ReleaseView, unit: str) -> str:
    """沿用 or 缺数 of a unit whose own month is not there."""
    return {"carried": "沿用", "none": MISSING}.get(view.figures_of(unit), "")


def _row(view: ReleaseView, sheet: UnitSheet, code: str) -> Row:
    return {name: None if _unknown(value) else value for name, value in sheet.row(view, code).items()}


def _unknown(value: Any) -> bool:
    return value is None or (not isinstance(value, str) and bool(pd.isna(value)))


def _kind(sheet: UnitSheet, row: Row) -> str:
    return "behind" if _is_behind(sheet, row) else "plain"


def _is_behind(sheet: UnitSheet, row: Row) -> bool:
    value = row.get(sheet.behind) if sheet.behind else None
    return value is not None and value < 1


def _mark(view: ReleaseView, sheet: UnitSheet, unit: str, row: Row) -> str:
    return " ".join(word for word in ("▼" if _is_behind(sheet, row) else "", unit_mark(view, unit)) if word)


def _adding(sheet: UnitSheet, rows: list[Row], published: Row) -> list[str]:
    """The columns whose units sum to what is published, an unknown unit counting nothing; those nobody publishes too."""
    found = []
    for column in sheet.columns:
        known = [row[column.field] for row in rows if row.get(column.field) is not None]
        if not column.adds or not known:
            continue
        whole = published.get(column.field)
        if whole is None or abs(float(sum(known)) - float(whole)) < 1e-6 * max(1.0, abs(float(whole)) * 1e-6):
            found.append(column.field)
    return found


def _with_sums(sheet: UnitSheet, rows: list[Row], published: Row) -> Row:
    """The published total, and the sum of the units where a total of that column is published nowhere."""
    sums = {
        c.field: sum(r[c.field] for r in rows if r.get(c.field) is not None)
        for c in sheet.columns
        if c.adds and published.get(c.field) is None and any(r.get(c.field) is not None for r in rows)
    }
    return {**published, **sums}
