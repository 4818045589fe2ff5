"""Files made to hurt the reader: each real bytes on the disk, small, and made here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import openpyxl
import xlsxwriter
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow

from tests.messes.parts import part_of, with_parts

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_BOMB = '<!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;">]>'


def encrypted(clean: bytes) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(clean)).encrypt("secret", out)
    return out.getvalue()


def encrypted_zip(clean: bytes) -> bytes:
    """A zip of csv whose entries are flagged as encrypted."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("到位资金.csv", b"\x00" * 12 + "项目编号".encode())
    data = bytearray(out.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark) + offset
        data[at] |= 1
    return bytes(data)


def encrypted_ods(clean: bytes) -> bytes:
    book = OpenDocumentSpreadsheet()
    out = io.BytesIO()
    book.write(out)
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
    return with_parts(out.getvalue(), {"META-INF/manifest.xml": manifest})


def truncated(clean: bytes) -> bytes:
    return clean[: len(clean) // 2]


def truncated_xls(clean: bytes) -> bytes:
    return _xls_of(clean)[:3000]


def zero(clean: bytes) -> bytes:
    return b""


def html(clean: bytes) -> bytes:
    return (
        b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><body><table><tr><td>1</td></tr></table></body></html>"
    )


def spreadsheet_xml(clean: bytes) -> bytes:
    return b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>"


def zip_bomb(clean: bytes) -> bytes:
    """A part of 200 MB in a few hundred kilobytes."""
    return with_parts(clean, {"xl/media/image1.png": b"\x00" * 200_000_000})


def zip_bomb_that_lies(clean: bytes) -> bytes:
    """A part that says it holds 100 bytes, and holds 50 MB: its checksum is that of the 100."""
    body = b"a" * 50_000_000
    data = with_parts(clean, {"xl/zz.bin": body})
    real, lie = struct.pack("<I", len(body)), struct.pack("<I", 100)
    data = data.replace(real, lie)
    return data.replace(struct.pack("<I", zlib.crc32(body)), struct.pack("<I", zlib.crc32(body[:100])))


def nested_bomb(clean: bytes) -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.bin", b"\x00" * 20_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.zip", inner.getvalue())
    return out.getvalue()


def _with_bomb(data: bytes, name: str) -> bytes:
    head, _, rest = part_of(data, name).decode().partition("?>")
    return with_parts(data, {name: f"{head}?>{_BOMB}{rest}".encode()})


def entity_bomb_in_sheet(clean: bytes) -> bytes:
    return _with_bomb(clean, "xl/worksheets/sheet2.xml")


def entity_bomb_in_strings(clean: bytes) -> bytes:
    return _with_bomb(clean, "xl/sharedStrings.xml")


def entity_bomb_in_ods(clean: bytes) -> bytes:
    out = io.BytesIO()
    OpenDocumentSpreadsheet().write(out)
    return _with_bomb(out.getvalue(), "content.xml")


def entity_fetching(clean: bytes, url: str) -> bytes:
    """A declaration that would fetch from the network."""
    head, _, rest = part_of(clean, "xl/worksheets/sheet2.xml").decode().partition("?>")
    declared = f'{head}?><!DOCTYPE x SYSTEM "{url}/x.dtd" [<!ENTITY e SYSTEM "{url}/e">]>{rest}'
    return with_parts(clean, {"xl/worksheets/sheet2.xml": declared.encode()})


def three_hundred_sheets(clean: bytes) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for number in range(300):
            book.add_worksheet(f"{number}").write(0, 0, number)
    return out.getvalue()


def million_rows(clean: bytes) -> bytes:
    """The clean workbook with a million formatted empty rows below its projects."""
    xml = part_of(clean, "xl/worksheets/sheet2.xml").decode()
    empty = "".join(
        f'<row r="{row}" spans="1:2"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(1000, 1_001_000)
    )
    return with_parts(clean, {"xl/worksheets/sheet2.xml": xml.replace("</sheetData>", f"{empty}</sheetData>").encode()})


