"""Workbooks of one sheet, made in a moment and read."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from assets.intake.reader.parsed_file import ParsedFile
from assets.intake.reader.workbook import read_file

FUND = [
    "序号",
    "项目编号",
    "项目名称",
    "上年末累计到位(万元)",
    "本月到位(万元)",
    "本年累计到位(万元)",
    "历史累计到位(万元)",
    "其中:固定资产投资(万元)",
    "其中:外资(万美元)",
    "凭证类型",
    "凭证号",
    "备注",
]


def read_sheet(title: str, head: list[str], rows: list[list[Any]], formats: dict[str, str] | None = None) -> ParsedFile:
    """A sheet of these headings and rows, read; `formats`: cell → its number format. The first row is row 4."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append([title])
    sheet.append(["单位:万元"])
    for row in (head, *rows):
        sheet.append(row)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    out = io.BytesIO()
    book.save(out)
    return read_file(out.getvalue(), "月报.xlsx", {})
