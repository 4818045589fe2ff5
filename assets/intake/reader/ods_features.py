"""Reads the features of an .ods that calamine does not give: error cells, uncalculated formulas, merged cells, hidden
and filtered rows and columns, macros, links, and cells repeated past the limits.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import Any

from lxml import etree

from assets.intake.inbox.sniff import Unreadable
from assets.intake.reader.features import WorkbookFeatures
from assets.intake.reader.number_formats import as_shown
from schemas.addresses import column_letters
from schemas.office.district import Limits

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ERROR = re.compile(r"#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}|#(?:错误|名称)\S*")
_BARE = re.compile(r"-?\d+(?:\.\d+)?")  # digits alone: what is shown of nearly every number
_REPEATED_AT_MOST = 1000  # of cells and rows that stand many times over: further ones are past the data
_VALUES = ("value", "date-value", "time-value", "boolean-value", "string-value")


def read_ods_features(data: bytes, limits: Limits) -> WorkbookFeatures:
    """The features of an .ods; Unreadable past the limits of sheets and cells."""
    features = WorkbookFeatures()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if "content.xml" not in names:
            raise Unreadable("truncated", "文件不完整或已损坏,请重新导出后重报")
        content = archive.read("content.xml")
        if b"manifest:encryption-data" in (
            archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        ):
            raise Unreadable("encrypted", "文件设有打开密码,请取消密码后重报")
        if any(name.startswith("Basic/") and name.endswith(".xml") and "script-l" not in name for name in names):
            features.file_issues.append(("macros", "文件含宏"))
        if any(name.startswith(("Object ", "OLEObject")) for name in names):
            features.file_issues.append(("embedded_object", "文件内嵌其他对象"))
        features.author = _author(archive.read("meta.xml")) if "meta.xml" in names else None
    if b"dde-link" in content or b"msoxl:=DDE" in content or b":DDE(" in content:
        features.file_issues.append(("dde", "文件含动态数据交换(DDE)链接"))
    elif b"table-source" in content or b"'file:" in content or b"WEBSERVICE(" in content:
        features.file_issues.append(("external_links", "文件链接到其他文件"))
    try:
        root = etree.fromstring(
            content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        )
    except etree.XMLSyntaxError as fault:
        raise Unreadable("truncated", "文件已损坏,无法打开(content.xml)") from fault
    tables = list(root.iter(f"{_TABLE}table"))
    if len(tables) > limits.sheets:
        raise Unreadable("too_many_sheets", f"有 {len(tables)} 张工作表,超过 {limits.sheets} 张的上限")
    cells = sum(_table(table, features) for table in tables)
    if cells > limits.cells:
        raise Unreadable("too_many_cells", f"有 {cells} 个有内容的单元格,超过 {limits.cells} 个的上限,请删除多余的行列")
    return features


def _author(meta: bytes) -> str | None:
    found = re.search(rb"<(?:meta:initial-creator|dc:creator)>([^<]+)<", meta)
    return found[1].decode("utf-8", "replace") if found else None


def _table(table: Any, features: WorkbookFeatures) -> int:
    """Notes one sheet; returns its filled cells, repeated ones as often as they stand."""
    name, number, filled = str(table.get(f"{_TABLE}name")), 1, 0
    _hidden_columns(table, name, features)
    for row in table.iter(f"{_TABLE}table-row"):
        repeated = _repeats(row, "rows")
        here = _row(row, name, number, min(repeated, _REPEATED_AT_MOST), features)
        filled += here * repeated
        if here and row.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            features.hidden_rows.setdefault(name, set()).update(
                range(number, number + min(repeated, _REPEATED_AT_MOST))
            )
            if row.get(f"{_TABLE}visibility") == "filter":
                features.filtered[name] = True
        number += repeated
    return filled


def _row(row: Any, name: str, number: int, repeated: int, features: WorkbookFeatures) -> int:
    """Notes the cells of one row that stands `repeated` times; returns its filled cells."""
    column, filled = 0, 0
    for cell in row:
        if not isinstance(cell.tag, str):
            continue
        width = _repeats(cell, "columns")
        kind = cell.get(f"{_OFFICE}value-type")
        if kind or len(cell):
            filled += width
        if kind or cell.get(f"{_TABLE}formula"):
            _cell(cell, kind, name, number, repeated, range(column, column + min(width, _REPEATED_AT_MOST)), features)
        down, right = _spanned(cell, "rows"), _spanned(cell, "columns")
        if down > 1 or right > 1:
            span = ((number - 1, column), (number + down - 2, column + right - 1))
            features.merged.setdefault(name, []).append(span)
        column += width
    return filled


def _cell(
    cell: Any, kind: str | None, name: str, number: int, repeated: int, columns: range, features: WorkbookFeatures
) -> None:
    """An error, whichever way the program marks it, a formula that has no value, and a number shown with more than its
    digits."""
    error = _error(cell, kind)
    formula = cell.get(f"{_TABLE}formula") is not None
    text = _text(cell) if error is None and kind in ("float", "currency", "percentage") else ""
    if text and not _BARE.fullmatch(text):
        for address in _addresses(number, repeated, columns):
            features.printed.setdefault(name, {})[address] = partial(as_shown, text=text)
    bare = error is None and formula and kind != "string" and all(cell.get(f"{_OFFICE}{at}") is None for at in _VALUES)
    if error is None and not bare:
        return
    for address in _addresses(number, repeated, columns):
        if error is not None:
            features.errors.setdefault(name, {})[address] = error
        else:
            features.uncalculated.setdefault(name, set()).add(address)


def _addresses(number: int, repeated: int, columns: range) -> Iterator[str]:
    return (f"{column_letters(at)}{row}" for row in range(number, number + repeated) for at in columns)


def _error(cell: Any, kind: str | None) -> str | None:
    """The error a cell shows; None where it shows none. Older programs keep an error as the number 0 with its words as
    text."""
    if cell.get(f"{_CALC}value-type") == "error":
        text = _text(cell)
        return text if text.startswith("#") else "#VALUE!"
    if cell.get(f"{_TABLE}formula") is None and kind in (None, "string"):
        return None
    text = _text(cell)
    if not _ERROR.fullmatch(text):
        return None
    return text if text.startswith("#") and text.isascii() else "#VALUE!"


def _hidden_columns(table: Any, name: str, features: WorkbookFeatures) -> None:
    at = 1
    for column in table.iter(f"{_TABLE}table-column"):
        width = _repeats(column, "columns")
        if column.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            features.hidden_columns.setdefault(name, []).append((at, at + width - 1))
        at += width


def _repeats(element: Any, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated") or "1"
    return int(text) if text.isdigit() else 1


def _spanned(cell: Any, what: str) -> int:
    text = cell.get(f"{_TABLE}number-{what}-spanned") or "1"
    return int(text) if text.isdigit() else 1


def _text(cell: Any) -> str:
    """What the cell itself shows, not what a comment on it says."""
    return "".join(part for paragraph in cell.iterchildren(f"{_TEXT}p") for part in paragraph.itertext()).strip()
