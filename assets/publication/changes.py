"""What a revision changes, cell of table by cell of table, and why: report_revision_change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from assets.publication.causes import Causes
from assets.publication.origins import revision_origins
from assets.store.candidate import Candidate
from schemas.columns.frames import typed_frame
from schemas.columns.releases import REVISION_CHANGE
from schemas.columns.report import REPORT_TABLES
from schemas.rounding import half_up

if TYPE_CHECKING:
    from assets.store.published import Store

# Findings and cells are no figures of a release; what it says of itself and its changes is not compared with them.
COMPARED = tuple(name for name in REPORT_TABLES if name not in ("release", "finding", "source_cell", "revision_change"))
_WORDS = ("explanation", "explanation_zh")  # they retell the figures beside them
_PLACES = 12  # further ones are the binary's
Why = Callable[[str, dict[str, Any], str], tuple[str, str]]  # (table, row, column) → (cause_kind, cause)


def revision_changes(store: Store, candidate: Candidate, current: dict[str, Any] | None, home: Path) -> pd.DataFrame:
    """One row a changed figure between the current release and the candidate; none for a first release."""
    rows: list[dict[str, Any]] = []
    if current is not None:
        why = Causes(store, candidate, current, revision_origins(store, candidate, current, home), home)
        for name in COMPARED:
            before = store.of_release(name, str(current["release_id"]))
            rows += table_changes(name, before, candidate.tables[name], why)
    return typed_frame(pd.DataFrame(rows), REVISION_CHANGE)


def table_changes(name: str, before: pd.DataFrame, after: pd.DataFrame, why: Why) -> list[dict[str, Any]]:
    """Rows of report_revision_change for one table."""
    keys = REPORT_TABLES[name].keys
    old, new = _indexed(before, keys), _indexed(after, keys)
    rows = []
    for key in sorted(old.keys() | new.keys()):
        left, right = old.get(key, {}), new.get(key, {})
        if left == right:
            continue
        for column in right or left:
            first, second = left.get(column), right.get(column)
            if first == second or column in _WORDS:
                continue
            kind, cause = why(name, right or left, column)
            rows.append(
                {
                    "table_name": f"report_{name}",
                    "row_key": key,
                    "column_name": column,
                    "value_before": _text(first),
                    "value_after": _text(second),
                    "cause_kind": kind,
                    "cause": cause,
                }
            )
    return rows


def _indexed(frame: pd.DataFrame, keys: list[str]) -> dict[str, dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return {"|".join(str(row[key]) for key in keys): row for row in plain.to_dict("records")}


def _text(value: Any) -> str | None:
    """As a person would type it: 12000, not 12000.0; 0.0769959, not 0.07699590000000001."""
    if isinstance(value, float):
        return format(half_up(value, _PLACES).normalize(), "f")
    return None if value is None else str(value)
