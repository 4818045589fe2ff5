"""Messes 26–37: what stands where in a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from tests.messes.making import Book, Case, Clean, letter
from tests.messes.parts import with_parts

L, F = "项目台账", "到位资金"


def _rows_above(book: Book) -> str | None:
    """Two title rows more, a note and a blank row between title and headings."""
    for title in (L, F, "招商活动"):
        sheet = book.sheet(title)
        for span in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(span))
        sheet.insert_rows(3, 4)
        sheet.cell(3, 1).value, sheet.cell(5, 1).value = "(内部资料)", "注:本表由各单位填报"
    return None


def _numbered(book: Book) -> str | None:
    sheet = book.sheet(L)
    sheet.insert_rows(4)
    for column in range(1, 21):
        sheet.cell(4, column).value = column
    return None


def _merged_words(book: Book) -> str:
    """One investor for two rows, merged down."""
    row = book.rows(L)[12]
    book.put(L, "investor_origin", "广东省佛山市", 13)
    place = book.put(L, "investor_origin", "广东省佛山市", 12)
    book.sheet(L).merge_cells(f"H{row}:H{row + 1}")
    return place


def _merged_money(book: Book) -> str:
    row = book.rows(F)[0]
    book.sheet(F).merge_cells(f"E{row}:E{row + 1}")
    return f"{F}!E{row}"


def _synonyms(book: Book) -> str | None:
    for name, words in (
        ("arrived_ytd", "本年累计\n到位资金"),
        ("arrived_month", "当月 到位"),
        ("arrived_total", "历年累计到位"),
        ("fixed_asset_ytd", "其中:固投"),
    ):
        book.head(F, name, words)
    book.head(L, "total_investment", "计划总投资\n(万元)")
    book.head(L, "investor_origin", "资金来源地")
    return None


def _in_yi(book: Book) -> str | None:
    """The figures in 亿元, and the heading says so."""
    for row in range(len(book.rows(L))):
        book.put(L, "total_investment", round(book.cell(L, "total_investment", row).value / 10_000, 8), row)
    book.sheet(L).cell(book.total(L), 12).value /= 10_000
    book.head(L, "total_investment", "总投资(单位:亿元)")
    return None


def _heading_says_yi(book: Book) -> str:
    """The figures in 万元 still, the heading over them says 亿元, the unit line 万元."""
    book.head(L, "total_investment", "总投资(亿元)")
    return f"{L}!A2"


def _title_says_yi(book: Book) -> str:
    book.sheet(F)["A1"].value = f"{book.sheet(F)['A1'].value}(单位:亿元)"
    return f"{F}!A2"


def _note_says_yi(book: Book) -> str:
    sheet = book.sheet(F)
    at = sheet.max_row
    sheet.cell(at, 1).value = "注:金额单位为亿元。"
    return f"{F}!A{at}"


def _unknown_word(book: Book) -> str:
    return book.head(F, "arrived_ytd", "今年到账情况")


def _inserted(book: Book) -> str:
    """A column more, between the others, with values."""
    book.insert_column(L, 5)
    sheet = book.sheet(L)
    sheet.cell(3, 5).value = "包保领导"
    for row in range(4, 10):
        sheet.cell(row, 5).value = "某某"
    return f"{L}!E3"


def _reordered(book: Book) -> str | None:
    """总投资 and 签约日期 in each other's place, headings and all."""
    sheet = book.sheet(L)
    for row in range(3, book.total(L) + 1):
        one, other = sheet.cell(row, 12), sheet.cell(row, 13)
        formats = other.number_format, one.number_format
        one.value, other.value = other.value, one.value
        one.number_format, other.number_format = formats
    return None


def _deleted(book: Book) -> str:
    book.insert_column(L, 1)
    book.sheet(L).delete_cols(1)
    book.sheet(L).delete_cols(12)
    return f"{L}!A3"


def _side_by_side(book: Book) -> str:
    """A second table to the right with the same headings and other figures."""
    sheet = book.sheet(F)
    for row in range(3, 9):
        for column in range(1, 13):
            sheet.cell(row, column + 13).value = sheet.cell(row, column).value
    sheet.cell(5, 19).value = 7
    return f"{F}!S4"


def _nameless(book: Book) -> str:
    book.sheet(L).cell(5, 22).value = 12
    return f"{L}!V5"


def _hide_row(book: Book) -> str:
    row = book.rows(L)[2]
    book.sheet(L).row_dimensions[row].hidden = True
    return f"{L}!A{row}"


def _filter(book: Book) -> str:
    sheet, rows = book.sheet(F), book.rows(F)
    sheet.auto_filter.ref = f"A4:L{rows[-1]}"
    sheet.auto_filter.add_filter_column(1, ["x"])
    sheet.row_dimensions[rows[1]].hidden = True
    return f"{F}!A{rows[1]}"


def _hide_column(book: Book) -> str:
    book.sheet(L).column_dimensions["L"].hidden = True
    return f"{L}!L1"


def _more_sheets(book: Book) -> str | None:
    """说明, an empty Sheet2, and last month's table kept under its name."""
    book.book.create_sheet("Sheet2")
    book.book.create_sheet("填表说明")["A1"].value = "本套表由各单位填报"
    twin = book.book.copy_worksheet(book.sheet(F))
    twin.title = "上月"
    twin["E5"].value = 1
    return None


def _months_as_sheets(book: Book) -> str | None:
    twin = book.book.copy_worksheet(book.sheet(F))
    book.sheet(F).title, twin.title = "到位资金2月 ", "到位资金1月"
    twin["E5"].value = 1
    return None


def _strike(book: Book) -> str:
    cell = book.cell(L, "project_name", 3)
    cell.font = Font(strike=True)
    return f"{L}!{cell.coordinate}"


