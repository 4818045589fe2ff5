"""The district's books at a month: the rows in force, current or carried, as frames; a page a batch of units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from assets.intake.parted import Frames, Parted
from schemas.columns.books import BOOKS


@dataclass(frozen=True, slots=True)
class Remark:
    """What the books noticed and the office should know. `kind`: unknown_project · above_declared · no_base (认定) ·
    astray (money of a project not listed) · doubled (two units list one project) · no_partner. `words`: Chinese."""

    kind: str
    words: str
    project_code: str | None = None
    unit_code: str | None = None


FACTS, CELLS = "facts", "cells"
PAGE = (*BOOKS, FACTS, CELLS)  # the frames of a page


@dataclass
class Books:
    """`pages`: in parts, a page a batch of units, the rows in force with all that is said of them. Of a page: the tables of
    schemas/columns/books.py BOOKS, each with its columns · FACTS: one row a project of the month's ledger: the columns of
    report_project (schemas/columns/listed.py PROJECT) plus FACT_EXTRAS · CELLS: report_source_cell rows of every row in
    force, carried ones included.
    `submissions`: report_submission with `figures` settled · `reporting`: one row a unit: unit_code, returned (returned
    revisions of this month), open_findings (open E and W of this month) · `remarks`: what the books noticed.

    `tables`, `facts` and `cells` are those of all pages together, for who needs them whole."""

    month: str
    pages: Parted
    submissions: pd.DataFrame
    reporting: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["unit_code", "returned", "open_findings"])
    )
    remarks: list[Remark] = field(default_factory=list)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        return {name: self._by_unit(name) for name in BOOKS}

    @cached_property
    def facts(self) -> pd.DataFrame:
        return self._by_unit(FACTS)

    @cached_property
    def cells(self) -> pd.DataFrame:
        return self.pages.whole(CELLS)

    def with_facts(self, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Books:
        """The same books with the facts of each page changed."""

        def changed(number: int) -> Frames:
            page = self.pages.part(number)
            return {name: page[name] if name != FACTS else change(page[name]) for name in PAGE}

        return replace(self, pages=Parted(self.pages.numbers, PAGE, changed))

    def _by_unit(self, name: str) -> pd.DataFrame:
        """A page is in order, and a unit is on one page."""
        rows = self.pages.whole(name)
        if len(self.pages.numbers) == 1:
            return rows
        return rows.sort_values("unit_code", kind="stable", ignore_index=True)


# What `facts` holds beside report_project: where the row came from, and the verified total (Int64).
FACT_EXTRAS = (
    "file_sha256", "sheet", "row", "fund_sheet", "fund_row", "as_of_month", "evidence_ref", "verified_total_yuan",
    "verification_month",
)  # fmt: skip
