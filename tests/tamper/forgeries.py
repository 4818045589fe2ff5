"""Tampers that agree with themselves: the row, the files, the manifest, the chain in the manifests and in the database are
all made anew. The record outside the database stays; who makes that anew, too, is found out by printed fingerprints only."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assets.publication.data_package import escaped
from assets.publication.release_files import MANIFEST, file_digests, table_digest
from assets.store.read import release_rows
from assets.store.tables import PUBLISHED, SEALED
from schemas.columns.report import REPORT_TABLES
from tests.tamper.scene import Scene, Tamper

SAYS = "存根"


def tampers() -> Iterator[Tamper]:
    yield Tamper("forged: the last release", lambda scene: _forge(scene, -1), SAYS, files=True)
    yield Tamper("forged: the first release and the whole chain after it", lambda scene: _forge(scene, 0), SAYS, files=True)  # fmt: skip
    yield Tamper("forged: a release in the middle and the chain after it", lambda scene: _forge(scene, 2), SAYS, files=True)  # fmt: skip
    yield Tamper("forged: one more release at the end", _one_more, SAYS, files=True)
    yield Tamper("forged: the last release in place of its id alone", _renumbered, SAYS, files=True)


def _forge(scene: Scene, at: int) -> None:
    """Raises every cumulative figure of a release by a yuan and makes everything after it agree."""
    release_id = scene.releases[at]
    scene.run(f"UPDATE published_metric SET ytd_value = ytd_value + 1 WHERE release_id = '{release_id}'")
    _tables_anew(scene, release_id)
    _chain_anew(scene, scene.releases)


def _tables_anew(scene: Scene, release_id: str) -> None:
    folder = scene.folder(release_id)
    manifest = _manifest(folder)
    table = REPORT_TABLES["metric"]
    frame = release_rows(scene.connection, PUBLISHED["metric"], table, release_id)
    manifest["tables"]["metric"] = table_digest(frame, "metric")
    frame.insert(0, "release_id", release_id)
    frame.insert(1, "month", release_id[:7])
    frame.to_parquet(folder / "tables" / "report_metric.parquet", index=False)
    escaped(frame).to_csv(folder / "tables" / "report_metric.csv", index=False, encoding="utf-8-sig")
    manifest["files"] = file_digests(folder)
    _write(folder, manifest)


def _chain_anew(scene: Scene, releases: list[str]) -> None:
    before: tuple[str, str] | None = None
    for release_id in releases:
        folder = scene.folder(release_id)
        manifest = _manifest(folder)
        manifest["previous"] = {"release_id": before[0], "sha256": before[1]} if before else None
        digest = _write(folder, manifest)
        scene.run(f"UPDATE release_manifest SET sha256 = '{digest}' WHERE release_id = '{release_id}'")
        before = (release_id, digest)


def _one_more(scene: Scene) -> None:
    """The last release once more, as the next revision of its month."""
    revision = int(scene.last.split("-")[2][1:]) + 1
    forged = f"{scene.last[:7]}-r{revision}-{scene.last.rsplit('-', 1)[1]}"
    for table in SEALED:
        names = [column.name for column in table.columns][1:]
        chosen = [str(revision) if name == "revision" and table.name == "published_release" else
                  f"'{scene.last}'" if name == "supersedes" else f'"{name}"' for name in names]  # fmt: skip
        columns = ", ".join(f'"{name}"' for name in ("release_id", *names))
        scene.run(f"INSERT INTO {table.name} ({columns}) SELECT '{forged}', {', '.join(chosen)} FROM {table.name} WHERE release_id = '{scene.last}'")  # fmt: skip
    folder = scene.folder(forged)
    shutil.copytree(scene.folder(scene.last), folder)
    rows = release_rows(scene.connection, PUBLISHED["release"], REPORT_TABLES["release"], forged)
    manifest = _manifest(folder)
    manifest |= {"release_id": forged, "revision": revision}
    manifest["tables"]["release"] = table_digest(rows, "release")
    digest = _write(folder, manifest)
    place = len(scene.releases) + 1
    scene.run(f"INSERT INTO release_manifest VALUES ('{forged}', '{forged[:7]}', {place}, '{digest}')",
              f"UPDATE release_pointer SET release_id = '{forged}' WHERE month = '{forged[:7]}'")  # fmt: skip
    _chain_anew(scene, [*scene.releases, forged])


def _renumbered(scene: Scene) -> None:
    forged = f"{scene.last[:-1]}{'0' if scene.last[-1] != '0' else '1'}"
    for table in (*(each.name for each in SEALED), "release_manifest", "release_pointer", "seen_digest"):
        scene.run(f"UPDATE {table} SET release_id = '{forged}' WHERE release_id = '{scene.last}'")
    manifest = _manifest(scene.folder(scene.last))
    manifest["release_id"] = forged
    _write(scene.folder(scene.last), manifest)
    _chain_anew(scene, [*scene.releases[:-1], forged])


def _manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    return found


def _write(folder: Path, manifest: dict[str, Any]) -> str:
    data = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    (folder / MANIFEST).write_bytes(data)
    return hashlib.sha256(data).hexdigest()
