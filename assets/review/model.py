"""What review hands on: how each unit stands, every finding, and the rows that may enter the books."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from schemas.finding import Finding


@dataclass
class Review:
    """The judgement of a month.

    `submissions`: one row an expected unit (columns of report_submission, schemas/columns/judged.py SUBMISSION).
    `revisions`: one row a received file of the month: file_id, unit_code, file_name, file_sha256, received_at,
    revision (1…n within the unit), outcome (accepted/needs_explanation/nil/returned/unreadable/late_closed),
    loadable (bool), in_force (bool: this revision gives the unit's figures).
    `findings`: all findings of the month, those of superseded revisions left out.
    `accepted`: the rows that enter the books, by sheet kind: rows of the revisions in force, typed columns of the form
    plus file_id, file_name, file_sha256, unit_code, sheet, row; project rows also origin_scope, origin_province,
    chain_code, partner_unit_code. Rejected rows are not in it.
    `cells`: one row a money or count cell of the accepted rows (columns of report_source_cell; value as typed).
    `rejected`: file_id, file_name, sheet, row, project_code, rule_code, reason, amount_yuan: rows read and not loaded.
    `tally`: kind, rows_read, rows_loaded, rows_rejected, amount_read_yuan, amount_loaded_yuan, amount_rejected_yuan.
    """

    month: str
    submissions: pd.DataFrame
    revisions: pd.DataFrame
    findings: list[Finding]
    accepted: dict[str, pd.DataFrame]
    cells: pd.DataFrame
    rejected: pd.DataFrame
    tally: pd.DataFrame
