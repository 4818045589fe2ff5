"""Rows of a release as frames typed by the column dictionary."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from schemas.columns.dictionary import Table
from schemas.columns.frames import empty_frame, in_key_order


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
    """A stored column in the dictionary's type at once: schemas/columns/frames.py would convert it a second time."""
    if dtype == "int":
        return pd.Series(pd.array(values, dtype="Int64"))
    if dtype == "float":
        return pd.Series(values, dtype="float64")
    if dtype == "bool":
        return pd.Series([None if value is None else bool(value) for value in values], dtype="boolean")
    if dtype in ("date", "datetime"):
        return pd.Series([_iso(value) for value in values], dtype=object)
    return pd.Series(values, dtype=object)


def stored_rows(connection: sa.Connection, stored: sa.Table, release_id: str) -> pd.DataFrame:
    """The rows of a table that the column dictionary does not describe, as they are, without release_id and month."""
    columns = list(stored.columns)[2:]
    rows = connection.execute(sa.select(*columns).where(stored.c.release_id == release_id)).fetchall()
    frame = pd.DataFrame([tuple(row) for row in rows], columns=[column.name for column in columns])
    return in_key_order(frame, [])


def _iso(value: object) -> str | None:
    return None if value is None else value if isinstance(value, str) else value.isoformat()  # type: ignore[attr-defined]
