"""Walks every release that the database, the folders or the record outside the database know of, and everything readers
see of them: rows, files, manifests and their chain, pointers, views, guards, dictionary.

The database knows each manifest's hash and place, each manifest knows the hash of everything else and of the manifest
before it, and HOME/releases/chain.jsonl knows what the database held. Who forges all three at once is found out only by
the fingerprints that are printed on the documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from assets.publication.events import origin_of
from assets.publication.integrity.folders import (
    folder_faults,
    input_faults,
    is_unpublished,
    office_faults,
    stray_faults,
)
from assets.publication.integrity.records import identity_faults, pointer_faults, record_faults, unreopened_faults
from assets.publication.integrity.releases import KnownRelease, known_releases, manifest_faults, order_faults
from assets.publication.integrity.rows import foreign_faults, holdings, row_faults
from assets.publication.release_files import PARTIAL
from assets.store.anchor import SHORT
from assets.store.definitions import definition_faults
from assets.store.published import Store

_RELEASE = "请停止使用该发布，从备份恢复（zhaoyin restore），并查明何人何时改动"
_OFFICE = "请核对该文件；确属有意修改的，运行 zhaoyin run 后即为已读"
_CHAIN = "请以印发的文件上的发布编号和指纹核对，从备份恢复，并查明原因"
_RECORD = (
    "请从备份恢复该文件；备份中也没有的，查明原因后以运行报告上的指纹重新建立（zhaoyin verify --renew-record 指纹）"
)
_SHOWN = "读者此刻看到的可能不是所发布的数；请由数据库管理员查明何人改动，并从备份恢复"


def faults(
    home: Path, store: Store, month: str | None = None, walked: Callable[[int, int], None] = lambda *_: None
) -> Iterator[str]:
    """What was touched, each in Chinese with its place and what to do, oldest release first; nothing when all is as
    published. `month`: rows and files of that month alone. `walked` is told how many releases of how many are done."""
    releases = known_releases(home, store)
    every = {each.release_id: each for each in releases}
    held, found = holdings(store)
    before: KnownRelease | None = None
    for number, each in enumerate(releases, 1):
        said = list(manifest_faults(each, before, every))
        yield from _advised(_RELEASE, said)
        if each.manifest is not None and month in (None, each.month):
            yield from _advised(_RELEASE, folder_faults(each.path.parent, each.manifest))
            yield from _advised(_RELEASE, input_faults(home, each.manifest, each.sha256 is not None))
            yield from _advised(_RELEASE, row_faults(store, each, held.get(each.release_id, set())))
        before = each
        walked(number, len(releases))
    if releases and releases[-1].manifest is not None and month in (None, releases[-1].month):
        yield from _advised(_OFFICE, office_faults(home, releases[-1].release_id, releases[-1].manifest))
    with store.engine.connect() as connection:
        try:
            unhashed = int(origin_of(connection)["unhashed"])
        except ValueError:
            unhashed = 0  # unreadable, which record_faults names
    yield from _advised(_RELEASE, foreign_faults(found, releases))
    yield from _advised(_SHOWN, pointer_faults(store, releases))
    with store.engine.connect() as connection:
        yield from _advised(_SHOWN, definition_faults(connection))
    yield from _advised(_CHAIN, order_faults(releases, unhashed))
    yield from _advised(_CHAIN, unreopened_faults(store))
    yield from _advised(_CHAIN, identity_faults(home, store))
    for line in record_faults(home, store, releases):
        yield from _advised(_RECORD if line.startswith("发布链存根") else _CHAIN, [line])
    yield from _advised(_RELEASE, stray_faults(home, releases))


def leftovers(home: Path, store: Store) -> list[Path]:
    """Folders that a run which was killed left, and that were never published."""
    built = (path for path in (home / "releases").glob("*/r[0-9]*") if is_unpublished(path))
    known = {each.path.parent for each in known_releases(home, store)}
    return sorted([*(home / "releases").glob(f"*/{PARTIAL}*"), *(path for path in built if path not in known)])


def head(home: Path, store: Store) -> tuple[str, str] | None:
    """(release_id, short fingerprint of its manifest) of the release published last; None where there is none."""
    releases = [each for each in known_releases(home, store) if each.sequence is not None]
    return (releases[-1].release_id, (releases[-1].hash_now or "")[:SHORT]) if releases else None


def release_of_fingerprint(home: Path, store: Store, fingerprint: str) -> str | None:
    """The release whose manifest has a fingerprint that begins so; None where the chain has none."""
    wanted = fingerprint.strip().lower()
    found = [each.release_id for each in known_releases(home, store) if (each.hash_now or "").startswith(wanted)]
    return found[0] if found and len(wanted) >= SHORT else None


def _advised(advice: str, lines: Iterator[str] | list[str]) -> Iterator[str]:
    for line in lines:
        yield f"{line}。{advice}"
