"""Changes of a workbook's structure: rows, columns, headers, sheets, cover."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from random import Random
from typing import Any

from openpyxl.utils import get_column_letter

from schemas.form.sheets import DATA_SHEETS
from tests.fuzz.mutant import NotHere, data_rows, header_row, is_number, total_row

Change = Callable[[Any, Random], str]
_SUMMED = {"project": (12,), "fund": (4, 5, 6, 7, 8, 9), "talent_demand": (5,), "activity": (5, 6, 7)}


def _sheet(book: Any, rng: Random, *kinds: str, rows: int = 0) -> tuple[str, Any]:
    """A data sheet of these kinds with at least `rows` data rows."""
    fit = [kind for kind in kinds or tuple(DATA_SHEETS) if DATA_SHEETS[kind].title in book.sheetnames
           and len(data_rows(book[DATA_SHEETS[kind].title], kind)) >= rows]  # fmt: skip
    if not fit:
        raise NotHere
    kind = rng.choice(fit)
    return kind, book[DATA_SHEETS[kind].title]


def _unmerged(sheet: Any) -> None:
    for span in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(span))


def _values(sheet: Any, row: int) -> list[Any]:
    return [sheet.cell(row, column).value for column in range(1, sheet.max_column + 1)]


def _write(sheet: Any, row: int, values: list[Any]) -> None:
    for column, value in enumerate(values, start=1):
        sheet.cell(row, column).value = value


def _inserted(book: Any, rng: Random, values: Callable[[Any, str, int], list[Any]], *kinds: str) -> str:
    """A row put among the data."""
    kind, sheet = _sheet(book, rng, *kinds, rows=2)
    at = rng.choice(data_rows(sheet, kind)[1:])
    filled = values(sheet, kind, at)
    sheet.insert_rows(at)
    _write(sheet, at, filled)
    return sheet.title


def _subtotal(sheet: Any, kind: str, at: int, wrong: float = 0) -> list[Any]:
    values: list[Any] = ["小计"] + [None] * (sheet.max_column - 1)
    for column in _SUMMED[kind]:
        cells = [sheet.cell(row, column).value for row in range(header_row(kind) + 1, at)]
        values[column - 1] = round(sum(cell for cell in cells if is_number(cell)) + wrong, 2)
    return values


def blank_row(book: Any, rng: Random) -> str:
    return _inserted(book, rng, lambda s, k, at: [None] * s.max_column)


def band_row(book: Any, rng: Random) -> str:
    word = rng.choice(["一、续建项目", "(二)新签约项目", "二、亿元以上项目", "其中:省外项目", "续建项目", "1.亿元以上"])
    return _inserted(book, rng, lambda s, k, at: [word] + [None] * (s.max_column - 1))


def note_row(book: Any, rng: Random) -> str:
    word = rng.choice(["注:以下为本月新增", "备注:金额为实际到账数", "说明:以下项目已报区级审核", "以下空白"])
    return _inserted(book, rng, lambda s, k, at: [word] + [None] * (s.max_column - 1))


def repeated_header(book: Any, rng: Random) -> str:
    return _inserted(book, rng, lambda s, k, at: _values(s, 3))


def subtotal_row(book: Any, rng: Random) -> str:
    return _inserted(book, rng, lambda s, k, at: _subtotal(s, k, at), *_SUMMED)


def wrong_subtotal(book: Any, rng: Random) -> str:
    return _inserted(book, rng, lambda s, k, at: _subtotal(s, k, at, 77), *_SUMMED)


def row_deleted(book: Any, rng: Random) -> str:
    kind, sheet = _sheet(book, rng, "project", "fund", rows=2)
    sheet.delete_rows(rng.choice(data_rows(sheet, kind)))
    return sheet.title


def row_doubled(book: Any, rng: Random) -> str:
    return _inserted(book, rng, lambda s, k, at: _values(s, at), "project", "fund")


def rows_exchanged(book: Any, rng: Random) -> str:
    kind, sheet = _sheet(book, rng, rows=2)
    first, second = rng.sample(data_rows(sheet, kind), 2)
    one, other = _values(sheet, first), _values(sheet, second)
    _write(sheet, first, other)
    _write(sheet, second, one)
    return sheet.title


def row_below_total(book: Any, rng: Random) -> str:
    """A data row that slipped below 合计."""
    kind, sheet = _sheet(book, rng, *_SUMMED, rows=2)
    total = total_row(sheet, kind)
    if total is None:
        raise NotHere
    row = rng.choice(data_rows(sheet, kind))
    values = _values(sheet, row)
    sheet.delete_rows(row)
    sheet.insert_rows(total)
    _write(sheet, total, values)
    return sheet.title


def row_hidden(book: Any, rng: Random) -> str:
    kind, sheet = _sheet(book, rng, rows=1)
    sheet.row_dimensions[rng.choice(data_rows(sheet, kind))].hidden = True
    return sheet.title


def total_deleted(book: Any, rng: Random) -> str:
    kind, sheet = _sheet(book, rng, rows=1)
    total = total_row(sheet, kind)
    if total is None:
        raise NotHere
    sheet.delete_rows(total)
    return sheet.title


def total_above(book: Any, rng: Random) -> str:
    kind, sheet = _sheet(book, rng, *_SUMMED, rows=1)
    total = total_row(sheet, kind)
    if total is None:
        raise NotHere
    values = _values(sheet, total)
    sheet.delete_rows(total)
    sheet.insert_rows(header_row(kind) + 1)
    _write(sheet, header_row(kind) + 1, values)
    return sheet.title


def total_word(book: Any, rng: Random) -> str:
    kind, sheet = _sheet(book, rng, rows=1)
    total = total_row(sheet, kind)
    if total is None:
        raise NotHere
    where, word = (
        rng.choice([1, 2]),
        rng.choice(["合 计", "总  计", "合计:", "总计", "合计(万元)", "累计", "本页合计", "全镇合计", "合\n计"]),
    )
    sheet.cell(total, 1).value = None
    sheet.cell(total, where).value = word
    return sheet.title


def _total_of(book: Any, rng: Random) -> tuple[Any, int, str]:
    kind, sheet = _sheet(book, rng, *_SUMMED, rows=1)
    total = total_row(sheet, kind)
    if total is None:
        raise NotHere
    return sheet, total, kind


def total_other_word(book: Any, rng: Random) -> str:
    """A total in words the form does not have, or in none."""
    sheet, total, kind = _total_of(book, rng)
    words = ["汇总", "Total", "总和", "合計", "(合计)", "合计7", "∑", "共2项", "全镇汇总", "SUM", "各项目情况", None]
    sheet.cell(total, 1).value = None
    sheet.cell(total, rng.choice([1, 3])).value = rng.choice(words)
    return sheet.title


def comparison_below_total(book: Any, rng: Random) -> str:
    """A row of last year, of growth, of a target below 合计."""
    sheet, total, kind = _total_of(book, rng)
    values: list[Any] = [rng.choice(["上年同期", "同比增减(%)", "目标任务", "完成率", "人均", "2024年", "其他地区"])]
    values += [None] * (sheet.max_column - 1)
    for column in _SUMMED[kind]:
        values[column - 1] = rng.choice([5, 12.5, 0.36, 120])
    _unmerged(sheet)
    sheet.insert_rows(total + 1)
    _write(sheet, total + 1, values)
    return sheet.title


def numbers_alone(book: Any, rng: Random) -> str:
    """A row of figures without any word among the data."""

    def values(sheet: Any, kind: str, at: int) -> list[Any]:
        return [rng.choice([3, 7]) if column in _SUMMED[kind] else None for column in range(1, sheet.max_column + 1)]

    return _inserted(book, rng, values, *_SUMMED)


def column_inserted(book: Any, rng: Random) -> str:
    """A further column with a word and values of its own."""
    kind, sheet = _sheet(book, rng, rows=1)
    _unmerged(sheet)
    at = rng.randrange(1, len(DATA_SHEETS[kind].fields) + 1)
    sheet.insert_cols(at)
    sheet.cell(3, at).value = rng.choice(["辅助列", "联系人及电话", "责任人", "包保领导", "形象进度", "X"])
    for row in data_rows_shifted(sheet, kind, at):
        sheet.cell(row, at).value = rng.choice([1, "某某", 2.5, None])
    return sheet.title


def data_rows_shifted(sheet: Any, kind: str, at: int) -> list[int]:
    key = 1 if at > 1 else 2
    rows = []
    for row in range(header_row(kind) + 1, sheet.max_row + 1):
        first = sheet.cell(row, key).value
        if first is None or (isinstance(first, str) and first.startswith(("合计", "填报人", "注"))):
            break
        rows.append(row)
    return rows


def empty_column(book: Any, rng: Random) -> str:
    kind, sheet = _sheet(book, rng, rows=1)
    _unmerged(sheet)
    sheet.insert_cols(rng.randrange(2, len(DATA_SHEETS[kind].fields) + 1))
    return sheet.title


def column_deleted(book: Any, rng: Random) -> str:
    """A column with data gone, heading and all."""
    kind, sheet = _sheet(book, rng, rows=1)
    _unmerged(sheet)
    filled = [
        c
        for c in range(2, len(DATA_SHEETS[kind].fields) + 1)
        if any(sheet.cell(r, c).value not in (None, "", 0) for r in data_rows(sheet, kind))
    ]
    if not filled:
        raise NotHere
    sheet.delete_cols(rng.choice(filled))
    return sheet.title


def columns_exchanged(book: Any, rng: Random) -> str:
    """Two columns in the other's place, headings and all."""
    kind, sheet = _sheet(book, rng, rows=1)
    _unmerged(sheet)
    first, second = rng.sample(range(2, len(DATA_SHEETS[kind].fields) + 1), 2)
    for row in range(3, sheet.max_row + 1):
        one, other = sheet.cell(row, first), sheet.cell(row, second)
        formats = other.number_format, one.number_format
        one.value, other.value = other.value, one.value
        one.number_format, other.number_format = formats
    return sheet.title


