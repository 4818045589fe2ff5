"""The one way rows enter the database: executemany on SQLite, COPY on PostgreSQL. Rows are made Python values some
thousands at a time: a table of millions is never there twice, and PostgreSQL stores one part while the next is made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

import pandas as pd
import sqlalchemy as sa

_ROWS = 20_000  # a part
_VARIABLES = 999  # the fewest that any SQLite takes in one statement

_POSTGRESQL = {str: "text", int: "int8", float: "float8", bool: "bool", date: "date", datetime: "timestamp"}

Columns = list[list[Any]]


def append_rows(connection: sa.Connection, table: sa.Table, frame: pd.DataFrame, release_id: str, month: str) -> int:
    """Appends a frame's rows under a release; returns how many. The table's first columns are release_id and month."""
    if not len(frame):
        return 0
    load = _copy if connection.dialect.name == "postgresql" else _insert
    load(connection, table, (release_id, month), _parts(frame, [column.name for column in table.columns][2:]))
    return len(frame)


def _parts(frame: pd.DataFrame, names: list[str]) -> Iterator[Columns]:
    for start in range(0, len(frame), _ROWS):
        part = frame.iloc[start : start + _ROWS]
        yield [_plain(part[name]) for name in names]


def _plain(values: pd.Series) -> list[Any]:
    """Python values with None for null; numpy scalars never reach a driver."""
    null = values.isna().to_numpy(dtype=bool)
    if not null.any():
        return list(values.tolist())
    cells = values.to_numpy(dtype=object, copy=True)
    cells[null] = None
    return list(cells.tolist())


def _insert(connection: sa.Connection, table: sa.Table, key: tuple[str, str], parts: Iterator[Columns]) -> None:
    """Many rows a statement, the release written into it: a value that is not bound costs nothing."""
    names = [column.name for column in table.columns]
    told = ", ".join(f"'{each.replace(chr(39), chr(39) * 2)}'" for each in key)
    width = len(names) - len(key)
    row, at_once = f"({told}, {', '.join('?' * width)})", max(1, _VARIABLES // width)
    head = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES "
    cursor: Any = connection.connection.cursor()
    for columns in parts:
        whole, rest = divmod(len(columns[0]), at_once)
        cells = chain.from_iterable(zip(*columns, strict=True))
        groups = (tuple(islice(cells, at_once * width)) for _ in range(whole))
        cursor.executemany(head + ", ".join([row] * at_once), groups)
        if rest:
            cursor.execute(head + ", ".join([row] * rest), tuple(cells))
    cursor.close()


def _copy(connection: sa.Connection, table: sa.Table, key: tuple[str, str], parts: Iterator[Columns]) -> None:
    """In binary: neither side writes or reads a number as digits."""
    kinds = [column.type.python_type for column in table.columns]
    cursor = connection.connection.cursor()
    names = ", ".join(column.name for column in table.columns)
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types([_POSTGRESQL[kind] for kind in kinds])
        for columns in parts:
            same = [[each] * len(columns[0]) for each in key]
            timed = (_moments(kind, values) for kind, values in zip(kinds[len(key) :], columns, strict=True))
            for row in zip(*same, *timed, strict=True):
                copy.write_row(row)


def _moments(kind: type, values: list[Any]) -> list[Any]:
    """Dates and times, which a frame holds as ISO text, as what they are; any other column as it is."""
    if kind not in (date, datetime):
        return values
    return [kind.fromisoformat(value) if isinstance(value, str) else value for value in values]
