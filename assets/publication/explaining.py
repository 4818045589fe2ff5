"""From a figure to its cells and from a cell to every figure it feeds, out of the published lineage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assets.store.published import Store


@dataclass(frozen=True, slots=True)
class Source:
    """One cell on the path of a figure. `how`: what is special about it, Chinese; '' for a plain current cell."""

    file_name: str
    sheet: str
    cell: str
    raw_value: str | None
    unit_code: str
    project_code: str | None
    field: str
    contribution: float | None
    how: str


def sources_of(store: Store, month: str, table: str, row_key: str, column: str) -> list[Source]:
    """The cells of one figure, largest contribution first."""
    query = sa.text(
        "SELECT c.file_name, c.sheet, c.cell, c.raw_value, c.unit_code, c.project_code, c.field, f.contribution "
        "FROM report_figure_source f JOIN report_source_cell c ON c.release_id = f.release_id AND c.source_id = f.source_id "
        "WHERE f.month = :month AND f.table_name = :table AND f.row_key = :row_key AND f.column_name = :column"
    )
    with store.engine.connect() as connection:
        rows = connection.execute(query, {"month": month, "table": table, "row_key": row_key, "column": column}).all()
    carried, shared = _carried(store, month), _shared(store, month)
    sources = [
        Source(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            row[6],
            row[7],
            _how(row[0], row[5], row[6], carried, shared),
        )
        for row in rows
    ]
    return sorted(sources, key=lambda source: -abs(source.contribution or 0))


def _how(file_name: str, project: str | None, field: str, carried: dict[str, str], shared: dict[str, str]) -> str:
    words = []
    if field.startswith("verification.") or field.startswith("policy."):
        words.append("认定调整")
    if file_name in carried:
        words.append(f"沿用 {carried[file_name]} 数据")
    if project in shared:
        words.append(f"共享项目，{shared[project]}")
    return "；".join(words)


def _carried(store: Store, month: str) -> dict[str, str]:
    """File name → the month its rows are of, where that is an earlier one."""
    books = store.books("project", month)
    rows = books[books["as_of_month"] != month]
    return dict(zip(rows["file_name"], rows["as_of_month"], strict=True))


def _shared(store: Store, month: str) -> dict[str, str]:
    facts = store.table("project", month)
    rows = facts[facts["partner_unit_code"].notna()]
    return {
        str(row.project_code): f"牵头 {row.unit_code} 占 {row.own_share:.0%}，{row.partner_unit_code} 占其余"
        for row in rows.itertuples()
    }


def figures_of(store: Store, month: str, file_name: str, sheet: str, cell: str) -> list[dict[str, Any]]:
    """Every figure a cell feeds: table_name, row_key, column_name, contribution; then the scores that stand on those
    figures, which no contribution adds up to. `file_name` may be the bare name."""
    query = sa.text(
        "SELECT f.table_name, f.row_key, f.column_name, f.contribution FROM report_source_cell c "
        "JOIN report_figure_source f ON f.release_id = c.release_id AND f.source_id = c.source_id "
        "WHERE c.month = :month AND c.sheet = :sheet AND c.cell = :cell AND (c.file_name = :file OR c.file_name LIKE :ending) "
        "ORDER BY f.table_name, f.row_key, f.column_name"
    )
    values = {"month": month, "sheet": sheet, "cell": cell, "file": file_name, "ending": f"%/{file_name}"}
    with store.engine.connect() as connection:
        figures = [dict(row) for row in connection.execute(query, values).mappings()]
    return figures + list(_scores_on(store, month, figures))


def _scores_on(store: Store, month: str, figures: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Items whose explanation names a fed metric of the same unit, and the totals of those units. Scores stand on
    verified figures."""
    fed = {
        tuple(str(figure["row_key"]).split("|")[:2])
        for figure in figures
        if figure["table_name"] == "report_metric" and str(figure["row_key"]).endswith("|verified")
    }
    scored = set()
    for row in store.table("assessment_item", month).itertuples():
        if (row.unit_code, json.loads(row.explanation)["inputs"].get("metric")) in fed:
            scored.add(row.unit_code)
            yield _moved("report_assessment_item", f"{row.unit_code}|{row.item_code}", "score")
    for unit in sorted(scored):
        yield _moved("report_assessment", unit, "total_score")


def _moved(table: str, row_key: str, column: str) -> dict[str, Any]:
    return {"table_name": table, "row_key": row_key, "column_name": column, "contribution": None}
