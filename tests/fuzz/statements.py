"""Changes of what a sheet says about its figures: units in titles, headings and notes, levels of headings, the date system."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from schemas.form.sheets import DATA_SHEETS
from tests.fuzz.mutant import NotHere, data_rows, header_row, is_number, total_row

Change = Callable[[Any, Random], str]
_OTHER = ("亿元", "元", "千元")


def _fund(book: Any) -> Any:
    """The money sheet, with money in it."""
    sheet = book["到位资金"]
    if not any(
        is_number(sheet.cell(row, at).value) and sheet.cell(row, at).value
        for row in data_rows(sheet, "fund")
        for at in (4, 5, 6, 7)
    ):
        raise NotHere
    return sheet


def _rows_below(sheet: Any, first: int, count: int = 1) -> None:
    """Room for `count` rows at `first`; merges above it stay where they are."""
    spans = [str(span) for span in sheet.merged_cells.ranges if span.min_row >= first]
    for span in spans:
        sheet.unmerge_cells(span)
    sheet.insert_rows(first, count)


def title_other_unit(book: Any, rng: Random) -> str:
    """The title says one unit of money, the unit line another."""
    sheet = _fund(book)
    sheet.cell(1, 1).value = f"{sheet.cell(1, 1).value}(单位:{rng.choice(_OTHER)})"
    return sheet.title


def note_other_unit(book: Any, rng: Random) -> str:
    """A foot note says the money is in another unit."""
    sheet = _fund(book)
    word = rng.choice(_OTHER)
    sheet.cell(sheet.max_row + 1, 1).value = rng.choice(
        [f"注:金额单位为{word}。", f"说明:1.单位:{word}", f"备注:以上资金单位均为{word}"]
    )
    return sheet.title


def page_header_other_unit(book: Any, rng: Random) -> str:
    """A header printed again on the second page says another unit."""
    sheet = book["项目台账"]
    rows = data_rows(sheet, "project")
    if len(rows) < 2:
        raise NotHere
    at, words = rows[-1], [sheet.cell(3, column).value for column in range(1, sheet.max_column + 1)]
    _rows_below(sheet, at)
    for column, word in enumerate(words, start=1):
        sheet.cell(at, column).value = f"总投资({rng.choice(_OTHER)})" if column == 12 else word
    return sheet.title


def three_levels(book: Any, rng: Random) -> str:
    """A heading above the headings of the money sheet; one of them may say the unit it really is in."""
    sheet = _fund(book)
    _rows_below(sheet, 3)
    sheet.cell(3, 4).value = rng.choice(["资金情况", "资金情况(万元)", "招商引资到位情况"])
    sheet.merge_cells("D3:I3")
    return sheet.title


def three_levels_other_unit(book: Any, rng: Random) -> str:
    """The heading in the middle says another unit than the figures are in."""
    sheet = _fund(book)
    _rows_below(sheet, 3)
    sheet.cell(3, 4).value = "资金情况"
    sheet.cell(4, 4).value = f"到位资金({rng.choice(_OTHER)})"
    sheet.merge_cells("D3:I3")
    return sheet.title


def columns_numbered(book: Any, rng: Random) -> str:
    """The row of column numbers statistical forms have below their headings."""
    kind = rng.choice(["project", "fund"])
    sheet = book[DATA_SHEETS[kind].title]
    if not data_rows(sheet, kind):
        raise NotHere
    at = header_row(kind) + 1
    _rows_below(sheet, at)
    words = rng.choice([lambda n: n, lambda n: str(n), lambda n: f"({n})"])
    for column in range(1, len(DATA_SHEETS[kind].fields) + 1):
        sheet.cell(at, column).value = words(column)
    return sheet.title


def helper_column(book: Any, rng: Random) -> str:
    """Figures beside the table, with or without a heading."""
    kind = rng.choice(["project", "fund"])
    sheet = book[DATA_SHEETS[kind].title]
    rows = data_rows(sheet, kind)
    if not rows:
        raise NotHere
    column = len(DATA_SHEETS[kind].fields) + rng.choice([1, 2])
    sheet.cell(header_row(kind), column).value = rng.choice([None, "辅助", "核对"])
    for row in rows:
        sheet.cell(row, column).value = rng.choice([0.5, 12, "√"])
    return sheet.title


def money_merged_across(book: Any, rng: Random) -> str:
    """One figure over two money columns."""
    sheet = _fund(book)
    row, column = rng.choice(data_rows(sheet, "fund")), rng.choice([4, 5, 6])
    if not (sheet.cell(row, column).value and sheet.cell(row, column + 1).value):
        raise NotHere
    sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + 1)
    return sheet.title


def rows_filtered(book: Any, rng: Random) -> str:
    kind = rng.choice(["project", "fund"])
    sheet = book[DATA_SHEETS[kind].title]
    rows = data_rows(sheet, kind)
    if not rows:
        raise NotHere
    sheet.auto_filter.ref = f"A{header_row(kind)}:L{rows[-1]}"
    sheet.auto_filter.add_filter_column(1, ["x"])
    for row in rng.sample(rows, max(1, len(rows) // 2)):
        sheet.row_dimensions[row].hidden = True
    return sheet.title


def total_changed(book: Any, rng: Random) -> str:
    """A 合计 typed by hand, wrongly."""
    kind = rng.choice(["project", "fund", "activity", "talent_demand"])
    column = {"project": 12, "fund": 6, "activity": 6, "talent_demand": 5}[kind]
    sheet = book[DATA_SHEETS[kind].title]
    total = total_row(sheet, kind)
    if total is None or not is_number(sheet.cell(total, column).value):
        raise NotHere
    sheet.cell(total, column).value += rng.choice([1, 10, -1])
    return sheet.title


def epoch_1904(book: Any, rng: Random) -> str:
    """The same days in the date system of old Macs."""
    book.epoch = CALENDAR_MAC_1904
    return "项目台账"


def two_months(book: Any, rng: Random) -> str:
    """Last month's sheet kept beside this month's, with its month in its title."""
    sheet = book[rng.choice(["项目台账", "到位资金"])]
    twin = book.copy_worksheet(sheet)
    twin.title, sheet.title = f"{sheet.title}1月", f"{sheet.title}2月"
    for row in (1, 2):
        twin.cell(row, 1).value = str(twin.cell(row, 1).value).replace("2月", "1月")
    return twin.title


STATEMENTS: dict[str, Change] = {
    change.__name__.replace("_", " "): change
    for change in (
        title_other_unit, note_other_unit, page_header_other_unit, three_levels, three_levels_other_unit, columns_numbered,
        helper_column, money_merged_across, rows_filtered, total_changed, epoch_1904, two_months,
    )
}  # fmt: skip
