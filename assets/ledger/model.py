"""The district's books at a month: the rows in force, current or carried, as frames."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from schemas.finding import Finding


@dataclass
class Books:
    """`tables[name]`: the columns of schemas/columns/books.py BOOKS[name] · `facts`: one row a project of the month's
    ledger: the columns of report_project (schemas/columns/report.py PROJECT) plus FACT_EXTRAS ·
    `cells`: report_source_cell rows of every row in force, carried ones included ·
    `submissions`: report_submission with `figures` settled · `reporting`: one row a unit: unit_code, returned (returned
    revisions of this month), open_findings (open E and W of this month) · `findings`: what the books found, for the
    office (认定 of an unknown project, 认定 above the declared) · `notes`: the same and more in words, Chinese."""

    month: str
    tables: dict[str, pd.DataFrame]
    facts: pd.DataFrame
    cells: pd.DataFrame
    submissions: pd.DataFrame
    reporting: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["unit_code", "returned", "open_findings"])
    )
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


# What `facts` holds beside report_project: where the row came from, and the verified total (Int64).
FACT_EXTRAS = (
    "file_sha256", "sheet", "row", "fund_sheet", "fund_row", "as_of_month", "evidence_ref", "verified_total_yuan",
    "verification_month",
)  # fmt: skip
