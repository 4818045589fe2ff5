"""Reads one file: its cover, the rows of its sheets (typed, with raw text and addresses), its totals, its issues."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from assets.intake.inbox.sniff import Unreadable, check_archive, sniff
from assets.intake.reader.cells.columns import raw_text, read_column, type_cell
from assets.intake.reader.cells.typed import MarkedText, NotCalculated
from assets.intake.reader.cells.words import header as folded
from assets.intake.reader.duplicate_sheets import chosen_sheets
from assets.intake.reader.features import WorkbookFeatures
from assets.intake.reader.grids import Grid, read_grids
from assets.intake.reader.headers import Aliases, Layout, find_layout
from assets.intake.reader.merged_cells import fill_down
from assets.intake.reader.ods_features import read_ods_features
from assets.intake.reader.parsed_file import ParsedFile, ParsedSheet, refused
from assets.intake.reader.row_sums import SUMMED, no_data
from assets.intake.reader.rows import kinds_of_rows, label_of_row, words_beside
from assets.intake.reader.table_notes import note_columns, note_hidden, note_nameless, note_stale
from assets.intake.reader.template_formulas import MARKER, fill_template_formulas
from assets.intake.reader.title_lines import is_cover, money_unit_said, read_cover, read_lines
from assets.intake.reader.xls_features import read_xls_features
from assets.intake.reader.xlsx_features import read_xlsx_features
from schemas.addresses import cell_address, cell_indexes, column_letters
from schemas.form.sheets import RETURN_SHEET, Field
from schemas.office.district import Limits

__all__ = ["ParsedFile", "ParsedSheet", "read_file"]
_BROKEN = ("amount_error_cell", "amount_unreadable", "amount_doubtful")  # a total not yet calculated hides nothing
_WAN = 10_000


def read_file(data: bytes, file_name: str, aliases: Aliases, limits: Limits | None = None) -> ParsedFile:
    """The parsed file; one that cannot be loaded at all has `readable` False and its reason among the issues."""
    out = ParsedFile()
    bounds = limits or Limits()
    try:
        kind = sniff(data, file_name)
        parts = check_archive(data, bounds)
        features = _look(data, parts, kind, bounds)
        grids = read_grids(data, file_name, kind)
        _within(grids, bounds)
    except Unreadable as reason:
        return refused(reason.code, reason.detail)
    out.author = features.author
    for code, detail in features.file_issues:
        out.report(code, detail)
    is_template = MARKER.encode() in parts.get("xl/workbook.xml", b"")
    grids = [grid for grid in grids if grid.name != RETURN_SHEET]
    for grid in grids:
        if is_template:
            features.uncalculated.get(grid.name, set()).difference_update(fill_template_formulas(grid, features))
        for row, column in grid.cleaned():
            out.report(
                "unseen_dropped",
                "含控制字符，读入时已去除",
                raw_text(grid.rows[row][column]),
                at=(None, grid.name, row + 1, cell_address(row, column)),
            )
        _put_features(grid, features)
    _read_grids(grids, aliases, features, out)
    return out


def _look(data: bytes, parts: dict[str, bytes], kind: str, limits: Limits) -> WorkbookFeatures:
    if kind == "ooxml":
        return read_xlsx_features(parts, limits)
    if kind == "ods":
        return read_ods_features(data, limits)
    return read_xls_features(data, limits) if kind == "xls" else WorkbookFeatures()


def _within(grids: list[Grid], limits: Limits) -> None:
    """The used range is bounded too: a file of few bytes may ask for billions of cells."""
    if len(grids) > limits.sheets:
        raise Unreadable("too_many_sheets", f"有 {len(grids)} 张工作表,超过 {limits.sheets} 张的上限")
    if sum(len(row) for grid in grids for row in grid.rows) <= limits.cells:
        return
    if sum(1 for grid in grids for row in grid.rows for value in row if value not in (None, "")) > limits.cells:
        raise Unreadable("too_many_cells", f"单元格超过 {limits.cells} 个的上限,请删除多余的行列")


def _put_features(grid: Grid, features: WorkbookFeatures) -> None:
    """Puts the features of the sheet into its cells: error texts, `NotCalculated`, `PrintedNumber`, `MarkedText`.

    calamine gives an error cell and an uncalculated formula as blank.
    """
    for address, text in features.errors.get(grid.name, {}).items():
        grid.put(*cell_indexes(address), text)
    for address in features.uncalculated.get(grid.name, ()):
        grid.put(*cell_indexes(address), NotCalculated("公式未计算"))
    for address, shown_as in features.printed.get(grid.name, {}).items():
        row, column = cell_indexes(address)
        value = grid.at(row, column)
        if type(value) is float and (printed := shown_as(value)) is not None:
            grid.rows[row][column] = printed
    for address in features.marked.get(grid.name, ()):
        row, column = cell_indexes(address)
        if type(text := grid.at(row, column)) is str and text:
            grid.rows[row][column] = MarkedText(text)
    grid.merged += features.merged.get(grid.name, [])


def _read_grids(grids: list[Grid], aliases: Aliases, features: WorkbookFeatures, out: ParsedFile) -> None:
    """The cover first, then every table that is the month's."""
    covers = [grid for grid in grids if is_cover(grid)]
    for grid in sorted(covers, key=lambda each: not each.visible)[:1]:
        read_cover(grid, out, features.epoch_1904)
    tables = []
    for grid in grids:
        if grid in covers:
            continue
        layout = find_layout(grid, aliases)
        if layout is not None:
            tables.append((grid, layout))
        elif any(value not in (None, "") for row in grid.rows for value in row):
            code, words = (
                ("sheet_unknown", "未识别的工作表,未读取")
                if grid.visible
                else ("hidden_sheet_ignored", "隐藏的工作表,不是报表,未读取")
            )
            out.report(code, words, at=(None, grid.name))
    month = out.months[0][1] if out.months else None
    for grid, layout in chosen_sheets(tables, month, out):
        if not grid.visible:
            out.report("hidden_sheet_read", "工作表被隐藏,是该表唯一的一张,已读入", at=(layout.sheet.kind, grid.name))
        _read_tables(grid, layout, aliases, features, out)


