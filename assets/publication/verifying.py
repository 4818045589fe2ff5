"""Recomputes every manifest in the order of publication: the manifest itself, the files, what was read, the rows.

The database knows each manifest's hash and place, each manifest knows the hash of everything else and of the manifest
before it: whoever touches one thing would have to touch all that follows, here and in the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from assets.publication.changes import table_changes
from assets.publication.kept_files import RECEIVED, office_copy, received_copy
from assets.publication.release_files import MANIFEST, PARTIAL, contract_of, file_digests, frame_digest, table_digest
from assets.publication.store.definitions import definition_faults
from assets.publication.store.store import Store
from schemas.columns.frames import typed_frame
from schemas.columns.report import REPORT_TABLES

NAMED_ROWS = 3


def faults(home: Path, store: Store, month: str | None = None) -> Iterator[str]:
    """What was touched, each in Chinese with its place, oldest release first; nothing when all is as published."""
    before: tuple[str, Path] | None = None
    newest: tuple[str, dict[str, Any]] | None = None
    for release in _in_order(store):
        release_id, path = str(release["release_id"]), _manifest_path(home, release)
        manifest = None
        if path.is_file():
            manifest = _read(path)
            yield from _manifest(path, manifest, release, before)
        else:
            yield f"发布清单缺失：{path}（发布 {release_id}）"
        if manifest is not None:
            newest = (release_id, manifest)
            if month in (None, release["month"]):
                yield from _files(path.parent, manifest)
                yield from _inputs(home, manifest, release["sha256"] is not None)
                yield from _rows(store, release_id, manifest, path.parent)
        before = (release_id, path)
    if newest is not None and month in (None, newest[1]["month"]):
        yield from _office_now(home, *newest)
    with store.engine.connect() as connection:
        yield from definition_faults(connection)


def leftovers(home: Path, store: Store) -> list[Path]:
    """Folders of releases that were never published (a run was killed); the month's next run removes them."""
    published = {_manifest_path(home, release).parent for release in _in_order(store)}
    built = (home / "releases").glob("*/r[0-9]*")
    return sorted([*(home / "releases").glob(f"*/{PARTIAL}*"), *(path for path in built if path not in published)])


def _in_order(store: Store) -> list[dict[str, Any]]:
    """Every release with its `sequence` and the `sha256` of its manifest (null: of the first contract)."""
    sealed = store.sealed()
    every = [release for month in store.months() for release in store.releases(month)]
    places = [{**each, **dict(zip(("sequence", "sha256"), sealed.get(str(each["release_id"]), (0, None)), strict=True))} for each in every]  # fmt: skip
    return sorted(places, key=lambda release: release["sequence"])


def _manifest_path(home: Path, release: dict[str, Any]) -> Path:
    return home / "releases" / str(release["month"]) / f"r{release['revision']}" / MANIFEST


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _manifest(
    path: Path, manifest: dict[str, Any] | None, release: dict[str, Any], before: tuple[str, Path] | None
) -> Iterator[str]:
    """The manifest against the hash in the database, and its link to the one before."""
    touched = f"发布清单被改动：{path}（发布 {release['release_id']}）"
    if manifest is None or release["sha256"] not in (None, hashlib.sha256(path.read_bytes()).hexdigest()):
        yield touched
        return
    previous = manifest.get("previous") or {}
    if before is None or not previous:
        return
    if previous["release_id"] != before[0]:
        if release["sha256"] is not None:
            yield f"清单链断开：{path} 接在 {previous['release_id']} 之后，而前一次发布是 {before[0]}"
    elif before[1].is_file() and hashlib.sha256(before[1].read_bytes()).hexdigest() != previous["sha256"]:
        yield f"发布清单被改动：{before[1]}（与后一份清单所记不符）"


def _files(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    now = file_digests(folder)
    for name, digest in manifest["files"].items():
        if name not in now:
            yield f"发布文件缺失：{folder / name}"
        elif now[name] != digest:
            yield f"发布文件被改动：{folder / name}"
    for name in sorted(set(now) - set(manifest["files"])):
        yield f"发布目录多出文件：{folder / name}"


def _inputs(home: Path, manifest: dict[str, Any], office_kept: bool) -> Iterator[str]:
    """The bytes that were read, as kept: what townships sent, and the office's files of then."""
    for name, digest in manifest["inputs"].items():
        received = name.startswith(RECEIVED)
        if not received and not office_kept:
            continue
        words = "收到的原件" if received else "当时的参考文件"
        kept = received_copy(home, digest) if received else office_copy(home, digest)
        if not kept.is_file():
            yield f"{words}缺失：{name}（{kept}）"
        elif hashlib.sha256(kept.read_bytes()).hexdigest() != digest:
            yield f"{words}被改动：{name}（{kept}）"


def _rows(store: Store, release_id: str, manifest: dict[str, Any], folder: Path) -> Iterator[str]:
    for name, digest in manifest["tables"].items():
        frame = store.of_release(name, release_id)
        if table_digest(frame, name, contract_of(manifest)) != digest:
            told = _told_rows(frame, name, folder / "tables" / f"report_{name}.parquet")
            yield f"数据库中的行被改动：published_{name}，发布 {release_id}{told}"
    behind = store.behind_release(release_id) if manifest.get("behind") else {}
    for name, digest in manifest.get("behind", {}).items():
        if frame_digest(behind[name]) != digest:
            yield f"数据库中的行被改动：{name}，发布 {release_id}"


def _told_rows(stored: pd.DataFrame, name: str, path: Path) -> str:
    """Which rows, where the release's own Parquet file can still say what they were."""
    try:
        published = typed_frame(pd.read_parquet(path), REPORT_TABLES[name])
    except (OSError, ValueError):
        return ""
    changed = table_changes(name, published, stored, lambda *_: ("", ""))
    told = [f"{row['row_key']} {row['column_name']}：{row['value_before']} → {row['value_after']}" for row in changed]
    return f"：{'；'.join(told[:NAMED_ROWS])}{f'；等 {len(told)} 处' if len(told) > NAMED_ROWS else ''}" if told else ""


def _office_now(home: Path, release_id: str, manifest: dict[str, Any]) -> Iterator[str]:
    """The office's files as they lie there, against what any run has read: work of the office is read by its next run,
    what no run has read was changed since."""
    for name, digest in manifest["inputs"].items():
        if name.startswith(RECEIVED):
            continue
        path = home / name
        if not path.is_file():
            yield f"参考文件缺失：{path}（发布 {release_id} 用过）"
            continue
        now = hashlib.sha256(path.read_bytes()).hexdigest()
        if now != digest and not office_copy(home, now).is_file():
            yield f"参考文件在最近一次发布（{release_id}）之后被改动，尚无任何一次运行读过：{path}"
