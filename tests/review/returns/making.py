"""Township workbooks as files with everything in them that a careless writer loses: a seal, a picture, macros, names,
print areas, comments, threads, extension lists."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import xlsxwriter

from assets.review.catalogue import finding
from schemas.finding import Finding

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR4nGP8z0AaYCJR/aiGUQ1DSAMAQC4BH5iFBk8AAAAASUVORK5CYII="
)
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_THREAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><ThreadedComments xmlns="{THREADS}"><threadedComment ref="C6" '
    'dT="2025-03-01T08:00:00.00" personId="{11111111-1111-1111-1111-111111111111}" id="{22222222-2222-2222-2222-222222222222}">'
    "<text>与企业核对过</text></threadedComment></ThreadedComments>"
)
_PERSONS = (
    f'<?xml version="1.0" encoding="UTF-8"?><personList xmlns="{THREADS}"><person displayName="填报员" '
    'id="{11111111-1111-1111-1111-111111111111}" userId="u" providerId="None"/></personList>'
)
_EXT = b'<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"/></extLst>'


def rich_workbook(path: Path, macros: bool = False) -> Path:
    """到位资金 with title, seal picture, formulas, a comment at C5, a print area; a second sheet that is selected."""
    with xlsxwriter.Workbook(str(path)) as book:
        money = book.add_format({"num_format": "#,##0.00", "border": 1, "bold": True, "bg_color": "#FFC7CE"})
        first = book.add_worksheet("到位资金")
        first.merge_range("A1:D1", "某区2025年3月到位资金情况月报表")
        first.merge_range("A2:D2", "填报单位:甲镇 填报月份:2025年3月 单位:万元")
        for column, word in enumerate(("序号", "项目编号", "本月到位", "本年累计到位")):
            first.write_string(3, column, word)
        for row in (4, 5, 6):
            first.write_number(row, 0, row - 3)
            first.write_string(row, 1, f"A01-2025-00{row - 3}")
            first.write_number(row, 2, 100.5 * row, money)
            first.write_formula(row, 3, f"=C{row + 1}*2", money, 201 * row)
        first.write_comment("C5", "我们自己的批注", {"author": "填报员"})
        first.insert_image("F2", "seal.png", {"image_data": io.BytesIO(PNG), "description": "公章"})
        first.print_area("A1:D7")
        second = book.add_worksheet("备用")
        second.write_string("A1", "说明")
        second.print_area("A1:B2")
        second.activate()
        book.define_name("到位资金!本表合计", "=到位资金!$D$5:$D$7")
        if macros:
            vba = path.with_suffix(".bin")
            vba.write_bytes(b"\xd0\xcf\x11\xe0not really, but kept byte for byte")
            book.add_vba_project(str(vba))
    return path


def with_thread(data: bytes) -> bytes:
    """The workbook with a comment thread at C6 and an extension list, as Excel 365 writes them."""

    def changed(name: str, content: bytes) -> bytes:
        if name == "[Content_Types].xml":
            added = (
                b'<Override PartName="/xl/threadedComments/threadedComment1.xml" ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
                b'<Override PartName="/xl/persons/person.xml" ContentType="application/vnd.ms-excel.person+xml"/></Types>'
            )
            return content.replace(b"</Types>", added)
        if name == "xl/worksheets/_rels/sheet1.xml.rels":
            return content.replace(
                b"</Relationships>",
                b'<Relationship Id="rId90" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
                b'Target="../threadedComments/threadedComment1.xml"/></Relationships>',
            )
        if name == "xl/_rels/workbook.xml.rels":
            return content.replace(
                b"</Relationships>",
                b'<Relationship Id="rId90" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" '
                b'Target="persons/person.xml"/></Relationships>',
            )
        return (
            content.replace(b"</worksheet>", _EXT + b"</worksheet>") if name == "xl/worksheets/sheet1.xml" else content
        )

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed(name, old.read(name)))
        new.writestr("xl/threadedComments/threadedComment1.xml", _THREAD)
        new.writestr("xl/persons/person.xml", _PERSONS)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def at(cell: str, code: str = "C101", case: str = "amount_unreadable", **words: str) -> Finding:
    """A finding at a cell of 到位资金."""
    words = {
        "sheet": "到位资金",
        "file_name": "甲镇.xlsx",
        "unit_code": "A01",
        "field": "arrived_month",
        "raw_value": "待定",
        **words,
    }
    return finding(code, case, cell=cell, want="一个数字", **words)
