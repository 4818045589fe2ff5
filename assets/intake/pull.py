"""Pulls what is in the inbox and keeps every received file, byte for byte, by its hash.

The inbox is any fsspec URL or a folder of the home. A zip or a folder whose files are sheets as .csv is one submission.
Names that are not submissions (~$*, .tmp, .part, dot-files) are left alone. Reading is the next step's business.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec

from assets.intake.model import Received
from assets.intake.reference_model import Reference
from assets.intake.upstream import upstream_submissions

_BEIJING = timedelta(hours=8)
_IGNORED_ENDINGS = (".tmp", ".part", ".crdownload")


@dataclass(frozen=True, slots=True)
class Listed:
    """One submission as listed: `members` are the files of a csv folder (name below the inbox → path to open)."""

    name: str
    size: int
    modified: float  # seconds since the epoch
    members: tuple[tuple[str, str], ...]


def _filesystem(reference: Reference) -> tuple[Any, str]:
    url = reference.district.inbox.url
    if "://" in url:
        return fsspec.core.url_to_fs(url)
    return fsspec.filesystem("file"), str((reference.home / url).resolve())


def _ignored(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)
    return hidden or name.lower().endswith(_IGNORED_ENDINGS)


def list_inbox(reference: Reference) -> list[Listed]:
    """Every submission in the inbox, by name; nothing is opened."""
    filesystem, root = _filesystem(reference)
    if not filesystem.exists(root):
        return []
    single: list[Listed] = []
    folders: dict[str, list[tuple[str, str, int, float]]] = {}
    for path, info in filesystem.find(root, detail=True).items():
        name = str(path)[len(root.rstrip("/")) + 1 :] if str(path).startswith(root) else PurePosixPath(path).name
        if _ignored(name):
            continue
        modified = _seconds(info)
        if name.lower().endswith(".csv") and "/" in name:
            folder = str(PurePosixPath(name).parent)
            folders.setdefault(folder, []).append((name, str(path), int(info["size"]), modified))
        else:
            single.append(Listed(name, int(info["size"]), modified, ((name, str(path)),)))
    for folder, files in folders.items():
        members = tuple((name, path) for name, path, _, _ in sorted(files))
        single.append(Listed(folder, sum(file[2] for file in files), max(file[3] for file in files), members))
    return sorted(single, key=lambda listed: listed.name)


def _seconds(info: dict[str, Any]) -> float:
    value = next((info[key] for key in ("mtime", "LastModified", "modified", "created") if info.get(key)), 0.0)
    return value.timestamp() if isinstance(value, datetime) else float(value)


def beijing(seconds: float) -> datetime:
    """A file's time as a naive Beijing time."""
    return (datetime.fromtimestamp(seconds, UTC) + _BEIJING).replace(tzinfo=None, microsecond=0)


def glance_inbox(reference: Reference) -> Iterator[tuple[str, int, str]]:
    """(name, size, time) of everything listed: what two looks compare to tell a finished upload."""
    if reference.district.inbox.database:
        return (
            (each.name, len(each.data), each.updated_at.isoformat())
            for each in upstream_submissions(reference.district.inbox)
        )
    return ((listed.name, listed.size, str(listed.modified)) for listed in list_inbox(reference))


def pull(reference: Reference, as_of: datetime) -> list[Received]:
    """Keeps every submission received by `as_of` under HOME/work/received/ and says what it is; unchanged files (same
    name, size and time) are not read again."""
    work = reference.home / "work"
    if reference.district.inbox.database:
        return _from_upstream(reference, work, as_of)
    filesystem, _ = _filesystem(reference)
    memory_file = work / "pulled.json"
    memory = json.loads(memory_file.read_text()) if memory_file.is_file() else {}
    receipts = _receipts(reference)
    received, fresh = [], {}
    for listed in list_inbox(reference):
        known = memory.get(listed.name)
        if known and known[:2] == [listed.size, listed.modified] and _kept_path(work, known[2]).exists():
            digest = known[2]
        else:
            digest = _keep(work, filesystem, listed)
        fresh[listed.name] = [listed.size, listed.modified, digest]
        at = receipts.get(digest) or receipts.get(listed.name) or receipts.get(PurePosixPath(listed.name).name)
        moment = at or beijing(listed.modified)
        if moment <= as_of:
            kept = _kept_path(work, digest).relative_to(work / "received").as_posix()
            received.append(Received(listed.name, digest, listed.size, moment, kept))
    if fresh != memory:
        work.mkdir(parents=True, exist_ok=True)
        part = memory_file.with_suffix(".part")
        part.write_text(json.dumps(fresh, ensure_ascii=False))
        part.replace(memory_file)
    return received


def _from_upstream(reference: Reference, work: Path, as_of: datetime) -> list[Received]:
    """Submissions of an upstream system's tables, kept like files."""
    receipts, received = _receipts(reference), []
    for each in upstream_submissions(reference.district.inbox):
        digest = _keep_bytes(work, each.data)
        moment = receipts.get(digest) or receipts.get(each.name) or each.updated_at
        if moment <= as_of:
            kept = _kept_path(work, digest).relative_to(work / "received").as_posix()
            received.append(Received(each.name, digest, len(each.data), moment, kept))
    return received


def _receipts(reference: Reference) -> dict[str, datetime]:
    """sha256 or file name → the receipt's time."""
    times: dict[str, datetime] = {}
    for row in reference.receipts.itertuples():
        for key in (row.sha256, row.file_name):
            if key:
                times[str(key)] = datetime.fromisoformat(str(row.received_at))
    return times


def _kept_path(work: Path, digest: str) -> Path:
    return work / "received" / digest[:2] / digest


def _keep(work: Path, filesystem: Any, listed: Listed) -> str:
    """Writes the bytes under their hash; a csv folder is kept as one plain zip of its files."""
    if len(listed.members) == 1 and listed.members[0][0] == listed.name:
        data = filesystem.cat_file(listed.members[0][1])
    else:
        data = _as_zip({PurePosixPath(name).name: filesystem.cat_file(path) for name, path in listed.members})
    return _keep_bytes(work, data)


def _keep_bytes(work: Path, data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    target = _kept_path(work, digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_bytes(data)
        part.replace(target)
    return digest


def _as_zip(files: dict[str, bytes]) -> bytes:
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue()