def far_cell(clean: bytes) -> bytes:
    """One cell at the very end of the sheet."""
    book = openpyxl.load_workbook(io.BytesIO(clean))
    book["项目台账"]["XFD1048576"] = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def macros(clean: bytes) -> bytes:
    return with_parts(clean, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600})


def external_link(clean: bytes, url: str = "file:///C:/last.xlsx") -> bytes:
    link = f'<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_LINK}" r:id="rId1"/></externalLink>'
    relation = f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_LINK}/externalLinkPath" Target="{url}/x.xlsx" TargetMode="External"/></Relationships>'
    parts = {
        "xl/externalLinks/externalLink1.xml": link.encode(),
        "xl/externalLinks/_rels/externalLink1.xml.rels": relation.encode(),
    }
    return with_parts(clean, parts)


def dde(clean: bytes) -> bytes:
    link = f'<externalLink xmlns="{_MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    return with_parts(clean, {"xl/externalLinks/externalLink1.xml": link.encode()})


def embedded(clean: bytes) -> bytes:
    return with_parts(clean, {"xl/embeddings/oleObject1.bin": b"MZ\x90\x00" * 50})


def path_up(clean: bytes) -> bytes:
    return with_parts(clean, {"../../../../tmp/zhaoyin-was-here": b"x"})


def path_absolute(clean: bytes) -> bytes:
    return with_parts(clean, {"/tmp/zhaoyin-was-here": b"x"})


def path_backslash(clean: bytes) -> bytes:
    data = with_parts(clean, {"xl/AA/AA/zhaoyin": b"x"})
    return data.replace(b"xl/AA/AA/zhaoyin", b"..\\..\\xx\\zhaoyin")


def member_twice(clean: bytes) -> bytes:
    out = io.BytesIO(clean)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("XL/worksheets/sheet2.xml", b"<worksheet/>")
    return out.getvalue()


def bad_checksum(clean: bytes) -> bytes:
    """One byte of a stored part changed: calamine would read on without a word."""
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(clean)) as source, zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as target:
        for info in source.infolist():
            target.writestr(info.filename, source.read(info))
    data = stored.getvalue()
    at = data.find(b"<v>", data.find(b"xl/worksheets/sheet3.xml")) + 3
    return data[:at] + b"9" + data[at + 1 :]


def xlsb(clean: bytes) -> bytes:
    return with_parts(clean, {"xl/workbook.bin": b"\x83\x01\x00" + b"\xff" * 90})


def ods_of_billions(clean: bytes) -> bytes:
    """A kilobyte that asks for 17 billion cells."""
    document, table = OpenDocumentSpreadsheet(), Table(name="项目台账")
    row = TableRow(numberrowsrepeated=1_048_576)
    row.addElement(TableCell(valuetype="float", value="1", numbercolumnsrepeated=16_384))
    table.addElement(row)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def wide_xls(clean: bytes) -> bytes:
    """Forty sheets, each with a cell in its first and in its last corner: kilobytes that ask for gigabytes."""
    book = xlwt.Workbook()
    for number in range(40):
        sheet = book.add_sheet(f"{number}")
        sheet.write(0, 0, 1)
        sheet.write(65_535, 255, 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def deep_xml(clean: bytes) -> bytes:
    """Elements a hundred thousand deep."""
    out = io.BytesIO()
    OpenDocumentSpreadsheet().write(out)
    body = part_of(out.getvalue(), "content.xml").decode()
    deep = "<text:p>" * 100_000 + "</text:p>" * 100_000
    return with_parts(out.getvalue(), {"content.xml": body.replace("</office:body>", f"{deep}</office:body>").encode()})


def _xls_of(clean: bytes) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for sheet in openpyxl.load_workbook(io.BytesIO(clean)):
        page = book.add_sheet(sheet.title)
        for r, row in enumerate(sheet.iter_rows(values_only=True)):
            for c, value in enumerate(row):
                if value is not None:
                    page.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
