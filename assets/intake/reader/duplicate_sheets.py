"""Chooses among several sheets of one kind: a hidden copy, last month's sheet and a sample are not read."""

from __future__ import annotations

from assets.intake.reader.cells.dates import month_number_of, month_of
from assets.intake.reader.cells.words import header as folded
from assets.intake.reader.grids import Grid
from assets.intake.reader.headers import Layout
from assets.intake.reader.parsed_file import ParsedFile
from assets.intake.reader.synonyms import SIDE_SHEETS

Found = tuple[Grid, Layout]


def chosen_sheets(tables: list[Found], month: str | None, out: ParsedFile) -> list[Found]:
    """The sheets to read, in the file's order; the others are reported. Several that may all be the month's are all
    read; the month's issues report them (sheet_doubled)."""
    chosen = []
    for grid, layout in tables:
        rivals = [(each, other) for each, other in tables if other.sheet.kind == layout.sheet.kind and each is not grid]
        reason = _left_out(grid, layout, rivals, month) if rivals else ""
        if not reason:
            chosen.append((grid, layout))
            continue
        code = "sheet_unknown" if grid.visible else "hidden_sheet_ignored"
        out.report(code, f"与“{layout.sheet.title}”重复的工作表({reason}),未读取", at=(layout.sheet.kind, grid.name))
    return chosen


def _left_out(grid: Grid, layout: Layout, rivals: list[Found], month: str | None) -> str:
    """Why a sheet is not the month's while others of its kind are; '' where it may be."""
    if not grid.visible:
        return "隐藏" if any(each.visible for each, _ in rivals) else ""
    better = [
        found
        for found in rivals
        if found[0].visible and not _aside(found[0]) and not _other_month(found[0], found[1], month)
    ]
    if not better:
        return ""
    if _other_month(grid, layout, month):
        return "其他月份"
    return "名称像备份或上月" if _aside(grid) else ""


def _aside(grid: Grid) -> bool:
    return SIDE_SHEETS.search(folded(grid.name)) is not None


def _other_month(grid: Grid, layout: Layout, month: str | None) -> bool:
    """Whether its name or the lines above its headers state another month than the cover."""
    if month is None:
        return False
    number = month_number_of(grid.name)
    if number is not None and number != int(month[5:]):
        return True
    lines = [value for row in grid.rows[: layout.header_row] for value in row if isinstance(value, str)]
    stated = [found for found in (month_of(line) for line in lines if "年" in line and "月" in line) if found]
    return bool(stated) and month not in stated