def headings_exchanged(book: Any, rng: Random) -> str:
    """The headings of two money columns exchanged, the figures not."""
    sheet = book["到位资金"]
    if not data_rows(sheet, "fund"):
        raise NotHere
    first, second = rng.sample([4, 5, 6, 7], 2)
    one, other = _values(sheet, 4)[first - 1], _values(sheet, 4)[second - 1]
    columns = [[sheet.cell(row, c).value or 0 for row in data_rows(sheet, "fund")] for c in (first, second)]
    if columns[0] == columns[1]:
        raise NotHere
    sheet.cell(4, first).value, sheet.cell(4, second).value = other, one
    return sheet.title


def heading_renamed(book: Any, rng: Random) -> str:
    kind, sheet = _sheet(book, rng, rows=1)
    row = header_row(kind)
    column = rng.randrange(2, len(DATA_SHEETS[kind].fields) + 1)
    at = row if sheet.cell(row, column).value else 3
    sheet.cell(at, column).value = rng.choice(
        ["列1", "金额", "情况", "时间", "名称1", "到位", "完成投资", "累计", "数值", None]
    )
    return sheet.title


def heading_spelled(book: Any, rng: Random) -> str:
    """The same heading with a line break, spaces, a width, a unit."""
    kind, sheet = _sheet(book, rng, rows=1)
    row = header_row(kind)
    column = rng.randrange(1, len(DATA_SHEETS[kind].fields) + 1)
    at = row if sheet.cell(row, column).value else 3
    text = str(sheet.cell(at, column).value)
    half = len(text) // 2
    sheet.cell(at, column).value = rng.choice(
        [
            f"{text[:half]}\n{text[half:]}",
            f" {text} ",
            " ".join(text),
            text.replace("(", "\uff08").replace(")", "\uff09"),
            f"{text}*",
        ]
    )
    return sheet.title


