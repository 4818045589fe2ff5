"""The cells that figures stand on: one row a money or count cell of the accepted rows (report_source_cell)."""

from __future__ import annotations

import hashlib
from itertools import compress
from typing import Any

import pandas as pd

from assets.review.rule_context import RuleContext
from schemas.columns.frames import typed_frame
from schemas.columns.releases import SOURCE_CELL
from schemas.form.sheets import DATA_SHEETS, Field
from schemas.quoting import visible

_COUNTED = ("money", "usd", "count")
_STANDS_FOR_ROW = {
    ("visit", "company_name"),
    ("visit", "visited_on"),
}  # a visit is counted and has no number of its own
_OF_ROW = ("file_sha256", "file_name", "sheet", "unit_code", "project_code")


def source_id(file_sha256: str, sheet: str, cell: str) -> str:
    """The id of a source: a digest of file, sheet and cell."""
    return hashlib.sha256(f"{file_sha256}|{sheet}|{cell}".encode()).hexdigest()[:24]


def source_cells(context: RuleContext, accepted: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """report_source_cell: one row a money or count cell of the accepted rows, and the cells that stand for a row that
    is only counted; by sheet kind, field and row."""
    columns: dict[str, list[Any]] = {name: [] for name in SOURCE_CELL.names}
    for kind, rows in accepted.items():
        if len(rows):
            _add_kind(context, kind, rows, columns)
    columns["source_id"] = list(map(source_id, columns["file_sha256"], columns["sheet"], columns["cell"]))
    values = pd.array(columns.pop("value_yuan"), dtype="Int64")
    frame = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})
    return typed_frame(frame.assign(value_yuan=values), SOURCE_CELL)


def _add_kind(context: RuleContext, kind: str, rows: pd.DataFrame, columns: dict[str, list[Any]]) -> None:
    of_row = {name: rows[name].tolist() for name in _OF_ROW if name in rows}
    tables = list(zip(rows["file_id"].tolist(), of_row["sheet"], strict=True))
    raw = context.intake.raw[kind].loc[rows.index]
    for item in DATA_SHEETS[kind].fields:
        counted = item.kind in _COUNTED
        if not counted and (kind, item.name) not in _STANDS_FOR_ROW:
            continue
        letters = _letters(context, kind, item, tables)
        has = rows[item.column].notna().tolist()
        there = [letter is not None and filled for letter, filled in zip(letters, has, strict=True)]
        for name in _OF_ROW:
            columns[name] += compress(of_row[name], there) if name in of_row else [None] * sum(there)
        addresses = zip(letters, rows["row"].tolist(), strict=True)
        columns["cell"] += [f"{letter}{number}" for letter, number in compress(addresses, there)]
        columns["raw_value"] += map(_one_line, compress(raw[item.name].tolist(), there))
        columns["value_yuan"] += compress(rows[item.column].tolist(), there) if counted else [None] * sum(there)
        columns["field"] += [f"{kind}.{item.column}"] * sum(there)


def _one_line(raw: Any) -> Any:
    """A cell's text as a table may show it: one line without controls."""
    return visible(raw) if isinstance(raw, str) else raw


def _letters(context: RuleContext, kind: str, item: Field, tables: list[tuple[Any, Any]]) -> list[str | None]:
    """The column letters of a field in each row's sheet; None where the sheet has no such column."""
    known = {table: context.intake.columns.get((*table, kind), {}).get(item.name) for table in dict.fromkeys(tables)}
    return [known[table] for table in tables]
