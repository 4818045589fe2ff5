"""Bytes to grids: every sheet as rows of cells that keep their address. Content first, names last.

calamine reads .xlsx .xlsm .xls .et .ods; a zip of csv files is one workbook whose sheets are the files. What calamine
cannot tell (error cells, formulas never calculated, hidden rows) is assets/intake/parts.py's.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum


class Unreadable(Exception):
    """Nothing of the file can be loaded: `code` of assets/intake/issue_codes.py, and what it is, Chinese."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


@dataclass
class Grid:
    """One sheet: rows from A1 on, so that rows[r][c] is the cell in row r + 1, column c + 1."""

    name: str
    rows: list[list[Any]]
    visible: bool = True
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


def read_grids(data: bytes, file_name: str) -> list[Grid]:
    """The sheets of a workbook; raises Unreadable with what the file is."""
    kind = sniff(data, file_name)
    if kind == "csv":
        return [Grid(_stem(file_name), csv_rows(data))]
    if kind == "csv_zip":
        return _csv_zip(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            Grid(
                meta.name,
                book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False),
                meta.visible == SheetVisibleEnum.Visible,
            )
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    except Unreadable:
        raise
    except BaseException as fault:
        if isinstance(fault, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise Unreadable("truncated", f"文件已损坏,无法打开({type(fault).__name__})") from fault


def sniff(data: bytes, file_name: str) -> str:
    """'workbook', 'csv' or 'csv_zip' by content; raises Unreadable for everything else, by its own name."""
    if not data:
        raise Unreadable("zero_byte", "文件为空(0 字节)")
    if data[:4] == b"PK\x03\x04":
        return _sniff_zip(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("encrypted", "文件设有打开密码,请取消密码后重报")
        return "workbook"
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        raise Unreadable("wrong_format", "文件内容是网页(HTML),请另存为 .xlsx 后重报")
    if head.startswith(b"<?xml"):
        raise Unreadable("wrong_format", "文件内容是 XML,请另存为 .xlsx 后重报")
    if head.startswith(b"%pdf"):
        raise Unreadable("wrong_format", "文件内容是 PDF,请报送 Excel 工作簿")
    if data[:4] in (b"Rar!", b"7z\xbc\xaf") or data[:3] in (b"\xff\xd8\xff",) or data[:4] == b"\x89PNG":
        raise Unreadable("unsupported_format", "不是 Excel 工作簿(压缩包或图片),请报送 Excel 工作簿")
    if file_name.lower().endswith((".csv", ".txt")) or b"," in head:
        return "csv"
    raise Unreadable("unsupported_format", "无法识别的文件格式,请报送 Excel 工作簿")


def _sniff_zip(data: bytes) -> str:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise Unreadable("truncated", "文件不完整或已损坏,请重新导出后重报") from fault
    if len(set(names)) != len(names):
        raise Unreadable("bad_zip", "压缩结构异常:有重复的内部文件")
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        raise Unreadable("path_trick", "压缩结构异常:内部文件名越出目录")
    if "[Content_Types].xml" in names or "mimetype" in names:
        return "workbook"
    if any(name.lower().endswith(".csv") for name in names):
        return "csv_zip"
    raise Unreadable("unsupported_format", "压缩包中没有统计表(.csv)")


def _csv_zip(data: bytes) -> list[Grid]:
    grids = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.filename.lower().endswith(".csv") and not info.is_dir():
                grids.append(Grid(_stem(_zip_name(info)), csv_rows(archive.read(info))))
    return grids


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
    """Rows of a csv: UTF-8 with or without BOM, UTF-16 with BOM, or GB18030; ragged rows are kept as they are."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            try:
                text = data.decode("gb18030")
            except UnicodeDecodeError as fault:
                raise Unreadable("wrong_format", "文本编码无法识别,请另存为 UTF-8 或 GB18030") from fault
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = [list(row) for row in csv.reader(io.StringIO(text))]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]
