"""A home and its database in one .tar.gz: the database first, by its own snapshot, then the files that belong to what the
snapshot holds. A backup that is taken while a month is published is the home as it was before.

SQLite is copied as a file. Of PostgreSQL nothing is copied: what `rebuild` needs lies in the releases folder.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assets.publication.events import database_events
from assets.publication.office_copies import RECEIVED
from assets.publication.recovery.entries import (
    DATABASE,
    INCOMPLETE,
    INDEX,
    MARK,
    LeftOut,
    entries,
    read_at_rest,
)
from assets.publication.recovery.release_records import ROWS_FILE, KeptRows, database_rows, keep_for_rebuild, rows_text
from assets.publication.release_files import MANIFEST
from assets.store.anchor import ORIGIN, Event, anchor_path
from assets.store.connection import plain_engine, sqlite_file
from assets.store.identity import Place, open_store
from assets.store.tables import PUBLISHED
from assets.store.url import sqlite_url

_FORMAT = 2
_NEEDED = ("district.yaml", "identity.json", "reference/", "rulebooks/", "releases/", "work/received/", "work/office/")
_NAMED = 5


class BackupProblem(Exception):
    """The backup cannot be made or read; nothing was changed."""

    exit_code = 2


@dataclass
class BackedUp:
    """What the archive holds. `left_out`: entries that it does not. `faults`: what is not as it was published."""

    files: int = 0
    releases: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults and not any(each.reason in INCOMPLETE for each in self.left_out)


@dataclass(frozen=True)
class _Snapshot:
    """What the database held at one moment. `file`: its copy, None of PostgreSQL."""

    releases: set[Place]
    rows: KeptRows
    events: set[Event]
    file: Path | None


def write_backup(home: Path, url: str, file: Path) -> BackedUp:
    """Writes the archive under a temporary name, reads it back and gives it its name, which must be free."""
    if not (home / "district.yaml").is_file():
        raise BackupProblem(f"{home} 中没有 district.yaml，不是一个区的目录")
    if file.is_dir() or not file.parent.is_dir():
        raise BackupProblem(f"无法写入 {file}：{'是文件夹' if file.is_dir() else f'没有文件夹 {file.parent}'}")
    if os.path.lexists(file):
        raise BackupProblem(f"{file} 已存在，未备份，该文件未动；请换一个文件名，或先将它移走")
    with open_store(home, url) as store:
        unkept = keep_for_rebuild(home, store)
        if unkept and sqlite_file(url) is None:
            raise BackupProblem(
                f"数据库中的行与发布时不符（{'、'.join(unkept[:_NAMED])}），未备份；请先运行 zhaoyin verify"
            )
    with tempfile.TemporaryDirectory(prefix=".zhaoyin-backup-", dir=file.parent) as scratch:
        snapshot = _snapshot(url, Path(scratch))
        part = Path(scratch) / "archive.tar.gz"
        made = _write(home, url, snapshot, part, {file.resolve(), Path(scratch).resolve()})
        _read_back(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
    return made


def _snapshot(url: str, scratch: Path) -> _Snapshot:
    """The database at one moment, while others may write."""
    source = sqlite_file(url)
    copy = None
    if source is not None:
        copy = scratch / DATABASE
        with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(copy)) as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")
            state = writing.execute("PRAGMA quick_check").fetchone()[0]
        if state != "ok":
            raise BackupProblem(f"发布库的文件已损坏：{source}（{state}），未备份；请用以前的备份恢复")
    engine = plain_engine(url if copy is None else sqlite_url(copy))
    level = {} if copy else {"isolation_level": "REPEATABLE READ"}
    try:
        with engine.connect().execution_options(**level) as connection:
            table = PUBLISHED["release"]
            held = connection.execute(sa.select(table.c.month, table.c.revision))
            releases = {(row.month, int(row.revision)) for row in held}
            return _Snapshot(releases, database_rows(connection), database_events(connection), copy)
    finally:
        engine.dispose()


class _Archive:
    """The archive being written and its index."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self.files: dict[str, dict[str, Any]] = {}
        self.folders: dict[str, int] = {}

    def add(self, name: str, data: Any, size: int, sha256: str, mode: int = 0o600, mtime_ns: int = 0) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, mode, mtime_ns // 10**9
        self._archive.addfile(member, data)
        self.files[name] = {"sha256": sha256, "size": size, "mode": mode, "mtime_ns": mtime_ns}

    def add_bytes(self, name: str, data: bytes) -> None:
        self.add(name, io.BytesIO(data), len(data), hashlib.sha256(data).hexdigest())


