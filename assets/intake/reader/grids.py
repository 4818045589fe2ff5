"""Reads a workbook's bytes into grids: every sheet as rows of cells, so that each cell keeps its address.

calamine reads .xlsx .xlsm .xls .et .ods; a zip of csv files is one workbook whose sheets are the files. What calamine
cannot tell (error cells, formulas never calculated, hidden rows) is in features.py.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from assets.intake.inbox.sniff import MOST_AREA, Unreadable, sniff
from assets.intake.reader.cells.typed import holds_invisible, without_invisible

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Grid:
    """One sheet. `rows` begin at A1, so that rows[r][c] is the cell in row r + 1, column c + 1.

    `merged`: 0-based ((row, column), (row, column)), both inclusive. `textual`: every value is text, as in a csv.
    """

    name: str
    rows: list[list[Any]]
    visible: bool = True
    merged: list[Span] = field(default_factory=list)
    textual: bool = False

    def at(self, row: int, column: int) -> Any:
        """The cell at these indexes; blank outside the sheet."""
        return self.rows[row][column] if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]) else ""

    def put(self, row: int, column: int, value: Any) -> None:
        """Gives the cell a value; the sheet grows where it ends before it."""
        while len(self.rows) <= row:
            self.rows.append([""] * (len(self.rows[0]) if self.rows else column))
        line = self.rows[row]
        line += [""] * (column + 1 - len(line))
        line[column] = value

    def cleaned(self) -> list[tuple[int, int]]:
        """Takes what nobody sees out of every text; (row, column) of each that held a control character."""
        whole = "\n".join([value for row in self.rows for value in row if type(value) is str and value])
        if not holds_invisible(whole):
            return []
        held = []
        for number, row in enumerate(self.rows):
            for at, value in enumerate(row):
                if type(value) is str and holds_invisible(value):
                    row[at] = without_invisible(value)
                    if _CONTROL.search(value):
                        held.append((number, at))
        return held


def read_grids(data: bytes, file_name: str, kind: str | None = None) -> list[Grid]:
    """The sheets of a workbook of this `kind` (by content where not given); raises Unreadable with what the file is."""
    kind = kind or sniff(data, file_name)
    if kind == "csv":
        return [Grid(_stem(file_name), csv_rows(data), textual=True)]
    if kind == "csv_zip":
        return _csv_zip(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return _grids(book)
    except Unreadable:
        raise
    except PasswordError as fault:
        raise Unreadable("encrypted", "文件设有打开密码,请取消密码后重报") from fault
    except BaseException as fault:  # a panic of calamine is a BaseException
        if isinstance(fault, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise Unreadable("truncated", f"文件已损坏,无法打开({type(fault).__name__})") from fault


def _grids(book: CalamineWorkbook) -> list[Grid]:
    grids, area = [], 0
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        area += sheet.total_height * sheet.total_width
        if area > MOST_AREA:
            size = f"{sheet.total_height} 行 {sheet.total_width} 列"
            raise Unreadable("too_many_cells", f"使用区域过大(“{meta.name}”达 {size}),请删除多余的行列")
        visible = meta.visible == SheetVisibleEnum.Visible
        rows = sheet.to_python(skip_empty_area=False)
        grids.append(Grid(meta.name, rows, visible, list(sheet.merged_cell_ranges or ())))
    return grids


def _csv_zip(data: bytes) -> list[Grid]:
    grids = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            name = _zip_name(info)
            if name.lower().endswith(".csv") and not info.is_dir() and not name.startswith("__MACOSX"):
                grids.append(Grid(_stem(name), _rows_of_member(_stem(name), archive.read(info)), textual=True))
    return grids


def _rows_of_member(name: str, data: bytes) -> list[list[Any]]:
    try:
        return csv_rows(data)
    except Unreadable as reason:
        raise Unreadable(reason.code, f"“{name}”{reason.detail}") from reason


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Zip names are UTF-8 where flagged; otherwise Chinese Windows wrote GBK."""
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def csv_rows(data: bytes) -> list[list[Any]]:
    """Rows of a csv: UTF-8 with or without BOM, UTF-16 with BOM, or GB18030; comma, tab or semicolon; any line end."""
    text = re.sub("\r+\n?", "\n", _decoded(data))
    if "\x00" in text:
        raise Unreadable("wrong_format", "不是文本表格(含二进制内容),请报送 Excel 工作簿")
    try:
        rows = _parsed(text)
    except csv.Error as fault:
        raise Unreadable("wrong_format", f"不是可读的 csv({fault})") from fault
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > MOST_AREA:
        raise Unreadable("too_many_cells", f"使用区域达 {len(rows)} 行 {width} 列,请删除多余的行列")
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _parsed(text: str) -> list[list[Any]]:
    """The rows of a csv; Unreadable where a quotation mark that is never closed has swallowed rows."""
    delimiter, rows, lines = _delimiter(text), [], []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    begins = 1
    for row in reader:
        rows.append([_as_text(value) for value in row])
        lines.append((begins, reader.line_num))
        begins = reader.line_num + 1
    usual = sorted(map(len, rows))[len(rows) // 2] if rows else 0
    for row, (first, last) in zip(rows, lines, strict=True):
        if first == last:
            continue
        swallowed = any(line.count(delimiter) >= max(usual - 1, 1) for cell in row for line in cell.split("\n")[1:])
        if swallowed or (last == reader.line_num and _is_open(text, first, delimiter)):
            raise Unreadable("wrong_format", f"第{first}行的引号没有配对,以下各行被并入一格,请补上或删去引号后重报")
    return rows


def _is_open(text: str, first: int, delimiter: str) -> bool:
    """Whether the last row, which begins in this line, ends within a quotation."""
    rest = io.StringIO("\n".join(text.split("\n")[first - 1 :]))
    try:
        list(csv.reader(rest, delimiter=delimiter, strict=True))
    except csv.Error as fault:
        return "end of data" in str(fault)
    return False


def _as_text(value: str) -> str:
    """="001", by which programs keep digits as text: 001."""
    return value[2:-1] if len(value) >= 3 and value.startswith('="') and value.endswith('"') else value


def _delimiter(text: str) -> str:
    head = text[:4096]
    counts = {mark: head.count(mark) for mark in (",", "\t", ";")}
    return max(counts, key=lambda mark: counts[mark])


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("wrong_format", "文本编码无法识别,请另存为 UTF-8 或 GB18030")
