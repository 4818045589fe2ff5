"""Keeps every file of the inbox, byte for byte, under the SHA-256 of its bytes.

The inbox is any fsspec URL, a folder of the home, or a database. A zip or a folder of .csv files is one submission.
Names that are no submissions (~$*, .tmp, .part, dot-files) are left alone. A link, a device or a file that cannot be
opened is never followed: a placeholder is kept for it, and the reader refuses that. Nothing is parsed here.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from assets.intake.inbox.network import is_network_fault
from assets.intake.inbox.open_files import waiting_names
from assets.intake.inbox.received import keep_bytes, kept_path
from assets.intake.inbox.revisions import Content, Revisions
from assets.intake.inbox.sniff import NOT_A_FILE
from assets.intake.model import Received
from assets.intake.office.environment import expanded
from assets.intake.office.model import Reference
from schemas.file_lock import file_lock
from schemas.files import zip_of

_BEIJING = timedelta(hours=8)
_IGNORED_ENDINGS = (".tmp", ".part", ".partial", ".crdownload", ".download")
_IGNORED_NAMES = frozenset(
    ("desktop.ini", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "folder.htt", "autorun.inf")
)
_IGNORED_FOLDERS = frozenset(
    ("__macosx", "$recycle.bin", "system volume information", "@eadir", "#recycle", "lost+found")
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_NO_CLOCK = datetime(2000, 1, 1)  # a file before it comes from a program or a disk without a clock
_STREAMED = 64 * 2**20  # bytes from which a file is never held whole


@dataclass(frozen=True, slots=True)
class Listed:
    """One submission as listed: `members` are the files of a csv folder (name below the inbox → path to open)."""

    name: str
    size: int
    modified: float  # seconds since the epoch
    members: tuple[tuple[str, str], ...]


def _filesystem(reference: Reference) -> tuple[Any, str]:
    import fsspec  # with upstream below: a workbook looked at before it is sent needs neither (zhaoyin check)

    url = expanded(reference.district.inbox.url)
    if "://" in url:
        return fsspec.core.url_to_fs(url)
    return fsspec.filesystem("file"), str((reference.home / url).resolve())


def _ignored(name: str) -> bool:
    """What operating systems and office programs leave in folders, and uploads that are not finished."""
    parts = PurePosixPath(name.lower()).parts
    if any(part.startswith((".", "~$")) or part in _IGNORED_FOLDERS for part in parts):
        return True
    return parts[-1] in _IGNORED_NAMES or parts[-1].endswith(_IGNORED_ENDINGS)


def list_inbox(reference: Reference) -> list[Listed]:
    """Every submission in the inbox, by name; nothing is opened."""
    filesystem, root = _filesystem(reference)
    if not filesystem.exists(root):
        return []
    single: list[Listed] = []
    folders: dict[str, list[tuple[str, str, int, float]]] = {}
    for path, info in filesystem.find(root, detail=True).items():
        below = str(path)[len(root.rstrip("/")) + 1 :] if str(path).startswith(root) else PurePosixPath(path).name
        name = _written(below)
        if _ignored(name):
            continue
        modified = _seconds(info)
        if info.get("islink") or info.get("type") not in ("file", None):
            single.append(Listed(name, 0, modified, ()))
        elif name.lower().endswith(".csv") and "/" in name:
            folder = str(PurePosixPath(name).parent)
            folders.setdefault(folder, []).append((name, str(path), int(info["size"]), modified))
        else:
            single.append(Listed(name, int(info["size"]), modified, ((name, str(path)),)))
    for folder, files in folders.items():
        members = tuple((name, path) for name, path, _, _ in sorted(files))
        single.append(Listed(folder, sum(file[2] for file in files), max(file[3] for file in files), members))
    return sorted(single, key=lambda listed: listed.name)


def _written(name: str) -> str:
    """A name as people read it: one in GBK bytes decoded, control characters replaced."""
    try:
        text = os.fsencode(name).decode("utf-8")
    except UnicodeError:
        text = name.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
    return _CONTROL.sub("\ufffd", text)


def _seconds(info: dict[str, Any]) -> float:
    value = next((info[key] for key in ("mtime", "LastModified", "modified", "created") if info.get(key)), 0.0)
    return value.timestamp() if isinstance(value, datetime) else float(value)


def beijing(seconds: float) -> datetime:
    """A file's time as a naive Beijing time."""
    return (datetime.fromtimestamp(seconds, UTC) + _BEIJING).replace(tzinfo=None, microsecond=0)


