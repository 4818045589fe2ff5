"""Damage and disguise of whole files."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from tests.fuzz.mutant import opened

Damage = Callable[[bytes, Random], tuple[bytes, str]]
NAME = "报表"


def truncated(data: bytes, rng: Random) -> tuple[bytes, str]:
    return data[: rng.randrange(0, len(data))], f"{NAME}.xlsx"


def bytes_flipped(data: bytes, rng: Random) -> tuple[bytes, str]:
    broken = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 8, 64])):
        broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
    return bytes(broken), f"{NAME}.xlsx"


def rezipped(data: bytes, rng: Random) -> tuple[bytes, str]:
    """The same parts in another order and compression."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", rng.choice([0, 8])) as target:
        infos = source.infolist()
        rng.shuffle(infos)
        for info in infos:
            target.writestr(info.filename, source.read(info))
    return out.getvalue(), f"{NAME}.xlsx"


def part_missing(data: bytes, rng: Random) -> tuple[bytes, str]:
    return _parts(data, lambda name, body, left: None if name == left else body, rng)


def part_emptied(data: bytes, rng: Random) -> tuple[bytes, str]:
    return _parts(data, lambda name, body, left: b"" if name == left else body, rng)


def part_cut(data: bytes, rng: Random) -> tuple[bytes, str]:
    return _parts(data, lambda name, body, left: body[: len(body) // 2] if name == left else body, rng)


def part_flipped(data: bytes, rng: Random) -> tuple[bytes, str]:
    """A bit of one part that holds no cells changed, and the archive made whole again: no checksum tells."""

    def flip(name: str, body: bytes, left: str) -> bytes:
        if name != left or not body:
            return body
        broken = bytearray(body)
        broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(7)
        return bytes(broken)

    return _parts(
        data, flip, rng, ("workbook.xml", ".rels", "styles.xml", "[Content_Types].xml", "app.xml", "core.xml")
    )


def entity_declared(data: bytes, rng: Random) -> tuple[bytes, str]:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'
    return _parts(data, lambda name, body, left: _declared(body, bomb) if name == left else body, rng, (".xml",))


def _declared(body: bytes, bomb: bytes) -> bytes:
    head, mark, rest = body.partition(b"?>")
    return head + mark + bomb + rest if mark else bomb + body


def member_doubled(data: bytes, rng: Random) -> tuple[bytes, str]:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as target:
        name = rng.choice(target.namelist())
        with warnings.catch_warnings(action="ignore"):  # zipfile's word on a name that is there already
            target.writestr(name, b"<x/>")
    return out.getvalue(), f"{NAME}.xlsx"


def path_trick(data: bytes, rng: Random) -> tuple[bytes, str]:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as target:
        target.writestr(rng.choice(["../../etc/x", "/etc/x", "..\\x", "xl/../../x"]), b"x")
    return out.getvalue(), f"{NAME}.xlsx"


def renamed(data: bytes, rng: Random) -> tuple[bytes, str]:
    ending = rng.choice([".xls", ".et", ".csv", ".zip", ".xlsm", ".ods", "", ".doc", ".pdf", ".XLSX"])
    return data, f"{NAME}{ending}"


def junk_added(data: bytes, rng: Random) -> tuple[bytes, str]:
    junk = bytes(rng.randrange(256) for _ in range(rng.choice([1, 100, 5000])))
    return (data + junk if rng.random() < 0.7 else junk + data), f"{NAME}.xlsx"


def another_format(data: bytes, rng: Random) -> tuple[bytes, str]:
    body = rng.choice([
        b"", b"\x00" * 512, b"<html><table><tr><td>1</td></tr></table></html>", b"%PDF-1.4\n", b"Rar!\x1a\x07\x00" + b"x" * 90, b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04", b"PK\x05\x06" + b"\x00" * 18, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, b"<?xml version='1.0'?><a/>", "合计,1\n".encode(),
        b"\xff\xfe", b"7z\xbc\xaf\x27\x1c", b"\xff\xd8\xff\xe0JFIF", b"{\\rtf1 a}", b"\x1f\x8b\x08\x00" + b"x" * 40,
    ])  # fmt: skip
    return body, f"{NAME}{rng.choice(['.xlsx', '.xls', '.et', '.csv', '.zip', '.ods'])}"


def as_csv_zip(data: bytes, rng: Random) -> tuple[bytes, str]:
    """The sheets as .csv, in one of the encodings seen."""
    encoding, end = rng.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), rng.choice(["\r\n", "\n", "\r"])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for sheet in opened(data):
            text = io.StringIO(newline="")
            rows = [[_shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            csv.writer(text, lineterminator=end).writerows(
                [_ragged(row) for row in rows] if rng.random() < 0.5 else rows
            )
            target.writestr(f"{sheet.title}.csv", text.getvalue().encode(encoding))
    return out.getvalue(), f"{NAME}.zip"


def as_xls(data: bytes, rng: Random) -> tuple[bytes, str]:
    """As .xls; sometimes with a bit of its container changed. No cell is: the format carries no checksum, and another
    figure in a cell would be another statement nobody can tell from a true one."""
    book, day = xlwt.Workbook(encoding="utf-8"), xlwt.easyxf(num_format_str="YYYY-MM-DD")
    book.dates_1904 = rng.random() < 0.3
    for sheet in opened(data):
        page = book.add_sheet(sheet.title)
        for r, row in enumerate(sheet.iter_rows(values_only=True)):
            for c, value in enumerate(row):
                if value is not None:
                    page.write(r, c, value, *([day] if isinstance(value, datetime) else []))
    out = io.BytesIO()
    book.save(out)
    whole = out.getvalue()
    if rng.random() < 0.5:
        broken = bytearray(whole)
        broken[rng.randrange(512)] ^= 1 << rng.randrange(8)
        whole = bytes(broken)
    return whole, f"{NAME}.xls"


def as_ods(data: bytes, rng: Random) -> tuple[bytes, str]:
    document = OpenDocumentSpreadsheet()
    for sheet in opened(data):
        table = Table(name=sheet.title)
        for row in sheet.iter_rows(values_only=True):
            line = TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue(), f"{NAME}.ods"


def _ods_cell(value: Any) -> TableCell:
    if value is None:
        return TableCell()
    if isinstance(value, (int, float)):
        cell = TableCell(valuetype="float", value=repr(value))
    elif isinstance(value, datetime):
        cell = TableCell(valuetype="date", datevalue=f"{value:%Y-%m-%d}")
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=_shown(value)))
    return cell


def _parts(
    data: bytes, change: Callable[[str, bytes, str], bytes | None], rng: Random, endings: tuple[str, ...] = ("",)
) -> tuple[bytes, str]:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", 8) as target:
        left = rng.choice([name for name in source.namelist() if name.endswith(endings)])
        for info in source.infolist():
            body = change(info.filename, source.read(info), left)
            if body is not None:
                target.writestr(info.filename, body)
    return out.getvalue(), f"{NAME}.xlsx"


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value)


def _ragged(row: list[str]) -> list[str]:
    while row and row[-1] == "":
        row = row[:-1]
    return row


DAMAGES: dict[str, Damage] = {
    damage.__name__.replace("_", " "): damage
    for damage in (
        truncated, bytes_flipped, rezipped, part_missing, part_emptied, part_cut, part_flipped, entity_declared, member_doubled, path_trick,
        renamed, junk_added, another_format, as_csv_zip, as_xls, as_ods,
    )
}  # fmt: skip
