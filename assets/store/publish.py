"""The steps of a publication inside its one transaction: judge whether it is needed, append, read back, seal, flip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from assets.store.anchor import SEEN as SEEN_EVENT
from assets.store.anchor import Event, release_event
from assets.store.candidate import Candidate
from assets.store.connection import writing
from assets.store.guards import adding_release, require_guards
from assets.store.loading import append_rows
from assets.store.month_lock import lock_chain
from assets.store.outcome import PublishOutcome
from assets.store.published import Store
from assets.store.tables import KEPT_BOOKS, LINEAGE, MANIFEST, POINTER, PUBLISHED, SEEN
from schemas.columns.report import REPORT_TABLES


@contextmanager
def publishing(store: Store, month: str) -> Iterator[Publication]:
    """The one transaction in which a month is published, alone: another publication waits here and then sees what the
    first has published. Committed at the end, rolled back on any fault."""
    with writing(store.engine) as connection:
        lock_chain(connection)
        yield Publication(store, connection, month)


class Publication:
    """A month's publication under way, the only one in the database: what it reads of releases stays true until it is
    committed. `current`: the release it would follow, None for the first."""

    def __init__(self, store: Store, connection: sa.Connection, month: str) -> None:
        self.store, self.month = store, month
        self.connection = connection
        self.current = store.release(month)
        self.events: list[Event] = []  # what this transaction will have done, for the record outside the database

    def stated(self, candidate: Candidate, at: datetime) -> dict[str, Any]:
        """release_id, month and the columns of report_release that the candidate's release will have. It stands after the
        reopening it heeds, also where both are of one moment."""
        at = max(at, self.store.reopened_at(self.month) or at)
        revision = int(self.current["revision"]) + 1 if self.current else 1
        return {
            **candidate.release,
            "release_id": f"{self.month}-r{revision}-{candidate.release['input_digest'][:8]}",
            "month": self.month,
            "revision": revision,
            "published_at": at.isoformat(timespec="seconds"),
            "supersedes": self.current["release_id"] if self.current else None,
        }

    def unneeded(self, candidate: Candidate) -> PublishOutcome | None:
        """The current release where there is nothing to publish: no table differs, or the month is final and has not
        been reopened since (`corrected_upstream`: it would differ)."""
        current = self.current
        if current is None:
            return None
        same = self._same_tables(candidate, current)
        reopened = self.store.reopened_at(self.month)
        closed = current["status"] == "final" and (
            reopened is None or reopened.isoformat() <= str(current["published_at"])
        )
        if closed and not same:
            words = f"{self.month} 已定稿，上游已更正：如需计入请先重开（zhaoyin reopen）"
            return _stays(current, self.month, words, corrected_upstream=True)
        if same and (closed or candidate.release["status"] == current["status"]):
            self._remember(candidate, current)
            return _stays(current, self.month, "无变化")
        return None

    def append(self, tables: dict[str, pd.DataFrame], candidate: Candidate, release_id: str) -> None:
        """Appends the rows of the report tables, the books and the lineage, and counts what arrived."""
        with adding_release(self.connection, release_id):
            for name, frame in tables.items():
                self._append(PUBLISHED[name], frame, release_id)
            for name, frame in candidate.books.items():
                self._append(KEPT_BOOKS[name], frame, release_id)
            for name, frame in candidate.lineage.items():
                self._append(LINEAGE[name], frame, release_id)

    def _append(self, table: sa.Table, frame: pd.DataFrame, release_id: str) -> None:
        append_rows(self.connection, table, frame, release_id, self.month)
        counted = sa.select(sa.func.count()).select_from(table).where(table.c.release_id == release_id)
        stored = self.connection.scalar(counted)
        if stored != len(frame):
            raise RuntimeError(f"{table.name}：写入 {len(frame)} 行，读回 {stored} 行，已撤销发布")

    def previous(self) -> tuple[str, str | None] | None:
        """(release_id, manifest hash) of the release published last in any month: what the manifest is chained to."""
        last = sa.select(MANIFEST.c.release_id, MANIFEST.c.sha256).order_by(MANIFEST.c.sequence.desc()).limit(1)
        row = self.connection.execute(last).first()
        return None if row is None else (row.release_id, row.sha256)

    def seal(self, release_id: str, manifest_sha256: str) -> None:
        """Gives the release its place in the chain; from here on the database refuses further rows of it."""
        require_guards(self.connection)
        place = int(self.connection.scalar(sa.select(sa.func.coalesce(sa.func.max(MANIFEST.c.sequence), 0))) or 0)
        self.connection.execute(
            MANIFEST.insert().values(
                release_id=release_id, month=self.month, sequence=place + 1, sha256=manifest_sha256
            )
        )
        self.events.append(release_event(release_id, place + 1, manifest_sha256))

    def flip(self, release_id: str) -> None:
        """Moves the month's pointer; readers see it when the transaction is committed."""
        where = POINTER.c.month == self.month
        if self.current is None:
            self.connection.execute(POINTER.insert().values(month=self.month, release_id=release_id))
        else:
            self.connection.execute(POINTER.update().where(where).values(release_id=release_id))

    def known_revisions(self) -> set[int]:
        """Revisions of the month that are in the database; a folder of any other was never published."""
        table = PUBLISHED["release"]
        return set(self.connection.scalars(sa.select(table.c.revision).where(table.c.month == self.month)))

    def _remember(self, candidate: Candidate, current: dict[str, Any]) -> None:
        """These inputs too make the current release: the next run need not start."""
        values = {
            "month": self.month,
            "release_id": current["release_id"],
            "input_digest": candidate.release["input_digest"],
        }
        present = sa.select(SEEN.c.month).where(*(SEEN.c[name] == value for name, value in values.items()))
        if self.connection.scalar(present) is None:
            self.connection.execute(SEEN.insert().values(**values))
            self.events.append((SEEN_EVENT, *map(str, values.values())))

    def _same_tables(self, candidate: Candidate, current: dict[str, Any]) -> bool:
        """Whether every table of the candidate equals the current release's, row for row."""
        for name, frame in candidate.tables.items():
            published = self.store.of_release(name, str(current["release_id"]))
            if name == "finding":  # what was found in the documents came after the tables
                frame, published = (rows[rows["rule_code"] != "D405"] for rows in (frame, published))
            if not equal_frames(frame, published, REPORT_TABLES[name].keys):
                return False
        return True


def _stays(current: dict[str, Any], month: str, note: str, corrected_upstream: bool = False) -> PublishOutcome:
    return PublishOutcome(
        False,
        str(current["release_id"]),
        month,
        int(current["revision"]),
        str(current["status"]),
        note,
        corrected_upstream,
    )


def equal_frames(left: pd.DataFrame, right: pd.DataFrame, keys: list[str]) -> bool:
    """Whether two frames hold the same rows, in whatever order."""
    if len(left) != len(right):
        return False
    order = keys or list(left.columns)
    first = left.sort_values(order, ignore_index=True).astype(object).where(lambda frame: frame.notna(), None)
    second = right.sort_values(order, ignore_index=True).astype(object).where(lambda frame: frame.notna(), None)
    return first.equals(second)
