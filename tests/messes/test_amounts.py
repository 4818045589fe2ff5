"""Messes 1–20: amounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.mutant import Saved, with_saved
from tests.messes.making import Book, Case, Clean, Make
from tests.messes.parts import with_parts

L, F = "项目台账", "到位资金"


def _put(title: str, name: str, write: object, row: int = 0) -> object:
    """A change that writes a text made from the cell's number."""

    def change(book: Book) -> str:
        value = book.cell(title, name, row).value
        return book.put(title, name, write(value) if callable(write) else write, row)

    return change


def _printed(code: str, write: object) -> object:
    """A number whose format shows another amount."""
    return lambda book: book.put(L, "total_investment", write(book.cell(L, "total_investment").value), 0, code)


def _plain(value: float) -> str:
    return f"{value:.10g}"


def _grouped(mark: str) -> object:
    return lambda value: f"{value:,}".replace(",", mark)


_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_EXTERNAL = (
    b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/></externalLink>'
)


def _stale(clean: bytes, folder: Path) -> list[Path]:
    """本年累计 = 上年末 + 本月 by formula, saved before 本月 was corrected."""
    book = Book(clean)
    cell = book.cell(F, "fixed_asset_ytd")
    value, where = cell.value, cell.coordinate
    cell.value = f"={value}+0"
    path = folder / "过期.xlsx"
    path.write_bytes(with_saved(book.saved(), F, where, Saved(f"{value}+0", 0)))
    return [path]


def _linked(clean: bytes, folder: Path) -> list[Path]:
    path = folder / "外链.xlsx"
    path.write_bytes(with_parts(clean, {"xl/externalLinks/externalLink1.xml": _EXTERNAL}))
    return [path]


def _make(make: Make) -> Make:
    return make


def _signs(book: Book) -> str:
    return book.put(L, "own_share", "100%")


def _all_thousands(book: Book) -> str | None:
    for row in range(len(book.rows(F))):
        for name in ("arrived_month", "arrived_ytd", "arrived_total"):
            book.put(F, name, 10_000 * (row + 1), row)
    return None


def _rival(book: Book, **figures: float) -> str:
    """One row's figures, the last one is the mess's place."""
    place = ""
    for name, value in figures.items():
        place = book.put(F, name, value)
    return place


def _subtotals(book: Book) -> str | None:
    """小计 of the first three rows, its label in column B, and 合 计 with spaces."""
    sheet, rows = book.sheet(F), book.rows(F)
    sums = [round(sum(sheet.cell(row, column).value or 0 for row in rows[:3]), 2) for column in range(4, 10)]
    book.insert_row(F, 3, [None, "小 计", None, *sums])
    sheet.cell(next(row for row in range(5, 40) if sheet.cell(row, 1).value == "合计"), 1).value = "合  计"
    return None


def _bands(book: Book) -> str | None:
    for before, words in ((5, "(二)亿元以上项目"), (2, "二、新签约项目"), (0, "一、续建项目")):
        book.insert_row(L, before, [words])
    return None


def _april(book: Book) -> str:
    """April's file: nearly all of the year's money came this month."""
    for sheet in book.book:
        for row in sheet.iter_rows(max_row=12 if sheet.title == "封面" else 2):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("2025年2月", "2025年4月")
    return _rival(book, arrived_ytd=96_068, arrived_month=90_000)


