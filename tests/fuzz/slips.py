"""What people slip on: rows doubled, codes crossed, dollars, yuan typed as 万元, an empty form. Each must be said by its rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

from schemas.form.sheets import DATA_SHEETS, LISTS
from tests.fuzz.mutant import NotHere, data_rows, header_row, is_number

Change = Callable[[Any, Random], str]
_CODE, _NAME, _MONTH, _YTD, _DOLLARS, _KIND, _VOUCHER = 2, 3, 5, 6, 9, 10, 11  # columns of 到位资金
_INVESTMENT, _SIGNED = 12, 13  # columns of 项目台账


def _rows(book: Any, kind: str, least: int = 1) -> tuple[Any, list[int]]:
    sheet = book[DATA_SHEETS[kind].title]
    rows = data_rows(sheet, kind)
    if len(rows) < least:
        raise NotHere
    return sheet, rows


def _copied(sheet: Any, row: int, **instead: Any) -> None:
    """The row once more, right below it; `instead`: column number → value."""
    values = [sheet.cell(row, column).value for column in range(1, sheet.max_column + 1)]
    sheet.insert_rows(row + 1)
    for column, value in enumerate(values, start=1):
        sheet.cell(row + 1, column).value = instead.get(str(column), value)


def money_row_doubled(book: Any, rng: Random) -> str:
    """A second voucher in a row of its own, or the same row twice."""
    sheet, rows = _rows(book, "fund")
    voucher = {**dict.fromkeys(("4", "8", "9"), 0), "5": 1, "6": 1, "7": 1, "11": "PZ1"}
    _copied(sheet, rng.choice(rows), **rng.choice([voucher, {}]))
    return sheet.title


def codes_crossed(book: Any, rng: Random) -> str:
    """Two projects' codes changed over; their names and money stay."""
    sheet, rows = _rows(book, "fund", 2)
    one, other = (sheet.cell(row, _CODE) for row in rng.sample(rows, 2))
    one.value, other.value = other.value, one.value
    return sheet.title


def dollars_in_yuan(book: Any, rng: Random) -> str:
    """万元 typed into the column of 万美元."""
    sheet, rows = _rows(book, "fund")
    paid = [row for row in rows if is_number(sheet.cell(row, _YTD).value) and sheet.cell(row, _YTD).value > 0]
    if not paid:
        raise NotHere
    row = rng.choice(paid)
    sheet.cell(row, _DOLLARS).value = sheet.cell(row, _YTD).value * rng.choice([1, 0.5, 2])
    return sheet.title


def yuan_for_wan(book: Any, rng: Random) -> str:
    sheet, rows = _rows(book, "project")
    cells = [sheet.cell(row, _INVESTMENT) for row in rows if is_number(sheet.cell(row, _INVESTMENT).value)]
    large = [cell for cell in cells if cell.value > 50]
    if not large:
        raise NotHere
    rng.choice(large).value *= 10_000
    return sheet.title


def signed_in_another_year(book: Any, rng: Random) -> str:
    sheet, rows = _rows(book, "project")
    cell = sheet.cell(rng.choice(rows), _SIGNED)
    if not isinstance(cell.value, datetime):
        raise NotHere
    cell.value = cell.value.replace(year=cell.value.year - 1, day=1)
    return sheet.title


def month_above_year(book: Any, rng: Random) -> str:
    sheet, rows = _rows(book, "fund")
    row = rng.choice(rows)
    if not is_number(sheet.cell(row, _YTD).value):
        raise NotHere
    sheet.cell(row, _MONTH).value = sheet.cell(row, _YTD).value + rng.choice([0.01, 1, 5000])
    return sheet.title


def list_row_doubled(book: Any, rng: Random) -> str:
    kinds = [kind for kind in LISTS if data_rows(book[DATA_SHEETS[kind].title], kind)]
    if not kinds:
        raise NotHere
    sheet, rows = _rows(book, rng.choice(kinds))
    _copied(sheet, rng.choice(rows))
    return sheet.title


def voucher_used_twice(book: Any, rng: Random) -> str:
    sheet, rows = _rows(book, "fund", 2)
    one, other = rng.sample(rows, 2)
    if not sheet.cell(one, _VOUCHER).value:
        raise NotHere
    for column in (_KIND, _VOUCHER):
        sheet.cell(other, column).value = sheet.cell(one, column).value
    return sheet.title


def all_rows_gone(book: Any, rng: Random) -> str:
    """The form sent as it came, without 本月无变动."""
    for kind, form in DATA_SHEETS.items():
        if kind != "explanation" and form.title in book.sheetnames:
            sheet = book[form.title]
            sheet.delete_rows(header_row(kind) + 1, sheet.max_row)
    return "封面"


def cover_month_as_number(book: Any, rng: Random) -> str:
    """2025.1, which was January or October."""
    book["封面"]["B4"].value = 2025.1
    return "封面"


# A slip, and the rule that must say it on its sheet.
SLIPS: dict[str, tuple[Change, str]] = {
    change.__name__.replace("_", " "): (change, rule)
    for change, rule in (
        (money_row_doubled, "C122"), (codes_crossed, "C123"), (dollars_in_yuan, "C124"), (yuan_for_wan, "C125"),
        (signed_in_another_year, "C126"), (month_above_year, "C127"), (list_row_doubled, "C128"), (voucher_used_twice, "C128"),
        (all_rows_gone, "C129"), (cover_month_as_number, "F005"),
    )
}  # fmt: skip
