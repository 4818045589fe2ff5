"""What units are compared by: the few columns of the rows that the rules between units look at.

A batch leaves these behind when its rows go, and only the rows that met another unit's are looked at again. An evaluator
that compares units must need no other column; one that does fails in every test of it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.intake.model import ISSUE_COLUMNS, Intake
from assets.intake.parted import stacked
from assets.review.keys import Array, labels

_PLACE = ("file_id", "sheet", "row")
TYPED = {
    "project": (
        "project_code", "project_name", "approval_code", "company_name", "company_uscc", "investor_name", "investor_origin",
        "total_investment_yuan", "signed_on",
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
    """The columns that units are compared by, of the rows of a batch."""
    return Intake(
        intake.month, intake.files.iloc[0:0],
        {kind: intake.rows[kind][[*_PLACE, *names]] for kind, names in TYPED.items()},
        {kind: intake.raw[kind][list(names)] for kind, names in RAW.items()},
        {place: letters for place, letters in intake.columns.items() if place[2] in TYPED},
        intake.totals.iloc[0:0], intake.issues.iloc[0:0],
    )  # fmt: skip


def picked(narrow: Intake, batch: int, places: dict[str, Array]) -> Intake:
    """Some rows of a narrowed batch, by sheet kind and place; their index is their label. `batch`: which of the month's."""
    none: Any = []
    rows, raw = {}, {}
    for kind in TYPED:
        chosen = places.get(kind, none)
        index = labels(batch, chosen) if len(chosen) else pd.RangeIndex(0)
        rows[kind] = narrow.rows[kind].iloc[chosen].set_axis(index)
        raw[kind] = narrow.raw[kind].iloc[chosen].set_axis(index)
    kept = {
        (int(file), str(sheet), kind)
        for kind in TYPED
        for file, sheet in zip(rows[kind]["file_id"], rows[kind]["sheet"], strict=True)
    }
    columns = {place: letters for place, letters in narrow.columns.items() if place in kept}
    return Intake(narrow.month, narrow.files, rows, raw, columns, narrow.totals, narrow.issues)


def side_by_side(month: str, files: pd.DataFrame, batches: list[Intake]) -> Intake:
    """The picked rows of all batches, and all `files` of the month."""
    columns: dict[tuple[int, str, str], dict[str, str]] = {}
    for each in batches:
        columns |= each.columns
    return Intake(
        month, files,
        {kind: stacked([each.rows[kind] for each in batches], keep_index=True) for kind in TYPED},
        {kind: stacked([each.raw[kind] for each in batches], keep_index=True) for kind in RAW},
        columns, batches[0].totals, pd.DataFrame(columns=list(ISSUE_COLUMNS), dtype=object),
    )  # fmt: skip