CASES = (
    Case(1, "1.2(亿)填在万元栏", _put(L, "total_investment", lambda v: v / 10_000), finds=("H207 W",)),
    Case(2, "文字“1.2亿”", _put(L, "total_investment", lambda v: f"{_plain(v / 10_000)}亿"), truth=True, finds=("C101 I",)),
    Case(2, "文字“12000万”", _put(L, "total_investment", lambda v: f"{v}万"), truth=True, finds=("C101 I",)),
    Case(2, "文字“1.2个亿”", _put(L, "total_investment", lambda v: f"{_plain(v / 10_000)}个亿"), truth=True, finds=("C101 I",)),
    Case(2, "文字“约1.2亿元”", _put(L, "total_investment", lambda v: f"约{_plain(v / 10_000)}亿元"), finds=("C101 E",)),
    Case(2, "格式显示“1.20亿”", _printed('0.00"亿"', lambda v: v / 10_000), truth=True, finds=("C101 I",)),
    Case(2, "数为元,格式显示万元", _printed('0!.0000"万元"', lambda v: v * 10_000), truth=True, finds=("C101 I",)),
    Case(2, "格式按千缩小、不写单位", _printed("#,##0,", lambda v: v * 1000), finds=("C101 E",)),
    Case(2, "格式显示美元", _printed('"US$"#,##0', lambda v: v), finds=("C101 E",)),
    Case(3, "全角数字", _put(F, "arrived_ytd", lambda v: _plain(v).translate(_WIDE)), truth=True, finds=("C101 I",)),
    Case(4, "逗号分节", _put(L, "total_investment", _grouped(",")), truth=True, finds=("C101 I",)),
    Case(4, "中文逗号分节", _put(L, "total_investment", _grouped("\uff0c")), truth=True, finds=("C101 I",)),
    Case(4, "空格分节", _put(L, "total_investment", _grouped(" ")), truth=True, finds=("C101 I",)),
    Case(5, "文本数字", _put(F, "arrived_month", lambda v: _plain(v)), truth=True),
    Case(5, "前撇号、不间断空格、制表符、零宽字符", _put(F, "arrived_month", lambda v: f"'{_plain(v)}\u00a0\t\u200b"), truth=True),
    Case(6, "外资栏“无”即 0", _put(F, "arrived_usd_ytd", "无"), truth=True),
    Case(6, "日期栏“—”即空", _put(L, "completed_on", "—"), truth=True),
    Case(6, "金额栏“待定”", _put(F, "arrived_month", "待定"), finds=("C101 E",)),
    Case(7, "错误值 #REF!", _put(F, "fixed_asset_ytd", "#REF!"), finds=("C101 E",)),
    Case(7, "从未计算的公式", _put(F, "arrived_usd_ytd", "=1+1"), finds=("C101 E",)),
    Case(7, "公式保存的结果已过期", make=_make(_stale), finds=("C101 E @到位资金!H5",)),
    Case(7, "引用上月文件", make=_make(_linked), truth=True, finds=("F007 W @",)),
    Case(8, "占比“100%”", _signs, truth=True),
    Case(8, "占比 0.6", _put(L, "own_share", 0.6), finds=("C119 E",)),
    Case(9, "信用代码成科学计数", _put(L, "company_uscc", 9.13406e17), finds=("C101 E",)),
    Case(9, "信用代码成科学计数的文字", _put(L, "company_uscc", "9.13406E+17"), finds=("C101 E",)),
    Case(10, "合计不等于各行之和", lambda b: _total(b, F, 6, 10), finds=("C109 E",)),
    Case(10, "人数合计差 1", lambda b: _total(b, "招商活动", 6, 1), finds=("C109 E",)),
    Case(11, "数据中有小计,合计写作“合  计”", _subtotals, truth=True),
    Case(12, "数据中有分类行", _bands, truth=True),
    Case(13, "本年累计比上月小", lambda b: _rival(b, arrived_month=-100, arrived_ytd=5968), finds=("H202 E",)),
    Case(13, "本月为负数", _put(F, "arrived_month", lambda v: -v), finds=("C115 E",)),
    Case(14, "本月填成累计", lambda b: b.put(F, "arrived_month", b.cell(F, "arrived_ytd").value), finds=("C107 E @到位资金!F5",)),
    Case(15, "历史累计小于本年累计", lambda b: b.put(F, "arrived_total", 5), finds=("C110 E @到位资金!F5",)),
    Case(15, "固定资产投资大于本年累计", lambda b: b.put(F, "fixed_asset_ytd", 99_999), finds=("C110 E",)),
    Case(15, "历史累计超过总投资", lambda b: b.put(L, "total_investment", 1000), finds=("C108 E @到位资金!G5",)),
    Case(16, "全是整千万元", _all_thousands, finds=("C112 W @",)),
    Case(17, "一个月占全年一半以上", _april, finds=("H212 W",), month="2025-04"),
    Case(18, "总投资跨过 5000 万元线", lambda b: b.put(L, "total_investment", 5000, 5), finds=("H214 W",)),
    Case(19, "万元栏写“万美元”", _put(F, "arrived_month", lambda v: f"{v}万美元"), finds=("C101 E",)),
    Case(19, "总投资表头写“万美元”", lambda b: b.head(L, "total_investment", "总投资(万美元)"), finds=("C101 E",)),
    Case(20, "人数有小数", _put("招商活动", "people", 3.5), finds=("C117 W",)),
    Case(20, "个数栏写“12家”", _put("招商活动", "companies_met", lambda v: f"{v}家"), truth=True),
)  # fmt: skip


def _total(book: Book, title: str, column: int, more: float) -> str:
    cell = book.sheet(title).cell(book.total(title), column)
    cell.value += more
    return f"{title}!{cell.coordinate}"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_amounts(case: Case, clean: Clean, tmp_path: Path) -> None:
    clean.check(case, tmp_path)
