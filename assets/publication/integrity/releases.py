"""Every release the database knows of, whichever of its tables says so, in the order of publication."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assets.publication.release_files import MANIFEST as MANIFEST_FILE
from assets.store.published import Store
from assets.store.tables import MANIFEST, PUBLISHED
from schemas.files import file_sha256


@dataclass(frozen=True)
class KnownRelease:
    """A release. `sequence` is None where release_manifest does not name it, `revision` where published_release does not
    and its id does not say it. `sha256`: of its manifest, null for one of the first contract."""

    release_id: str
    month: str
    sequence: int | None
    sha256: str | None
    revision: int | None
    has_row: bool
    sealed_month: str | None
    path: Path

    @cached_property
    def manifest(self) -> dict[str, Any] | None:
        """The manifest as it lies there; None where there is none, or none that can be read."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    @cached_property
    def hash_now(self) -> str | None:
        return file_sha256(self.path) if self.path.is_file() else None


def known_releases(home: Path, store: Store) -> list[KnownRelease]:
    """In the order of publication; those without a place in it last."""
    table = PUBLISHED["release"]
    with store.engine.connect() as connection:
        rows = {
            row.release_id: row
            for row in connection.execute(sa.select(table.c.release_id, table.c.month, table.c.revision))
        }
        places = {row.release_id: row for row in connection.execute(sa.select(MANIFEST))}
    found = []
    for release_id in rows.keys() | places.keys():
        row, place = rows.get(release_id), places.get(release_id)
        said = re.match(r"(\d{4}-\d\d)-r(\d+)-", str(release_id))
        month = str(row.month if row else place.month)  # type: ignore[union-attr]
        revision = int(row.revision) if row else int(said[2]) if said else None
        path = home / "releases" / month / f"r{revision}" / MANIFEST_FILE
        found.append(
            KnownRelease(
                str(release_id),
                month,
                place.sequence if place else None,
                place.sha256 if place else None,
                revision,
                row is not None,
                place.month if place else None,
                path,
            )
        )
    return sorted(found, key=lambda each: (each.sequence is None, each.sequence or 0, each.release_id))


def order_faults(releases: list[KnownRelease], unhashed: int) -> Iterator[str]:
    """Places in the chain, numbers of revisions, and ids that say what the release is. `unhashed`: how many releases of
    the first contract came into this database without the hash of their manifests."""
    places = [each.sequence for each in releases if each.sequence is not None]
    for gap in sorted(set(range(1, max(places, default=0) + 1)) - set(places)):
        yield f"发布链缺第 {gap} 次发布"
    revisions: dict[str, set[int]] = defaultdict(set)
    for each in releases:
        revisions[each.month].add(each.revision or 0)
        if not each.has_row:
            yield f"发布 {each.release_id} 在 published_release 中没有行"
        if each.sequence is None:
            yield f"发布 {each.release_id} 不在发布链（release_manifest）中"
        elif each.sealed_month != each.month:
            yield f"发布链中的月份被改动：{each.release_id} 记为 {each.sealed_month}"
        elif each.sha256 is None and each.sequence > unhashed:
            yield f"发布链中的清单摘要被抹去：{each.release_id}"
        if not each.release_id.startswith(f"{each.month}-r{each.revision}-"):
            yield f"发布的月份或修订号与编号不符：{each.release_id} 记为 {each.month} 第 {each.revision} 次"
    for month, known in sorted(revisions.items()):
        for missing in sorted(set(range(1, max(known) + 1)) - known):
            yield f"发布缺失：{month} 第 {missing} 次发布"


def manifest_faults(
    release: KnownRelease, before: KnownRelease | None, every: dict[str, KnownRelease]
) -> Iterator[str]:
    """The manifest against the hash in the database, what it says of itself, and its link to the one before."""
    if release.hash_now is None:
        yield f"发布清单缺失：{release.path}（发布 {release.release_id}）"
        return
    manifest = release.manifest
    if manifest is None or release.sha256 not in (None, release.hash_now):
        yield f"发布清单被改动：{release.path}（发布 {release.release_id}）"
        return
    said = tuple(manifest.get(name) for name in ("release_id", "month", "revision"))
    if said != (release.release_id, release.month, release.revision):
        yield f"发布清单与发布不符：{release.path} 是 {said[0]} 的清单，发布为 {release.release_id}"
    yield from _link(release, manifest.get("previous") or {}, before, every)


def _link(
    release: KnownRelease, previous: dict[str, Any], before: KnownRelease | None, every: dict[str, KnownRelease]
) -> Iterator[str]:
    """A release of the first contract is chained by the clock of then, any other to the one before it."""
    if not previous:
        if before is not None:
            yield f"清单链断开：{release.path} 不接在任何发布之后，而前一次发布是 {before.release_id}"
        return
    named = str(previous.get("release_id"))
    linked = every.get(named)
    if linked is None or (release.sha256 is not None and (before is None or named != before.release_id)):
        expected = before.release_id if before else "无"
        yield f"清单链断开：{release.path} 接在 {named} 之后，而前一次发布是 {expected}"
    elif linked.hash_now is not None and linked.hash_now != previous.get("sha256"):
        yield f"发布清单被改动：{linked.path}（与后一份清单所记不符）"
