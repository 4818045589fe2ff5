"""Rows of a release as frames typed by the column dictionary."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from schemas.columns.dictionary import Table
from schemas.columns.frames import in_key_order, typed_frame


def release_rows(connection: sa.Connection, stored: sa.Table, table: Table, release_id: str | None) -> pd.DataFrame:
    """The rows of one release in key order, without release_id and month; empty without a release."""
    if release_id is None:
        return typed_frame(pd.DataFrame(), table)
    names = table.names
    marker = "?" if connection.dialect.name == "sqlite" else "%s"
    rows = connection.exec_driver_sql(
        f"SELECT {', '.join(names)} FROM {stored.name} WHERE release_id = {marker}", (release_id,)
    ).fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    data = {}
    for column, values in zip(table.columns, columns, strict=True):
        if column.dtype in ("date", "datetime"):
            data[column.name] = pd.Series([_iso(value) for value in values], dtype=object)
        elif column.dtype == "bool":
            data[column.name] = pd.Series([None if value is None else bool(value) for value in values], dtype="boolean")
        elif column.dtype == "int":
            data[column.name] = pd.Series(pd.array(list(values), dtype="Int64"))
        else:
            data[column.name] = pd.Series(list(values), dtype="float64" if column.dtype == "float" else object)
    return in_key_order(typed_frame(pd.DataFrame(data), table), table.keys)


def stored_rows(connection: sa.Connection, stored: sa.Table, release_id: str) -> pd.DataFrame:
    """The rows of a table that the column dictionary does not describe, as they are, without release_id and month."""
    columns = list(stored.columns)[2:]
    rows = connection.execute(sa.select(*columns).where(stored.c.release_id == release_id)).fetchall()
    frame = pd.DataFrame([tuple(row) for row in rows], columns=[column.name for column in columns])
    return in_key_order(frame, [])


def _iso(value: object) -> str | None:
    return None if value is None else value if isinstance(value, str) else value.isoformat()  # type: ignore[attr-defined]
