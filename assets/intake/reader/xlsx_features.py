"""Reads the features of an .xlsx that calamine does not give: error cells, uncalculated formulas, hidden and filtered
rows, struck-through cells, macros, external links, the author.

The bytes of the members are searched with regular expressions first, because parsing all of the XML would take most of
the time of reading; only a sheet written in an unusual way is parsed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from html import unescape

from lxml import etree

from assets.intake.inbox.sniff import Unreadable
from assets.intake.reader.features import Formula, WorkbookFeatures
from assets.intake.reader.number_formats import NumberFormat, number_format
from schemas.addresses import cell_indexes, column_letters
from schemas.office.district import Limits

_CELL = re.compile(rb"<(?:\w+:)?c( [^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ADDRESS = re.compile(rb' r="([A-Z]{1,3}\d{1,7})"')
_STYLE = re.compile(rb' s="(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]+)</(?:\w+:)?v>|<(?:\w+:)?is>")
_TELLING = (b"<f", b't="e"', b"t='e'")
_ROWS = b"<sheetData"  # with a prefix every tag has one: then every cell is looked at
_SHARED = re.compile(rb' si="(\d+)"')
_FORMULA_TEXT = re.compile(rb"<(?:\w+:)?f(?P<attributes>[^>]*?)(?:/>|>(?P<text>[^<]*)</(?:\w+:)?f>)")
_ERROR_TYPE = re.compile(rb"""\bt=["']e["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_ROW = re.compile(rb"<(?:\w+:)?row ([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col ([^>]*)>")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_SHEET = re.compile(rb"<(?:\w+:)?sheet ([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship ([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_CREATOR = re.compile(rb"<dc:creator(?: [^>]*)?>([^<]*)</dc:creator>")
_FONT = re.compile(rb"<(?:\w+:)?font(?: [^>]*)?(?:/>|>(.*?)</(?:\w+:)?font>)", re.DOTALL)
_STRIKE = re.compile(rb"""<(?:\w+:)?strike(?:/>| val=["'](?:1|true)["'])""")
_NUMBER_FORMATS = re.compile(rb"<(?:\w+:)?numFmts.*?</(?:\w+:)?numFmts>", re.DOTALL)
_NUMBER_FORMAT = re.compile(rb"<(?:\w+:)?numFmt ([^>]*)>")
_FORMAT_CODE = re.compile(rb"""formatCode=(?:"([^"]*)"|'([^']*)')""")
_XF = re.compile(rb"<(?:\w+:)?xf ([^>]*)>")
_FAR_ROWS = 100_000
_TEXT = re.compile(rb"<(?:\w+:)?si>.*?</(?:\w+:)?si>|<(?:\w+:)?si/>", re.DOTALL)
_MARKED_RUN = re.compile(
    rb"""<(?:\w+:)?rPr>(?:(?!</(?:\w+:)?rPr>).)*?<(?:\w+:)?"""
    rb"""(?:vertAlign val=["']su|strike(?:/>| val=["'](?:1|true)["']))""",
    re.DOTALL,
)
_BUILT_IN_PERCENT = {
    number: found for number, code in ((b"9", "0%"), (b"10", "0.00%")) if (found := number_format(code))
}


def read_xlsx_features(parts: Mapping[str, bytes], limits: Limits) -> WorkbookFeatures:
    """What stands in the parts of an OOXML workbook. Unreadable past the limits of sheets and cells."""
    features = WorkbookFeatures()
    if "xl/workbook.xml" not in parts or "xl/_rels/workbook.xml.rels" not in parts:
        return features
    workbook = parts["xl/workbook.xml"]
    features.epoch_1904 = bool(re.search(rb"""date1904=["'](?:1|true)["']""", workbook))
    _file_issues(parts, features)
    sheets = _sheets(parts, workbook)
    if len(sheets) > limits.sheets:
        raise Unreadable("too_many_sheets", f"有 {len(sheets)} 张工作表,超过 {limits.sheets} 张的上限")
    styles = parts.get("xl/styles.xml", b"")
    struck, printing = _struck_styles(styles), _printing_styles(styles)
    runs = _marked_texts(parts)
    for name, part in sheets.items():
        if part in parts and (runs or _MARKED_RUN.search(parts[part])):
            features.marked[name] = _marked_cells(parts[part], runs)
    cells = sum(_sheet(name, parts[part], struck, printing, features) for name, part in sheets.items() if part in parts)
    if cells > limits.cells:
        raise Unreadable("too_many_cells", f"有 {cells} 个有内容的单元格,超过 {limits.cells} 个的上限,请删除多余的行列")
    return features


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(text))


def _sheets(parts: Mapping[str, bytes], workbook: bytes) -> dict[str, str]:
    """Sheet name → its part."""
    relations = {}
    for match in _RELATION.findall(parts["xl/_rels/workbook.xml.rels"]):
        attributes = _attributes(match)
        relations[attributes.get(b"Id", b"")] = attributes.get(b"Target", b"").decode("utf-8", "replace")
    found = {}
    for match in _SHEET.findall(workbook):
        attributes = _attributes(match)
        link = next((value for key, value in attributes.items() if key.endswith(b":id")), b"")
        target = relations.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        found[unescape(attributes.get(b"name", b"").decode("utf-8", "replace"))] = part
    return found


def _file_issues(parts: Mapping[str, bytes], features: WorkbookFeatures) -> None:
    if any(name.endswith("vbaProject.bin") for name in parts) or any(
        name.startswith("xl/macrosheets/") for name in parts
    ):
        features.file_issues.append(("macros", "文件含宏"))
    links = [name for name in parts if name.startswith("xl/externalLinks/") and name.endswith(".xml")]
    if any(b"ddeLink" in parts[name] for name in links):
        features.file_issues.append(("dde", "文件含动态数据交换(DDE)链接"))
    elif links or "xl/connections.xml" in parts:
        features.file_issues.append(("external_links", "文件链接到其他文件"))
    if any(name.startswith(("xl/embeddings/", "xl/activeX/")) for name in parts):
        features.file_issues.append(("embedded_object", "文件内嵌其他对象"))
    if "docProps/core.xml" in parts:
        creator = _CREATOR.search(parts["docProps/core.xml"])
        features.author = unescape(creator[1].decode("utf-8", "replace")) if creator and creator[1] else None


def _struck_styles(styles: bytes) -> frozenset[bytes]:
    """Indexes of the cell formats whose font is struck through."""
    if b"strike" not in styles:
        return frozenset()
    fonts = styles.partition(b"<fonts")[2].partition(b"</fonts>")[0] or styles
    struck = {str(at).encode() for at, font in enumerate(_FONT.findall(fonts)) if _STRIKE.search(font)}
    if not struck:
        return frozenset()
    found = (each.get(b"fontId", b"0") for each in _cell_formats(styles))
    return frozenset(str(at).encode() for at, font in enumerate(found) if font in struck)


def _printing_styles(styles: bytes) -> dict[bytes, NumberFormat]:
    """Indexes of the cell formats that print a unit or a scale beside the number."""
    told, own = _BUILT_IN_PERCENT.copy(), _NUMBER_FORMATS.search(styles)
    for match in _NUMBER_FORMAT.findall(own[0] if own else b""):
        code = _FORMAT_CODE.search(match)
        found = number_format(unescape((code[1] or code[2] or b"").decode("utf-8", "replace"))) if code else None
        if found:
            told[_attributes(match).get(b"numFmtId", b"")] = found
    numbered = enumerate(each.get(b"numFmtId", b"0") for each in _cell_formats(styles))
    return {str(at).encode(): told[number] for at, number in numbered if number in told}


def _marked_texts(parts: Mapping[str, bytes]) -> frozenset[bytes]:
    """Indexes of the shared texts of which a part, not the whole, is raised, lowered or struck out."""
    found: set[bytes] = set()
    for name, xml in parts.items():
        if name.lower().endswith("sharedstrings.xml") and _MARKED_RUN.search(xml):
            texts = _TEXT.findall(xml)
            found |= {str(at).encode() for at, text in enumerate(texts) if _MARKED_RUN.search(text)}
    return frozenset(found)


def _marked_cells(xml: bytes, runs: frozenset[bytes]) -> set[str]:
    """Addresses of the cells that hold such a text, shared or their own."""
    found = set()
    for match in _CELL.finditer(xml):
        address, body = _ADDRESS.search(match[1]), match[2] or b""
        value = _VALUE.search(body) if b't="s"' in match[1] else None
        if address and ((value and value[1] in runs) or _MARKED_RUN.search(body)):
            found.add(address[1].decode())
    return found


def _cell_formats(styles: bytes) -> list[dict[bytes, bytes]]:
    """The attributes of every cell format, in the order in which cells name them."""
    formats = re.search(rb"<(?:\w+:)?cellXfs.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    return [_attributes(match) for match in _XF.findall(formats[0])] if formats else []


def _sheet(
    name: str, xml: bytes, struck: frozenset[bytes], printing: Mapping[bytes, NumberFormat], features: WorkbookFeatures
) -> int:
    """Counts the filled cells of a sheet, and adds its features to `features`."""
    start, end = xml.find(_ROWS), xml.rfind(b"</sheetData>")
    if xml.find(b"<!", max(start, 0), end if start >= 0 else len(xml)) >= 0:
        raise Unreadable("wrong_format", f"“{name}”的内容不是办公软件的写法(含 XML 注释),请另存为 .xlsx 后重报")
    ordinary = start >= 0 and xml.count(b'<c r="', start, end) == xml.count(b"<c", start, end)
    styled = struck or printing
    cells = _parsed_cells(name, xml) if not ordinary else _cells(xml) if styled else _telling_cells(xml)
    shared: dict[bytes, tuple[str, str]] = {}
    for address, attributes, body in cells:
        if styled:
            _style(name, address, attributes, body, struck, printing, features)
        _cell(name, address, attributes, body, features)
        if b"<f" in body or b":f" in body:
            _formula(name, address, attributes, body, shared, features)
    if b"hidden=" in xml:
        _hidden(name, xml, features)
    if b"filterColumn" in xml:
        features.filtered[name] = True
    filled = xml.count(b"</v>") + xml.count(b"</is>") + (0 if ordinary else xml.count(b":v>") // 2)
    _check_range(name, xml)
    return filled


def _cells(xml: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    """(A1, attributes, body) of every cell, as programs write them."""
    for attributes, body in _CELL.findall(xml):
        address = _ADDRESS.search(attributes)
        if address:
            yield address[1].decode(), attributes, body


def _parsed_cells(name: str, xml: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    """The same of a sheet written in an unusual way; a cell without an address has the place after its neighbour."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as fault:
        raise Unreadable("truncated", f"文件已损坏,无法打开(“{name}”)") from fault
    number = 0
    for row in root.iter("{*}row"):
        number = int(row.get("r") or number + 1)
        column = -1
        for cell in row.iter("{*}c"):
            column = cell_indexes(cell.get("r"))[1] if cell.get("r") else column + 1
            attributes = "".join(f' {key}="{value}"' for key, value in cell.items() if key != "r")
            body = b"".join(etree.tostring(child, with_tail=False) for child in cell)
            yield f"{column_letters(column)}{number}", attributes.encode(), body


def _telling_cells(xml: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    """Those of `_cells` that hold a formula or an error: found from the mark back to the cell's beginning."""
    starts = {xml.rfind(b"<c ", 0, at) for mark in _TELLING for at in _found(xml, mark)}
    for start in sorted(starts - {-1}):
        match = _CELL.match(xml, start)
        address = _ADDRESS.search(match[1]) if match else None
        if match and address:
            yield address[1].decode(), match[1], match[2] or b""


def _found(xml: bytes, mark: bytes) -> Iterator[int]:
    at = xml.find(mark)
    while at >= 0:
        yield at
        at = xml.find(mark, at + 1)


def _style(
    name: str,
    address: str,
    attributes: bytes,
    body: bytes,
    struck: frozenset[bytes],
    printing: Mapping[bytes, NumberFormat],
    features: WorkbookFeatures,
) -> None:
    style = _STYLE.search(attributes)
    if style and style[1] in struck and _VALUE.search(body):
        features.struck.setdefault(name, set()).add(address)
    if style and style[1] in printing:
        features.printed.setdefault(name, {})[address] = printing[style[1]].printed


def _cell(name: str, address: str, attributes: bytes, body: bytes, features: WorkbookFeatures) -> None:
    if _ERROR_TYPE.search(attributes):
        value = _VALUE.search(body)
        features.errors.setdefault(name, {})[address] = (value[1] or b"#VALUE!").decode() if value else "#VALUE!"
    elif _FORMULA.search(body) and not _VALUE.search(body) and b't="str"' not in attributes:
        features.uncalculated.setdefault(name, set()).add(address)


def _formula(
    name: str,
    address: str,
    attributes: bytes,
    body: bytes,
    shared: dict[bytes, tuple[str, str]],
    features: WorkbookFeatures,
) -> None:
    """Adds the formula of a cell that shows a number. The text of a shared formula is in its first cell only."""
    if b' t="' in attributes and b' t="n"' not in attributes:
        return
    found = _FORMULA_TEXT.search(body)
    if not found:
        return
    text, group = unescape((found["text"] or b"").decode("utf-8", "replace")), _SHARED.search(found["attributes"])
    at = address
    if group and text:
        shared[group[1]] = (text, address)
    elif group and group[1] in shared:
        text, at = shared[group[1]]
    if text:
        (row, column), (first_row, first_column) = cell_indexes(address), cell_indexes(at)
        features.formulas.setdefault(name, {})[address] = Formula(text, row - first_row, column - first_column)


def _hidden(name: str, xml: bytes, features: WorkbookFeatures) -> None:
    for match in _ROW.findall(xml):
        if _HIDDEN.search(match):
            number = _attributes(match).get(b"r", b"")
            if number.isdigit():
                features.hidden_rows.setdefault(name, set()).add(int(number))
    for match in _COLUMN.findall(xml):
        if _HIDDEN.search(match):
            attributes = _attributes(match)
            first, last = attributes.get(b"min", b"0"), attributes.get(b"max", b"0")
            if first.isdigit() and last.isdigit():
                features.hidden_columns.setdefault(name, []).append((int(first), int(last)))


def _check_range(name: str, xml: bytes) -> None:
    """A cell far out makes a range of billions: refused before anything is laid out."""
    last = xml.rfind(b"</v>")
    head = xml[:last].rfind(b"<c ") if last > 0 else -1
    address = _ADDRESS.search(xml[head : head + 200]) if head >= 0 else None
    far = address is not None and cell_indexes(address[1].decode())[0] > _FAR_ROWS
    if not far and not re.search(rb' r="[A-Z]{3}\d', xml):
        return
    places = [cell_indexes(where) for where, _, body in _cells(xml) if _VALUE.search(body)]
    height, width = (max(place[axis] for place in places) + 1 for axis in (0, 1)) if places else (0, 0)
    if height * width > 10_000_000:
        raise Unreadable("too_many_cells", f"“{name}”的使用区域达 {height} 行 {width} 列,请删除多余的行列")
