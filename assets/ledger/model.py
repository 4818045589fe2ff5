"""The district's books at a month: the rows in force, current or carried, as frames."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass
class Books:
    """`tables[name]`: the columns of schemas/columns/books.py BOOKS[name] · `facts`: one row a project of the month's
    ledger: the columns of report_project (schemas/columns/report.py PROJECT) plus chain facts needed by the metrics
    (fund_file_sha256, evidence_ref) · `cells`: report_source_cell rows of every row in force, carried ones included ·
    `submissions`: report_submission with `figures` settled."""

    month: str
    tables: dict[str, pd.DataFrame]
    facts: pd.DataFrame
    cells: pd.DataFrame
    submissions: pd.DataFrame
