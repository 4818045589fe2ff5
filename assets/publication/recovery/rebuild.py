"""An empty database made whole again from HOME/releases: manifests, Parquet files and what recovery/keeping.py put there.

Everything is read and compared with the hashes of the manifests before it is stored, and stored in one transaction: a
rebuild that is interrupted leaves a database that is still empty.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from assets.publication.events import database_events
from assets.publication.recovery.release_records import (
    KEPT_ROWS,
    ROWS_FILE,
    KeptRows,
    behind_folder,
    kept_rows,
    read_behind,
)
from assets.publication.release_files import MANIFEST, behind_digest, contract_of, table_digest
from assets.store.anchor import anchor_path, recorded
from assets.store.connection import plain_engine, shown_url, sqlite_file, writing
from assets.store.guards import adding_release
from assets.store.identity import UNCOMMITTED, make_identity, release_folders
from assets.store.loading import append_rows
from assets.store.month_lock import lock_chain
from assets.store.published import Store
from assets.store.tables import IDENTITY, KEPT_BOOKS, LINEAGE, POINTER, PUBLISHED
from assets.store.tables import MANIFEST as MANIFEST_TABLE
from schemas.columns.frames import typed_frame
from schemas.columns.report import REPORT_TABLES

_NAMED = 5
BEHIND_TABLES = {**{f"books_{name}": table for name, table in KEPT_BOOKS.items()}, **LINEAGE}


class RebuildProblem(Exception):
    """A database that is not empty, or a releases folder from which it cannot be made; nothing was written."""

    exit_code = 2


@dataclass(frozen=True)
class ReleaseFolder:
    """A release as its folder says it was published. `behind`: where its books and lineage are kept."""

    path: Path
    release_id: str
    month: str
    revision: int
    manifest: dict[str, Any]
    sha256: str
    behind: Path | None

    @property
    def previous(self) -> str | None:
        return (self.manifest.get("previous") or {}).get("release_id")


@dataclass(frozen=True)
class Rebuilt:
    """What was stored. `left_out`: folders of runs that were killed before their release was committed."""

    releases: int
    rows: int
    left_out: list[Path]


def rebuild_database(home: Path, url: str, step: Callable[[str], None] = lambda words: None) -> Rebuilt:
    """Stores every release of HOME/releases in the empty database at `url`, in the order of publication. Raises
    RebuildProblem."""
    require_empty(url)
    releases, left_out = releases_in_order(home)
    beside = _kept_rows(home, releases)
    with Store(url) as store, writing(store.engine) as connection:
        lock_chain(connection)
        if _held_rows(connection):
            raise RebuildProblem(f"发布库不是空的：{shown_url(url)}。未做任何改动。")
        rows = 0
        unhashed = sum(int(row["unhashed"]) for row in beside["chain_origin"])
        for number, release in enumerate(releases, 1):
            step(f"{number}/{len(releases)} {release.release_id}")
            rows += _store_release(connection, release)
            sha256 = None if number <= unhashed else release.sha256
            connection.execute(
                MANIFEST_TABLE.insert().values(
                    release_id=release.release_id,
                    month=release.month,
                    sequence=number,
                    sha256=sha256,
                )
            )
        for month, release_id in _newest(releases).items():
            connection.execute(POINTER.insert().values(month=month, release_id=release_id))
        for name, table in KEPT_ROWS.items():
            if beside[name]:
                connection.execute(table.insert(), beside[name])
        if lost := sorted(recorded(home).done - database_events(connection)):
            told = "、".join(" ".join(event[:3]) for event in lost[:_NAMED])
            raise RebuildProblem(
                f"releases 不完整，未写入任何内容：{anchor_path(home)} 记有 {len(lost)} 件在 releases 中没有的事（{told}），请先从备份恢复"
            )
        if connection.scalar(sa.select(IDENTITY.c.identity)) is None:
            connection.execute(IDENTITY.insert().values(place=1, identity=make_identity(home)))
    return Rebuilt(len(releases), rows, left_out)


def require_empty(url: str) -> None:
    """Raises RebuildProblem unless the database holds nothing of ours, or nothing but empty tables."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return
    engine = plain_engine(url)
    try:
        with engine.connect() as connection:
            held = _held_rows(connection)
    finally:
        engine.dispose()
    if held:
        raise RebuildProblem(
            f"发布库不是空的：{shown_url(url)}（{'、'.join(held[:_NAMED])} 中有数据）。未做任何改动。rebuild 只写入空库："
            "请把 ZHAOYIN_DATABASE_URL 设为一个空库，或先将原来的库移走。"
        )


