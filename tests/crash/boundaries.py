"""The places where publishing can be struck: before and after every statement, COPY, commit and file operation."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from assets.store import loading
from assets.store.published import Store

KILL, FULL_DISK, LOST_CONNECTION = "kill", "full disk", "lost connection"
Strike = Callable[[str], None]  # (statement | file)


class Boundaries:
    """Counts boundaries as they are crossed and strikes at number `at` (0: never). `kinds`: what each of them was."""

    def __init__(self, at: int, strike: Strike) -> None:
        self.at, self.strike = at, strike
        self.kinds: list[str] = []

    def watch(self, store: Store) -> None:
        """Puts a boundary around everything that reaches the database or the disk, in this process from now on."""
        for event in ("before_cursor_execute", "after_cursor_execute", "commit"):
            sa.event.listen(store.engine, event, lambda *_, **__: self.cross("statement"))
        for name in ("_copy", "_insert"):
            self._around(loading, name, "statement")
        self._around(os, "fsync", "file")
        for name in ("rename", "replace", "mkdir", "write_bytes", "write_text"):
            self._around(Path, name, "file")
        for name in ("to_parquet", "to_csv"):
            self._around(pd.DataFrame, name, "file")

    def cross(self, kind: str) -> None:
        self.kinds.append(kind)
        if len(self.kinds) == self.at:
            self.strike(kind)

    def _around(self, owner: Any, name: str, kind: str) -> None:
        real = getattr(owner, name)

        def crossing(*arguments: Any, **named: Any) -> Any:
            self.cross(kind)
            result = real(*arguments, **named)
            self.cross(kind)
            return result

        setattr(owner, name, crossing)


def kill(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def full_disk(_: str) -> None:
    """From here on the disk takes nothing more: the system refuses every write of this process to a file, SQLite's too."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def disk_emptied() -> None:
    """Files can be written again."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def lost_connection(url: str) -> Strike:
    """The server ends every session on the database, as a restart or a firewall would."""

    def strike(_: str) -> None:
        import psycopg

        with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"), autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'publishing'"
            )

    return strike