def glance_inbox(reference: Reference) -> Iterator[tuple[str, int, str]]:
    """(name, size, time) of everything listed: what two looks compare to tell a finished upload."""
    if reference.district.inbox.database:
        from assets.intake.inbox.database import upstream_submissions

        return (
            (each.name, len(each.data), hashlib.sha256(each.data).hexdigest())
            for each in upstream_submissions(reference.district.inbox)
        )
    return ((listed.name, listed.size, str(listed.modified)) for listed in list_inbox(reference))


def pull(reference: Reference, as_of: datetime) -> list[Received]:
    """Every submission received by `as_of`, its bytes kept under HOME/work/received/.

    A file with the same name, size and time as at the last look is not read again. A file replaced in place gives two
    submissions, the earlier content and the present one.
    """
    work = reference.home / "work"
    work.mkdir(parents=True, exist_ok=True)
    work.chmod(0o700)  # what townships sent and what was read of it names people
    receipts = _Receipts(reference)
    notes: dict[tuple[str, str], str] = {}
    with file_lock(work / "pull.lock"):
        revisions = Revisions(work, as_of)
        if reference.district.inbox.database:
            contents = _of_upstream(reference, work, revisions, receipts, as_of)
        else:
            contents = _of_inbox(reference, work, revisions, receipts, as_of, notes)
        revisions.save()
    found = []
    for each in contents:
        moment = receipts.of_content(each.digest) or each.moment
        seen = None if receipts.of(each.name, each.digest) else each.seen
        kept, note = f"{each.digest[:2]}/{each.digest}", notes.get((each.name, each.digest), "")
        found.append(Received(each.name, each.digest, each.size, moment, kept, seen, note))
    return [each for each in found if each.received_at <= as_of]


def _of_inbox(
    reference: Reference,
    work: Path,
    revisions: Revisions,
    receipts: _Receipts,
    as_of: datetime,
    notes: dict[tuple[str, str], str],
) -> list[Content]:
    """Every content of every name in the inbox, in order of arrival: the one that is there now comes last.

    A file that another program writes or holds waits; the earlier contents of its name still count. `notes` receives,
    by name and digest, why a file's own time was not taken.
    """
    filesystem, _ = _filesystem(reference)
    found: list[Content] = []
    listing = list_inbox(reference)
    waiting = waiting_names(reference, {each.name: (each.size, str(each.modified)) for each in listing})
    for listed in listing:
        digest = revisions.digest(listed.name, listed.size, listed.modified)
        if digest is None and listed.name in waiting:
            found += revisions.unchanged(listed.name)
            continue
        if digest is None or not _is_kept(work, digest, listed):
            try:
                digest = _keep(work, filesystem, listed)
                if not _is_still(filesystem, listed):
                    found += revisions.unchanged(listed.name)
                    continue
            except FileNotFoundError:
                continue  # gone since it was listed
            except OSError as fault:
                if is_network_fault(fault):
                    raise
                digest = keep_bytes(work, _placeholder(listed))
        own, seen = beijing(listed.modified), revisions.first_seen(listed.name, digest) or as_of
        if own > max(as_of, beijing(time.time())) or own < _NO_CLOCK:
            notes[listed.name, digest] = time_note(own, seen)
            own = seen
        came = revisions.came(listed.name, digest, own)
        moment = receipts.of(listed.name, digest) or came
        found += revisions.contents(listed.name, listed.size, listed.modified, digest, moment)
    return found


def time_note(own: datetime, seen: datetime) -> str:
    """Why a file counts as received when it was first seen."""
    return f"文件的修改时间 {own:%Y-%m-%d %H:%M} 不可能是报送时间，按首次见到的时间 {seen:%Y-%m-%d %H:%M} 计"


def _is_still(filesystem: Any, listed: Listed) -> bool:
    """Whether a file has, after it was read, the size and time with which it was listed."""
    if len(listed.members) != 1:
        return True
    info = filesystem.info(listed.members[0][1])
    return (int(info["size"]), _seconds(info)) == (listed.size, listed.modified)