def _held_rows(connection: sa.Connection) -> list[str]:
    """Names of the tables with a row that only a release, a reopening or a run leaves there."""
    there = set(sa.inspect(connection).get_table_names())
    tables = (*PUBLISHED.values(), *BEHIND_TABLES.values(), MANIFEST_TABLE, POINTER, *KEPT_ROWS.values())
    return [
        table.name
        for table in tables
        if table.name in there and connection.scalar(sa.select(sa.literal(1)).select_from(table).limit(1))
    ]


def releases_in_order(home: Path) -> tuple[list[ReleaseFolder], list[Path]]:
    """Every release in the order of publication, which the chain of manifests gives, and the folders that were never
    published. Raises RebuildProblem that names what is missing or damaged."""
    found, left_out, wrong = [], [], []
    committed = {event[1] for event in recorded(home).done if event[0] == "release"}
    for place, folder in sorted(release_folders(home).items()):
        path = folder / MANIFEST
        try:
            data = path.read_bytes()
            manifest = json.loads(data)
            named = (str(manifest["month"]), int(manifest["revision"]))
        except OSError:
            wrong.append(f"发布清单缺失：{path}")
            continue
        except (ValueError, KeyError, TypeError):
            wrong.append(f"发布清单被改动，无法识别：{path}")
            continue
        if named != place:
            wrong.append(f"发布清单与文件夹不符：{path} 说的是 {named[0]} 第 {named[1]} 次")
            continue
        marked = folder.with_name(f"{UNCOMMITTED}{folder.name}").exists()
        if marked and str(manifest["release_id"]) not in committed:
            left_out.append(folder)
            continue
        release = ReleaseFolder(
            folder,
            str(manifest["release_id"]),
            *place,
            manifest,
            hashlib.sha256(data).hexdigest(),
            behind_folder(home, place),
        )
        if release.behind is None:
            wrong.append(
                f"{folder} 由旧版本发布，其入账明细和数字来源只在发布库中，从未补存到 releases（新版本的第一次发布或备份会补存）"
            )
        found.append(release)
    if not found and not wrong:
        raise RebuildProblem(f"{home / 'releases'} 中没有发布，无从重建。")
    if not wrong:
        found, wrong = _chained(found)
    if wrong:
        more = f"；等共 {len(wrong)} 处" if len(wrong) > _NAMED else ""
        raise RebuildProblem(
            f"releases 不完整，未写入任何内容，请先从备份恢复下列各项：{'；'.join(wrong[:_NAMED])}{more}"
        )
    return found, left_out


