"""The wrong file sent: last month's, another unit's, last month's with only its cover changed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.fuzz.mutant import NotHere, opened, saved

Books = dict[str, bytes]
Mistake = Callable[[str, Books, Books, Random], bytes]


def _last_months(name: str, earlier: Books) -> bytes:
    """The same unit's workbook of the month before."""
    unit = name.partition("20")[0]
    found = next((data for other, data in earlier.items() if other.startswith(unit)), None)
    if found is None:
        raise NotHere
    return found


def last_month(name: str, workbooks: Books, earlier: Books, rng: Random) -> bytes:
    return _last_months(name, earlier)


def last_month_with_this_cover(name: str, workbooks: Books, earlier: Books, rng: Random) -> bytes:
    """The file copied forward: the cover says this month, the unit lines still say the last."""
    book, now = opened(_last_months(name, earlier)), opened(workbooks[name])["封面"]
    for row in range(3, now.max_row + 1):
        book["封面"].cell(row, 2).value = now.cell(row, 2).value
    return saved(book)


def last_month_with_this_month_everywhere(name: str, workbooks: Books, earlier: Books, rng: Random) -> bytes:
    """Every word of the month changed, no figure: told by what no longer adds up."""
    book = opened(_last_months(name, earlier))
    for sheet in book:
        for row in sheet.iter_rows(max_row=12 if sheet.title == "封面" else 2):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("年1月", "年2月")
    return saved(book)


def another_unit(name: str, workbooks: Books, earlier: Books, rng: Random) -> bytes:
    return workbooks[rng.choice([other for other in sorted(workbooks) if other != name])]


def another_units_table(name: str, workbooks: Books, earlier: Books, rng: Random) -> bytes:
    """One sheet filled with another unit's rows, its own unit line kept."""
    book, other = opened(workbooks[name]), opened(another_unit(name, workbooks, earlier, rng))
    sheet, source = book["到位资金"], other["到位资金"]
    for row in range(5, max(sheet.max_row, source.max_row) + 1):
        for column in range(1, 13):
            sheet.cell(row, column).value = source.cell(row, column).value
    return saved(book)


MISTAKES: dict[str, Mistake] = {
    mistake.__name__.replace("_", " "): mistake
    for mistake in (
        last_month, last_month_with_this_cover, last_month_with_this_month_everywhere, another_unit, another_units_table,
    )
}  # fmt: skip
