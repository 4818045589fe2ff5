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

from assets.store.anchor import (
    RELEASE,
    Event,
    Recorded,
    anchor_path,
    begin_anchor,
    confirm,
    prepare,
    recorded,
    release_event,
)
from assets.store.anchor import REOPENING as REOPENED
from assets.store.anchor import SEEN as FOUND_UNCHANGED
from assets.store.publish import Publication, publishing
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


class RecordProblem(Exception):
    """HOME/releases/chain.jsonl is gone or damaged: nothing is published on top of it, and it is not made again."""

    exit_code = 2


def require_record(home: Path, connection: sa.Connection, there: set[Event]) -> Recorded:
    """What was recorded of a database that holds the events `there`; an empty record where there is none and nothing says
    that there should be one. Raises RecordProblem."""
    known, path = recorded(home), anchor_path(home)
    released = sum(event[0] == RELEASE for event in there) > origin_of(connection)["releases"]
    if known.broken:
        found = f"被改动：{path} 第 {known.broken[0]} 行"
    elif known.origin is not None or not (released or known.done or known.prepared):
        return known
    else:
        found = f"被改动：{path} 没有开头一行" if path.exists() else f"缺失：{path}"
    raise RecordProblem(
        f"发布链存根{found}。未发布，未做任何改动。请先从最近的备份恢复该文件；没有备份的，把残留的文件移到别处留存，再运行 "
        "zhaoyin verify --renew-record 指纹（最近一次发布时运行报告上的发布链指纹）。"
    )


def confirm_record(home: Path, store: Store) -> None:
    """Raises RecordProblem where the record of what the database holds is gone or damaged."""
    with store.engine.connect() as connection:
        require_record(home, connection, database_events(connection))


def prepare_events(home: Path, connection: sa.Connection, events: list[Event]) -> None:
    """Records what a transaction is about to commit; begins the record where there is none and nothing says that there
    should be one. What an earlier run committed and could not confirm any more is confirmed. Raises RecordProblem."""
    if not events:
        return
    there = database_events(connection) - set(events)
    known = require_record(home, connection, there)
    if known.origin is None:
        begin_anchor(home, origin_of(connection), sorted(there))
    for event in sorted((known.prepared - known.done) & there):
        confirm(home, event)
    for event in events:
        prepare(home, event)


@contextmanager
def recorded_publication(home: Path, store: Store, month: str) -> Iterator[Publication]:
    """The transaction in which a month is published (assets/store/publish.py), recorded outside the database as well."""
    with publishing(store, month) as publication:
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
