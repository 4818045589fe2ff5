"""What of a home belongs into a backup: one decision for each kind of entry.

| entry | decision |
|---|---|
| a regular file | its bytes; one that is being written is read again, and left out where it does not come to rest |
| a link to a file of the home | the bytes of that file, under the link's own name: a restored home holds no link |
| a link to a folder of the home | left out: what it shows is there already |
| a link to outside, a broken link | left out |
| a socket, a fifo, a device | left out |
| a file or folder that cannot be read | left out; the backup is not whole |
| caches, Dagster's instance, the database's own files, earlier backups | never part of it |

Everything left out is named, but for what is never part of a backup.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from assets.publication.release_files import PARTIAL, UNPUBLISHED
from assets.store.identity import UNCOMMITTED

MARK = "zhaoyin-backup.txt"  # the first member of an archive
INDEX = "zhaoyin-backup.json"  # the last
DATABASE = "zhaoyin.db"
_KEPT_OF_WORK = re.compile(r"work/(received/.+|office/.+|[^/]+\.json)")
_RELEASE = re.compile(r"releases/(\d{4}-\d{2})/(?:\.behind-)?r(\d+)(?:/.*)?")
_OF_A_RUN = (PARTIAL, UNCOMMITTED, UNPUBLISHED)
_TRIES = 3
_IN_MEMORY = 64 * 2**20
_BLOCK = 2**20

LINK_OUT, LINK_BROKEN, LINK_FOLDER = "指向目录之外的链接", "断开的链接", "指向目录内文件夹的链接"
NO_FILE, UNREADABLE, GROWING = "不是文件（套接字、管道或设备）", "读不出", "正在被写入"
EARLIER_BACKUP, NOT_IN_DATABASE = "以前的备份文件", "备份开始时尚未发布"
INCOMPLETE = (UNREADABLE, GROWING)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that a backup does not hold, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A regular file to be read, at `path`, or a folder."""

    name: str
    path: Path
    is_folder: bool = False


def belongs(name: str) -> bool:
    """Whether a path below the home may be part of a backup at all; both ways, for an archive is not believed either."""
    parts = name.split("/")
    if parts[0] == ".dagster" or name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal"):
        return False
    if parts[0] == "work":
        return _KEPT_OF_WORK.fullmatch(name) is not None and not name.endswith(".part")
    if parts[0] == "releases":
        return not any(part.startswith(_OF_A_RUN) for part in parts) and not name.endswith(".part")
    return True


def entries(home: Path, releases: set[tuple[str, int]], without: set[Path]) -> Iterator[Entry | LeftOut]:
    """Everything below the home in order. `releases`: those the database holds; `without`: files of the database and the
    archive itself, resolved."""
    yield from _below(home, "", home.resolve(), releases, without)


def _below(
    folder: Path, prefix: str, root: Path, releases: set[tuple[str, int]], without: set[Path]
) -> Iterator[Entry | LeftOut]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        yield LeftOut(prefix.rstrip("/") or ".", UNREADABLE)
        return
    for each in names:
        name, path = f"{prefix}{each}", folder / each
        try:
            state = path.lstat()
        except OSError:
            continue  # gone since it was listed
        is_folder = stat.S_ISDIR(state.st_mode)
        if (
            not (belongs(name) or (is_folder and name in ("work", "work/received", "work/office")))
            or path.resolve() in without
        ):
            continue
        release = _RELEASE.fullmatch(name)
        if release and (release[1], int(release[2])) not in releases:
            yield LeftOut(name, NOT_IN_DATABASE)
        elif is_folder:
            yield Entry(name, path, is_folder=True)
            yield from _below(path, f"{name}/", root, releases, without)
        elif stat.S_ISLNK(state.st_mode):
            yield _link(name, path, root)
        elif stat.S_ISREG(state.st_mode):
            yield LeftOut(name, EARLIER_BACKUP) if _is_backup(path) else Entry(name, path)
        else:
            yield LeftOut(name, NO_FILE)


def _link(name: str, path: Path, root: Path) -> Entry | LeftOut:
    target = path.resolve()
    if not target.is_relative_to(root):
        return LeftOut(name, LINK_OUT)
    if not target.exists():
        return LeftOut(name, LINK_BROKEN)
    if target.is_dir():
        return LeftOut(name, LINK_FOLDER)
    if not target.is_file():
        return LeftOut(name, NO_FILE)
    inside = target.relative_to(root).as_posix()
    return Entry(name, target) if belongs(inside) else LeftOut(name, LINK_FOLDER)


def _is_backup(path: Path) -> bool:
    """Whether a file is an archive that a backup wrote: it would hold the home once more."""
    if not path.name.endswith((".tar.gz", ".tgz")):
        return False
    try:
        with tarfile.open(path, "r:gz") as archive:
            first = archive.next()
            return first is not None and first.name == MARK
    except (OSError, tarfile.TarError, EOFError):
        return False


@dataclass(frozen=True, slots=True)
class Read:
    """A file's bytes at one moment, from their beginning."""

    bytes: IO[bytes]
    size: int
    sha256: str
    mode: int
    mtime_ns: int


def read_at_rest(path: Path) -> Read | str:
    """The file's bytes, the same at the end of reading as at its beginning; else the reason why not. A file that is gone
    raises FileNotFoundError."""
    for _ in range(_TRIES):
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            raise
        except OSError:
            return UNREADABLE
        with os.fdopen(handle, "rb") as source:
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode):
                return NO_FILE
            copy = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - handed on, closed by the reader
            digest = hashlib.sha256()
            try:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    copy.write(block)
            except OSError:
                return UNREADABLE
            after = os.fstat(handle)
            size = copy.tell()
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and size == after.st_size:
            copy.seek(0)
            return Read(copy, size, digest.hexdigest(), stat.S_IMODE(after.st_mode) & 0o666, after.st_mtime_ns)
    return GROWING
