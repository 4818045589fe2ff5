"""A clean February under judgement, one change at a time: the workbooks as their writer (XlsxWriter) left them, one cell of
their bytes changed, read and judged again. What does not change is read once."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pandas as pd

from assets.intake.home import MonthHome
from assets.intake.model import Received
from assets.intake.office.model import Reference
from assets.intake.reader.parsed_file import ParsedFile
from assets.intake.reader.workbook import read_file
from assets.intake.submissions.column_store import assemble_files
from assets.review.judge import findings_of
from assets.review.month_context import MonthContext
from assets.review.rule_context import RuleContext
from assets.store.published import Store
from schemas.finding import Finding

MONTH = "2025-02"
AS_OF = datetime(2025, 3, 9, 9)
SENT = datetime(2025, 3, 3, 9)
UNIT = "Z01"  # the unit whose workbook is changed where a case names none: every kind of row is in it
P, M = "项目台账", "到位资金"
_EPOCH = date(1899, 12, 30)


class Kept:
    """The released months, each table read once for all tests."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tables: dict[tuple[str, str, str], pd.DataFrame] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def months(self) -> list[str]:
        return self._store.months()

    def _once(self, way: str, name: str, month: str) -> pd.DataFrame:
        key = (way, name, month)
        if key not in self._tables:
            self._tables[key] = getattr(self._store, way)(name, month)
        return self._tables[key]

    def table(self, name: str, month: str) -> pd.DataFrame:
        return self._once("table", name, month)

    def books(self, name: str, month: str) -> pd.DataFrame:
        return self._once("books", name, month)


class Told:
    """Another history for a test: `tables` and `books` of (name, month) instead of the released ones."""

    def __init__(self, kept: Any, tables: dict[Any, pd.DataFrame], books: dict[Any, pd.DataFrame]) -> None:
        self._kept, self._tables, self._books = kept, tables, books

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kept, name)

    def months(self) -> list[str]:
        return sorted({*self._kept.months(), *(month for _, month in self._tables)})

    def table(self, name: str, month: str) -> pd.DataFrame:
        given = self._tables.get((name, month))
        frame: pd.DataFrame = self._kept.table(name, month) if given is None else given
        return frame

    def books(self, name: str, month: str) -> pd.DataFrame:
        given = self._books.get((name, month))
        frame: pd.DataFrame = self._kept.books(name, month) if given is None else given
        return frame


@cache
def _read(data: bytes, name: str) -> ParsedFile:
    return read_file(data, name, {})


@dataclasses.dataclass
class Bench:
    """The clean month; a case changes `files`, `reference` or `history`, then `findings()` says what the rules say."""

    files: dict[str, bytes]
    reference: Reference
    history: Any
    received: dict[str, datetime] = dataclasses.field(default_factory=dict)
    month: str = MONTH
    as_of: datetime = AS_OF

    def name_of(self, unit: str) -> str:
        names = self.reference.units.set_index("unit_code")["unit_name"]
        return next(name for name in self.files if str(names[unit]) in name)

    def put(self, sheet: str, cell: str, value: Any, unit: str = UNIT) -> Bench:
        """One cell of the file's own bytes."""
        name = self.name_of(unit)
        self.files[name] = with_cell(self.files[name], sheet, cell, value)
        return self

    def add(self, sheet: str, cell: str, amount: float, unit: str = UNIT) -> Bench:
        return self.put(sheet, cell, round(float(self.value(sheet, cell, unit) or 0) + amount, 2), unit)

    def value(self, sheet: str, cell: str, unit: str = UNIT) -> Any:
        return _book(self.files[self.name_of(unit)])[sheet][cell].value

    def edit(self, change: Callable[[Any], None], unit: str = UNIT) -> Bench:
        """Rows put in or taken out, by openpyxl; what formulas showed stays as values."""
        name = self.name_of(unit)
        book = openpyxl.load_workbook(io.BytesIO(self.files[name]), data_only=True)
        change(book)
        kept = io.BytesIO()
        book.save(kept)
        self.files[name] = kept.getvalue()
        return self

    def insert(self, sheet: str, row: int, values: list[Any], unit: str = UNIT) -> Bench:
        def change(book: Any) -> None:
            book[sheet].insert_rows(row)
            for column, value in enumerate(values, start=1):
                book[sheet].cell(row, column, value)

        return self.edit(change, unit)

    def drop(self, sheet: str, row: int, unit: str = UNIT) -> Bench:
        return self.edit(lambda book: book[sheet].delete_rows(row), unit)

    def again(self, name: str, data: bytes | None = None, at: datetime = SENT, unit: str = UNIT) -> Bench:
        """One more file under a name of its own."""
        self.files[name] = self.files[self.name_of(unit)] if data is None else data
        self.received[name] = at
        return self

    def rename(self, name: str, unit: str = UNIT) -> Bench:
        self.files[name] = self.files.pop(self.name_of(unit))
        return self

    def setting(self, **rules: Any) -> Bench:
        return self.district(rules=rules)

    def district(self, **changes: Any) -> Bench:
        district = self.reference.district.model_copy(update=changes)
        self.reference = dataclasses.replace(self.reference, district=district)
        return self

    def office(self, name: str, **columns: list[Any]) -> Bench:
        """One of the office's files with these rows."""
        frame = pd.DataFrame(columns, dtype=object)
        self.reference = dataclasses.replace(self.reference, **{name: frame})
        return self

    def before(self, project: str, **values: Any) -> Bench:
        """Last month's books with another value at a project."""
        books = self.history.books("project", "2025-01").copy()
        for column, value in values.items():
            books.loc[books["project_code"] == project, column] = value
        self.history = Told(self.history, {}, {("project", "2025-01"): books})
        return self

    def earlier(self, **tables: pd.DataFrame) -> Bench:
        """Report tables of earlier months: fund_arrival_2024_12 = …"""
        named = {(key[:-8], key[-7:].replace("_", "-")): frame for key, frame in tables.items()}
        self.history = Told(self.history, named, {})
        return self

    def findings(self) -> list[Finding]:
        return findings_of(self.scene())

    def scene(self) -> RuleContext:
        pairs = [
            (
                Received(name, hashlib.sha256(data).hexdigest(), len(data), self.received.get(name, SENT), ""),
                _read(data, name),
            )
            for name, data in sorted(self.files.items())
        ]
        intake = assemble_files(self.reference, self.month, pairs)
        return RuleContext(intake, MonthContext(intake.month, self.reference, self.history, self.as_of))


