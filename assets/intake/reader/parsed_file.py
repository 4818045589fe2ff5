"""The content of one parsed file as plain lists and dicts, which a child process writes into the cache."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Issue = tuple[Any, ...]  # kind, sheet, row, cell, field, code, raw, detail (ISSUE_COLUMNS without the file)


@dataclass
class ParsedSheet:
    """The data rows of one sheet, column by column: typed values and raw text.

    `totals`: (row, label, field, value, first row, last row, what 1 means in its column: yuan, dollars; 1 for counts).
    """

    kind: str
    name: str
    rows: list[int] = field(default_factory=list)
    typed: dict[str, list[Any]] = field(default_factory=dict)
    raw: dict[str, list[str | None]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    totals: list[tuple[int, str, str, int, int, int, int]] = field(default_factory=list)


def refused(code: str, words: str) -> ParsedFile:
    """A file of which nothing can be loaded, and why."""
    read = ParsedFile(readable=False)
    read.report(code, words)
    return read


@dataclass(frozen=True, slots=True)
class FileSummary:
    """The summary of a parsed file, read without its rows.

    `units`, `months`, `readable`, `author`: as in ParsedFile. `no_change`, `template_version`: of the cover. `rows`:
    (sheet kind, number of data rows). `month_unclear`: the cover has a month that cannot be read for sure.
    """

    units: tuple[tuple[str, str], ...]
    months: tuple[tuple[str, str], ...]
    readable: bool
    no_change: bool = False
    template_version: str = ""
    author: str | None = None
    rows: tuple[tuple[str, int], ...] = ()
    month_unclear: bool = False


@dataclass
class ParsedFile:
    """One parsed file.

    `units`, `months`: (place, text) as written on the cover, titles and unit lines; `titles`: the same, whole lines.
    `bare_month`: (place, number) of a cover month that names no year.
    """

    cover: dict[str, Any] = field(default_factory=dict)
    cover_cells: dict[str, str] = field(default_factory=dict)
    cover_sheet: str = ""
    units: list[tuple[str, str]] = field(default_factory=list)
    months: list[tuple[str, str]] = field(default_factory=list)
    titles: list[tuple[str, str]] = field(default_factory=list)
    bare_month: tuple[str, int] | None = None
    sheets: list[ParsedSheet] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    readable: bool = True
    author: str | None = None

    def report(self, code: str, detail: str, raw: str | None = None, at: tuple[Any, ...] = ()) -> None:
        """Adds an issue. `at`: kind, sheet, row, cell and field, as far as they are known; () for the whole file."""
        self.issues.append((*at, *[None] * (5 - len(at)), code, raw, detail))

    @property
    def is_nil(self) -> bool:
        """本月无变动 = 是 and no data rows: the cover alone is the whole return."""
        return bool(self.cover.get("no_change")) and not any(s.rows for s in self.sheets if s.kind != "explanation")

    @property
    def summary(self) -> FileSummary:
        return FileSummary(
            units=tuple(self.units),
            months=tuple(self.months),
            readable=self.readable,
            no_change=bool(self.cover.get("no_change")),
            template_version=str(self.cover.get("template_version") or ""),
            author=self.author,
            rows=tuple((sheet.kind, len(sheet.rows)) for sheet in self.sheets),
            month_unclear=self.month_unclear,
        )

    @property
    def month_unclear(self) -> bool:
        return any(issue[5] == "month_unclear" for issue in self.issues)
