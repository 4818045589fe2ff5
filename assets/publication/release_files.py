"""The files beside the tables: HOME/releases/<month>/r<revision>/, built in a temporary folder, hashed into the manifest,
renamed before the pointer moves. Manifests are chained: each carries the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from assets.publication.candidate import Candidate
from assets.publication.package import datapackage, escaped
from schemas.columns.report import REPORT_TABLES

PARTIAL = ".part-"
Documents = Callable[[Path], None]  # puts the documents into a folder


def write_release(
    releases: Path, candidate: Candidate, stated: dict[str, Any], changes: pd.DataFrame, documents: Documents | None
) -> Path:
    """Writes one release's folder and returns it. An orphan of the same revision (a run that was killed) is replaced:
    it was never pointed to."""
    final = releases / candidate.month / f"r{stated['revision']}"
    final.parent.mkdir(parents=True, exist_ok=True)
    remove_orphans(final.parent)
    work = final.with_name(f"{PARTIAL}{final.name}")
    (work / "tables").mkdir(parents=True)
    frames = {
        **candidate.tables,
        "release": pd.DataFrame([stated]).reindex(columns=REPORT_TABLES["release"].names),
        "revision_change": changes,
    }
    for name, frame in frames.items():
        full = frame.copy()
        full.insert(0, "release_id", stated["release_id"])
        full.insert(1, "month", candidate.month)
        full.to_parquet(work / "tables" / f"report_{name}.parquet", index=False)
        escaped(full).to_csv(work / "tables" / f"report_{name}.csv", index=False, encoding="utf-8-sig")
    (work / "tables" / "datapackage.json").write_text(datapackage(frames, candidate.month), encoding="utf-8")
    if documents is not None:
        documents(work)
    manifest = {
        "month": candidate.month, "release_id": stated["release_id"], "revision": stated["revision"],
        "status": stated["status"], "published_at": stated["published_at"], "code_version": stated["code_version"],
        "rulebook_version": stated["rulebook_version"], "input_digest": stated["input_digest"],
        "inputs": candidate.inputs, "files": file_digests(work),
        "tables": {name: table_digest(frame, name) for name, frame in frames.items()},
        "previous": last_manifest(releases, exclude=final),
    }  # fmt: skip
    (work / "manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8"
    )
    _sync(work)
    if final.exists():
        shutil.rmtree(final)
    work.rename(final)
    return final


def remove_orphans(folder: Path) -> None:
    """Half-built folders of runs that were killed."""
    for orphan in folder.glob(f"{PARTIAL}*"):
        shutil.rmtree(orphan)


def file_digests(folder: Path) -> dict[str, str]:
    """Path below the folder → sha256 of every file but the manifest."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def table_digest(frame: pd.DataFrame, name: str) -> str:
    """sha256 over a table's rows in key order, independent of how it is stored."""
    names = REPORT_TABLES[name].names
    keys = REPORT_TABLES[name].keys or names
    plain = frame[names].astype(object).where(frame[names].notna(), None).sort_values(keys, ignore_index=True)
    digest = hashlib.sha256()
    for row in plain.itertuples(index=False, name=None):
        digest.update(json.dumps([_canonical(value) for value in row], ensure_ascii=False).encode())
    return digest.hexdigest()


def _canonical(value: Any) -> Any:
    if value is None or isinstance(value, (str, bool)):
        return value
    number = float(value)
    return int(number) if number.is_integer() else repr(number)


def last_manifest(releases: Path, exclude: Path | None = None) -> dict[str, str] | None:
    """The manifest published last (by publication time) and its hash: what the next one is chained to."""
    best: tuple[str, str, Path] | None = None
    for path in releases.glob("*/r*/manifest.json"):
        if exclude is not None and path.parent == exclude:
            continue
        stated = json.loads(path.read_text(encoding="utf-8"))
        mark = (stated["published_at"], stated["release_id"], path)
        best = mark if best is None or mark[:2] > best[:2] else best
    if best is None:
        return None
    return {"release_id": best[1], "sha256": hashlib.sha256(best[2].read_bytes()).hexdigest()}


def _sync(folder: Path) -> None:
    """Everything on disk before the folder gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
