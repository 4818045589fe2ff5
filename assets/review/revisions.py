"""How each revision ends and how each unit stands: accepted, needs_explanation, nil, returned, unreadable, missing,
late_closed; which revision's rows are in force; on time or how late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from assets.review.calendar import Deadlines
from assets.review.scene import Scene
from schemas.columns.frames import typed_frame
from schemas.columns.report import SUBMISSION
from schemas.finding import Finding

CLEAN = ("accepted", "needs_explanation", "nil")
COLUMNS = [
    "file_id", "unit_code", "file_name", "file_sha256", "received_at", "revision", "outcome", "loadable", "in_force", "latest",
]  # fmt: skip


def judged_revisions(scene: Scene, findings: list[Finding]) -> pd.DataFrame:
    """One row a received file of a known unit: columns COLUMNS."""
    by_file: dict[str, list[Finding]] = {}
    for each in findings:
        by_file.setdefault(each.file_sha256 or "", []).append(each)
    files = scene.intake.files
    known = files[files["unit_code"].notna()].sort_values(["unit_code", "received_at", "file_name"], kind="stable")
    rejecting = scene.reference.district.policies.on_error == "reject_rows"
    rows = []
    for unit, group in known.groupby("unit_code", sort=False):
        for revision, file in enumerate(group.itertuples(), start=1):
            outcome = _outcome(scene, file, by_file.get(str(file.file_sha256), []), rejecting)
            late = datetime.fromisoformat(str(file.received_at)) > scene.closed_after
            rows.append(
                [file.file_id, unit, file.file_name, file.file_sha256, file.received_at, revision,
                 "late_closed" if late else outcome, outcome in CLEAN and not late, False, False]
            )  # fmt: skip
    revisions = pd.DataFrame(rows, columns=COLUMNS)
    for _, group in revisions.groupby("unit_code"):
        usable = group.index[group["loadable"]]
        if len(usable):
            revisions.loc[usable[-1], "in_force"] = True
        in_time = group.index[group["outcome"] != "late_closed"]
        revisions.loc[in_time[-1] if len(in_time) else group.index[-1], "latest"] = True
    return revisions


def _outcome(scene: Scene, file: Any, findings: list[Finding], rejecting: bool) -> str:
    open_ones = [each for each in findings if each.status == "open"]
    if not file.readable or any(each.severity == "F" for each in open_ones):
        return "unreadable"
    returning = [each for each in open_ones if each.returns]
    whole = [each for each in returning if each.cell is None or each.rule_code in ("F003", "F004", "F005")]
    if whole or (returning and not rejecting):
        return "returned"
    if file.no_change and not any((rows["file_id"] == file.file_id).any() for rows in scene.intake.rows.values()):
        return "nil"
    return "needs_explanation" if any(each.severity == "W" for each in open_ones) else "accepted"


def submissions_of(scene: Scene, revisions: pd.DataFrame, findings: list[Finding], tally: pd.DataFrame) -> pd.DataFrame:
    """report_submission: one row an expected unit."""
    deadlines = Deadlines(scene.reference.district.calendar, scene.reference.holidays)
    by_unit = dict(list(revisions.groupby("unit_code")))
    open_ones: dict[str | None, list[Finding]] = {}
    for each in findings:
        if each.status == "open":
            open_ones.setdefault(each.unit_code, []).append(each)
    sums = tally.groupby("file_sha256")[["rows_read", "rows_loaded", "rows_rejected"]].sum()
    counts = {file: tuple(rows) for file, *rows in sums.itertuples()}
    rows = []
    for unit in scene.register.expected(scene.month):
        group = by_unit.get(unit)
        on_time, late = _timeliness(scene, deadlines, group)
        mine = open_ones.get(unit, [])
        row: dict[str, Any] = {
            "unit_code": unit, "status": "missing", "figures": "carried", "on_time": on_time, "late_days": late,
            "rows_read": 0, "rows_loaded": 0, "rows_rejected": 0,
            "errors": sum(each.severity in "FE" for each in mine), "warnings": sum(each.severity == "W" for each in mine),
        }  # fmt: skip
        if group is not None:
            latest = group[group["latest"]].iloc[0]
            read, loaded, rejected = counts.get(latest["file_sha256"], (0, 0, 0))
            row |= {
                "status": latest["outcome"], "figures": "current" if group["in_force"].any() else "carried",
                "received_at": latest["received_at"], "revision": latest["revision"], "file_name": latest["file_name"],
                "file_sha256": latest["file_sha256"], "rows_read": read, "rows_loaded": loaded, "rows_rejected": rejected,
            }  # fmt: skip
        rows.append(row)
    return typed_frame(pd.DataFrame(rows, columns=SUBMISSION.names), SUBMISSION)


def _timeliness(scene: Scene, deadlines: Deadlines, group: pd.DataFrame | None) -> tuple[bool | None, int | None]:
    """(on time, working days late) of the first clean (or first received) revision; (None, None) before the deadline
    with nothing clean, (False, None) after it."""
    first = None
    if group is not None:
        counted = (
            group
            if scene.reference.district.policies.timeliness == "first_received"
            else group[group["outcome"].isin(CLEAN)]
        )
        first = counted.iloc[0] if len(counted) else None
    if first is None:
        return (None if scene.as_of.date() <= deadlines.submit(scene.month) else False), None
    received = datetime.fromisoformat(str(first["received_at"]))
    return deadlines.is_on_time(scene.month, received), deadlines.working_days_late(scene.month, received)
