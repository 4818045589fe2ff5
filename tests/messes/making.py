"""One mess: a clean workbook of February made into what a township really sends, as a real file, and what must become of it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter

from assets.intake.model import Intake
from assets.review.judge import judge
from assets.review.model import Review
from schemas.finding import Finding
from schemas.form.sheets import DATA_SHEETS
from tests.fuzz.mutant import data_rows, header_row, opened, total_row
from tests.fuzz.outcome import rows_of
from tests.fuzz.scene import AS_OF, MONTH, Ground
from tests.read_together import read_files

_KINDS = {form.title: kind for kind, form in DATA_SHEETS.items()}


class Book:
    """A clean workbook under change; every place is named by sheet, field and data row (0 is the first)."""

    def __init__(self, data: bytes) -> None:
        self.book = opened(data)

    def sheet(self, title: str) -> Any:
        return self.book[title]

    def rows(self, title: str) -> list[int]:
        return data_rows(self.book[title], _KINDS[title])

    def total(self, title: str) -> int:
        row = total_row(self.book[title], _KINDS[title])
        assert row is not None
        return row

    def header(self, title: str) -> int:
        return header_row(_KINDS[title])

    def column(self, title: str, name: str) -> int:
        fields = DATA_SHEETS[_KINDS[title]].fields
        return next(at for at, item in enumerate(fields, start=1) if item.name == name)

    def cell(self, title: str, name: str, row: int = 0) -> Any:
        return self.book[title].cell(self.rows(title)[row], self.column(title, name))

    def put(self, title: str, name: str, value: Any, row: int = 0, number_format: str | None = None) -> str:
        """Writes a data cell; its place."""
        cell = self.cell(title, name, row)
        cell.value = value
        if number_format:
            cell.number_format = number_format
        return f"{title}!{cell.coordinate}"

    def head(self, title: str, name: str, value: Any) -> str:
        """Writes the lowest heading of a column; its place."""
        sheet, column = self.book[title], self.column(title, name)
        low = self.header(title)
        cell = sheet.cell(low if sheet.cell(low, column).value else 3, column)
        cell.value = value
        return f"{title}!{cell.coordinate}"

    def where(self, title: str, name: str, wanted: Callable[[Any], bool]) -> int:
        """The first data row whose field is as wanted."""
        return next(at for at in range(len(self.rows(title))) if wanted(self.cell(title, name, at).value))

    def insert_row(self, title: str, before: int, values: list[Any]) -> str:
        """A row put before a data row, every merge below the headings undone; the place of its first cell."""
        sheet, at = self.book[title], self.rows(title)[before]
        for span in [str(each) for each in sheet.merged_cells.ranges if each.min_row > 4]:
            sheet.unmerge_cells(span)
        sheet.insert_rows(at)
        for column, value in enumerate(values, start=1):
            sheet.cell(at, column).value = value
        return f"{title}!A{at}"

    def insert_column(self, title: str, before: int) -> None:
        sheet = self.book[title]
        for span in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(span))
        sheet.insert_cols(before)

    def values(self, title: str, row: int) -> list[Any]:
        sheet = self.book[title]
        return [sheet.cell(row, column).value for column in range(1, sheet.max_column + 1)]

    def cover(self, label: str, value: Any) -> str:
        sheet = self.book["封面"]
        row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == label)
        sheet.cell(row, 2).value = value
        return f"封面!B{row}"

    def saved(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


Change = Callable[[Book], str | None]
Make = Callable[[bytes, Path], list[Path]]


@dataclass(frozen=True)
class Case:
    """`number` of the mess and the `words` it arrives as. Either `change` makes it in the workbook and answers where it
    stands, or `make` writes the file or files. `truth`: the same rows enter the books, and nothing is said but `finds`.
    `quiet`: the change is a statement of its own, and nothing is said of it.
    `finds`: 'RULE SEVERITY' of what must be said, at the mess's own cell unless '@SHEET!A1' or '@' (the file) follows."""

    number: int
    words: str
    change: Change | None = None
    truth: bool = False
    quiet: bool = False
    finds: tuple[str, ...] = ()
    make: Make | None = None
    name: str = ""
    aliases: dict[str, str] = field(default_factory=dict)
    month: str = MONTH

    def __str__(self) -> str:
        return f"{self.number} {self.words}"


