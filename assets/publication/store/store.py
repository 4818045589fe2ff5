"""The published store: answers the rooms about earlier months and publishes a release.

Publishing appends a revision of every table in one transaction, reads it back and moves the month's pointer in the same
transaction: readers see the old release or the new one. SQLite and PostgreSQL behave alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any

import pandas as pd
import sqlalchemy as sa

from assets.publication.candidate import Candidate
from assets.publication.store.connection import open_engine
from assets.publication.store.loading import append_rows
from assets.publication.store.outcome import PublishOutcome
from assets.publication.store.reading import release_rows
from assets.publication.store.schema import KEPT_BOOKS, LINEAGE, POINTER, PUBLISHED, REOPENING, SEEN
from schemas.columns.books import BOOKS
from schemas.columns.frames import typed_frame
from schemas.columns.report import RELEASE, REPORT_TABLES

Before = Callable[[dict[str, Any], pd.DataFrame], None]  # what is made ready (files) before the pointer moves


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
        with self.engine.begin() as connection:
            connection.execute(REOPENING.insert().values(month=month, at=at, reason=reason, by=by))

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

    # --- publishing ---------------------------------------------------------------------------------------------
    def publish(self, candidate: Candidate, at: datetime, before_flip: Before | None = None) -> PublishOutcome:
        """Publishes the candidate where it differs from the current release; see PublishOutcome."""
        refusal = self.unneeded(candidate)
        if refusal is not None:
            return refusal
        current = self.release(candidate.month)
        stated = self.stated(candidate, at)
        revision = int(stated["revision"])
        release_id = f"{candidate.month}-r{revision}-{candidate.release['input_digest'][:8]}"
        changes = self._changes(candidate, current)
        with self.engine.begin() as connection:
            self._lock(connection, candidate.month)
            if self._pointer(connection, candidate.month) != (current["release_id"] if current else None):
                raise RuntimeError(f"{candidate.month} 已被另一次运行发布,请重新运行")
            tables = {
                **candidate.tables,
                "release": typed_frame(pd.DataFrame([stated]), RELEASE),
                "revision_change": changes,
            }
            for name, frame in tables.items():
                append_rows(connection, PUBLISHED[name], frame, release_id, candidate.month)
            for name, frame in candidate.books.items():
                append_rows(connection, KEPT_BOOKS[name], frame, release_id, candidate.month)
            for name, frame in candidate.lineage.items():
                append_rows(connection, LINEAGE[name], frame, release_id, candidate.month)
            self._read_back(connection, tables, release_id)
            if before_flip is not None:
                before_flip({**stated, "release_id": release_id, "month": candidate.month}, changes)
            connection.execute(POINTER.delete().where(POINTER.c.month == candidate.month))
            connection.execute(POINTER.insert().values(month=candidate.month, release_id=release_id))
        return PublishOutcome(True, release_id, candidate.month, revision, str(stated["status"]))

    def stated(self, candidate: Candidate, at: datetime) -> dict[str, Any]:
        """The columns of report_release that the candidate's release will have."""
        current = self.release(candidate.month)
        revision = int(current["revision"]) + 1 if current else 1
        return {**candidate.release, "revision": revision, "published_at": at.isoformat(timespec="seconds"),
                "supersedes": current["release_id"] if current else None}  # fmt: skip

    def unneeded(self, candidate: Candidate) -> PublishOutcome | None:
        """The current release where there is nothing to publish: final and not reopened, or no table differs."""
        current = self.release(candidate.month)
        if current is None:
            return None

        def stays(note: str) -> PublishOutcome:
            return PublishOutcome(
                False,
                str(current["release_id"]),
                candidate.month,
                int(current["revision"]),
                str(current["status"]),
                note,
            )

        same = same_tables(self, candidate, current)
        reopened = self.reopened_at(candidate.month)
        if current["status"] == "final" and (
            reopened is None or str(reopened.isoformat()) <= str(current["published_at"])
        ):
            if not same:
                return stays(f"{candidate.month} 已定稿,上游已更正:如需计入请先重开(zhaoyin reopen)")
            self._remember(candidate, current)
            return stays("无变化")
        if same and candidate.release["status"] == current["status"]:
            self._remember(candidate, current)
            return stays("无变化")
        return None

    def _remember(self, candidate: Candidate, current: dict[str, Any]) -> None:
        values = {
            "month": candidate.month,
            "release_id": current["release_id"],
            "input_digest": candidate.release["input_digest"],
        }
        with self.engine.begin() as connection:
            present = sa.select(SEEN.c.month).where(*(SEEN.c[name] == value for name, value in values.items()))
            if connection.scalar(present) is None:
                connection.execute(SEEN.insert().values(**values))

    def _changes(self, candidate: Candidate, current: dict[str, Any] | None) -> pd.DataFrame:
        from assets.publication.changes import revision_changes

        return revision_changes(self, candidate, current)

    @staticmethod
    def _lock(connection: sa.Connection, month: str) -> None:
        """Keeps two runs of a month apart: an advisory lock on PostgreSQL, the write lock on SQLite."""
        if connection.dialect.name == "postgresql":
            key = int.from_bytes(hashlib.sha256(month.encode()).digest()[:8], "big", signed=True)
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (key,))

    @staticmethod
    def _read_back(connection: sa.Connection, tables: dict[str, pd.DataFrame], release_id: str) -> None:
        for name, frame in tables.items():
            stored = connection.scalar(
                sa.select(sa.func.count())
                .select_from(PUBLISHED[name])
                .where(PUBLISHED[name].c.release_id == release_id)
            )
            if stored != len(frame):
                raise RuntimeError(f"published_{name}:写入 {len(frame)} 行,读回 {stored} 行,已撤销发布")


def _stated(row: Any) -> dict[str, Any]:
    values = dict(row)
    if not isinstance(values["published_at"], str):
        values["published_at"] = values["published_at"].isoformat()
    return values


def same_tables(store: Store, candidate: Candidate, current: dict[str, Any]) -> bool:
    """Whether every table of the candidate equals the current release's, row for row."""
    for name, frame in candidate.tables.items():
        published = store.of_release(name, str(current["release_id"]))
        if name == "finding":  # what was found in the documents came after the tables
            frame, published = (rows[rows["rule_code"] != "D405"] for rows in (frame, published))
        if not equal_frames(frame, published, REPORT_TABLES[name].keys):
            return False
    return True


def equal_frames(left: pd.DataFrame, right: pd.DataFrame, keys: list[str]) -> bool:
    if len(left) != len(right):
        return False
    order = keys or list(left.columns)
    first = left.sort_values(order, ignore_index=True).astype(object).where(lambda frame: frame.notna(), None)
    second = right.sort_values(order, ignore_index=True).astype(object).where(lambda frame: frame.notna(), None)
    return first.equals(second)
