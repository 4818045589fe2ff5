"""One mutant: a workbook changed once, and where the change stands."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from schemas.form.sheets import DATA_SHEETS, Field

HEADER_ROWS = {"fund": (3, 4)}  # of the sample's layout; every other sheet has its headers in row 3
FACTOR = {"money": 10_000, "usd": 10_000}


@dataclass(frozen=True, slots=True)
class Mutant:
    """`family` and `kind` name the mutation; `sheet` and `cell` where it stands, both None for a file, cell None for a
    structure; `field`: the changed field."""

    family: str
    kind: str
    data: bytes
    file_name: str
    sheet: str | None = None
    cell: str | None = None
    note: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A data cell of a clean workbook: its sheet kind, field and value."""

    kind: str
    sheet: str
    row: int
    column: int
    item: Field
    value: Any

    @property
    def cell(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"


class NotHere(Exception):
    """This mutation cannot be made in this workbook."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A formula and the result a workbook was saved with, which is another."""

    formula: str
    result: float


@dataclass(frozen=True, slots=True)
class Formatted:
    """A number and the format it is shown in."""

    number: float
    code: str


def with_saved(data: bytes, sheet: str, cell: str, saved: Saved) -> bytes:
    """The workbook with that formula and result in a cell: openpyxl writes formulas without one."""
    book = opened(data)
    part = f"xl/worksheets/sheet{book.sheetnames.index(sheet) + 1}.xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", 8) as target:
        for info in source.infolist():
            body = source.read(info)
            if info.filename == part:
                old = rf'(<c r="{cell}"[^>]*>)<f>[^<]*</f><v ?/>|(<c r="{cell}"[^>]*>)<f>[^<]*</f><v></v>'
                text, count = re.subn(
                    old, lambda m: f"{m[1] or m[2]}<f>{saved.formula}</f><v>{saved.result!r}</v>", body.decode()
                )
                if count != 1:
                    raise RuntimeError(f"{sheet}!{cell} holds no formula")
                body = text.encode()
            target.writestr(info.filename, body)
    return out.getvalue()


Mutation = Callable[[Any, Random], str | None]


def opened(data: bytes) -> Any:
    """A workbook of its own."""
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def header_row(kind: str) -> int:
    return HEADER_ROWS.get(kind, (3,))[-1]


def data_rows(sheet: Any, kind: str) -> list[int]:
    """Rows between the headers and 合计."""
    rows = []
    for row in range(header_row(kind) + 1, sheet.max_row + 1):
        first = sheet.cell(row, 1).value
        if first is None or (isinstance(first, str) and first.startswith(("合计", "填报人", "注"))):
            break
        rows.append(row)
    return rows


def total_row(sheet: Any, kind: str) -> int | None:
    return next((row for row in range(header_row(kind), sheet.max_row + 1) if sheet.cell(row, 1).value == "合计"), None)


def places_of(book: Any) -> list[Place]:
    """Every data cell, in order."""
    found = []
    for kind, form in DATA_SHEETS.items():
        if form.title not in book.sheetnames:
            continue
        sheet = book[form.title]
        for row in data_rows(sheet, kind):
            for column, item in enumerate(form.fields, start=1):
                value = sheet.cell(row, column).value
                found.append(Place(kind, form.title, row, column, item, value))
    return found


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_date(value: Any) -> bool:
    return isinstance(value, datetime)
