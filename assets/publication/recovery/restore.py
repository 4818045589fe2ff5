"""A home from a backup: unpacked and checked in a new folder, which gets its name last.

Of an archive nothing is believed: only regular files with a name inside the home, that the index lists with their hash
and that a backup may hold, are written, none of them executable.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from assets.publication.recovery.backup import BackupProblem, shown_name
from assets.publication.recovery.entries import DATABASE, INDEX, MARK, belongs
from assets.publication.recovery.rebuild import rebuild_database, require_empty
from assets.store.connection import shown_url
from assets.store.identity import discord
from assets.store.url import sqlite_url

_BLOCK = 2**20
_SHARED = (".", "inbox", "releases")  # folders that others may look into

Step = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    """What was unpacked; `left_out`: what the backup says it does not hold."""

    files: int
    left_out: list[tuple[str, str]]


def restore_backup(file: Path, home: Path, url: str, own_url: str, step: Step = lambda words: None) -> Restored:
    """Unpacks `file` as `home`, which must not be there or be an empty folder. `own_url`: the database inside the home;
    where `url` is another one it must be empty and is rebuilt. Raises BackupProblem or RebuildProblem."""
    if home.is_symlink() or (home.exists() and (not home.is_dir() or any(home.iterdir()))):
        raise BackupProblem(f"{home} 不是空目录，未做任何改动；请换一个空目录")
    if not file.is_file():
        raise BackupProblem(f"没有备份文件 {file}")
    if url != own_url:
        require_empty(url)
    home.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{home.name}.restoring-", dir=home.parent))
    try:
        index = _unpack(file, scratch)
        inside = sqlite_url(scratch / DATABASE)
        if url != own_url:
            (scratch / DATABASE).unlink(missing_ok=True)
        elif DATABASE not in index["files"]:
            rebuild_database(scratch, inside, step)
        if url == own_url and (words := discord(scratch, inside)):
            raise BackupProblem(f"备份中的目录与发布库不相符，未恢复：{words}")
        for name in _SHARED:
            if (scratch / name).is_dir():
                (scratch / name).chmod(0o755)
        if home.exists():
            home.rmdir()
        scratch.rename(home)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    if url != own_url:
        try:
            rebuild_database(home, url, step)
        except BaseException:
            step(f"{home} 已恢复，发布库 {shown_url(url)} 尚未重建：请运行 zhaoyin rebuild --home {home}")
            raise
    return Restored(len(index["files"]), [(shown_name(name), reason) for name, reason in index["left_out"]])


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Writes what the index lists into `folder`; the index. Raises BackupProblem at anything that is not in order."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            members = _members(archive)
            index = _index(archive, members)
            for name, mode in sorted(index["folders"].items()):
                _inside(folder, name).mkdir(parents=True, exist_ok=True)
                _inside(folder, name).chmod(int(mode) & 0o755 | 0o700)
            for name, said in index["files"].items():
                _write(archive, members[name], _inside(folder, name), said)
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        if isinstance(fault, OSError) and fault.errno is not None:
            raise
        raise BackupProblem(f"{file} 不是完好的备份文件，未恢复（{type(fault).__name__}：{fault}）") from None
    return index


def _members(archive: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """Every member by name: regular files, once each, with a name inside the home."""
    found: dict[str, tarfile.TarInfo] = {}
    for member in archive:
        shown = shown_name(member.name)
        if not member.isreg() or member.issparse():
            raise BackupProblem(f"备份文件中有链接、文件夹或设备，未恢复：{shown}")
        if member.name in found:
            raise BackupProblem(f"备份文件中有重名，未恢复：{shown}")
        if not _is_safe(member.name):
            raise BackupProblem(f"备份文件中的路径在目录之外，未恢复：{shown}")
        found[member.name] = member
    return found


def _index(archive: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> dict[str, Any]:
    """The index, in the form of today, of which every member and nothing else is listed."""
    member = members.get(INDEX)
    data = archive.extractfile(member) if member else None
    if data is None:
        raise BackupProblem("备份文件中没有清单（zhaoyin-backup.json），未恢复")
    index = json.load(data)
    if "files" not in index:  # what the first versions wrote: name → sha256
        files = {name: {"sha256": digest} for name, digest in index.items()}
        index = {"files": files, "folders": {}, "left_out": []}
    for name in [*index["files"], *index["folders"]]:
        allowed = name == DATABASE or belongs(name) or name in ("work", "work/received", "work/office")
        if not _is_safe(name) or not allowed:
            raise BackupProblem(f"备份清单中有不属于备份的路径，未恢复：{shown_name(name)}")
    if extra := sorted(set(members) - set(index["files"]) - {INDEX, MARK}):
        raise BackupProblem(f"备份文件中有清单未列的文件，未恢复：{shown_name(extra[0])}")
    if missing := sorted(set(index["files"]) - set(members)):
        raise BackupProblem(f"备份文件不完整，未恢复，缺少：{shown_name(missing[0])}")
    return dict(index)


def _is_safe(name: str) -> bool:
    """A path of plain parts below the home."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and not name.startswith("/")
        and "\0" not in name
        and "\\" not in name
        and all(part not in ("..", ".") for part in name.split("/"))
    )


def _inside(folder: Path, name: str) -> Path:
    return folder / name


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path, said: dict[str, Any]) -> None:
    data = archive.extractfile(member)
    assert data is not None
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        while block := data.read(_BLOCK):
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != said["sha256"]:
        raise BackupProblem(f"恢复的文件与备份时不一致，未恢复：{shown_name(member.name)}")
    moment = int(said.get("mtime_ns", int(member.mtime * 10**9)))
    os.utime(target, ns=(moment, moment))
    target.chmod(int(said.get("mode", member.mode)) & 0o644)