def heading_other_unit(book: Any, rng: Random) -> str:
    """The heading says another unit than the figures are in."""
    kind, sheet = _sheet(book, rng, "project", "fund", rows=1)
    unit = rng.choice(["(亿元)", "(单位:亿元)", "(元)", "(千元)"])
    if kind == "project":
        sheet.cell(3, 12).value = f"总投资{unit}"
    else:
        if not any(
            is_number(sheet.cell(r, c).value) and sheet.cell(r, c).value
            for r in data_rows(sheet, kind)
            for c in (4, 5, 6, 7)
        ):
            raise NotHere
        sheet.cell(3, 4).value = f"到位资金{unit}"
    return sheet.title


def unit_line_other(book: Any, rng: Random) -> str:
    kind, sheet = _sheet(book, rng, "project", "fund", rows=1)
    sheet.cell(2, 1).value = str(sheet.cell(2, 1).value).replace(
        "单位:万元", rng.choice(["单位:亿元", "单位:元", "单位:千元"])
    )
    return sheet.title


def cells_shifted(book: Any, rng: Random) -> str:
    """One row's cells moved one to the left or right from a column on."""
    kind, sheet = _sheet(book, rng, "project", "fund", rows=1)
    row = rng.choice(data_rows(sheet, kind))
    values = _values(sheet, row)
    at = rng.randrange(3, 8)
    moved = (
        values[: at - 1] + [None] + values[at - 1 : -1]
        if rng.random() < 0.5
        else values[: at - 1] + values[at:] + [None]
    )
    if moved == values:
        raise NotHere
    _write(sheet, row, moved)
    return sheet.title


def merged_down(book: Any, rng: Random) -> str:
    """Equal cells below each other merged: the lower ones lose their value."""
    kind, sheet = _sheet(book, rng, "project", "fund", rows=2)
    rows, column = data_rows(sheet, kind), rng.randrange(2, 10)
    row = rng.choice(rows[:-1])
    if sheet.cell(row, column).value in (None, "", 0) and sheet.cell(row + 1, column).value in (None, "", 0):
        raise NotHere
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    return sheet.title


