"""The column dictionary as Dagster-neutral records, for the UI's column schema and the generated data dictionary."""

from __future__ import annotations

from schemas.columns.dictionary import Column, Table

_SQL_WORDS = {
    "text": "文本",
    "int": "整数",
    "float": "数值",
    "bool": "是否",
    "date": "日期",
    "datetime": "时间",
    "json": "JSON",
}
_UNIT_WORDS = {"yuan": "元", "usd": "美元", "count": "个", "ratio": "比值", "points": "百分点"}


def type_word(column: Column) -> str:
    """文本, 整数, 数值 …"""
    return _SQL_WORDS[column.dtype]


def unit_word(unit: str) -> str:
    """元, 美元, 个, 比值 …; a unit that is Chinese already as it is."""
    return _UNIT_WORDS.get(unit, unit)


def column_records(table: Table) -> list[dict[str, str]]:
    """One record a column: name, type (Chinese), label with unit and meaning."""
    return [
        {
            "name": column.name,
            "type": type_word(column),
            "description": _described(column),
        }
        for column in table.columns
    ]


def _described(column: Column) -> str:
    """报送截止 · 到位资金（元）：本年累计: the label, its unit, and the meaning where it says more."""
    label = column.label + (f"（{unit_word(column.unit)}）" if column.unit else "")
    return label if column.meaning == column.label else f"{label}：{column.meaning}"