def _of_upstream(
    reference: Reference, work: Path, revisions: Revisions, receipts: _Receipts, as_of: datetime
) -> list[Content]:
    """The submissions of an upstream database, kept like files. One without a time was received when it was first
    seen."""
    from assets.intake.inbox.database import upstream_submissions

    found: list[Content] = []
    for each in upstream_submissions(reference.district.inbox):
        digest = keep_bytes(work, each.data)
        came = revisions.came(each.name, digest, each.updated_at or as_of)
        moment = receipts.of(each.name, digest) or came
        found += revisions.contents(each.name, len(each.data), None, digest, moment)
    return found


class _Receipts:
    """reference/receipts.csv: a row with a sha256 speaks of those bytes, one without of whatever has the name."""

    def __init__(self, reference: Reference) -> None:
        self._by_digest: dict[str, datetime] = {}
        self._by_name: dict[str, datetime] = {}
        for row in reference.receipts.itertuples():
            known, key = (self._by_digest, row.sha256) if row.sha256 else (self._by_name, row.file_name)
            if key:
                known[str(key)] = datetime.fromisoformat(str(row.received_at))

    def of_content(self, digest: str) -> datetime | None:
        return self._by_digest.get(digest)

    def of(self, name: str, digest: str) -> datetime | None:
        """The receipt's time of a file; its path below the inbox or its bare name."""
        return self.of_content(digest) or self._by_name.get(name) or self._by_name.get(PurePosixPath(name).name)


def _keep(work: Path, filesystem: Any, listed: Listed) -> str:
    """Writes the bytes under their hash; a csv folder is kept as one plain zip of its files."""
    if not listed.members:
        data = _placeholder(listed)
    elif listed.size > _STREAMED:
        if not _is_itself(listed):
            return keep_bytes(work, _placeholder(listed))  # a folder of sheets past every bound
        return _keep_stream(work, filesystem, listed.members[0][1])
    elif len(listed.members) == 1 and _is_itself(listed):
        data = filesystem.cat_file(listed.members[0][1])
    else:
        files = {PurePosixPath(name).name: filesystem.cat_file(path) for name, path in listed.members}
        data = zip_of(sorted(files.items()))
    return keep_bytes(work, data)


def restore_kept(reference: Reference, lost: Received) -> bool:
    """Keeps a file again whose kept bytes are broken or gone; False where the inbox no longer holds those bytes."""
    work = reference.home / "work"
    if reference.district.inbox.database:
        from assets.intake.inbox.database import upstream_submissions

        there = (each.data for each in upstream_submissions(reference.district.inbox) if each.name == lost.name)
        return any(keep_bytes(work, data) == lost.sha256 for data in there)
    filesystem, _ = _filesystem(reference)
    with file_lock(work / "pull.lock"):
        try:
            named = [listed for listed in list_inbox(reference) if listed.name == lost.name]
            return any(_keep(work, filesystem, listed) == lost.sha256 for listed in named)
        except OSError as fault:
            if is_network_fault(fault):
                raise
            return False


def _is_kept(work: Path, digest: str, listed: Listed) -> bool:
    """Whether the bytes of a listed file lie there, as far as their size tells; reading checks their hash."""
    path = kept_path(work, digest)
    size = path.stat().st_size if path.is_file() else 0
    whole = len(listed.members) == 1 and _is_itself(listed)
    return size == listed.size if whole else size > 0


def _placeholder(listed: Listed) -> bytes:
    """The placeholder kept for something that is no file; it differs by name."""
    return NOT_A_FILE + b"\n" + listed.name.encode("utf-8", "replace")


def _is_itself(listed: Listed) -> bool:
    return listed.members[0][0] == listed.name


def _keep_stream(work: Path, filesystem: Any, path: str) -> str:
    """Keeps a file too large to be held in memory; the reader refuses it by its size."""
    digest, part = hashlib.sha256(), work / "received" / "streamed.part"
    part.parent.mkdir(parents=True, exist_ok=True)
    with filesystem.open(path, "rb") as source, part.open("wb") as target:
        while block := source.read(2**20):
            digest.update(block)
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    kept = kept_path(work, digest.hexdigest())
    kept.parent.mkdir(parents=True, exist_ok=True)
    part.replace(kept)
    return digest.hexdigest()
