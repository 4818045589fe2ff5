"""The district's books at a month: the rows in force, current or carried, as frames."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, slots=True)
class Remark:
    """What the books noticed and the office should know. `kind`: unknown_project · above_declared · no_base (认定) ·
    astray (money of a project not listed) · doubled (two units list one project) · no_partner. `words`: Chinese."""

    kind: str
    words: str
    project_code: str | None = None
    unit_code: str | None = None


@dataclass
class Books:
    """`tables`: the rows in force, current or carried: the tables of schemas/columns/books.py BOOKS, each with its
    columns. `facts`: one row a project of the month's ledger: the columns of report_project (schemas/columns/lists.py
    PROJECT) plus FACT_EXTRAS. `cells`: report_source_cell rows of every row in force, carried ones included.
    `submissions`: report_submission with `figures` settled. `reporting`: one row a unit: unit_code, returned (returned
    revisions of this month), open_findings (open E and W of this month). `remarks`: what the books noticed."""

    month: str
    tables: dict[str, pd.DataFrame]
    facts: pd.DataFrame
    cells: pd.DataFrame
    submissions: pd.DataFrame
    reporting: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["unit_code", "returned", "open_findings"])
    )
    remarks: list[Remark] = field(default_factory=list)


# What `facts` holds beside report_project: where the row came from, and the verified total (Int64).
FACT_EXTRAS = (
    "file_sha256", "sheet", "row", "fund_sheet", "fund_row", "as_of_month", "evidence_ref", "verified_total_yuan",
    "verification_month",
)  # fmt: skip
