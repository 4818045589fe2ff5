"""The one way rows enter the database: executemany on SQLite, COPY on PostgreSQL."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from assets.intake.collecting import collector_paused


@collector_paused()
def append_rows(connection: sa.Connection, table: sa.Table, frame: pd.DataFrame, release_id: str, month: str) -> int:
    """Appends a frame's rows under a release; returns how many."""
    if not len(frame):
        return 0
    names = [column.name for column in table.columns]
    columns = [[release_id] * len(frame), [month] * len(frame), *(_plain(frame[name]) for name in names[2:])]
    rows = list(zip(*columns, strict=True))
    if connection.dialect.name == "postgresql":
        _copy(connection, table.name, names, rows)
    else:
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})", rows)
    return len(rows)


def _plain(values: pd.Series) -> list[Any]:
    """Python values with None for null; numpy scalars never reach a driver."""
    null = values.isna().to_numpy(dtype=bool)
    if not null.any():
        return list(values.tolist())
    cells = values.to_numpy(dtype=object, copy=True)
    cells[null] = None
    return list(cells.tolist())


def _copy(connection: sa.Connection, name: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
