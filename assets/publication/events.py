"""What the database says has happened, as the events that HOME/releases/chain.jsonl records: releases, reopenings, and
inputs that were found to change nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assets.store.anchor import REOPENING as REOPENED
from assets.store.anchor import SEEN as FOUND_UNCHANGED
from assets.store.anchor import Event, anchor_path, begin_anchor, confirm, prepare, recorded, release_event
from assets.store.publish import Publication
from assets.store.published import Store
from assets.store.tables import MANIFEST, ORIGIN, REOPENING, SEEN


def database_events(connection: sa.Connection) -> set[Event]:
    """Every event whose trace the database holds."""
    rows = connection.execute(sa.select(MANIFEST.c.release_id, MANIFEST.c.sequence, MANIFEST.c.sha256))
    found = {release_event(row.release_id, row.sequence, row.sha256) for row in rows}
    found |= {(REOPENED, *row) for row in reopenings(connection)}
    seen = connection.execute(sa.select(SEEN.c.month, SEEN.c.release_id, SEEN.c.input_digest))
    return found | {(FOUND_UNCHANGED, *map(str, row)) for row in seen}


def reopenings(connection: sa.Connection) -> list[list[str]]:
    """month, time, reason, who of every reopening, in that order."""
    names = (REOPENING.c.month, sa.cast(REOPENING.c.at, sa.Text), REOPENING.c.reason, REOPENING.c.by)
    rows = connection.execute(sa.select(*names)).fetchall()
    return sorted([str(month), _microseconds(str(at)), str(reason), str(by)] for month, at, reason, by in rows)


def reopening_event(month: str, at: datetime, reason: str, by: str) -> Event:
    return REOPENED, month, at.isoformat(sep=" ", timespec="microseconds"), reason, by


def origin_of(connection: sa.Connection) -> dict[str, Any]:
    """What the database held when it was brought to this contract; nothing in one that was made new."""
    row = connection.execute(sa.select(ORIGIN)).mappings().first()
    if row is None:
        return {"releases": 0, "unhashed": 0, "reopenings": [], "seen": []}
    return {**row, "reopenings": json.loads(row["reopenings"]), "seen": json.loads(row["seen"])}


def prepare_events(home: Path, connection: sa.Connection, events: list[Event]) -> None:
    """Records what a transaction is about to commit; begins the record where there is none and nothing says that there
    should be one. What an earlier run committed and could not confirm any more is confirmed."""
    if not events:
        return
    there = database_events(connection) - set(events)
    if anchor_path(home).is_file():
        known = recorded(home)
        for event in sorted((known.prepared - known.done) & there):
            confirm(home, event)
    elif sum(event[0] == "release" for event in there) <= origin_of(connection)["releases"]:
        begin_anchor(home, origin_of(connection), sorted(there))
    for event in events:
        prepare(home, event)


@contextmanager
def recorded_publication(home: Path, store: Store, month: str) -> Iterator[Publication]:
    """The transaction in which a month is published (Store.publishing), recorded outside the database as well."""
    with store.publishing(month) as publication:
        yield publication
        prepare_events(home, publication.connection, publication.events)
    for event in publication.events:
        confirm(home, event)


def reopen_month(home: Path, store: Store, month: str, reason: str, by: str, at: datetime) -> None:
    """Records who let late files and corrections into a final month, and why, in the database and outside it."""
    at = store.time_of_reopening(month, at)
    event = reopening_event(month, at, reason, by)
    with store.engine.connect() as connection:
        prepare_events(home, connection, [event])
    store.reopen(month, reason=reason, by=by, at=at)
    confirm(home, event)


def _microseconds(text: str) -> str:
    """A time as SQLite stores it; PostgreSQL leaves out what is zero."""
    whole, _, part = text.replace("T", " ").partition(".")
    return f"{whole}.{part.ljust(6, '0')}"
