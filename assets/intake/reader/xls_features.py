"""Reads the features of an .xls that calamine does not give: error cells, uncalculated formulas, hidden rows and
columns, macros, the 1904 date system, passwords.

The records of the BIFF8 stream are walked once, nothing is interpreted but these.
"""

from __future__ import annotations

import io
import struct

import olefile

from assets.intake.inbox.sniff import MOST_AREA, Unreadable
from assets.intake.reader.features import WorkbookFeatures
from assets.intake.reader.number_formats import number_format
from schemas.addresses import cell_address
from schemas.office.district import Limits

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BOF, _EOF, _FORMULA, _BOOLERR, _ROW, _COLINFO = 0x0809, 0x000A, 0x0006, 0x0205, 0x0208, 0x007D
_BOUNDSHEET, _FILEPASS, _DATEMODE, _SUPBOOK = 0x0085, 0x002F, 0x0022, 0x01AE
_SST, _LABELSST = 0x00FC, 0x00FD
_FILLED = frozenset(
    {0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, 0x0205, 0x0006}
)  # records of one cell with something in it
_MULRK = 0x00BD
_FORMAT, _XF = 0x041E, 0x00E0
_NUMBERS = frozenset({0x0203, 0x027E, _FORMULA, _MULRK})
_NOTHING, _EMPTY_TEXT = 3, b"\x17\x00"  # a result that is an empty text; the literal "" in a formula


def read_xls_features(data: bytes, limits: Limits) -> WorkbookFeatures:
    """What stands in a .xls or .et beside its values; Unreadable where it is encrypted or past the limits."""
    features = WorkbookFeatures()
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            entries = {"/".join(entry).lower(): entry for entry in ole.listdir()}
            stream = next(
                (ole.openstream(entries[name]).read() for name in ("workbook", "book") if name in entries), b""
            )
            if any("vba" in name.split("/") or name.startswith("_vba") for name in entries):
                features.file_issues.append(("macros", "文件含宏"))
            if any(name.split("/")[0].startswith("mbd") for name in entries):
                features.file_issues.append(("embedded_object", "文件内嵌其他对象"))
            author = ole.get_metadata().author if ole.exists("\x05SummaryInformation") else None
    except (OSError, struct.error, ValueError, IndexError, TypeError, AttributeError) as fault:
        raise Unreadable("truncated", "文件不完整或已损坏,请重新导出后重报") from fault
    features.author = author.decode("gb18030", "replace") if isinstance(author, bytes) and author else None
    _walk(stream, features, limits)
    return features


def _walk(stream: bytes, features: WorkbookFeatures, limits: Limits) -> None:
    names: dict[int, str] = {}
    sheet, at, texts = "", 0, 0
    corners: dict[str, tuple[int, int]] = {}
    formats = _Formats()
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        if kind == _FILEPASS:
            raise Unreadable("encrypted", "文件设有打开密码,请取消密码后重报")
        if kind == _BOUNDSHEET and size >= 8:
            names[struct.unpack_from("<I", body)[0]] = _sheet_name(body)
            if len(names) > limits.sheets:
                raise Unreadable("too_many_sheets", f"工作表超过 {limits.sheets} 张的上限")
        elif kind == _BOF:
            sheet = names.get(at, sheet)
        elif kind == _SST and size >= 8:
            texts = struct.unpack_from("<I", body, 4)[0]
        elif kind == _LABELSST and len(body) >= 10 and struct.unpack_from("<I", body, 6)[0] >= texts:
            raise Unreadable("truncated", "文件已损坏(单元格指向不存在的文字),请重新导出后重报")
        elif kind == _DATEMODE and size >= 2:
            features.epoch_1904 = body[0] == 1
        elif kind == _SUPBOOK and size > 4 and body[2:4] not in (b"\x01\x04", b"\x01\x3a"):
            if ("external_links", "文件链接到其他文件") not in features.file_issues:
                features.file_issues.append(("external_links", "文件链接到其他文件"))
        elif kind in (_FORMAT, _XF):
            formats.take(kind, body)
        else:
            _record(kind, body, sheet, features)
            if formats.telling and kind in _NUMBERS and len(body) >= 6:
                formats.mark(kind, body, sheet, features)
        if (kind in _FILLED or kind == _MULRK) and len(body) >= 4:
            row, column = struct.unpack_from("<HH", body if kind != _MULRK else body[:2] + body[-2:])
            corner = corners.get(sheet, (0, 0))
            if row > corner[0] or column > corner[1]:
                corners[sheet] = (max(row, corner[0]), max(column, corner[1]))
        at += 4 + size
    if sum((row + 1) * (column + 1) for row, column in corners.values()) > MOST_AREA:
        raise Unreadable("too_many_cells", "使用区域过大(有内容的单元格相距太远),请删除多余的行列")


class _Formats:
    """The number formats that print a unit or a scale, and the cells they stand in."""

    def __init__(self) -> None:
        percent = {9: number_format("0%"), 10: number_format("0.00%")}  # built into every program
        self.telling = {number: found for number, found in percent.items() if found}  # by number of the format
        self._styles: list[int] = []  # numbers of formats, in the order in which cells name them

    def take(self, kind: int, body: bytes) -> None:
        if kind == _XF and len(body) >= 4:
            self._styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _FORMAT and len(body) >= 5:
            number, count, flags = struct.unpack_from("<HHB", body)
            text = body[5 : 5 + count * (1 + (flags & 1))].decode("utf-16-le" if flags & 1 else "latin-1", "replace")
            found = number_format(text)
            if found:
                self.telling[number] = found

    def mark(self, kind: int, body: bytes, sheet: str, features: WorkbookFeatures) -> None:
        """Notes a number's cell, or those of a row of numbers."""
        row, column = struct.unpack_from("<HH", body)
        pairs = range(4, len(body) - 5, 6) if kind == _MULRK else (4,)
        for at, offset in enumerate(pairs, column):
            style = struct.unpack_from("<H", body, offset)[0]
            found = self.telling.get(self._styles[style]) if style < len(self._styles) else None
            if found:
                features.printed.setdefault(sheet, {})[cell_address(row, at)] = found.printed


def _record(kind: int, body: bytes, sheet: str, features: WorkbookFeatures) -> None:
    if kind == _BOOLERR and len(body) >= 8 and body[7] == 1:
        _error(body, body[6], sheet, features)
    elif kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
        _error(body, body[8], sheet, features)
    elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == _NOTHING and _EMPTY_TEXT not in body[22:]:
        row, column = struct.unpack_from("<HH", body)  # gives nothing though it says no "": never calculated
        features.uncalculated.setdefault(sheet, set()).add(cell_address(row, column))
    elif kind == _ROW and len(body) >= 14 and body[12] & 0x20:
        features.hidden_rows.setdefault(sheet, set()).add(struct.unpack_from("<H", body)[0] + 1)
    elif kind == _COLINFO and len(body) >= 10 and body[8] & 0x01:
        first, last = struct.unpack_from("<HH", body)
        features.hidden_columns.setdefault(sheet, []).append((first + 1, min(last, 255) + 1))


def _error(body: bytes, code: int, sheet: str, features: WorkbookFeatures) -> None:
    row, column = struct.unpack_from("<HH", body)
    features.errors.setdefault(sheet, {})[cell_address(row, column)] = _ERRORS.get(code, "#VALUE!")


def _sheet_name(body: bytes) -> str:
    count, flags = body[6], body[7]
    return (
        body[8 : 8 + 2 * count].decode("utf-16-le", "replace") if flags & 1 else body[8 : 8 + count].decode("latin-1")
    )
