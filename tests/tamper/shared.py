"""Rows that a hundred kinds of tampering leave alone are made a frame and digested once: each table of each release is
still fetched for every kind, and remembered by what the driver gave, value by value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from assets.publication.integrity import rows
from assets.store.published import Store
from assets.store.tables import KEPT_BOOKS, LINEAGE, PUBLISHED

Frames = dict[tuple[str, str, str], pd.DataFrame]
Digests = dict[tuple[object, ...], tuple[pd.DataFrame, str]]


class SharedReads(Store):
    """A store on one connection, for one look; `frames` is shared by all that look at the same district."""

    def __init__(self, url: str, engine: Any, frames: Frames) -> None:
        self.url, self.engine, self.frames, self._cache = url, engine, frames, {}
        self._fetched: dict[str, tuple[list[str], dict[object, list[tuple[object, ...]]]]] = {}

    def of_release(self, name: str, release_id: str) -> pd.DataFrame:
        return self._known(PUBLISHED[name], release_id, lambda: super(SharedReads, self).of_release(name, release_id))

    def behind_table(self, name: str, release_id: str) -> pd.DataFrame:
        table = LINEAGE[name] if name in LINEAGE else KEPT_BOOKS[name.removeprefix("books_")]
        return self._known(table, release_id, lambda: super(SharedReads, self).behind_table(name, release_id))

    def _known(self, table: sa.Table, release_id: str, read: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        if table.name not in self._fetched:
            self._fetched[table.name] = self._fetch(table.name)
        names, rows = self._fetched[table.name]
        key = (table.name, release_id, repr((names, rows.get(release_id))))  # values and their types
        if key not in self.frames:
            with self.engine.connect() as connection, connection.begin_nested():  # a query that fails ends this alone
                self.frames[key] = read()
        return self.frames[key]

    def _fetch(self, table: str) -> tuple[list[str], dict[object, list[tuple[object, ...]]]]:
        """Names of the columns, and the rows of each release."""
        with self.engine.connect() as connection:
            fetched = connection.exec_driver_sql(f"SELECT * FROM {table}")
            names = list(fetched.keys())
            rows: dict[object, list[tuple[object, ...]]] = {}
            for row in fetched:
                rows.setdefault(row[names.index("release_id")], []).append(tuple(row))
        return names, rows


@contextmanager
def digests_once(known: Digests) -> Iterator[None]:
    """The digest of a frame is computed once: the frame is kept beside it, so that its id is no other's."""

    def once(made: Callable[..., str]) -> Callable[..., str]:
        def digest(frame: pd.DataFrame, *more: str) -> str:
            key = (made.__name__, id(frame), *more)
            if key not in known:
                known[key] = (frame, made(frame, *more))
            return known[key][1]

        return digest

    with pytest.MonkeyPatch.context() as patch:
        for name in ("table_digest", "behind_digest"):
            patch.setattr(rows, name, once(getattr(rows, name)))
        yield
