"""The report tables as Pandera schemas, made from the column dictionary: columns in their order, types, nulls, keys, codes.

What a submission is held to on its way in (schemas/form/frames.py), a report table is held to on its way out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas.codes.lists import CHOICES, SIZE_BANDS
from schemas.codes.places import ORIGIN_SCOPES
from schemas.columns.dictionary import Column, Table
from schemas.office.supervision import KIND_LABELS

_CALIBER = ("declared", "verified")
CODES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("release", "status"): ("provisional", "final"),
    ("metric", "value_unit"): ("yuan", "usd", "count", "ratio"),
    ("project", "stage"): tuple(CHOICES["stage"]),
    ("project", "origin_scope"): tuple(ORIGIN_SCOPES),
    ("project", "size_band"): tuple(code for code, _, _ in SIZE_BANDS),
    ("size_band", "size_band"): tuple(code for code, _, _ in SIZE_BANDS),
    ("stage", "stage"): tuple(CHOICES["stage"]),
    ("origin", "origin_scope"): tuple(ORIGIN_SCOPES),
    ("supervision", "kind"): tuple(KIND_LABELS),
    ("supervision", "colour"): ("blue", "yellow", "red"),
    ("submission", "status"): (
        "accepted", "needs_explanation", "nil", "returned", "unreadable", "missing", "late_closed",
    ),
    ("submission", "figures"): ("current", "carried", "none"),
    ("finding", "severity"): ("F", "E", "W", "I"),
    ("finding", "status"): ("open", "explained", "exempted", "overturned"),
    ("finding", "level"): (0, 1, 2, 3, 4, 5),
    ("revision_change", "cause_kind"): ("cell", "reference", "rulebook", "code", "spill_over"),
    **{(name, "caliber"): _CALIBER for name in ("metric", "fund_arrival", "industry_chain", "size_band", "stage", "origin")},
}  # fmt: skip
_DAY, _MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?")
_DTYPES = {"int": "Int64", "float": "float64", "bool": "boolean"}
_WORDS = {"not_nullable": "不得为空", "finite": "应为有限的数", "code": "不在代码表中", "unique": "主键重复"}
NAMED = 20


def table_faults(frame: pd.DataFrame, table: Table) -> list[str]:
    """What is wrong with the rows of a report table, in Chinese: which row, column, value; empty where nothing is."""
    try:
        report_schema(table).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as fault:
        cases = fault.failure_cases.drop_duplicates(["column", "check", "index"])
        return [_told(frame, table, row) for row in cases.head(NAMED).to_dict("records")]
    return []


@cache
def report_schema(table: Table) -> pa.DataFrameSchema:
    """Exactly the columns of the dictionary, in order; the key is unique."""
    columns = {column.name: _column(table.name, column) for column in table.columns}
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=table.keys or None)


def _column(table: str, column: Column) -> pa.Column:
    checks = []
    if column.dtype in _FORMS:
        holds = _FORMS[column.dtype]
        checks.append(pa.Check(lambda values: values.map(holds).astype(bool), name=column.dtype))
    if column.dtype == "float":
        checks.append(pa.Check(lambda values: values.abs() != float("inf"), name="finite"))
    if (table, column.name) in CODES:
        codes = CODES[table, column.name]
        checks.append(pa.Check(lambda values: values.isin(codes), name="code"))
    return pa.Column(_DTYPES.get(column.dtype), checks, nullable=column.nullable)  # text from Parquet is no object


def _is_json(value: object) -> bool:
    try:
        json.loads(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True


_FORMS: dict[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "json": _is_json,
    "date": lambda value: isinstance(value, str) and _DAY.fullmatch(value) is not None,
    "datetime": lambda value: isinstance(value, str) and _MOMENT.fullmatch(value) is not None,
}


def _told(frame: pd.DataFrame, table: Table, case: dict[str, Any]) -> str:
    check, column = str(case["check"]), str(case["column"] or "")
    at, place = case["index"], ""
    if pd.notna(at) and at in frame.index and set(table.keys) <= set(frame.columns):
        key = "|".join(str(frame.at[at, name]) for name in table.keys)
        place = f" 第 {frame.index.get_loc(at) + 1} 行{f'（{key}）' if key else ''}"
    if "unique" in check:
        return f"report_{table.name}{place} 主键重复"
    if check.startswith(("column_in", "column_ordered")):
        return f"report_{table.name} 的列与数据字典不符：{case['failure_case']}"
    kind = next((each.dtype for each in table.columns if each.name == column), "")
    word = _WORDS.get(check, f"应为 {kind} 类型")
    return f"report_{table.name}{place} {column}：{word}（现为 {case['failure_case']}）"
