"""What units are compared by: the few columns of all rows of a month that the rules between units look at.

A batch leaves these behind when its rows go. An evaluator that is `between_units` sees them as a scene of their own and
must need no other column; one that does fails in every test of it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.intake.model import ISSUE_COLUMNS, Intake

_PLACE = ("file_id", "sheet", "row")
TYPED = {
    "project": (
        "project_code", "project_name", "approval_code", "company_name", "company_uscc", "investor_name", "investor_origin",
        "total_investment_yuan", "signed_on", "partner_unit", "own_share",
    ),
    "fund": ("project_code", "arrived_month_yuan", "arrived_ytd_yuan", "arrived_total_yuan"),
    "talent_subsidy": ("employer", "subsidy_yuan"),
    "visit": ("company_name",),
}  # fmt: skip
RAW = {
    "project": ("project_code", "total_investment"),
    "fund": ("arrived_month", "arrived_ytd", "arrived_total"),
    "talent_subsidy": ("employer", "subsidy"),
    "visit": ("company_name",),
}


def narrowed(intake: Intake) -> Intake:
    """The columns that units are compared by, of the submissions of a batch."""
    return Intake(
        intake.month, intake.files,
        {kind: intake.rows[kind][[*_PLACE, *names]] for kind, names in TYPED.items()},
        {kind: intake.raw[kind][list(names)] for kind, names in RAW.items()},
        intake.columns, intake.totals.iloc[0:0], intake.issues.iloc[0:0],
    )  # fmt: skip


def side_by_side(month: str, batches: list[Intake]) -> Intake:
    """The narrowed batches of a month as one."""
    columns: dict[tuple[int, str, str], dict[str, str]] = {}
    for each in batches:
        columns |= each.columns
    return Intake(
        month, stacked([each.files for each in batches]),
        {kind: stacked([each.rows[kind] for each in batches]) for kind in TYPED},
        {kind: stacked([each.raw[kind] for each in batches]) for kind in RAW},
        columns, batches[0].totals, pd.DataFrame(columns=list(ISSUE_COLUMNS), dtype=object),
    )  # fmt: skip


def stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames of the same columns below each other, those without rows left out: they would blur the types."""
    filled: list[Any] = [frame for frame in frames if len(frame)]
    if len(filled) > 1:
        return pd.concat(filled, ignore_index=True)
    return filled[0] if filled else frames[0]
