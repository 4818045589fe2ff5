"""Workbooks that can be read and whose cells cannot be marked without care: each wrong in one cell and malformed in one part."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl

from tests.messes.parts import part_of, with_parts

_SHEET = "xl/worksheets/sheet3.xml"  # 到位资金 of the sample's workbooks
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NO_NUMBER = b"9" * 5000


def wrong(clean: bytes) -> bytes:
    """One amount that cannot be read: the submission is returned."""
    book = openpyxl.load_workbook(io.BytesIO(clean), data_only=True)
    book["到位资金"]["F5"] = "约1.2亿"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _replaced(data: bytes, part: str, pattern: bytes, instead: bytes) -> bytes:
    body, count = re.subn(pattern, lambda _: instead, part_of(data, part), count=1, flags=re.DOTALL)
    assert count, (part, pattern)
    return with_parts(data, {part: body})


def sheet_id(data: bytes) -> bytes:
    return _replaced(data, "xl/workbook.xml", rb'sheetId="1"', b'sheetId="one"')


def row_number(data: bytes) -> bytes:
    return _replaced(data, _SHEET, rb'<row r="9"', b'<row r="9x"')


def style_index(data: bytes) -> bytes:
    return _replaced(data, _SHEET, rb'(?<=<c r="F5")( s="\d+")?', b' s="99999"')


def style_no_number(data: bytes) -> bytes:
    return _replaced(data, _SHEET, rb'(?<=<c r="F5")( s="\d+")?', b' s="bold"')


def no_formats(data: bytes) -> bytes:
    return _replaced(data, "xl/styles.xml", rb"<cellXfs.*?</cellXfs>", b'<cellXfs count="0"/>')


def absent_comments(data: bytes) -> bytes:
    return _related(data, "comments", "../comments99.xml", b"")


def long_shape_id(data: bytes) -> bytes:
    shape = b'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="_x0000_s' + _NO_NUMBER + b'"></v:shape></xml>'
    return _drawn(data, shape)


def no_shapes(data: bytes) -> bytes:
    return _drawn(data, b"\x00\xffnot a drawing")


def many_shapes(data: bytes, count: int = 600_000) -> bytes:
    """Shapes that begin and never end: some 27 KB."""
    head, tail = b'<xml xmlns:v="urn:schemas-microsoft-com:vml">', b"</xml>"
    return _drawn(data, head + b"<v:shape id=''>" * count + tail)


def broken_thread(data: bytes) -> bytes:
    return _related(data, "threadedComment", "../threadedComments/t1.xml", b"<a")


def active_tab(data: bytes) -> bytes:
    return _replaced(
        data, "xl/workbook.xml", rb"<sheets>", b'<bookViews><workbookView firstSheet="-"/></bookViews><sheets>'
    )


def merged_nowhere(data: bytes) -> bytes:
    return _replaced(data, _SHEET, rb'<mergeCell ref="[^"]*"', b'<mergeCell ref="A0:ZZZZ9"')


def local_name(data: bytes) -> bytes:
    names = b'<definedNames><definedName name="x" localSheetId="all">1</definedName></definedNames>'
    return _replaced(data, "xl/workbook.xml", rb"</sheets>(?:<definedNames.*?</definedNames>)?", b"</sheets>" + names)


def many_columns(data: bytes) -> bytes:
    return _replaced(data, _SHEET, rb"<cols>.*?</cols>", b'<cols><col min="1" max="x" style="y"/></cols>')


def _drawn(data: bytes, shapes: bytes) -> bytes:
    """A drawing of comment shapes on 到位资金."""
    made = _related(data, "vmlDrawing", "../drawings/vmlDrawing9.vml", shapes)
    sheet = part_of(made, _SHEET).replace(
        b"</worksheet>", b'<legacyDrawing xmlns:r="' + _RELATION.encode() + b'" r:id="rIdX"/></worksheet>'
    )
    return with_parts(made, {_SHEET: sheet})


def _related(data: bytes, kind: str, target: str, body: bytes) -> bytes:
    """A relation of 到位资金 to a part, which is there where it has a body."""
    rels = "xl/worksheets/_rels/sheet3.xml.rels"
    own = f'<Relationship Id="rIdX" Type="{_RELATION}/{kind}" Target="{target}"/>'
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        before = archive.read(rels).decode() if rels in archive.namelist() else (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        )  # fmt: skip
    parts = {rels: before.replace("</Relationships>", own + "</Relationships>").encode()}
    if body:
        parts[f"xl/{target.removeprefix('../')}"] = body
    return with_parts(data, parts)


MALFORMED: dict[str, Callable[[bytes], bytes]] = {
    "工作表编号": sheet_id, "行号": row_number, "样式序号": style_index, "样式非数": style_no_number, "无单元格格式": no_formats,
    "批注缺件": absent_comments, "图形编号": long_shape_id, "图形损坏": no_shapes, "图形六十万": many_shapes, "会话损坏": broken_thread,
    "视图": active_tab, "合并越界": merged_nowhere, "名称": local_name, "列": many_columns,
}  # fmt: skip
