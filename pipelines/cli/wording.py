"""A changed figure in the office's words: table, unit, metric and column by their Chinese names, money in yuan."""

from __future__ import annotations

from math import isfinite
from typing import Any

from schemas.columns.report import REPORT_TABLES
from schemas.rounding import half_up, half_up_int

_MONEY = {"yuan": "元", "usd": "美元"}
_CALIBERS = {"declared": "上报", "verified": "认定"}


class Wording:
    """Names of one release's units and metrics."""

    def __init__(self, store: Any, release_id: str) -> None:
        metrics = store.of_release("metric", release_id)
        self._names: dict[str, str] = dict(zip(metrics["unit_code"], metrics["unit_name"], strict=True))
        self._names |= dict(zip(metrics["metric_code"], metrics["metric_label"], strict=True))
        projects = store.of_release("project", release_id)
        self._projects = dict(zip(projects["project_code"], projects["project_name"], strict=True))
        self._names |= _CALIBERS

    def line(self, row: dict[str, Any]) -> str:
        """指标 全区 区外项目到位资金（认定）本年累计：1,234 → 1,244（+10）"""
        table = REPORT_TABLES[row["table_name"].removeprefix("report_")]
        parts = [self._called(part) for part in row["row_key"].split("|")]
        column = next((column for column in table.columns if column.name == row["column_name"]), None)
        label = column.label if column else row["column_name"]
        before, after = (_shown(row[name]) for name in ("value_before", "value_after"))
        return f"{table.label} {' '.join(parts)} {label}：{before} → {after}{_moved(row)}"

    def place(self, row: dict[str, Any]) -> tuple[int, str, str, str]:
        """Where a line stands under its cause: metrics first, in them ALL, groups, units."""
        key = row["row_key"]
        level = 0 if key.startswith("ALL") else 1 if key.startswith("GROUP:") else 2
        order = list(REPORT_TABLES)
        table = order.index(row["table_name"].removeprefix("report_"))
        return level if table == order.index("metric") else 3 + table, row["table_name"], key, row["column_name"]

    def _called(self, part: str) -> str:
        if part in self._projects:
            return f"{part} {self._projects[part] or ''}".strip()
        return self._names.get(part, part)


def counted(value: float | None, unit: str, sign: str = "") -> str:
    """A figure with what it is counted in: whole yuan or dollars, a ratio in per cent, a count in parts where projects are
    shared; null is 空. `sign`: + shows it."""
    if value is None or not isfinite(value):
        return "空"
    if unit in _MONEY:
        return f"{half_up_int(value):{sign},}{_MONEY[unit]}"
    return f"{half_up(value * 100, 2):{sign},}%" if unit == "ratio" else _figure(value, sign)


def _shown(value: str | None) -> str:
    """A number with separators and at most six places; null is 空."""
    number = _number(value)
    if value is None or number is None:
        return "空" if value is None else value
    return _figure(number)


def _figure(number: float, sign: str = "") -> str:
    return f"{half_up(number, 6):{sign},f}".rstrip("0").rstrip(".")


def _moved(row: dict[str, Any]) -> str:
    before, after = _number(row["value_before"]), _number(row["value_after"])
    if before is None or after is None:
        return ""
    return f"（{_figure(after - before, '+')}）"


def _number(value: str | None) -> float | None:
    try:
        number = None if value is None else float(value)
    except ValueError:
        return None
    return number if number is not None and isfinite(number) else None
