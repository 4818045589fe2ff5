"""What the person on duty sees of a month: one row an expected unit, one line a group, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

import pandas as pd

from assets.review.submission_status import SubmissionStatus
from schemas.columns.board import BOARD, REGISTER

UNITS_ON_ONE_SCREEN = 50  # more than this and the board goes by group
_WORST_FIRST = ("unreadable", "returned", "missing", "late_closed", "needs_explanation", "nil", "accepted")
_GATHERED = {"nil": "accepted", "unreadable": "returned", "late_closed": "missing"}


def register_frame(standings: Iterable[SubmissionStatus]) -> pd.DataFrame:
    """One row an expected unit (schemas/columns/board.py REGISTER), in the register's order; the contact stays in the
    office's file."""
    rows = [{name: value for name, value in asdict(each).items() if name in REGISTER.names} for each in standings]
    frame = pd.DataFrame(rows, columns=REGISTER.names)
    return frame.astype({"errors": "int64", "warnings": "int64", "late_days": "Int64", "on_time": "boolean"})


def worst_first(register: pd.DataFrame) -> pd.DataFrame:
    """The same rows, those that somebody must call about on top."""
    place = register["status"].map({status: place for place, status in enumerate(_WORST_FIRST)})
    late = (register["late_days"].fillna(0) <= 0).astype(int)
    return register.assign(_place=place, _late=late).sort_values(["_place", "_late"], kind="stable")[register.columns]


def group_frame(register: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """One row a group that has expected units (BOARD). accepted includes 零报告, returned what cannot be read,
    missing what came after the close; late counts every unit that was, whatever became of it."""
    rows = []
    for code, label in groups.items():
        of_group = register[register["unit_group"] == code]
        if of_group.empty:
            continue
        counts = of_group["status"].replace(_GATHERED).value_counts()
        late = int((of_group["late_days"].fillna(0) > 0).sum())
        shown = (int(counts.get(name, 0)) for name in ("accepted", "needs_explanation", "returned", "missing"))
        rows.append((code, label, len(of_group), *shown, late))
    return pd.DataFrame(rows, columns=BOARD.names)