def _chained(releases: list[ReleaseFolder]) -> tuple[list[ReleaseFolder], list[str]]:
    """The releases along the chain, each manifest naming the one before it with its hash; and what breaks it."""
    known = {release.release_id: release for release in releases}
    after: dict[str | None, list[ReleaseFolder]] = {}
    wrong = []
    for release in releases:
        after.setdefault(release.previous, []).append(release)
        before = known.get(release.previous) if release.previous else None
        if release.previous and before is None:
            wrong.append(f"缺少发布 {release.previous}：{release.path} 接在它之后")
        elif before and release.manifest["previous"]["sha256"] != before.sha256:
            wrong.append(f"发布清单被改动：{before.path / MANIFEST}（与 {release.path} 所记不符）")
    wrong += [
        f"清单链断开：{'、'.join(str(each.path) for each in several)} 接在同一次发布之后"
        for several in after.values()
        if len(several) > 1
    ]
    ordered: list[ReleaseFolder] = []
    following = after.get(None, [])
    while following and not wrong:
        ordered.append(following[0])
        following = after.get(following[0].release_id, [])
    if not wrong and len(ordered) != len(releases):
        wrong.append(f"清单链断开：{releases[0].path} 等 {len(releases)} 次发布连不成一条链")
    return ordered, wrong


def _newest(releases: list[ReleaseFolder]) -> dict[str, str]:
    """Month → its release with the highest revision."""
    return {each.month: each.release_id for each in sorted(releases, key=lambda each: each.revision)}


def _kept_rows(home: Path, releases: list[ReleaseFolder]) -> KeptRows:
    """Reopenings, inputs that changed nothing (of the releases there are) and the origin of the chain."""
    path = home / "releases" / ROWS_FILE
    try:
        rows = kept_rows(home)
    except (ValueError, KeyError, TypeError) as fault:
        raise RebuildProblem(f"{path} 无法识别（{fault}），未写入任何内容，请先从备份恢复该文件") from None
    if rows is None:
        raise RebuildProblem(f"缺少 {path}（重开记录在其中），未写入任何内容，请先从备份恢复该文件")
    ids = {release.release_id for release in releases}
    return {**rows, "seen_digest": [row for row in rows["seen_digest"] if row["release_id"] in ids]}


def _store_release(connection: sa.Connection, release: ReleaseFolder) -> int:
    """Appends one release's rows; returns how many."""
    rows = 0
    with adding_release(connection, release.release_id):
        for table, frame in _frames(release):
            append_rows(connection, table, frame, release.release_id, release.month)
            counted = sa.select(sa.func.count()).select_from(table).where(table.c.release_id == release.release_id)
            if connection.scalar(counted) != len(frame):
                raise RuntimeError(f"{table.name}：写入 {len(frame)} 行，读回不符，已撤销重建")
            rows += len(frame)
    return rows


def _frames(release: ReleaseFolder) -> Iterator[tuple[sa.Table, pd.DataFrame]]:
    """(table, rows) of everything that belongs to the release, each as its manifest vouches for it."""
    contract = contract_of(release.manifest)
    for name, digest in release.manifest["tables"].items():
        path = release.path / "tables" / f"report_{name}.parquet"
        frame = _read(path, partial(pd.read_parquet, path))
        own = {"release_id": release.release_id, "month": release.month}
        typed = typed_frame(frame, REPORT_TABLES[name])
        if table_digest(typed, name, contract) != digest or any(
            (frame[key] != value).any() for key, value in own.items()
        ):
            raise RebuildProblem(f"发布文件被改动：{path}，未写入任何内容，请先从备份恢复该文件")
        yield PUBLISHED[name], typed
    assert release.behind is not None
    vouched = release.manifest.get("behind", {})
    for name, table in BEHIND_TABLES.items():
        path = release.behind / f"{name}.parquet"
        frame = _read(path, partial(read_behind, release.behind, name))
        if name in vouched and behind_digest(frame, name, contract) != vouched[name]:
            raise RebuildProblem(f"发布文件被改动：{path}，未写入任何内容，请先从备份恢复该文件")
        yield table, frame


def _read(path: Path, read: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    if not path.is_file():
        raise RebuildProblem(f"发布文件缺失：{path}，未写入任何内容，请先从备份恢复该文件")
    try:
        return read()
    except (OSError, ValueError) as fault:  # pyarrow's own are among these
        raise RebuildProblem(
            f"发布文件被改动，无法读出：{path}（{fault}），未写入任何内容，请先从备份恢复该文件"
        ) from None
