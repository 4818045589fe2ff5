"""The column dictionary as Dagster-neutral records, for the UI's column schema and the generated data dictionary."""

from __future__ import annotations

from schemas.columns.dictionary import Table

_SQL_WORDS = {
    "text": "文本",
    "int": "整数",
    "float": "数值",
    "bool": "是否",
    "date": "日期",
    "datetime": "时间",
    "json": "JSON",
}


def column_records(table: Table) -> list[dict[str, str]]:
    """One record a column: name, type (Chinese), label with unit and meaning."""
    return [
        {
            "name": column.name,
            "type": _SQL_WORDS[column.dtype],
            "description": f"{column.label}{f'({column.unit})' if column.unit else ''}:{column.meaning}",
        }
        for column in table.columns
    ]
