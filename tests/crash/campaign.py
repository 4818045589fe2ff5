"""Many strokes, each on a fresh copy of the scene in a process of its own, with a reader polling; then the next run.

The processes are forked from a server that has imported everything and run nothing, so that a stroke costs one
publication and no start-up.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import os
import random
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import psycopg
import sqlalchemy as sa

from assets.store.published import Store
from tests.crash.boundaries import FULL_DISK, KILL, LOST_CONNECTION, disk_emptied, full_disk, kill, lost_connection
from tests.crash.scene import Seen, judged, keep_documents, prepare, publish, seen

TWO_RUNS, NOT_STRUCK = "kill while a second run waits", "not struck"
COUNTED = (KILL, TWO_RUNS, FULL_DISK, LOST_CONNECTION, NOT_STRUCK)  # each stroke is one of these in the tally
Stroke = tuple[str, int, float | None]  # kind, boundary (0: none), share of the usual time
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.crash.scene"])


class Campaign:
    """One database. `server`: URI of a PostgreSQL server, None for SQLite."""

    def __init__(self, name: str, root: Path, server: str | None) -> None:
        root.mkdir(parents=True)
        self.name, self.root, self.server = name, root, server
        multiprocessing.forkserver.ensure_running()  # before the month's reading starts one of its own kind
        self.tally: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.base = root / "base"
        self.base_url = self._database("base") or f"sqlite:///{self.base}/zhaoyin.db"
        prepare(self.base, self.base_url)
        self.old = self._look(self.base_url)
        home, url = self._fresh("whole")
        assert published(home, url) == 0, "the undisturbed publication failed"
        keep_documents(home, self.base)
        home, url = self._fresh("counted")
        began = time.monotonic()
        assert published(home, url) == 0, "the undisturbed publication failed"
        self.usual = time.monotonic() - began
        self.kinds = (home / "work" / "boundaries.txt").read_text().split()
        self.new = self._look(url)
        assert self.old != self.new

    def boundaries(self, kind: str | None = None) -> list[int]:
        """Numbers of the boundaries, of one kind or all."""
        return [number for number, each in enumerate(self.kinds, 1) if kind in (None, each)]

    def plan(self, strikes: int, random_kills: int) -> list[Stroke]:
        """`strikes` kills spread evenly over all boundaries and as many at random moments as asked; then, a third as many
        of each, a full disk at file boundaries (on SQLite at all: the database is a file, too), a lost connection at
        statements (PostgreSQL) and a kill while a second run of the month waits."""
        third = max(2, strikes // 3)
        plan: list[Stroke] = [(KILL, at, None) for at in spread(self.boundaries(), strikes)]
        plan += [(KILL, 0, random.Random(n).uniform(0.0, 0.9)) for n in range(random_kills)]
        plan += [(FULL_DISK, at, None) for at in spread(self.boundaries("file" if self.server else None), third)]
        plan += [(TWO_RUNS, at, None) for at in spread(self.boundaries(), third)]
        if self.server:
            plan += [(LOST_CONNECTION, at, None) for at in spread(self.boundaries("statement"), third)]
        return plan

    def strike(self, number: int, kind: str, at: int, share: float | None = None) -> None:
        """One stroke (`share`: a kill from outside after that share of the usual time), and the run after it."""
        home, url = self._fresh(f"c{number}")
        with self._polling(url):
            if kind == TWO_RUNS:
                code, second = published_twice(home, url, at)
            else:
                code, second = published(home, url, at, kind, None if share is None else share * self.usual), 0
        self.tally[kind if code else NOT_STRUCK] += 1
        self.tally["struck inside: nothing published"] += self._look(url) == self.old
        again = published(home, url)
        where = f"{kind} at {at or share} of {len(self.kinds)}"
        if second or again:
            self.wrong.append(f"{where}: the waiting run ended with {second}, the next one with {again}")
        elif lost := judged(home, url, self.new).lost:
            self.wrong.append(f"{where}: {lost}")
        shutil.rmtree(home)
        self._drop(f"c{number}")

    def _polling(self, url: str) -> _Poll:
        return _Poll(url, (self.old, self.new), self.tally, self.wrong)

    @staticmethod
    def _look(url: str) -> Seen:
        with Store(url) as store:
            return seen(store.engine)

    def _fresh(self, name: str) -> tuple[Path, str]:
        """A copy of the prepared home with a database of its own."""
        home = self.root / name
        shutil.copytree(self.base, home, copy_function=shutil.copy2)
        return home, self._database(name, "base") or f"sqlite:///{home}/zhaoyin.db"

    def _database(self, name: str, template: str | None = None) -> str | None:
        if self.server is None:
            return None
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE z_{name}" + (f" TEMPLATE z_{template}" if template else ""))
        return self._url_of(name)

    def _url_of(self, name: str) -> str:
        assert self.server is not None
        head, _, query = self.server.partition("?")
        url = f"{head.rsplit('/', 1)[0]}/z_{name}{'?' + query if query else ''}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    def _drop(self, name: str) -> None:
        if self.server is not None:
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE z_{name} WITH (FORCE)")


def published(home: Path, url: str, at: int = 0, kind: str = KILL, kill_after: float | None = None) -> int:
    """Publishes in a process of its own: 0, 1 after a fault, negative when it was killed."""
    process = _started(home, url, at, kind)
    if kill_after is not None:
        time.sleep(kill_after)
        process.kill()
    process.join()
    return int(process.exitcode or 0)


def published_twice(home: Path, url: str, at: int) -> tuple[int, int]:
    """Two processes publish the month at once, the first one to be killed at boundary `at`; how each ended."""
    both = [_started(home, url, at, KILL), _started(home, url, 0, KILL)]
    for process in both:
        process.join()
    return int(both[0].exitcode or 0), int(both[1].exitcode or 0)


def _started(home: Path, url: str, at: int, kind: str) -> BaseProcess:
    process = _SERVER.Process(target=_publish, args=(home, url, at, kind))
    process.start()
    return process


def _publish(home: Path, url: str, at: int, kind: str) -> None:
    sys.stderr = open(home / "work" / f"stderr-{os.getpid()}.txt", "w")  # noqa: SIM115 - faults are what is asked for
    strikes = {KILL: kill, FULL_DISK: full_disk, LOST_CONNECTION: lost_connection(url)}
    try:
        kinds = publish(home, url, at, strikes[kind])
    finally:
        disk_emptied()
    (home / "work" / "boundaries.txt").write_text(" ".join(kinds))


class _Poll:
    """A reader that looks at all views again and again while somebody publishes."""

    def __init__(self, url: str, allowed: tuple[Seen, Seen], tally: Counter[str], wrong: list[str]) -> None:
        self._url, self._allowed, self._tally, self._wrong = url, allowed, tally, wrong
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        engine = sa.create_engine(self._url)
        while not self._stop.is_set():
            now = seen(engine)
            self._tally["reads"] += 1
            if now not in self._allowed:
                self._tally["mixed reads"] += 1
                self._wrong.append(f"a mixed read: {sorted({part.split()[0] for part in now})}")
            self._stop.wait(0.03)
        engine.dispose()


def spread(numbers: list[int], wanted: int) -> Iterator[int]:
    """At most `wanted` of the numbers, evenly, the first and the last among them."""
    if len(numbers) <= wanted:
        return iter(numbers)
    return iter(sorted({numbers[round(place * (len(numbers) - 1) / (wanted - 1))] for place in range(wanted)}))
