"""A small district that was released, reopened and run again without effect; one tamper at a time is tried on it and taken
back: in the database by rolling its transaction back, in the home by working on a copy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from assets.publication.events import recorded_publication, reopen_month
from assets.publication.verifying import faults
from assets.store.guards import sqlite_triggers
from assets.store.identity import open_store
from tests.publication.released import MONTH
from tests.tamper.shared import Digests, Frames, SharedReads, digests_once

WRITER = "tamper_writer"
FIRST = "2025-01"
NOTHING_THERE = "nothing there"


class NothingThere(Exception):
    """The small district has nothing that could be tampered with so."""


@dataclass
class Scene:
    """A copy of the home for tampers of files, the connection that every tamper of the database and `verify` share, and
    the releases: ids in the order of publication."""

    home: Path
    connection: sa.Connection
    releases: list[str]

    @property
    def is_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    @property
    def last(self) -> str:
        return self.releases[-1]

    def folder(self, release_id: str) -> Path:
        return self.home / "releases" / release_id[:7] / release_id.split("-")[2]

    def run(self, *statements: str) -> None:
        for statement in statements:
            self.connection.exec_driver_sql(statement)

    def one(self, query: str) -> Any:
        return self.connection.exec_driver_sql(query).scalar()


@dataclass(frozen=True)
class Tamper:
    """One kind. `act` does it; `says`: what verify's words must hold. `guarded`: the database's guards are put out of the
    way for it, as its owner can, and stand again when verify looks; else the act is one that needs no such thing.
    `only`: sqlite or postgresql where the other has no such thing. `files`: it touches the home."""

    name: str
    act: Callable[[Scene], None]
    says: str
    guarded: bool = True
    only: str = ""
    files: bool = False


@dataclass(frozen=True)
class Outcome:
    """`refused`: the database refuses the writer. `named`: the first line of verify that holds the expected words."""

    tamper: Tamper
    refused: bool
    named: str
    others: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return bool(self.named)


class _Pinned:
    """An engine all of whose connections are one, so that what was not committed is seen."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection, self.dialect = connection, connection.dialect

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        yield self.connection


class Ground:
    """The district that tampers are tried on; it stays as it is."""

    def __init__(self, home: Path, url: str, scratch: Path) -> None:
        os.environ["ZHAOYIN_DB_WRITER"] = WRITER
        self.home, self.scratch = home, scratch
        try:
            self.store = open_store(home, url)
        finally:
            del os.environ["ZHAOYIN_DB_WRITER"]
        self.engine = self.store.engine
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        reopen_month(home, self.store, FIRST, "凭证补齐", "李某", datetime(2025, 3, 21, 9))
        with recorded_publication(home, self.store, MONTH) as publication:
            unchanged: Any = SimpleNamespace(release={"input_digest": "e" * 64})
            publication._remember(unchanged, publication.current or {})
        self.releases = [*self.store.sealed()]
        self.frames: Frames = {}
        self.digests: Digests = {}
        self.writer_may_try = self.is_sqlite or bool(self._ask(f"SELECT 1 FROM pg_roles WHERE rolname = '{WRITER}'"))

    def close(self) -> None:
        self.store.close()

    def untouched(self) -> list[str]:
        """What verify says before anything is done."""
        return list(faults(self.home, self.store))

    def attempt(self, tamper: Tamper) -> Outcome:
        refused = tamper.guarded and not tamper.files and self._refused(tamper)
        with self._scene(tamper) as scene:
            try:
                with self._guards_away(scene.connection, tamper.guarded):
                    tamper.act(scene)
            except NothingThere:
                return Outcome(tamper, refused, NOTHING_THERE)
            with digests_once(self.digests):
                said = list(faults(scene.home, SharedReads(self.store.url, _Pinned(scene.connection), self.frames)))
        named = next((each for each in said if tamper.says in each), "")
        return Outcome(tamper, refused, named, said)

    def _refused(self, tamper: Tamper) -> bool:
        """Whether the writer's role is refused, with the guards as they stand."""
        with self._scene(tamper) as scene:
            try:
                if not self.is_sqlite:
                    scene.run(f"SET LOCAL ROLE {WRITER}")
                tamper.act(scene)
            except sa.exc.DBAPIError:
                return True
            except NothingThere:
                return False
        return False

    @contextmanager
    def _scene(self, tamper: Tamper) -> Iterator[Scene]:
        home = self.home
        if tamper.files:
            home = self.scratch / "district"
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(self.home, home, copy_function=shutil.copy2, ignore=shutil.ignore_patterns("*.db*"))
        with self.engine.connect() as connection:
            transaction = connection.begin()
            try:
                yield Scene(home, connection, self.releases)
            finally:
                transaction.rollback()

    @contextmanager
    def _guards_away(self, connection: sa.Connection, away: bool) -> Iterator[None]:
        if not away:
            yield
        elif self.is_sqlite:
            for name in sqlite_triggers():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            yield
            for statement in sqlite_triggers().values():
                connection.exec_driver_sql(statement)
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            yield
            connection.exec_driver_sql("SET LOCAL session_replication_role = origin")

    def _ask(self, query: str) -> Any:
        with self.engine.connect() as connection:
            return connection.exec_driver_sql(query).scalar()
