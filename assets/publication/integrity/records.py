"""What the database says beside the releases themselves: pointers, reopenings, inputs that changed nothing; and all of it
against the record outside the database."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa

from assets.publication.events import database_events, origin_of, reopenings
from assets.publication.integrity.releases import KnownRelease
from assets.store.anchor import REOPENING, SEEN, Event, anchor_path, recorded
from assets.store.identity import home_identity
from assets.store.published import Store
from assets.store.tables import MANIFEST, ORIGIN, POINTER, PUBLISHED


def pointer_faults(store: Store, releases: list[KnownRelease]) -> Iterator[str]:
    """Every month shows its newest release and no other."""
    newest: dict[str, KnownRelease] = {}
    for each in releases:
        if each.month not in newest or (each.revision or 0) > (newest[each.month].revision or 0):
            newest[each.month] = each
    with store.engine.connect() as connection:
        held = {str(row.month): str(row.release_id) for row in connection.execute(sa.select(POINTER))}
    for month in sorted(newest.keys() | held.keys()):
        if month not in held:
            yield f"月份的指针缺失：{month}，当前发布应为 {newest[month].release_id}，各视图没有该月"
        elif month not in newest:
            yield f"指针指向不存在的发布：{month} 指向 {held[month]}，而该月没有发布"
        elif held[month] != newest[month].release_id:
            yield f"月份的指针被改动：{month} 指向 {held[month]}，当前发布应为 {newest[month].release_id}"


def unreopened_faults(store: Store) -> Iterator[str]:
    """A final release is followed by another one of its month only after a reopening."""
    table = PUBLISHED["release"]
    columns = (table.c.month, table.c.revision, table.c.status, sa.cast(table.c.published_at, sa.Text).label("at"))
    with store.engine.connect() as connection:
        rows = connection.execute(sa.select(*columns).order_by(table.c.month, table.c.revision)).fetchall()
        opened = reopenings(connection)
    for before, after in pairwise(rows):
        if before.month != after.month or before.status != "final":
            continue
        since = str(before.at).replace("T", " ")
        if not any(month == before.month and at > since for month, at, *_ in opened):
            yield f"重开记录缺失：{before.month} 第 {before.revision} 次发布已定稿，其后又有第 {after.revision} 次发布"


def identity_faults(home: Path, store: Store) -> Iterator[str]:
    """A home and its database carry one identity."""
    own, held = home_identity(home), store.identity()
    if own and own != held:
        yield f"发布库的身份缺失或被改动：{held or '无'}，目录的身份为 {own}"


def record_faults(home: Path, store: Store, releases: list[KnownRelease]) -> Iterator[str]:
    """What the database holds against what was recorded outside it when it happened."""
    known, path = recorded(home), anchor_path(home)
    with store.engine.connect() as connection:
        try:
            held, origin = database_events(connection), origin_of(connection)
        except ValueError as fault:
            yield f"发布库的起始记录（chain_origin）无法读出：{fault}"
            return
        if int(connection.scalar(sa.select(sa.func.count()).select_from(ORIGIN)) or 0) > 1:
            yield "发布库的起始记录（chain_origin）多出"
        last = connection.scalar(sa.select(sa.func.max(MANIFEST.c.sequence))) or 0
    for line in known.broken:
        yield f"发布链存根被改动：{path} 第 {line} 行"
    if last < origin["releases"]:
        yield f"发布被移除：发布库升级时有 {origin['releases']} 次发布，现有 {last} 次"
    inherited = {(REOPENING, *row) for row in origin["reopenings"]} | {(SEEN, *row) for row in origin["seen"]}
    vouched = {(REOPENING, *row) for each in releases for row in (each.manifest or {}).get("reopenings", [])}
    must = known.done | inherited | vouched
    may = must | known.prepared
    if path.is_file():
        if known.origin is None:
            yield f"发布链存根被改动：{path} 没有开头一行"
        elif {name: known.origin.get(name) for name in origin} != origin:
            yield f"发布库的起始记录（chain_origin）与发布链存根不符：{path}"
    elif last > origin["releases"]:
        yield f"发布链存根缺失：{path}"
        may |= {event for event in held if event[0] not in (REOPENING, SEEN)}
    else:  # nothing was published since the database came to this contract
        may |= {event for event in held if event[0] not in (REOPENING, SEEN)}
    yield from (_missing(event) for event in sorted(must - held))
    yield from (_unknown(event, path) for event in sorted(held - may))


def _missing(event: Event) -> str:
    if event[0] == REOPENING:
        return f"重开记录缺失或被改动：{_reopening(event)}"
    if event[0] == SEEN:
        return f"已核无变化的记录（seen_digest）缺失或被改动：{event[1]}，发布 {event[2]}"
    return f"发布被移除或被改动：发布链存根中有 {event[1]}（第 {event[2]} 次发布，指纹 {event[3][:12]}），发布库中没有"


def _unknown(event: Event, path: Path) -> str:
    if event[0] == REOPENING:
        return f"重开记录多出或被改动：{_reopening(event)}，发布链存根中没有"
    if event[0] == SEEN:
        return f"已核无变化的记录（seen_digest）多出或被改动：{event[1]}，发布 {event[2]}"
    return f"发布多出或被改动：{event[1]}（第 {event[2]} 次发布，指纹 {event[3][:12]}）不在发布链存根中：{path}"


def _reopening(event: Event) -> str:
    return f"{event[1]} 于 {event[2][:16]}，批准人 {event[4]}，理由 {event[3]}"