def _write(home: Path, url: str, snapshot: _Snapshot, part: Path, without: set[Path]) -> BackedUp:
    made = BackedUp(releases=len(snapshot.releases))
    database = sqlite_file(url)
    if database is not None:
        without |= {Path(f"{database.resolve()}{end}") for end in ("", "-wal", "-shm", "-journal")}
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive:
        writing = _Archive(archive)
        _plain_member(archive, MARK, f"{_FORMAT}\n".encode())
        if snapshot.file is not None:
            _add(writing, DATABASE, snapshot.file, made)
        for each in entries(home, snapshot.releases, without):
            if isinstance(each, LeftOut):
                made.left_out.append(each)
            elif each.is_folder:
                writing.folders[each.name] = each.path.stat().st_mode & 0o777
            elif each.path == anchor_path(home):
                writing.add_bytes(each.name, record_of(each.path, snapshot.events))
            elif each.name != f"releases/{ROWS_FILE}":
                _add(writing, each.name, each.path, made)
        writing.add_bytes(f"releases/{ROWS_FILE}", rows_text(snapshot.rows).encode())
        needed = [each for each in made.left_out if each.reason in INCOMPLETE and each.name.startswith(_NEEDED)]
        if needed:
            told = "、".join(f"{shown_name(each.name)}（{each.reason}）" for each in needed[:_NAMED])
            raise BackupProblem(f"缺了这些就不成备份，未备份：{told}")
        made.files, made.faults = len(writing.files), list(_release_faults(home, writing, snapshot.releases))
        index = {
            "format": _FORMAT,
            "database": "sqlite" if snapshot.file else "releases",
            "files": writing.files,
            "folders": writing.folders,
            "left_out": [[each.name, each.reason] for each in made.left_out],
        }
        _plain_member(archive, INDEX, json.dumps(index, indent=1).encode())
    return made


def record_of(path: Path, events: set[Event]) -> bytes:
    """The lines of chain.jsonl but for what the database did not hold yet; a damaged line stays."""
    kept = []
    for line in path.read_bytes().splitlines(keepends=True):
        try:
            said = json.loads(line)
            later = said["event"] != ORIGIN and tuple(map(str, said["event"])) not in events
        except (ValueError, KeyError, TypeError):
            later = not line.endswith(b"\n")  # being written just now
        if not later:
            kept.append(line)
    return b"".join(kept)


def _plain_member(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    archive.addfile(member, io.BytesIO(data))


def _add(writing: _Archive, name: str, path: Path, made: BackedUp) -> None:
    try:
        found = read_at_rest(path)
    except FileNotFoundError:
        return  # taken away since it was listed; what a release needs is asked for at the end
    if isinstance(found, str):
        made.left_out.append(LeftOut(name, found))
        return
    with found.bytes as data:
        writing.add(name, data, found.size, found.sha256, found.mode, found.mtime_ns)


def _release_faults(home: Path, writing: _Archive, releases: set[Place]) -> list[str]:
    """What a release of the snapshot lacks in the archive. A missing manifest is no backup at all."""
    faults = []
    for month, revision in sorted(releases):
        folder = f"releases/{month}/r{revision}"
        if f"{folder}/{MANIFEST}" not in writing.files:
            raise BackupProblem(f"发布清单缺失：{home / folder / MANIFEST}，未备份；请先运行 zhaoyin verify")
        try:
            manifest = json.loads((home / folder / MANIFEST).read_text("utf-8"))
            expected = {f"{folder}/{name}": digest for name, digest in manifest["files"].items()}
            for name, digest in manifest["inputs"].items():
                kept = "received" if name.startswith(RECEIVED) else "office"
                expected[f"work/{kept}/{digest[:2]}/{digest}"] = digest
        except (OSError, ValueError, KeyError, AttributeError):
            faults.append(f"发布清单被改动，无法识别：{folder}/{MANIFEST}")
            continue
        faults += [
            f"{'与发布时不符' if name in writing.files else '缺失'}：{name}（发布 {month} 第 {revision} 次）"
            for name, digest in expected.items()
            if writing.files.get(name, {}).get("sha256") != digest
        ]
    return list(dict.fromkeys(faults))


def _read_back(part: Path) -> None:
    """Raises BackupProblem unless the archive holds what its index lists."""
    found = {}
    index: dict[str, Any] = {}
    with tarfile.open(part, "r:gz") as archive:
        for member in archive:
            data: Any = archive.extractfile(member)
            if member.name == INDEX:
                index = json.load(data)
                continue
            found[member.name] = hashlib.file_digest(data, "sha256").hexdigest()
    found.pop(MARK, None)
    if found != {name: each["sha256"] for name, each in index["files"].items()}:
        raise BackupProblem("写成的备份读回不符，未备份；请检查磁盘后再试")


def shown_name(name: str) -> str:
    """A file's name as it can be printed: bytes that are no UTF-8 are read as GBK."""
    raw = os.fsencode(name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
