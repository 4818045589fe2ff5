"""The published store: answers the rooms about earlier months and publishes a release.

Publishing appends a revision of every table in one transaction, reads it back and moves the month's pointer in the same
transaction: readers see the old release or the new one. SQLite and PostgreSQL behave alike.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

import pandas as pd
import sqlalchemy as sa

from assets.store.connection import open_engine, writing
from assets.store.month_lock import lock_chain
from assets.store.read import release_rows, stored_rows
from assets.store.tables import IDENTITY, KEPT_BOOKS, LINEAGE, MANIFEST, POINTER, PUBLISHED, REOPENING, SEEN
from schemas.columns.books import BOOKS
from schemas.columns.report import REPORT_TABLES


class Store:
    """The database of releases. Also the rooms' History (schemas/history.py). Use as a context manager."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)
        self._cache: dict[tuple[str, str, str], pd.DataFrame] = {}

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()

    # --- the home it belongs to ---------------------------------------------------------------------------------
    def identity(self) -> str | None:
        """The identity of the home this database belongs to; None where no home has opened it yet."""
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(IDENTITY.c.identity))

    def take_identity(self, identity: str) -> None:
        """Writes the identity, once: where two do so at the same time the first one wins."""
        with suppress(sa.exc.IntegrityError), writing(self.engine) as connection:
            if connection.scalar(sa.select(IDENTITY.c.identity)) is None:
                connection.execute(IDENTITY.insert().values(place=1, identity=identity))

    # --- what earlier months left -------------------------------------------------------------------------------
    def months(self) -> list[str]:
        """Months that have a release, ascending."""
        with self.engine.connect() as connection:
            return sorted(connection.scalars(sa.select(POINTER.c.month)))

    def release(self, month: str) -> dict[str, Any] | None:
        """The month's current release: release_id, month and the columns of report_release."""
        with self.engine.connect() as connection:
            return self._release(connection, self._pointer(connection, month))

    def table(self, name: str, month: str) -> pd.DataFrame:
        """Rows of report_<name> of the month's current release."""
        return self._rows("published", name, month)

    def books(self, name: str, month: str) -> pd.DataFrame:
        """Rows of books_<name> of the month's current release."""
        return self._rows("books", name, month)

    def of_release(self, name: str, release_id: str) -> pd.DataFrame:
        """Rows of a report table of any release, current or not."""
        with self.engine.connect() as connection:
            return release_rows(connection, PUBLISHED[name], REPORT_TABLES[name], release_id)

    def behind_release(self, release_id: str) -> dict[str, pd.DataFrame]:
        """What is published with a release but loaded by no other tool: books_<name> and the lineage tables."""
        names = [*(f"books_{name}" for name in BOOKS), *LINEAGE]
        return {name: self.behind_table(name, release_id) for name in names}

    def behind_table(self, name: str, release_id: str) -> pd.DataFrame:
        """One of these tables."""
        with self.engine.connect() as connection:
            if name in LINEAGE:
                return stored_rows(connection, LINEAGE[name], release_id)
            name = name.removeprefix("books_")
            return release_rows(connection, KEPT_BOOKS[name], BOOKS[name], release_id)

    def before_correction(self, name: str, month: str) -> pd.DataFrame | None:
        """Rows of a report table of the revision before the month's current one; None where it is the first."""
        current = self.release(month)
        earlier = current["supersedes"] if current else None
        return self.of_release(name, str(earlier)) if earlier else None

    def releases(self, month: str) -> list[dict[str, Any]]:
        """Every release of a month, by revision."""
        table = PUBLISHED["release"]
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(table).where(table.c.month == month).order_by(table.c.revision))
            return [_stated(row) for row in rows.mappings()]

    def _rows(self, prefix: str, name: str, month: str) -> pd.DataFrame:
        stored, table = (
            (PUBLISHED[name], REPORT_TABLES[name]) if prefix == "published" else (KEPT_BOOKS[name], BOOKS[name])
        )
        with self.engine.connect() as connection:
            release_id = self._pointer(connection, month)
            key = (prefix, name, release_id or month)
            if release_id is None:
                return release_rows(connection, stored, table, None)
            if key not in self._cache:
                self._cache[key] = release_rows(connection, stored, table, release_id)
        return self._cache[key].copy()

    @staticmethod
    def _pointer(connection: sa.Connection, month: str) -> str | None:
        return connection.scalar(sa.select(POINTER.c.release_id).where(POINTER.c.month == month))

    @staticmethod
    def _release(connection: sa.Connection, release_id: str | None) -> dict[str, Any] | None:
        table = PUBLISHED["release"]
        row = connection.execute(sa.select(table).where(table.c.release_id == release_id)).mappings().first()
        return None if row is None else _stated(row)

    # --- reopening and digests ----------------------------------------------------------------------------------
    def reopen(self, month: str, reason: str, by: str, at: datetime) -> None:
        """Records who let late files and corrections into a final month, and why."""
        at = self.time_of_reopening(month, at)
        with writing(self.engine) as connection:
            lock_chain(connection)
            connection.execute(REOPENING.insert().values(month=month, at=at, reason=reason, by=by))

    def time_of_reopening(self, month: str, at: datetime) -> datetime:
        """`at` in whole seconds, after every release of the month that is there: a reopening at the moment of a release
        opens that release."""
        published = [datetime.fromisoformat(str(each["published_at"])) for each in self.releases(month)]
        return max([at.replace(microsecond=0), *(last + timedelta(seconds=1) for last in published)])

    def reopened_at(self, month: str) -> datetime | None:
        """When the month was last reopened; None for a month never reopened."""
        with self.engine.connect() as connection:
            at = connection.scalar(sa.select(sa.func.max(REOPENING.c.at)).where(REOPENING.c.month == month))
        return at

    def open_until(self, month: str) -> datetime | None:
        """Up to when a reopened month takes files in: without end until a release closes it again, then that release's
        time; None for a month never reopened."""
        reopened = self.reopened_at(month)
        if reopened is None:
            return None
        closing = [each for each in self.releases(month) if each["status"] == "final"]
        since = [each["published_at"] for each in closing if str(each["published_at"]) >= reopened.isoformat()]
        return datetime.fromisoformat(min(since)) if since else datetime.max

    def is_current_digest(self, month: str, digest: str) -> bool:
        """Whether the month's current release was made from these inputs, or from others with the same result."""
        release = self.release(month)
        if release is None:
            return False
        if release["input_digest"] == digest:
            return True
        with self.engine.connect() as connection:
            found = sa.select(SEEN.c.month).where(
                SEEN.c.month == month, SEEN.c.release_id == release["release_id"], SEEN.c.input_digest == digest
            )
            return connection.scalar(found) is not None

    def sealed(self) -> dict[str, tuple[int, str | None]]:
        """release_id → (place in the chain, sha256 of its manifest) of every release, in the order of publication. The
        hash is null for releases of the first contract."""
        query = sa.select(MANIFEST).order_by(MANIFEST.c.sequence)
        with self.engine.connect() as connection:
            return {row.release_id: (row.sequence, row.sha256) for row in connection.execute(query)}


def _stated(row: Any) -> dict[str, Any]:
    values = dict(row)
    if not isinstance(values["published_at"], str):
        values["published_at"] = values["published_at"].isoformat()
    return values