def _read_tables(grid: Grid, first: Layout, aliases: Aliases, features: WorkbookFeatures, out: ParsedFile) -> None:
    """The table of a grid, and any other sheet's table below it."""
    factor, said_at = read_lines(grid, first, out)
    layout: Layout | None = first
    while layout is not None:
        note_columns(grid, layout, factor, said_at, out)
        here = layout
        read, layout = _read_rows(grid, here, aliases, factor, features.epoch_1904, out)
        out.sheets.append(read)
        note_nameless(grid, here, read, out)
        note_hidden(grid, read, features, out)
        note_stale(grid, here, read, features, out)


def _read_rows(
    grid: Grid, layout: Layout, aliases: Aliases, factor: int, epoch_1904: bool, out: ParsedFile
) -> tuple[ParsedSheet, Layout | None]:
    """The rows of one table typed column by column; and the layout of the next table where another begins below."""
    sheet, following = layout.sheet, None
    read = ParsedSheet(sheet.kind, grid.name, columns={name: column_letters(at) for name, at in layout.columns.items()})
    totals: list[tuple[int, int, str]] = []
    for index, kind, other in kinds_of_rows(grid, layout, aliases):
        if kind == "data":
            read.rows.append(index + 1)
        elif kind in ("total", "told_total"):
            _, label = label_of_row(grid.rows[index], layout)
            totals.append((index, read.rows[0] if read.rows else index + 1, label))
            if kind == "told_total":
                _note_no_data(grid, sheet.kind, index, "row_total", label, out)
        elif kind == "table":
            following = other
        elif kind == "note":
            _note_other_unit(grid, index, layout, factor, out)
        elif kind == "comparison":
            _note_no_data(grid, sheet.kind, index, "row_comparison", label_of_row(grid.rows[index], layout)[1], out)
        elif kind == "unsure":
            _note_no_data(grid, sheet.kind, index, "row_unsure", label_of_row(grid.rows[index], layout)[1], out)
        else:
            text = next(raw_text(value) for value in grid.rows[index] if value not in (None, ""))
            words = "表头与上方不一致,以下各行未读取" if kind == "moved" else "不能确定是否为数据行,未读取"
            out.report("row_unplaced", words, text, at=(sheet.kind, grid.name, index + 1, f"A{index + 1}"))
    for row, column, item, words in fill_down(grid, layout, read.rows):
        cell, raw = cell_address(row, column), raw_text(grid.rows[row][column])
        out.report("cells_merged", words, raw, at=(sheet.kind, grid.name, row + 1, cell, item.name))
    totals += _totals_by_sum(grid, layout, factor, totals, read, out)
    columns = _columns([grid.rows[number - 1] for number in read.rows])
    for item in sheet.fields:
        if item.name in layout.columns:
            at = layout.columns[item.name]
            values = columns[at] if at < len(columns) else [None] * len(read.rows)
            _take_column(item, list(values), layout, factor, epoch_1904, grid, read, out)
    for index, since, label in sorted(totals):
        _take_total(grid, index, since, label, layout, factor, read, out)
    return read, following