def title_rows_added(book: Any, rng: Random) -> str:
    kind, sheet = _sheet(book, rng)
    _unmerged(sheet)
    count = rng.randrange(1, 4)
    sheet.insert_rows(rng.choice([1, 3]), count)
    return sheet.title


def table_moved_right(book: Any, rng: Random) -> str:
    _, sheet = _sheet(book, rng)
    _unmerged(sheet)
    sheet.insert_cols(1, rng.randrange(1, 3))
    return sheet.title


def column_hidden(book: Any, rng: Random) -> str:
    kind, sheet = _sheet(book, rng, rows=1)
    sheet.column_dimensions[get_column_letter(rng.randrange(2, 9))].hidden = True
    return sheet.title


def sheet_renamed(book: Any, rng: Random) -> str:
    _, sheet = _sheet(book, rng)
    sheet.title = rng.choice(["Sheet1", "表2", f"{sheet.title} ", f"{sheet.title}(2)", "4月", "新表"])
    return sheet.title


def sheets_reordered(book: Any, rng: Random) -> str:
    rng.shuffle(book._sheets)
    return book.sheetnames[0]


def sheet_deleted(book: Any, rng: Random) -> str:
    name = rng.choice(book.sheetnames)
    del book[name]
    return name


def sheet_copied(book: Any, rng: Random) -> str:
    _, sheet = _sheet(book, rng, rows=1)
    twin = book.copy_worksheet(sheet)
    twin.title = rng.choice(["上月", "备份", "Sheet2", "4月 "])
    return twin.title


def sheet_hidden(book: Any, rng: Random) -> str:
    _, sheet = _sheet(book, rng, rows=1)
    sheet.sheet_state = rng.choice(["hidden", "veryHidden"])
    return sheet.title


def extra_sheet(book: Any, rng: Random) -> str:
    sheet = book.create_sheet(rng.choice(["Sheet2", "说明", "上月"]))
    for row in range(1, 5):
        _write(sheet, row, [rng.choice([1, "甲", None]) for _ in range(4)])
    return sheet.title


def second_table(book: Any, rng: Random) -> str:
    """Another table below the first, with its own headings."""
    kind, sheet = _sheet(book, rng, "project", "fund", rows=2)
    start, rows = sheet.max_row + 3, data_rows(sheet, kind)
    moved = _values(sheet, rows[-1])
    sheet.delete_rows(rows[-1])
    for offset, row in enumerate(range(3, header_row(kind) + 1)):
        _write(sheet, start + offset, _values(sheet, row))
    _write(sheet, start + header_row(kind) - 2, moved)
    return sheet.title


def cover_other(book: Any, rng: Random) -> str:
    sheet = book["封面"]
    label, value = rng.choice([
        ("填报单位", None), ("填报单位", "乌有镇"), ("填报月份", "2025年1月"), ("填报月份", None), ("填报月份", "2月"), ("本月无变动", "是"), ("模板版本", "2024.1"),
        ("填报月份", "2025年3月"), ("填报单位", "XX镇"), ("本月无变动", "无"), ("本月无变动", None), ("填报月份", "2025.2"), ("填报月份", 202502), ("填报月份", 2025.2),
    ])  # fmt: skip
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, 1).value == label:
            sheet.cell(row, 2).value = value
    return sheet.title


def styles_changed(book: Any, rng: Random) -> str:
    _, sheet = _sheet(book, rng)
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            font = copy(cell.font)
            font.bold, font.strike = rng.random() < 0.5, False
            cell.font = font
    return sheet.title


def number_as_percent_format(book: Any, rng: Random) -> str:
    """A share of 60 typed as 60%: the cell holds 0.6."""
    sheet = book["项目台账"]
    rows = [row for row in data_rows(sheet, "project") if is_number(sheet.cell(row, 19).value)]
    if not rows:
        raise NotHere
    cell = sheet.cell(rng.choice(rows), 19)
    cell.value, cell.number_format = cell.value / 100, "0%"
    return sheet.title


CHANGES: dict[str, Change] = {
    change.__name__.replace("_", " "): change
    for change in (
        blank_row, band_row, note_row, repeated_header, subtotal_row, wrong_subtotal, row_deleted, row_doubled, rows_exchanged,
        row_below_total, row_hidden, total_deleted, total_above, total_word, column_inserted, empty_column, column_deleted,
        columns_exchanged, headings_exchanged, heading_renamed, heading_spelled, heading_other_unit, unit_line_other,
        cells_shifted, merged_down, title_rows_added, table_moved_right, column_hidden, sheet_renamed, sheets_reordered,
        sheet_deleted, sheet_copied, sheet_hidden, extra_sheet, second_table, cover_other, styles_changed,
        number_as_percent_format, total_other_word, comparison_below_total, numbers_alone,
    )
}  # fmt: skip
