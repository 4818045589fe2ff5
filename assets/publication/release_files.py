"""The files beside the tables: HOME/releases/<month>/r<revision>/, built in a temporary folder, hashed into the manifest,
renamed before the pointer moves. Manifests are chained: each carries the hash of the one before it.

A folder with a finished manifest is never removed. Between its renaming and the end of the transaction a file
.publishing-r<revision> stands beside it: where a run was killed there, the folder was never published, and the month's
next run gives it another name.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from itertools import islice
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

import pandas as pd

from assets.publication.data_package import datapackage, escaped
from assets.store.candidate import Candidate
from assets.store.contract import VERSION
from assets.store.identity import MANIFEST_FILE, REVISION_NAME, UNCOMMITTED, StrangerProblem
from assets.store.tables import LINEAGE, LINEAGE_COLUMNS
from schemas.columns.books import BOOKS
from schemas.columns.frames import in_key_order, typed_column, typed_frame
from schemas.columns.report import REPORT_TABLES

BEHIND = "behind"  # of a release's folder: what the database holds of it beside the report tables
PARTIAL = ".part-"
UNPUBLISHED = ".unpublished-"  # whole, but left by a run that was killed before its release was committed
MANIFEST = MANIFEST_FILE
_READABLE_FOLDER, _READABLE_FILE = 0o755, 0o644  # what is published; all else is for its owner alone
_ROWS_AT_ONCE = 10_000
_UNSTATED = "0002"  # manifests of the contracts before 0004 do not name theirs


class Folder:
    """A release's folder under way: `work` while it is built, `final` when everything in it is on disk."""

    def __init__(self, releases: Path, month: str, revision: int) -> None:
        self.final = releases / month / f"r{revision}"
        self.work = self.final.with_name(f"{PARTIAL}{self.final.name}")
        self.work.mkdir(parents=True)
        for parent in (releases, releases / month):
            parent.chmod(_READABLE_FOLDER)

    def write_manifest(
        self,
        stated: dict[str, Any],
        candidate: Candidate,
        tables: dict[str, pd.DataFrame],
        previous: tuple[str, str | None] | None,
        reopenings: list[list[str]],
    ) -> str:
        """Hashes everything into manifest.json; returns the manifest's own sha256. `reopenings`: of every month so far."""
        manifest = {
            **{
                name: stated[name]
                for name in (
                    "month",
                    "release_id",
                    "revision",
                    "status",
                    "published_at",
                    "code_version",
                    "rulebook_version",
                    "input_digest",
                )
            },
            "contract": VERSION,
            "inputs": candidate.inputs,
            "files": file_digests(self.work),
            "tables": {name: table_digest(frame, name) for name, frame in tables.items()},
            "behind": behind_digests(candidate),
            "previous": {"release_id": previous[0], "sha256": previous[1] or self._hash_of(previous[0])}
            if previous
            else None,
            "reopenings": reopenings,
        }
        data = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        (self.work / MANIFEST).write_bytes(data)
        return hashlib.sha256(data).hexdigest()

    def _hash_of(self, release_id: str) -> str | None:
        """The manifest hash of a release of the first contract, which the database does not know."""
        month, revision = release_id[:7], release_id.split("-")[2]
        path = self.final.parent.parent / month / revision / MANIFEST
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None

    def rename(self) -> None:
        """Everything on disk, all but what stands behind the figures readable by everybody, then the folder gets its name, marked as not yet published."""
        for path in (*sorted(self.work.rglob("*")), self.work):
            if BEHIND not in (path.name, path.parent.name):
                path.chmod(_READABLE_FOLDER if path.is_dir() else _READABLE_FILE)
            _sync(path)
        _marker(self.final).touch()
        _sync(self.final.parent)
        self.work.rename(self.final)
        _sync(self.final.parent)

    def committed(self) -> None:
        """The release is published: its folder is no longer marked."""
        _marker(self.final).unlink(missing_ok=True)


def contract_of(manifest: dict[str, Any]) -> str:
    """The contract version a release was published under: which columns its tables have."""
    return str(manifest.get("contract", _UNSTATED))


def write_tables(
    folder: Path, tables: dict[str, pd.DataFrame], release_id: str, month: str, contract: str = VERSION
) -> None:
    """report_<name>.parquet and .csv of every table, and the datapackage.json that describes the csv files. The bytes do
    not depend on how a frame was kept on its way here: text that comes back from Parquet has another dtype."""
    folder.mkdir()
    for name, frame in tables.items():
        full = typed_frame(frame, REPORT_TABLES[name].at(contract))
        full.insert(0, "release_id", release_id)
        full.insert(1, "month", month)
        full.to_parquet(folder / f"report_{name}.parquet", index=False)
        escaped(full).to_csv(folder / f"report_{name}.csv", index=False, encoding="utf-8-sig")
    (folder / "datapackage.json").write_text(datapackage(tables, month, contract), encoding="utf-8")


