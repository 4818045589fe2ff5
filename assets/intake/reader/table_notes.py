"""Reports issues of a table beyond single cells: columns without a known header, hidden or struck-through rows, and
formula results that no longer fit the cells they refer to.
"""

from __future__ import annotations

from assets.intake.reader.cells.columns import NUMBERS, raw_text
from assets.intake.reader.features import WorkbookFeatures
from assets.intake.reader.formulas import recalculated
from assets.intake.reader.grids import Grid
from assets.intake.reader.headers import Layout
from assets.intake.reader.parsed_file import ParsedFile, ParsedSheet
from schemas.addresses import cell_indexes, column_letters


def note_columns(grid: Grid, layout: Layout, factor: int, said_at: str | None, out: ParsedFile) -> None:
    """Reports columns that are not read, missing columns, and a header whose unit differs from the unit line's."""
    kind = layout.sheet.kind

    def heading(index: int) -> int:
        """The row of a column's own heading: the lowest of its levels."""
        levels = range(layout.first_row - 1, layout.header_row, -1)
        filled = (at for at in levels if index < len(grid.rows[at]) and grid.rows[at][index] not in (None, ""))
        return next(filled, layout.header_row) + 1

    for index, word, suggestion in layout.proposals:
        row = heading(index)
        code = "header_proposed" if suggestion else "column_unknown"
        detail = (
            f"疑为“{suggestion}”,未读取;请在 header_aliases.csv 确认" if suggestion else f"“{word}”不是本表的列,未读取"
        )
        out.report(code, detail, word, at=(kind, grid.name, row, f"{column_letters(index)}{row}"))
    for index, word, detail in layout.doubled:
        row = heading(index)
        out.report(
            "column_unknown", f"“{word}”{detail}", word, at=(kind, grid.name, row, f"{column_letters(index)}{row}")
        )
    for index, word, detail in layout.misfits:
        row = heading(index)
        out.report("unit_contradiction", detail, word, at=(kind, grid.name, row, f"{column_letters(index)}{row}"))
    row = layout.header_row + 1
    for item in layout.sheet.fields:
        if item.name in layout.columns or item.name == "seq":
            continue
        code = "column_missing" if item.name in layout.sheet.required_columns else "column_absent"
        out.report(code, f"缺少“{item.label}”列", at=(kind, grid.name, row, f"A{row}", item.name))
    for name, written in layout.factors.items():
        if said_at and written != factor and layout.sheet.field(name).kind == "money":
            words = f"表头单位为“{layout.units[name]}”,与单位栏不一致,按表头读取"
            out.report(
                "unit_line_other", words, raw_text(grid.at(*cell_indexes(said_at))), at=(kind, grid.name, None, said_at)
            )
            break


def note_nameless(grid: Grid, layout: Layout, read: ParsedSheet, out: ParsedFile) -> None:
    """Columns that hold something beside the data and have no heading: not read, and said."""
    heads = grid.rows[layout.header_row : layout.first_row]
    named = {at for row in heads for at, value in enumerate(row) if value not in (None, "")}
    lines = [grid.rows[number - 1] for number in read.rows]
    for at in set(range(max(map(len, lines), default=0))) - named:
        filled = next(
            (
                number
                for number, line in zip(read.rows, lines, strict=True)
                if line[at : at + 1] not in ([""], [None], [])
            ),
            0,
        )
        if filled:
            cell, raw, words = (
                f"{column_letters(at)}{filled}",
                raw_text(grid.rows[filled - 1][at]),
                "这一列没有表头,未读取",
            )
            out.report("column_unknown", words, raw, at=(read.kind, grid.name, filled, cell))


def note_stale(grid: Grid, layout: Layout, read: ParsedSheet, features: WorkbookFeatures, out: ParsedFile) -> None:
    """Reports saved results of formulas in data rows that differ from the formula's value now."""
    rows, fields = set(read.rows), {at: layout.sheet.field(name) for name, at in layout.columns.items()}
    for address, formula in features.formulas.get(grid.name, {}).items():
        row, column = cell_indexes(address)
        item = fields.get(column)
        if row + 1 not in rows or item is None or item.kind not in NUMBERS:
            continue
        saved = grid.rows[row][column]
        now = recalculated(saved, formula, grid.at)
        if now is not None:
            words = (
                f"公式“={formula.text}”保存的结果为 {raw_text(saved)},按所引单元格应为 {now.normalize():f},"
                "请重新计算后保存"
            )
            out.report("amount_stale", words, raw_text(saved), at=(read.kind, read.name, row + 1, address, item.name))


def note_hidden(grid: Grid, read: ParsedSheet, features: WorkbookFeatures, out: ParsedFile) -> None:
    """Reports hidden, filtered and struck-through rows and hidden columns that hold data; their data are loaded."""
    rows = set(read.rows)
    hidden = sorted(rows & features.hidden_rows.get(grid.name, set()))
    if hidden:
        code = "filtered_rows" if features.filtered.get(grid.name) else "hidden_rows"
        words = f"第{'、'.join(map(str, hidden[:10]))}行被隐藏或筛选,已读入"
        out.report(code, words, at=(read.kind, grid.name, hidden[0], f"A{hidden[0]}"))
    spans = features.hidden_columns.get(grid.name, [])
    names = [
        name for name, word in read.columns.items() if any(a <= cell_indexes(f"{word}1")[1] + 1 <= b for a, b in spans)
    ]
    filled = [name for name in names if any(value is not None for value in read.raw.get(name, ()))]
    if filled:
        words = f"{'、'.join(read.columns[name] for name in filled)}列被隐藏,已读入"
        out.report("hidden_columns", words, at=(read.kind, grid.name, None, f"{read.columns[filled[0]]}1"))
    struck = sorted(
        (cell_indexes(address)[0] + 1, address)
        for address in features.struck.get(grid.name, ())
        if cell_indexes(address)[0] + 1 in rows
    )
    for row in sorted({row for row, _ in struck})[:20]:
        cell = next(address for number, address in struck if number == row)
        out.report(
            "struck_through",
            f"第{row}行有删除线,已读入",
            raw_text(grid.at(*cell_indexes(cell))),
            at=(read.kind, grid.name, row, cell),
        )
