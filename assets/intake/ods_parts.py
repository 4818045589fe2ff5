"""What calamine cannot tell of an .ods: error cells, hidden and filtered rows; and cells repeated past every bound."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

from assets.intake.seen import PartsSeen, letters
from assets.intake.sniff import Unreadable
from schemas.district import Limits

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


def look_into_ods(data: bytes, limits: Limits) -> PartsSeen:
    """What stands in an .ods beside its values; Unreadable past the limits of sheets and cells."""
    seen = PartsSeen()
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
            seen.file_issues.append(("macros", "文件含宏"))
    try:
        root = etree.fromstring(
            content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        )
    except etree.XMLSyntaxError as fault:
        raise Unreadable("truncated", "文件已损坏,无法打开(content.xml)") from fault
    tables = list(root.iter(f"{_TABLE}table"))
    if len(tables) > limits.sheets:
        raise Unreadable("too_many_sheets", f"有 {len(tables)} 张工作表,超过 {limits.sheets} 张的上限")
    cells = sum(_table(table, seen) for table in tables)
    if cells > limits.cells:
        raise Unreadable("too_many_cells", f"有 {cells} 个有内容的单元格,超过 {limits.cells} 个的上限,请删除多余的行列")
    return seen


def _table(table: Any, seen: PartsSeen) -> int:
    """Notes one sheet; returns its filled cells, repeated ones as often as they stand."""
    name, number, filled = str(table.get(f"{_TABLE}name")), 1, 0
    for row in table.iter(f"{_TABLE}table-row"):
        repeated = _repeats(row, "rows")
        column, here = 0, 0
        for cell in row:
            width = _repeats(cell, "columns")
            if cell.get(f"{_OFFICE}value-type") or len(cell):
                here += width
            if cell.get(f"{_CALC}value-type") == "error":
                for at in range(column, column + min(width, 100)):
                    seen.errors.setdefault(name, {})[f"{letters(at)}{number}"] = _shown(cell)
            column += width
        filled += here * repeated
        if here and row.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            seen.hidden_rows.setdefault(name, set()).update(range(number, number + min(repeated, 1000)))
            if row.get(f"{_TABLE}visibility") == "filter":
                seen.filtered[name] = True
        number += repeated
    return filled


def _repeats(element: Any, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated") or "1"
    return int(text) if text.isdigit() else 1


def _shown(cell: Any) -> str:
    text = "".join(part for paragraph in cell.iter(f"{_TEXT}p") for part in paragraph.itertext())
    return text if text.startswith("#") else "#VALUE!"
