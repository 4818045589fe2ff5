"""Rows of a release as frames typed by the column dictionary."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from schemas.columns.dictionary import Table
from schemas.columns.frames import empty_frame, in_key_order

_NOTHING = type(None)
_STORED_AS: dict[str, set[type]] = {
    "text": {str, _NOTHING}, "json": {str, _NOTHING}, "int": {int, _NOTHING}, "float": {float, int, _NOTHING},
    "bool": {bool, int, _NOTHING}, "date": {str, date, _NOTHING}, "datetime": {str, datetime, _NOTHING},
}  # fmt: skip


def release_rows(connection: sa.Connection, stored: sa.Table, table: Table, release_id: str | None) -> pd.DataFrame:
    """The rows of one release in key order, without release_id and month; empty without a release."""
    if release_id is None:
        return empty_frame(table)
    names = table.names
    marker = "?" if connection.dialect.name == "sqlite" else "%s"
    rows = connection.exec_driver_sql(
        f"SELECT {', '.join(names)} FROM {stored.name} WHERE release_id = {marker}", (release_id,)
    ).fetchall()
    if not rows:
        return empty_frame(table)
    columns = zip(table.columns, zip(*rows, strict=True), strict=True)
    frame = pd.DataFrame({column.name: _typed(values, column.dtype) for column, values in columns})
    return in_key_order(frame, table.keys)


def _typed(values: tuple[Any, ...], dtype: str) -> pd.Series:
    """A stored column in the dictionary's type at once: schemas/columns/frames.py would convert it a second time. Raises
    ValueError at a value that is not of its type, which SQLite lets into any column, and PostgreSQL's NaN into a number."""
    if strange := set(map(type, values)) - _STORED_AS[dtype]:
        raise ValueError(f"不是 {dtype} 类型的值：{sorted(each.__name__ for each in strange)}")
    if dtype == "int":
        return pd.Series(pd.array(values, dtype="Int64"))
    if dtype == "float":
        numbers = pd.Series(values, dtype="float64")
        if int(numbers.isna().sum()) != values.count(None):
            raise ValueError("不是数的值（NaN）")
        return numbers
    if dtype == "bool":
        if not set(values) <= {True, False, None}:
            raise ValueError("不是是否的值")
        return pd.Series([None if value is None else bool(value) for value in values], dtype="boolean")
    if dtype in ("date", "datetime"):
        return pd.Series([_iso(value) for value in values], dtype=object)
    return pd.Series(values, dtype=object)


def stored_rows(connection: sa.Connection, stored: sa.Table, release_id: str) -> pd.DataFrame:
    """The rows of a table that the column dictionary does not describe, as they are, without release_id and month. Raises
    ValueError as `release_rows` does."""
    columns = list(stored.columns)[2:]
    marker = "?" if connection.dialect.name == "sqlite" else "%s"
    names = ", ".join(column.name for column in columns)
    rows = connection.exec_driver_sql(
        f"SELECT {names} FROM {stored.name} WHERE release_id = {marker}", (release_id,)
    ).fetchall()
    values = {column.name: each for column, each in zip(columns, zip(*rows, strict=True), strict=True)} if rows else {}
    kinds = {str: "text", int: "int", float: "float", bool: "bool"}
    for column in columns if rows else []:
        _typed(values[column.name], kinds[column.type.python_type])
        if column.type.python_type is bool:
            values[column.name] = tuple(None if value is None else bool(value) for value in values[column.name])
    frame = pd.DataFrame(values, columns=[column.name for column in columns])
    return in_key_order(frame, [])


def _iso(value: object) -> str | None:
    return None if value is None else value if isinstance(value, str) else value.isoformat()  # type: ignore[attr-defined]
