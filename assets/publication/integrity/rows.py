"""The rows of the database against the manifests, and rows that belong to no release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from assets.publication.changes import table_changes
from assets.publication.integrity.releases import KnownRelease
from assets.publication.release_files import behind_digest, contract_of, later_columns, table_digest
from assets.store.published import Store
from assets.store.tables import PUBLISHED, SEALED
from schemas.columns.frames import typed_frame
from schemas.columns.report import REPORT_TABLES

NAMED_ROWS = 3
Holding = dict[str, set[str]]  # release → tables that hold a row of it


def holdings(store: Store) -> tuple[Holding, list[tuple[str, str, str]]]:
    """Which tables hold rows of which release, and (table, release, month) of every combination there is."""
    held: Holding = {}
    found = []
    with store.engine.connect() as connection:
        for table in SEALED:
            for row in connection.execute(sa.select(table.c.release_id, table.c.month).distinct()):
                held.setdefault(str(row.release_id), set()).add(table.name)
                found.append((table.name, str(row.release_id), str(row.month)))
    return held, found


def foreign_faults(found: list[tuple[str, str, str]], releases: list[KnownRelease]) -> Iterator[str]:
    """Rows of a release that was never published, or under another month than the release's."""
    months = {each.release_id: each.sealed_month for each in releases if each.sequence is not None}
    for table, release_id, month in sorted(found):
        if release_id not in months:
            yield f"数据库中有不属于任何发布的行：{table}，发布编号 {release_id}"
        elif months[release_id] != month:
            yield f"数据库中的行被改动：{table}，发布 {release_id} 的月份记为 {month}"


def row_faults(store: Store, release: KnownRelease, held: set[str]) -> Iterator[str]:
    """Every table of a release that is not as its manifest says; the manifest is whole."""
    manifest = release.manifest or {}
    tables, behind = manifest.get("tables", {}), manifest.get("behind", {})
    listed = {f"published_{name}" for name in tables} | behind.keys()
    vouched = SEALED if behind else PUBLISHED.values()  # the first contract had no word on what stands behind
    for name in sorted(held & {table.name for table in vouched} - listed):
        yield f"数据库中有清单未列的行：{name}，发布 {release.release_id}"
    contract = contract_of(manifest)
    for name, digest in tables.items():
        yield from _published(store, release, name, digest, contract)
    for name, digest in behind.items():
        try:
            frame = store.behind_table(name, release.release_id)
            same = behind_digest(frame, name, contract) == digest and not _later_values(frame, name, contract)
        except (ValueError, TypeError, OverflowError, KeyError, sa.exc.StatementError) as fault:
            yield f"数据库中的行无法读出：{name}，发布 {release.release_id}：{fault}"
            continue
        if not same:
            yield f"数据库中的行被改动：{name}，发布 {release.release_id}"


def _published(store: Store, release: KnownRelease, name: str, digest: str, contract: str) -> Iterator[str]:
    try:
        frame = store.of_release(name, release.release_id)
        same = table_digest(frame, name, contract) == digest and not _later_values(frame, f"published_{name}", contract)
    except (ValueError, TypeError, OverflowError, KeyError, sa.exc.StatementError) as fault:
        yield f"数据库中的行无法读出：published_{name}，发布 {release.release_id}：{fault}"
        return
    if not same:
        told = _told_rows(frame, name, release.path.parent / "tables" / f"report_{name}.parquet")
        yield f"数据库中的行被改动：published_{name}，发布 {release.release_id}{told}"


def _later_values(frame: pd.DataFrame, name: str, contract: str) -> bool:
    """Whether a column that the release did not have yet holds a value."""
    return bool(frame[later_columns(name, contract)].notna().any(axis=None))


def _told_rows(stored: pd.DataFrame, name: str, path: Path) -> str:
    """Which rows, where the release's own Parquet file can still say what they were."""
    try:
        published = typed_frame(pd.read_parquet(path), REPORT_TABLES[name])
    except (OSError, ValueError):
        return ""
    changed = table_changes(name, published, stored, lambda *_: ("", ""))
    told = [f"{row['row_key']} {row['column_name']}：{row['value_before']} → {row['value_after']}" for row in changed]
    return f"：{'；'.join(told[:NAMED_ROWS])}{f'；等 {len(told)} 处' if len(told) > NAMED_ROWS else ''}" if told else ""
