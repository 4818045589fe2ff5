"""How each revision ends and how each unit stands: accepted, needs_explanation, nil, returned, unreadable, missing,
late_closed; which revision's rows are in force; on time or how late."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

import pandas as pd

from assets.review.month_context import MonthContext
from schemas.columns.frames import typed_frame
from schemas.columns.judged import SUBMISSION
from schemas.finding import Finding

CLEAN = ("accepted", "needs_explanation", "nil")
COLUMNS = [
    "file_id", "unit_code", "file_name", "file_sha256", "received_at", "revision", "outcome", "loadable",
    "in_force", "latest",
]  # fmt: skip


def judged_revisions(
    files: pd.DataFrame, filled: set[int], findings: list[Finding], month_context: MonthContext
) -> pd.DataFrame:
    """One row a received file of a known unit: columns COLUMNS. `files`: Intake.files of units whose files are all
    there; `filled`: file_ids that have a data row."""
    by_file: dict[str, list[Finding]] = {}
    for each in findings:
        by_file.setdefault(each.file_sha256 or "", []).append(each)
    known = files[files["unit_code"].notna()].sort_values(["unit_code", "received_at", "file_name"], kind="stable")
    rejecting = month_context.reference.district.policies.on_error == "reject_rows"
    rows = []
    for unit, sent in groupby(known.itertuples(), key=lambda file: file.unit_code):
        ends = []
        for revision, file in enumerate(sent, start=1):
            outcome = _outcome(file, file.file_id in filled, by_file.get(str(file.file_sha256), []), rejecting)
            if not month_context.in_time(file):
                outcome = "late_closed"
            place = (file.file_id, unit, file.file_name, file.file_sha256, file.received_at, revision)
            ends.append((*place, outcome, outcome in CLEAN))
        in_force = max((at for at, end in enumerate(ends) if end[-1]), default=None)
        latest = max((at for at, end in enumerate(ends) if end[-2] != "late_closed"), default=len(ends) - 1)
        rows += [(*end, at == in_force, at == latest) for at, end in enumerate(ends)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _outcome(file: Any, filled: bool, findings: list[Finding], rejecting: bool) -> str:
    open_ones = [each for each in findings if each.status == "open"]
    if not file.readable or any(each.severity == "F" for each in open_ones):
        return "unreadable"
    returning = [each for each in open_ones if each.returns]
    whole = [each for each in returning if each.cell is None or each.rule_code in ("F003", "F004", "F005")]
    if whole or (returning and not rejecting):
        return "returned"
    if file.no_change and not filled:
        return "nil"
    return "needs_explanation" if any(each.severity == "W" for each in open_ones) else "accepted"


def submissions_of(
    revisions: pd.DataFrame, findings: list[Finding], tally: pd.DataFrame, month_context: MonthContext
) -> pd.DataFrame:
    """report_submission: one row an expected unit."""
    by_unit = {unit: list(sent) for unit, sent in groupby(revisions.itertuples(), key=lambda row: row.unit_code)}
    open_ones: dict[str | None, list[Finding]] = {}
    for each in findings:
        if each.status == "open":
            open_ones.setdefault(each.unit_code, []).append(each)
    sums = tally.groupby("file_sha256")[["rows_read", "rows_loaded", "rows_rejected"]].sum()
    counts = {file: tuple(rows) for file, *rows in sums.itertuples()}
    rows = []
    for unit in month_context.register.expected(month_context.month):
        sent = by_unit.get(unit, [])
        on_time, late = _timeliness(sent, month_context)
        mine = open_ones.get(unit, [])
        row: dict[str, Any] = {
            "unit_code": unit,
            "status": "missing",
            "figures": "carried",
            "on_time": on_time,
            "late_days": late,
            "rows_read": 0,
            "rows_loaded": 0,
            "rows_rejected": 0,
            "errors": sum(each.severity in "FE" for each in mine),
            "warnings": sum(each.severity == "W" for each in mine),
        }
        if sent:
            latest = next(each for each in sent if each.latest)
            read, loaded, rejected = counts.get(latest.file_sha256, (0, 0, 0))
            row |= {
                "status": latest.outcome,
                "figures": "current" if any(each.in_force for each in sent) else "carried",
                "received_at": latest.received_at,
                "revision": latest.revision,
                "file_name": latest.file_name,
                "file_sha256": latest.file_sha256,
                "rows_read": read,
                "rows_loaded": loaded,
                "rows_rejected": rejected,
            }
        rows.append(row)
    return typed_frame(pd.DataFrame(rows, columns=SUBMISSION.names), SUBMISSION)


def _timeliness(sent: list[Any], month_context: MonthContext) -> tuple[bool | None, int | None]:
    """(on time, working days late) of the first clean (or first received) of a unit's revisions; (None, None) before
    the deadline with nothing clean, (False, None) after it."""
    deadlines, month = month_context.deadlines, month_context.month
    any_counts = month_context.reference.district.policies.timeliness == "first_received"
    first = next((each for each in sent if any_counts or each.outcome in CLEAN), None)
    if first is None:
        return (None if month_context.as_of.date() <= deadlines.submit(month) else False), None
    received = datetime.fromisoformat(str(first.received_at))
    return deadlines.is_on_time(month, received), deadlines.working_days_late(month, received)
