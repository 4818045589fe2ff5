"""Recomputes every manifest: inputs kept, files of releases, rows of the database, and the chain between manifests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assets.publication.release_files import file_digests, table_digest
from assets.publication.store.store import Store


def faults(home: Path, store: Store, month: str | None = None) -> Iterator[str]:
    """What was touched, each in Chinese with its place; nothing when all is as published."""
    manifests = _manifests(home)
    by_id = {str(manifest["release_id"]): (path, manifest) for path, manifest in manifests}
    for path, manifest in manifests:
        if month is None or manifest["month"] == month:
            yield from _files(path.parent, manifest)
            yield from _inputs(home, manifest)
            yield from _rows(store, manifest)
        yield from _chain(path, manifest, by_id)
    for each in store.months():
        for release in store.releases(each):
            if (month in (None, each)) and release["release_id"] not in by_id:
                yield f"发布 {release['release_id']} 的 manifest.json 不见了(releases/{each}/r{release['revision']})"


def _manifests(home: Path) -> list[tuple[Path, dict[str, Any]]]:
    found = [
        (path, json.loads(path.read_text(encoding="utf-8"))) for path in (home / "releases").glob("*/r*/manifest.json")
    ]
    return sorted(found, key=lambda pair: (pair[1]["published_at"], pair[1]["release_id"]))


def _files(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    now = file_digests(folder)
    for name, digest in manifest["files"].items():
        if name not in now:
            yield f"发布文件缺失:{folder / name}"
        elif now[name] != digest:
            yield f"发布文件被改动:{folder / name}"
    for name in sorted(set(now) - set(manifest["files"])):
        yield f"发布目录多出文件:{folder / name}"


def _inputs(home: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """The received bytes, as kept; the office's own files may change, their digest of then stays in the manifest."""
    for name, digest in manifest["inputs"].items():
        if not name.startswith("inbox/"):
            continue
        kept = home / "work" / "received" / digest[:2] / digest
        if not kept.is_file():
            yield f"收到的原件缺失:{name}({kept})"
        elif hashlib.sha256(kept.read_bytes()).hexdigest() != digest:
            yield f"收到的原件被改动:{name}({kept})"


def _rows(store: Store, manifest: dict[str, Any]) -> Iterator[str]:
    for name, digest in manifest["tables"].items():
        if table_digest(store.of_release(name, str(manifest["release_id"])), name) != digest:
            yield f"数据库中的行被改动:published_{name},发布 {manifest['release_id']}"


def _chain(path: Path, manifest: dict[str, Any], by_id: dict[str, tuple[Path, dict[str, Any]]]) -> Iterator[str]:
    previous = manifest.get("previous")
    if not previous:
        return
    known = by_id.get(previous["release_id"])
    if known is None:
        yield f"清单链断开:{path} 的前一份清单 {previous['release_id']} 不见了"
    elif hashlib.sha256(known[0].read_bytes()).hexdigest() != previous["sha256"]:
        yield f"清单被改动:{known[0]}"