@dataclass
class Told:
    """What the product says of some files: their rows as they enter the books, their findings, how their units stand."""

    intake: Intake
    review: Review

    @cached_property
    def rows(self) -> dict[str, Counter[str]]:
        return rows_of(self.review)

    @property
    def findings(self) -> list[Finding]:
        return self.review.findings

    def status(self, unit: str) -> str:
        found = self.review.submissions.set_index("unit_code")
        return str(found.loc[unit, "status"])


def after(month: str) -> datetime:
    """The ninth of the month after."""
    return datetime(int(month[:4]) + month.endswith("12"), int(month[5:]) % 12 + 1, 9, 9)


class Clean:
    """The clean workbooks, and what is said of them untouched."""

    def __init__(self, ground: Ground, folder: Path) -> None:
        self.ground, self.folder = ground, folder
        self._base: dict[str, Told] = {}
        most = sorted(ground.workbooks, key=lambda name: (-len(ground.workbooks[name]), name))
        self.name = most[0]
        self.data = ground.workbooks[self.name]

    def told(self, paths: list[Path], month: str = MONTH, aliases: dict[str, str] | None = None) -> Told:
        """`aliases`: headings of 到位资金 as header_aliases.csv has them confirmed."""
        reference = self.ground.reference
        if aliases:
            rows = [["到位资金", header, field, "张三", "2025-03-01"] for header, field in aliases.items()]
            confirmed = pd.DataFrame(rows, columns=list(reference.header_aliases.columns))
            reference = replace(reference, header_aliases=confirmed)
        intake = read_files(paths, reference, month)
        intake.files["received_at"] = [f"2025-03-02T09:{at:02d}:00" for at in range(len(intake.files))]
        return Told(intake, judge(intake, reference, self.ground.store, max(AS_OF, after(month))))

    def base(self, name: str) -> Told:
        if name not in self._base:
            path = self.folder / name
            path.write_bytes(self.ground.workbooks[name])
            self._base[name] = self.told([path])
        return self._base[name]

    def written(self, case: Case, folder: Path) -> tuple[list[Path], str | None]:
        """The case's files, and where the mess stands."""
        name = case.name or self.name
        data = self.ground.workbooks[name]
        if case.make is not None:
            return case.make(data, folder), None
        assert case.change is not None
        book = Book(data)
        place = case.change(book)
        path = folder / name
        path.write_bytes(book.saved())
        return [path], place

    def check(self, case: Case, folder: Path) -> Told:
        """Makes the file and asks the product; AssertionError where something else becomes of it."""
        paths, place = self.written(case, folder)
        told, base = self.told(paths, case.month, case.aliases), self.base(case.name or self.name)
        known = Counter(_sign(each) for each in base.findings)
        fresh = []
        for each in told.findings:
            if known[_sign(each)]:
                known[_sign(each)] -= 1
            else:
                fresh.append(each)
        words = [f"{each.rule_code} {each.severity} {each.sheet}!{each.cell} {each.message}" for each in fresh]
        for wanted in case.finds:
            what, _, where = wanted.partition(" @")
            at = place if " @" not in wanted else where
            assert any(_fits(each, what, at) for each in fresh), f"no {what} at {at}: {words}"
        if case.quiet:
            assert not [each for each in fresh if each.severity != "I"], words
        if case.truth:
            assert told.rows == base.rows, f"other rows: {_difference(base.rows, told.rows)} {words}"
            allowed = {wanted.split()[0] for wanted in case.finds}
            extra = [each for each in fresh if each.severity != "I" and each.rule_code not in allowed]
            assert not extra, words
        return told


def _sign(each: Finding) -> tuple[Any, ...]:
    return each.rule_code, each.severity, each.project_code, each.field, each.raw_value


def _fits(each: Finding, what: str, place: str | None) -> bool:
    code, severity = what.split()
    if each.rule_code != code or each.severity != severity:
        return False
    return place in (None, "") or f"{each.sheet}!{each.cell}" == place


def _difference(before: dict[str, Counter[str]], after: dict[str, Counter[str]]) -> str:
    return "; ".join(
        f"{kind} -{list(before[kind] - after[kind])[:1]} +{list(after[kind] - before[kind])[:1]}"
        for kind in before
        if before[kind] != after[kind]
    )


def letter(column: int) -> str:
    return get_column_letter(column)