def clean_bench(home: Path, store: Store) -> Bench:
    """The bench of a home whose January is released."""
    seen = MonthHome(home, AS_OF, f"sqlite:///{home}/zhaoyin.db")
    paths = sorted((home / "inbox" / MONTH).glob("*.xlsx"))
    return Bench({path.name: path.read_bytes() for path in paths}, seen.reference, Kept(store))


@cache
def _book(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def with_cell(data: bytes, sheet: str, cell: str, value: Any) -> bytes:
    """The same workbook with one cell changed and no other byte of its sheet touched; the cell keeps its style."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    part = _part_of(parts, sheet)
    text = parts[part].decode()
    found = re.search(rf'<c r="{cell}"([^>]*?)(?:/>|>.*?</c>)', text)
    style = re.search(r' s="\d+"', found[1]) if found else None
    new = _cell(cell, style[0] if style else "", value)
    if found:
        text = text[: found.start()] + new + text[found.end() :]
    else:
        text = _placed(text, cell, new)
    parts[part] = text.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return out.getvalue()


def _part_of(parts: dict[str, bytes], sheet: str) -> str:
    book, links = parts["xl/workbook.xml"].decode(), parts["xl/_rels/workbook.xml.rels"].decode()
    found = re.search(rf'<sheet name="{re.escape(escape(sheet))}"[^>]*r:id="(\w+)"', book)
    assert found, sheet
    link = re.search(rf'<Relationship [^>]*Id="{found[1]}"[^>]*>', links)
    target = re.search(r'Target="([^"]+)"', link[0] if link else "")
    assert target
    return "xl/" + target[1].removeprefix("/xl/")


def _cell(cell: str, style: str, value: Any) -> str:
    if value is None:
        return f'<c r="{cell}"{style}/>'
    if isinstance(value, date):
        value = (date(value.year, value.month, value.day) - _EPOCH).days
    if isinstance(value, (int, float)):
        return f'<c r="{cell}"{style}><v>{value!r}</v></c>'
    if value.startswith("#"):
        return f'<c r="{cell}"{style} t="e"><v>{value}</v></c>'
    return f'<c r="{cell}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _placed(text: str, cell: str, new: str) -> str:
    """The cell put into its row where the row has none of it."""
    row = re.sub(r"\D", "", cell)
    found = re.search(rf'<row r="{row}"[^>]*?(?:/>|>(.*?)</row>)', text)
    assert found, cell
    assert found[1] is not None, cell
    column = re.sub(r"\d", "", cell)
    later = next(
        (m.start() for m in re.finditer(r'<c r="([A-Z]+)\d+"', found[1]) if (len(m[1]), m[1]) > (len(column), column)),
        len(found[1]),
    )
    at = found.start(1) + later
    return text[:at] + new + text[at:]