def _colours(book: Book) -> str | None:
    book.cell(L, "project_name", 3).fill = PatternFill("solid", fgColor="FFFF0000")
    book.cell(L, "total_investment", 3).comment = Comment("本月新增", "某某")
    return None


def _picture_for_table(book: Book) -> str | None:
    """The table pasted as a picture: no cell is filled."""
    book.sheet(F).delete_rows(1, 60)
    return None


def _protected(book: Book) -> str | None:
    for sheet in book.book:
        sheet.protection.set_password("123")
    return None


def _macros(clean: bytes, folder: Path) -> list[Path]:
    path = folder / "含宏.xlsm"
    path.write_bytes(with_parts(clean, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\x00" * 600}))
    return [path]


def _formatted_rows(book: Book) -> str | None:
    sheet = book.sheet(L)
    bold = Font(bold=True)
    for row in range(60, 6060):
        sheet.cell(row, 1).font = bold
    return None


def _printed_again(book: Book) -> str | None:
    """The headings of the money table again on its second page."""
    sheet = book.sheet(F)
    heads = [book.values(F, 3), book.values(F, 4)]
    at = book.rows(F)[5]
    for span in [str(each) for each in sheet.merged_cells.ranges if each.min_row > 4]:
        sheet.unmerge_cells(span)
    sheet.insert_rows(at, 2)
    for offset, words in enumerate(heads):
        for column, value in enumerate(words, start=1):
            sheet.cell(at + offset, column).value = value
    return None


CASES = (
    Case(26, "表头下移四行,夹有说明和空行", _rows_above, truth=True),
    Case(26, "表头下有栏次行", _numbered, truth=True),
    Case(27, "文字纵向合并", _merged_words, finds=("F003 W",)),
    Case(27, "金额纵向合并", _merged_money, finds=("C101 E",)),
    Case(28, "表头用近义词、换行、空格", _synonyms, truth=True),
    Case(28, "表头内写单位亿元", _in_yi, truth=True, finds=(f"C101 W @{L}!A2",)),
    Case(28, "表头单位与单位栏矛盾", _heading_says_yi, finds=("C101 W",)),
    Case(28, "标题单位与单位栏矛盾", _title_says_yi, finds=("C101 E",)),
    Case(28, "表下说明改写单位", _note_says_yi, finds=("C101 E",)),
    Case(28, "表头认不出", _unknown_word, finds=("F003 W", f"F003 E @{F}!A3")),
    Case(28, "表头认不出,已由人确认", lambda b: _unknown_word(b) and None, truth=True, aliases={"今年到账情况": "arrived_ytd"}),
    Case(29, "插入一列", _inserted, truth=True, finds=("F003 W",)),
    Case(29, "两列次序对调", _reordered, truth=True),
    Case(29, "删去必填列", _deleted, finds=("F003 E",)),
    Case(29, "左右并排两张表", _side_by_side, finds=("F003 W",)),
    Case(29, "表外有无表头的数字", _nameless, truth=True, finds=("F003 W",)),
    Case(29, "隐藏行", _hide_row, truth=True, finds=("F006 W",)),
    Case(29, "筛选掉的行", _filter, truth=True, finds=("F006 W",)),
    Case(29, "隐藏列", _hide_column, truth=True, finds=("F006 W",)),
    Case(30, "多出“上月”“填表说明”“Sheet2”", _more_sheets, truth=True, finds=("F003 W @上月!None", "F003 W @填表说明!None")),
    Case(30, "每月一张表,表名带空格", _months_as_sheets, truth=True, finds=("F003 W @到位资金1月!None",)),
    Case(31, "一格两个金额(换行)", lambda b: b.put(F, "arrived_month", "1200\n300"), finds=("C101 E",)),
    Case(31, "新项目名称前有序号", lambda b: b.put(L, "project_name", f"1、{b.cell(L, 'project_name', 12).value}", 12) and None, quiet=True),
    Case(32, "所在地一格两地", lambda b: b.put(L, "investor_origin", "广东省深圳市、江苏省南京市"), finds=("C113 E",)),
    Case(32, "共同引进单位一格两家", lambda b: (b.put(L, "own_share", 60), b.put(L, "partner_unit", "青谷镇/柳河镇"))[1], finds=("C119 E",)),
    Case(33, "单位用简称", lambda b: b.cover("填报单位", "经开区") and None, truth=True),
    Case(33, "单位不在名录", lambda b: b.cover("填报单位", "乌有镇"), finds=("F004 E",)),
    Case(33, "单位为空", lambda b: b.cover("填报单位", None) and None, truth=True),
    Case(33, "单位栏是另一单位", lambda b: _line_of(b, "青谷镇"), finds=("F004 E",)),
    Case(34, "删除线", _strike, truth=True, finds=("F006 W",)),
    Case(34, "颜色和批注", _colours, truth=True),
    Case(34, "表格贴成图片", _picture_for_table, finds=("F003 E @",)),
    Case(35, "工作表保护", _protected, truth=True),
    Case(35, "含宏", make=_macros, truth=True, finds=("F007 W @",)),
    Case(36, "六千行只有格式", _formatted_rows, truth=True),
    Case(37, "每页重复表头", _printed_again, truth=True),
)  # fmt: skip


def _line_of(book: Book, unit: str) -> str:
    cell = book.sheet(F)["A2"]
    cell.value = str(cell.value).replace("梅山经济开发区管委会", unit)
    return f"{F}!A2"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_structure(case: Case, clean: Clean, tmp_path: Path) -> None:
    clean.check(case, tmp_path)


def test_letters() -> None:
    assert letter(27) == "AA"
