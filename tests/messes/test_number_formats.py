"""Number formats that print a unit or a scale: what a person sees is what is read, in every format of file."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from assets.intake.reader.number_formats import as_shown
from schemas.finding import Finding
from tests.messes.making import Book, Clean, Told

L, F, CODE = "项目台账", "到位资金", '0.00"亿"'
AT = f"{L}!L4"


def _in_yi(clean: Clean, code: str = CODE) -> bytes:
    """The first project's 总投资 and the 合计 in 亿元, which only their format says."""
    book = Book(clean.data)
    for cell in (book.cell(L, "total_investment"), book.sheet(L).cell(book.total(L), 12)):
        cell.value, cell.number_format = cell.value / 10_000, code
    return book.saved()


def _xls(data: bytes) -> bytes:
    book, styles = xlwt.Workbook(encoding="utf-8"), {}
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        page = book.add_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                code = "YYYY-MM-DD" if isinstance(cell.value, datetime) else cell.number_format
                if code not in styles:
                    styles[code] = xlwt.easyxf(num_format_str=code)
                if cell.value is not None:
                    page.write(cell.row - 1, cell.column - 1, cell.value, styles[code])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods(data: bytes) -> bytes:
    """As spreadsheet programs write it: the number, and beside it what is shown of it."""
    document = OpenDocumentSpreadsheet()
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        table = Table(name=sheet.title)
        for row in sheet.iter_rows():
            line = TableRow()
            for cell in row:
                line.addElement(_ods_cell(cell.value, cell.number_format))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def _ods_cell(value: Any, code: str) -> TableCell:
    if value is None:
        return TableCell()
    if isinstance(value, (int, float)):
        cell = TableCell(valuetype="float", value=repr(value))
        cell.addElement(P(text=f"{value:.2f}亿" if code == CODE else str(value)))
        return cell
    day = isinstance(value, datetime)
    cell = TableCell(valuetype="date", datevalue=f"{value:%Y-%m-%d}") if day else TableCell(valuetype="string")
    cell.addElement(P(text=f"{value:%Y-%m-%d}" if day else str(value)))
    return cell


def _told(clean: Clean, data: bytes, path: Path) -> Told:
    path.write_bytes(data)
    return clean.told([path])


def _said(told: Told) -> list[Finding]:
    return [each for each in told.findings if each.rule_code in ("C101", "C109")]


@pytest.mark.parametrize(("write", "name"), [(bytes, "a.xlsx"), (_xls, "a.xls"), (_ods, "a.ods")])
def test_what_is_shown_is_read(clean: Clean, tmp_path: Path, write: Any, name: str) -> None:
    told = _told(clean, write(_in_yi(clean)), tmp_path / name)
    assert told.rows == clean.base(clean.name).rows
    said = _said(told)
    assert [(each.severity, f"{each.sheet}!{each.cell}") for each in said] == [("I", AT)]
    assert "亿”" in said[0].message.partition("格式显示为“")[2]


@pytest.mark.full
def test_the_files_of_an_office_program_too(clean: Clean, tmp_path: Path) -> None:
    soffice = shutil.which("soffice") or pytest.skip("LibreOffice is not installed")
    source = tmp_path / "a.xlsx"
    source.write_bytes(_in_yi(clean))
    for ending in ("ods", "xls"):
        command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", ending]
        subprocess.run([*command, "--outdir", tmp_path / ending, source], check=True, capture_output=True, timeout=120)
        told = clean.told([tmp_path / ending / f"a.{ending}"])
        assert told.rows == clean.base(clean.name).rows
        assert f"{L}!L4" in {f"{each.sheet}!{each.cell}" for each in _said(told)}


@pytest.mark.parametrize(
    "code", ['#,##0.00"万元"', "#,##0.00", "#,##0.00_);[Red](#,##0.00)", '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ']
)  # fmt: skip
def test_a_format_that_shows_the_same_amount_says_nothing(clean: Clean, tmp_path: Path, code: str) -> None:
    book = Book(clean.data)
    for row in range(len(book.rows(L))):
        book.cell(L, "total_investment", row).number_format = code
    book.put("招商活动", "companies_met", book.cell("招商活动", "companies_met").value, 0, '0"家"')
    told = _told(clean, book.saved(), tmp_path / "a.xlsx")
    assert told.rows == clean.base(clean.name).rows
    assert not _said(told)


@pytest.mark.parametrize(
    ("code", "number", "yuan"),
    [
        ('[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', 230_000_000, 230_000_000),
        ('[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', 235_000, 235_000),
        ('[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', 9_000, 90_000_000),
        ('0.00,,"百万"', 12_340_000, 12_340_000),
        ('G/通用格式"千元"', 5000, 5_000_000),
        ("0.0 亿", 1.5, 150_000_000),
        ('0"亿"0000"万"', 12_345, 123_450_000),
    ],
)
def test_scales_conditions_and_points(clean: Clean, tmp_path: Path, code: str, number: float, yuan: int) -> None:
    book = Book(clean.data)
    book.put(L, "total_investment", number, 0, code)
    told = _told(clean, book.saved(), tmp_path / "a.xlsx")
    assert told.intake.rows["project"]["total_investment_yuan"].iloc[0] == yuan


@pytest.mark.parametrize(
    ("value", "text"),
    [(120_000, "1.2E+05"), (12_345_678, "12 345 678"), (12_345_678, "12\u00a0345\u00a0678.00"), (1.5, "1 1/2"), (1234.5, "1.234,50"),
     (12_000, "￥12,000.00"), (0.0004, "0"), (-3, "(3.00)"), (5, "###")],
)  # fmt: skip
def test_a_shown_text_that_is_the_number_says_nothing(value: float, text: str) -> None:
    assert as_shown(float(value), text) is None


@pytest.mark.parametrize(
    ("value", "text", "read"), [(1.2, "1.20亿", "1.2亿"), (12_345, "1.2万", "1.2345万"), (-3, "(3.00亿)", "-3亿")]
)
def test_a_shown_text_with_a_unit_keeps_every_digit(value: float, text: str, read: str) -> None:
    shown = as_shown(float(value), text)
    assert shown is not None
    assert (float(shown), shown.text) == (value, read)