def _totals_by_sum(
    grid: Grid, layout: Layout, factor: int, labelled: list[tuple[int, int, str]], read: ParsedSheet, out: ParsedFile
) -> list[tuple[int, int, str]]:
    """Takes the rows out of the data that are none by their numbers; those of them that are totals."""
    ends = [index for index, since, label in labelled if since <= index and "小计" not in label]
    columns = [
        (at, item, _factor(item, layout, factor))
        for item in layout.sheet.fields
        if item.kind in SUMMED and (at := layout.columns.get(item.name)) is not None
    ]
    totals, gone = [], set()
    for each in no_data(grid, layout, read.rows, max(ends, default=None), columns):
        gone.add(each.index + 1)
        if each.kind == "told_total":
            totals.append((each.index, read.rows[0], ""))
        if each.kind != "nothing":
            code = "row_unsure" if each.kind == "unsure" else "row_total"
            word = next(
                (str(raw_text(grid.rows[each.index][at])) for at in words_beside(grid.rows[each.index], layout)), ""
            )
            _note_no_data(grid, read.kind, each.index, code, word, out)
    read.rows = [number for number in read.rows if number not in gone]
    return totals


_NO_DATA = {
    "row_total": ("这一行没有名称，各数等于以上各行之和", "这一行写的是“{}”", "，按合计行核对，未作为数据读入"),
    "row_comparison": ("", "“{}”一行是对比数，不是数据行", "，未读入"),
    "row_unsure": (
        "这一行只有数字，没有编号和名称",
        "这一行除“{}”外没有编号和名称",
        "，不能确定是数据还是合计，未读入",
    ),
}


def _note_no_data(grid: Grid, kind: str, index: int, code: str, word: str, out: ParsedFile) -> None:
    nameless, named, then = _NO_DATA[code]
    words = (named.format(word) if word else nameless) + then
    raw = word or next((raw_text(value) for value in grid.rows[index] if value not in (None, "")), None)
    out.report(code, words, raw, at=(kind, grid.name, index + 1, f"A{index + 1}"))


def _columns(lines: list[list[Any]]) -> list[tuple[Any, ...]]:
    """The rows' cells column by column; where a row is shorter, None."""
    return list(zip_longest(*lines) if len(set(map(len, lines))) > 1 else zip(*lines, strict=True))


def _note_other_unit(grid: Grid, index: int, layout: Layout, factor: int, out: ParsedFile) -> None:
    """A note among or below the rows that says the money is in another unit than it was read in."""
    said = next(((at, found) for at, value in enumerate(grid.rows[index]) if (found := money_unit_said(value))), None)
    if said is None or (said[1] == factor and not layout.factors):
        return
    used = {
        layout.factors.get(item.name, factor)
        for item in layout.sheet.fields
        if item.kind == "money" and item.name in layout.columns
    }
    if used and used != {said[1]}:
        cell, raw = cell_address(index, said[0]), raw_text(grid.rows[index][said[0]])
        words = "此处的金额单位与表头或单位栏不一致,不能确定金额单位"
        out.report("unit_contradiction", words, raw, at=(layout.sheet.kind, grid.name, index + 1, cell))


def _factor(item: Field, layout: Layout, factor: int) -> int:
    return layout.factors.get(item.name, factor if item.kind == "money" else _WAN)


def _take_column(
    item: Field,
    values: list[Any],
    layout: Layout,
    factor: int,
    epoch_1904: bool,
    grid: Grid,
    read: ParsedSheet,
    out: ParsedFile,
) -> None:
    read.raw[item.name], read.typed[item.column], said = read_column(
        item, values, _factor(item, layout, factor), grid.textual, epoch_1904
    )
    for position, typed in said:
        row = read.rows[position]
        cell = f"{column_letters(layout.columns[item.name])}{row}"
        out.report(
            str(typed.issue), typed.detail, raw_text(values[position]), at=(read.kind, read.name, row, cell, item.name)
        )


def _take_total(
    grid: Grid, index: int, since: int, label: str, layout: Layout, factor: int, read: ParsedSheet, out: ParsedFile
) -> None:
    """The numbers of one 合计 row; one that is no number is said at its cell."""
    row = grid.rows[index]
    for item in layout.sheet.fields:
        at = layout.columns.get(item.name)
        if (
            at is None
            or item.kind not in SUMMED
            or at >= len(row)
            or row[at] in (None, "")
            or (isinstance(row[at], str) and folded(row[at]).rstrip(":") == label)
        ):
            continue
        typed = type_cell(item, row[at], _factor(item, layout, factor))
        if typed.issue in _BROKEN:
            cell, words = cell_address(index, at), f"{label or '合计'}行{typed.detail}"
            out.report(
                typed.issue, words, raw_text(row[at]), at=(layout.sheet.kind, read.name, index + 1, cell, item.name)
            )
        if isinstance(typed.value, int):
            one = 1 if item.kind == "count" else _factor(item, layout, factor)
            read.totals.append((index + 1, label or "合计", item.name, typed.value, since, index, one))
