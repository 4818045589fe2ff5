"""A workbook of findings alone, for files that cannot carry marks of their own (.xls, .csv, .ods, unreadable)."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter

from assets.review.returns.annotate.findings_table import HEADERS, FindingLine
from schemas.form.sheets import RETURN_SHEET

_WIDTHS = (5, 10, 15, 12, 8, 20, 18, 24, 38, 24)
_FIXED = datetime(2025, 1, 1)
_NOTE = "原文件的{}，问题单列于下；请在原文件中改正（建议按模板另存为 .xlsx）后重报。"


def findings_workbook(title: str, about: str, summary: str, lines: list[FindingLine], reason: str) -> bytes:
    """The sheet 退回说明 as a workbook; `reason`: why the file itself has no marks. The same findings give the same
    bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "created": _FIXED})
        base = {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "vcenter"}
        head = book.add_format({**base, "font_name": "黑体", "border": 1, "align": "center", "bg_color": "#E8EEF4"})
        body = book.add_format({**base, "border": 1})
        looks = {fill: _degree_look(book, base, fill) for fill in {line.fill for line in lines}}
        sheet = book.add_worksheet(RETURN_SHEET)
        sheet.hide_gridlines(2)
        big = book.add_format({"font_name": "黑体", "font_size": 18, "align": "center", "valign": "vcenter"})
        sheet.merge_range(0, 0, 0, 9, title, big)
        sheet.merge_range(1, 0, 1, 9, about, book.add_format({**base, "font_size": 11, "align": "center"}))
        strong = book.add_format({**base, "font_size": 12, "bold": True, "font_color": "#C00000"})
        sheet.merge_range(2, 0, 2, 9, summary, strong)
        sheet.merge_range(3, 0, 3, 9, _NOTE.format(reason), book.add_format(base))
        sheet.set_row(0, 30)
        for column, (word, width) in enumerate(zip(HEADERS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(4, column, word, head)
        for number, line in enumerate(lines, 1):
            for column, word in enumerate(line.words, 1):
                sheet.write_string(4 + number, column, word[:2000], looks[line.fill] if column == 1 else body)
        sheet.freeze_panes(5, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def _degree_look(book: xlsxwriter.Workbook, base: dict[str, object], fill: str) -> object:
    coloured = {"bg_color": f"#{fill}"} if fill else {}
    return book.add_format({**base, "border": 1, "bold": True, "align": "center", **coloured})
