"""Messes 21–25: dates and months."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.messes.making import Book, Case, Clean

L, F = "项目台账", "到位资金"
_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


def _forms(day: datetime) -> list[object]:
    """One day as hands write it."""
    y, m, d = day.year, day.month, day.day
    return [
        f"{y}.{m}.{d}", f"{y}/{m}/{d}", f"{y}-{m}-{d}", f"{y % 100}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}.{m}.{d}日", f"{y}{m:02d}{d:02d}",
        int(f"{y}{m:02d}{d:02d}"), (day - datetime(1899, 12, 30)).days, f"{y}-{m:02d}-{d:02d} 08:30", f"{y}年 {m} 月 {d} 号",
    ]  # fmt: skip


def _each_row_another_form(book: Book) -> str | None:
    """Every project's 签约日期 in another form."""
    for row in range(len(book.rows(L))):
        forms = _forms(book.cell(L, "signed_on", row).value)
        book.put(L, "signed_on", forms[row % len(forms)], row, "General")
    return None


def _spoken(book: Book) -> str:
    return book.put(L, "signed_on", "二〇二二年一月十六日", 0)


def _in_1904(book: Book) -> str | None:
    book.book.epoch = CALENDAR_MAC_1904
    return None


def _xls_1904(clean: bytes, folder: Path) -> list[Path]:
    """An old Excel for Mac: the same days counted from 1904."""
    old, day = xlwt.Workbook(encoding="utf-8"), xlwt.easyxf(num_format_str="YYYY-MM-DD")
    old.dates_1904 = True
    for sheet in Book(clean).book:
        page = old.add_sheet(sheet.title)
        for r, row in enumerate(sheet.iter_rows(values_only=True)):
            for c, value in enumerate(row):
                if value is not None:
                    page.write(r, c, value, *([day] if isinstance(value, (date, datetime)) else []))
    path = folder / "一九零四.xls"
    old.save(str(path))
    return [path]


def _title_of_january(book: Book) -> str:
    cell = book.sheet(F)["A2"]
    cell.value = str(cell.value).replace("2025年2月", "2025年1月")
    return f"{F}!A2"


CASES = (
    Case(21, "同一列日期十一种写法", _each_row_another_form, truth=True),
    Case(21, "二〇二二年一月十六日", _spoken, truth=True),
    *(Case(21, f"“{words}”不到日", lambda b, w=words: b.put(L, "signed_on", w, number_format="General"), finds=("C105 E",))
      for words in ("2022.1", "2022年1月", "1月", "三月", 2022.1, "1.16")),
    *(Case(22, f"“{words}”", lambda b, w=words: b.put(L, "started_on", w), finds=("C105 E",))
      for words in ("拟2025年6月", "预计6月底", "计划", "已开工", "上半年", "2025年第二季度")),
    Case(23, "1904 日期系统(.xlsx)", _in_1904, truth=True),
    Case(23, "1904 日期系统(.xls)", make=_xls_1904, truth=True),
    Case(23, "日期带时间的文字", lambda b: b.put(L, "signed_on", "2022-01-16 00:00:00"), truth=True),
    Case(24, "开工早于签约", lambda b: b.put(L, "started_on", datetime(2021, 12, 1)), finds=("C105 E",)),
    Case(24, "日期在本月之后", lambda b: b.put(L, "completed_on", datetime(2025, 8, 1)), finds=("C105 E",)),
    Case(24, "2052 年", lambda b: b.put(L, "started_on", datetime(2052, 1, 16)), finds=("C105 E",)),
    Case(25, "单位栏仍是上月", _title_of_january, finds=("F005 E",)),
    Case(25, "封面月份是上月", lambda b: b.cover("填报月份", "2025年1月") and None, finds=("F005 E @",)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_dates(case: Case, clean: Clean, tmp_path: Path) -> None:
    clean.check(case, tmp_path)