def clear_unpublished(folder: Path, known: set[int]) -> None:
    """What killed runs left of a month. Half-built folders are removed; one that is whole, and whose release was not
    committed, is kept under another name. Raises StrangerProblem at a folder that nothing says was left by a run."""
    for part in folder.glob(f"{PARTIAL}*"):
        if (part / MANIFEST).exists():
            _set_aside(part, part.name.removeprefix(PARTIAL))
        else:
            shutil.rmtree(part)
    for built in (each for each in folder.glob("r*") if REVISION_NAME.fullmatch(each.name)):
        marker = _marker(built)
        if int(built.name[1:]) in known:
            marker.unlink(missing_ok=True)
        elif marker.exists():
            _set_aside(built, built.name)
            marker.unlink()
        else:
            raise StrangerProblem(
                f"{built} 是发布库所不知道的发布，未做任何改动，也不会覆盖它。请先运行 zhaoyin doctor，按其说明处理。"
            )


def _set_aside(built: Path, name: str) -> None:
    digest = hashlib.sha256((built / MANIFEST).read_bytes()).hexdigest()[:8]
    kept = built.with_name(f"{UNPUBLISHED}{name}-{digest}")
    while kept.exists():
        kept = kept.with_name(f"{kept.name}+")
    built.rename(kept)


def _marker(final: Path) -> Path:
    return final.with_name(f"{UNCOMMITTED}{final.name}")


def write_behind(folder: Path, frames: dict[str, pd.DataFrame]) -> None:
    """<table>.parquet of each of the books and the lineage, without release_id and month; for the owner alone."""
    folder.mkdir(parents=True)
    folder.chmod(0o700)
    for name, frame in frames.items():
        path = folder / f"{name}.parquet"
        frame.to_parquet(path, index=False)
        path.chmod(0o600)


def typed_behind(frame: pd.DataFrame, name: str, contract: str = VERSION) -> pd.DataFrame:
    """One of the books or of the lineage with exactly the columns it had under `contract`, typed and in order: the same bytes
    whoever held it."""
    if name in LINEAGE_COLUMNS:
        kinds = {str: "text", int: "int", float: "float", bool: "bool"}
        columns = [column for column in LINEAGE[name].columns if column.name in LINEAGE_COLUMNS[name]]
        typed = {column.name: typed_column(frame[column.name], kinds[column.type.python_type]) for column in columns}
        return in_key_order(pd.DataFrame(typed), [])
    table = BOOKS[name.removeprefix("books_")].at(contract)
    return in_key_order(typed_frame(frame, table), table.keys)


def file_digests(folder: Path) -> dict[str, str]:
    """Path below the folder → sha256 of every file but the manifest."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def table_digest(frame: pd.DataFrame, name: str, contract: str = VERSION) -> str:
    """sha256 over a report table's rows in key order, independent of how it is stored; of the columns it had then."""
    names = REPORT_TABLES[name].at(contract).names
    return _digest(frame[names], REPORT_TABLES[name].keys or names)


def behind_digests(candidate: Candidate) -> dict[str, str]:
    """The same for what stands behind the figures, books_<name> and the lineage, whose rows have no key of their own."""
    return {name: behind_digest(frame, name) for name, frame in behind_frames(candidate).items()}


def behind_frames(candidate: Candidate, contract: str = VERSION) -> dict[str, pd.DataFrame]:
    """books_<name> and the lineage of a candidate."""
    books = {f"books_{name}": candidate.books[name] for name in BOOKS}
    return {name: typed_behind(frame, name, contract) for name, frame in (books | candidate.lineage).items()}


def behind_digest(frame: pd.DataFrame, name: str, contract: str = VERSION) -> str:
    """sha256 over the rows of one of the books or of the lineage, in the order of all columns it had under `contract`."""
    book = BOOKS.get(name.removeprefix("books_"))
    names = book.at(contract).names if book else list(frame.columns)
    return _digest(frame[names], names)


def later_columns(name: str, contract: str) -> list[str]:
    """The columns of published_<name> or books_<name> that came after `contract`: null in its releases."""
    prefix, _, table = name.partition("_")
    known = {"published": REPORT_TABLES, "books": BOOKS}.get(prefix, {}).get(table)
    return [column.name for column in known.columns if column.since > contract] if known else []


def _digest(frame: pd.DataFrame, keys: list[str]) -> str:
    """Over every row as a JSON list, column by column: a row at a time costs more than storing it."""
    plain = frame.astype(object).where(frame.notna(), None).sort_values(keys, ignore_index=True)
    columns = [_json(plain[name].tolist()) for name in plain.columns]
    digest = hashlib.sha256()
    rows = (f"[{', '.join(row)}]" for row in zip(*columns, strict=True))
    while part := "".join(islice(rows, _ROWS_AT_ONCE)):
        digest.update(part.encode())
    return digest.hexdigest()


def _json(values: list[Any]) -> list[str]:
    """Each value as JSON: text as it is, whole numbers as such whatever their type, others as text with all digits."""
    return [
        encode_basestring(value)
        if isinstance(value, str)
        else "null"
        if value is None
        else ("true" if value else "false")
        if isinstance(value, bool)
        else _number(float(value))
        for value in values
    ]


def _number(number: float) -> str:
    return str(int(number)) if number.is_integer() else f'"{number!r}"'


def _sync(path: Path) -> None:
    """A file's bytes, or a folder's names, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
