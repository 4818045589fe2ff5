"""What a revision changes, cell of table by cell of table, and why: report_revision_change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from assets.publication.candidate import Candidate
from schemas.columns.frames import typed_frame
from schemas.columns.report import REPORT_TABLES, REVISION_CHANGE

if TYPE_CHECKING:
    from assets.publication.store.store import Store

COMPARED = (
    "metric", "fund_arrival", "project", "industry_chain", "size_band", "stage", "origin", "event", "talent",
    "recognition", "visit", "activity", "assessment", "assessment_item", "submission",
)  # fmt: skip


def revision_changes(store: Store, candidate: Candidate, current: dict[str, Any] | None) -> pd.DataFrame:
    """One row a changed figure between the current release and the candidate; none for a first release."""
    if current is None:
        return typed_frame(pd.DataFrame(), REVISION_CHANGE)
    touched = _touched_units(store, candidate, str(current["release_id"]))
    rows: list[dict[str, Any]] = []
    for name in COMPARED:
        before = store.of_release(name, str(current["release_id"]))
        rows += table_changes(name, before, candidate.tables[name], touched, _whole_cause(candidate, current))
    return typed_frame(pd.DataFrame(rows), REVISION_CHANGE)


def table_changes(
    name: str, before: pd.DataFrame, after: pd.DataFrame, touched: set[str], whole: tuple[str, str]
) -> list[dict[str, Any]]:
    """Rows of report_revision_change for one table."""
    keys = REPORT_TABLES[name].keys
    old, new = _indexed(before, keys), _indexed(after, keys)
    rows = []
    for key in sorted(set(old) | set(new)):
        left, right = old.get(key, {}), new.get(key, {})
        for column in right or left:
            first, second = left.get(column), right.get(column)
            if first == second or column in ("explanation", "explanation_zh"):
                continue
            kind, cause = whole if not touched else _cause(key, touched)
            rows.append(
                {"table_name": f"report_{name}", "row_key": key, "column_name": column, "value_before": _text(first),
                 "value_after": _text(second), "cause_kind": kind, "cause": cause}
            )  # fmt: skip
    return rows


def _indexed(frame: pd.DataFrame, keys: list[str]) -> dict[str, dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return {"|".join(str(row[key]) for key in keys): row for row in plain.to_dict("records")}


def _touched_units(store: Store, candidate: Candidate, release_id: str) -> set[str]:
    """Units whose file in force differs from the earlier revision's."""
    before = store.of_release("submission", release_id).set_index("unit_code")["file_sha256"]
    after = candidate.tables["submission"].set_index("unit_code")["file_sha256"]
    return {unit for unit in after.index if str(after.get(unit)) != str(before.get(unit))}


def _whole_cause(candidate: Candidate, current: dict[str, Any]) -> tuple[str, str]:
    if candidate.release["rulebook_version"] != current["rulebook_version"]:
        return "rulebook", "考核办法变更"
    if candidate.release["code_version"] != current["code_version"]:
        return "code", "程序版本变更"
    return "reference", "参考文件或时限状态变更"


def _cause(key: str, touched: set[str]) -> tuple[str, str]:
    unit = key.split("|")[0]
    own = unit in touched or any(unit.startswith(f"{code}-") for code in touched)
    if own or unit == "ALL" or unit.startswith("GROUP:"):
        return "cell", f"报表更正:{'、'.join(sorted(touched))}"
    return "spill_over", f"受其他单位更正影响:{'、'.join(sorted(touched))}"


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
