"""What calamine cannot tell of an .xlsx: error cells, formulas never calculated, hidden and filtered rows, struck-through
cells, macros, external links, who wrote it. The parts' bytes are searched first; only hits are parsed.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field

from assets.intake.grids import Unreadable
from schemas.district import Limits

_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*?)(?<!/)>(.*?)</c>', re.DOTALL)
_EMPTY_FORMULA = re.compile(rb"<f[ >/].*?(?:</f>|/>)\s*(?:<v\s*/>|<v></v>)?\s*$", re.DOTALL)
_HIDDEN_ROW = re.compile(rb'<row [^>]*?r="(\d+)"[^>]*?hidden="(?:1|true)"|<row [^>]*?hidden="(?:1|true)"[^>]*?r="(\d+)"')
_HIDDEN_COLUMN = re.compile(rb'<col [^>]*hidden="(?:1|true)"[^>]*>')
_SHEET = re.compile(rb'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_RELATION = re.compile(rb'<Relationship [^>]*>')
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_CREATOR = re.compile(rb"<dc:creator>([^<]*)</dc:creator>")


@dataclass
class PartsSeen:
    """By sheet name: `errors` A1 → error text · `uncalculated` A1 set · `hidden_rows` · `hidden_columns` · `filtered`.
    For the file: `file_issues` (code, Chinese), `author`, `epoch_1904`."""

    errors: dict[str, dict[str, str]] = field(default_factory=dict)
    uncalculated: dict[str, set[str]] = field(default_factory=dict)
    hidden_rows: dict[str, list[int]] = field(default_factory=dict)
    hidden_columns: dict[str, bool] = field(default_factory=dict)
    filtered: dict[str, bool] = field(default_factory=dict)
    file_issues: list[tuple[str, str]] = field(default_factory=list)
    author: str | None = None
    epoch_1904: bool = False


def check_archive(data: bytes, limits: Limits) -> None:
    """Refuses what must not be opened: too large, bombs, bad CRC, entity declarations, too many sheets. Unreadable."""
    if len(data) > limits.file_mb * 2**20:
        raise Unreadable("too_large", f"文件 {len(data) / 2**20:.0f} MB,超过 {limits.file_mb:g} MB 的上限")
    if data[:4] != b"PK\x03\x04":
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            whole = sum(info.file_size for info in archive.infolist())
            if whole > max(len(data), 2**16) * limits.unzip_ratio:
                raise Unreadable("zip_bomb", f"压缩比异常(展开后 {whole / 2**20:.0f} MB),未打开")
            broken = archive.testzip()
            if broken:
                raise Unreadable("bad_zip", f"文件已损坏:内部文件 {broken} 校验不符")
            for info in archive.infolist():
                if info.filename.endswith((".xml", ".rels")) and _DECLARATION.search(archive.open(info).read(65536)):
                    raise Unreadable("entity_bomb", f"内部文件 {info.filename} 含实体声明,未打开")
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as fault:
        raise Unreadable("truncated", "文件不完整或已损坏,请重新导出后重报") from fault


def look_into(data: bytes, limits: Limits) -> PartsSeen:
    """What stands in the parts; empty for anything but an OOXML workbook. Unreadable past the limits of sheets and cells."""
    seen = PartsSeen()
    if data[:4] != b"PK\x03\x04":
        return seen
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            return seen
        workbook = archive.read("xl/workbook.xml")
        seen.epoch_1904 = bool(re.search(rb'date1904="(?:1|true)"', workbook))
        _file_issues(names, archive, seen)
        sheets = _sheets(archive, workbook)
        if len(sheets) > limits.sheets:
            raise Unreadable("too_many_sheets", f"有 {len(sheets)} 张工作表,超过 {limits.sheets} 张的上限")
        cells = 0
        for name, part in sheets.items():
            if part in names:
                cells += _sheet(name, archive.read(part), seen)
        if cells > limits.cells:
            raise Unreadable("too_many_cells", f"有 {cells} 个单元格,超过 {limits.cells} 个的上限,请删除多余的行列")
    return seen


def _sheets(archive: zipfile.ZipFile, workbook: bytes) -> dict[str, str]:
    """Sheet name → its part."""
    relations = {}
    for match in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(_ATTRIBUTE.findall(match))
        relations[attributes.get(b"Id", b"")] = attributes.get(b"Target", b"").decode()
    found = {}
    for raw, relation in _SHEET.findall(workbook):
        target = relations.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        found[_unescaped(raw.decode())] = part
    return found


def _unescaped(text: str) -> str:
    from html import unescape

    return unescape(text)


def _file_issues(names: set[str], archive: zipfile.ZipFile, seen: PartsSeen) -> None:
    if any(name.endswith("vbaProject.bin") for name in names):
        seen.file_issues.append(("macros", "文件含宏"))
    if any(name.startswith("xl/externalLinks/") for name in names):
        seen.file_issues.append(("external_links", "文件链接到其他文件"))
    if any(name.startswith("xl/embeddings/") for name in names):
        seen.file_issues.append(("embedded_object", "文件内嵌其他对象"))
    if "docProps/core.xml" in names:
        creator = _CREATOR.search(archive.read("docProps/core.xml"))
        seen.author = creator[1].decode() if creator and creator[1] else None


def _sheet(name: str, xml: bytes, seen: PartsSeen) -> int:
    """Notes the sheet's errors, uncalculated formulas, hidden rows and columns; returns how many cells it has."""
    if b't="e"' in xml or b"<f" in xml:
        for column, row, attributes, body in _CELL.findall(xml):
            address = f"{column.decode()}{row.decode()}"
            if b't="e"' in attributes:
                value = re.search(rb"<v>([^<]*)</v>", body)
                seen.errors.setdefault(name, {})[address] = value[1].decode() if value else "#VALUE!"
            elif b"<f" in body and b't="str"' not in attributes and _EMPTY_FORMULA.search(body):
                seen.uncalculated.setdefault(name, set()).add(address)
    if b"hidden=" in xml:
        rows = [int(first or second) for first, second in _HIDDEN_ROW.findall(xml)]
        if rows:
            seen.hidden_rows[name] = rows
        if _HIDDEN_COLUMN.search(xml):
            seen.hidden_columns[name] = True
    if b"<filterColumn" in xml:
        seen.filtered[name] = True
    return xml.count(b"<c ")
