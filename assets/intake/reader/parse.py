"""Parses received files in child processes, each content once; a file that hangs or crashes the reader stops only
itself.

Parsed files are cached under HOME/work/parsed/<reader version>/<SHA-256>.json: unchanged bytes are never parsed again.
Files that take long wait until the others are read, and share the time `limits.inbox_seconds`. A file that this time
does not reach is refused for now and read at a later look.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import schemas
from assets.intake.inbox.pull import restore_kept
from assets.intake.model import Received
from assets.intake.office.model import Reference
from assets.intake.processes.children import READERS, ChildFault
from assets.intake.reader.headers import Aliases
from assets.intake.reader.parse_job import read_job
from assets.intake.reader.parsed_cache import cached_file, cached_summary, write_entry
from assets.intake.reader.parsed_file import FileSummary, ParsedFile, refused
from schemas.office.district import Limits

_HERE = Path(__file__).parent
_SCHEMAS = Path(schemas.__file__).parent
_QUICK_SECONDS = 3.0  # within which an ordinary workbook is read; what takes longer is read after all others
_HURRIED_SECONDS = 1.0  # the same where many files take longer
_AGAIN_AFTER_SECONDS = 3600.0  # in one process; another process tries at once
Entry = tuple[Path, str]
_WAITING: dict[Path, float] = {}  # cache entry of a file that the time did not reach → until when it waits (monotonic)


def confirmed_headers(reference: Reference) -> Aliases:
    """(sheet, header) → field, as people confirmed them."""
    return {(str(row.sheet), str(row.header)): str(row.field) for row in reference.header_aliases.itertuples()}


@cache
def _code_fingerprint() -> str:
    """The SHA-256 of all code that decides what a file says: the reader, the format check, the form and its codes."""
    digest = hashlib.sha256()
    for folder in (_HERE, _HERE.parent / "inbox", _SCHEMAS):
        for path in sorted(each for each in folder.rglob("*.*") if each.suffix in (".py", ".yaml", ".csv")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def reader_version(reference: Reference) -> str:
    """A key of the cache that changes with the reading code, the confirmed headers and the limits."""
    text = f"{_code_fingerprint()}{sorted(confirmed_headers(reference).items())!r}{reference.district.limits!r}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def summaries_of(reference: Reference, received: Iterable[Received]) -> dict[str, FileSummary]:
    """sha256 → summary of the parsed file. Files that are not in the cache are parsed now."""
    files = {each.sha256: each for each in received}
    entries = _entries(reference, files)
    summaries = {sha256: cached_summary(*entry) for sha256, entry in entries.items()}
    fresh = [each for sha256, each in files.items() if summaries[sha256] is None]
    refusals = _read_fresh(reference, fresh, entries) if fresh else {}
    for each in fresh:
        refusal = refusals.get(each.sha256)
        summaries[each.sha256] = refusal.summary if refusal else cached_summary(*entries[each.sha256])
    return {sha256: summary or _LOST.summary for sha256, summary in summaries.items()}


def parsed_files(reference: Reference, received: Iterable[Received]) -> Iterator[tuple[Received, ParsedFile]]:
    """Each file with its parsed content, one at a time."""
    received = list(received)
    summaries_of(reference, received)
    entries = _entries(reference, (each.sha256 for each in received))
    for each in received:
        said = cached_file(*entries[each.sha256])
        if said is None:  # refused for now, or its entry has been removed since
            said = _read_fresh(reference, [each], entries).get(each.sha256) or cached_file(*entries[each.sha256])
        yield each, said or _LOST


def waiting_files(reference: Reference, received: Iterable[Received]) -> set[str]:
    """sha256 of those files whose reading waits for a later look."""
    if not _WAITING:
        return set()
    entries, now = _entries(reference, (each.sha256 for each in received)), time.monotonic()
    return {sha for sha, (target, _) in entries.items() if now < _WAITING.get(target, 0.0) and not target.is_file()}


def parse_unkept(reference: Reference, files: list[tuple[Path, Received]]) -> list[ParsedFile]:
    """Parses files that are not kept, in order; nothing is cached."""
    limits, aliases = reference.district.limits, confirmed_headers(reference)
    with tempfile.TemporaryDirectory(prefix="zhaoyin-") as folder:
        targets = [Path(folder) / str(at) for at in range(len(files))]
        jobs = [
            read_job(path, each.name, each.sha256, aliases, limits, target, each.sha256)
            for (path, each), target in zip(files, targets, strict=True)
        ]
        ends = READERS.do_all(jobs, limits.memory_mb, _full_seconds(limits))
        return [
            refused(*_reason(fault, limits)) if fault else cached_file(target, each.sha256) or _LOST
            for (_, each), target, fault in zip(files, targets, ends, strict=True)
        ]


def _entries(reference: Reference, digests: Iterable[str]) -> dict[str, Entry]:
    """sha256 → (where the cache entry of a file is, its key)."""
    version = reader_version(reference)
    folder = reference.home / "work" / "parsed" / version
    return {sha256: (folder / f"{sha256}.json", f"{version} {sha256}") for sha256 in digests}


def _read_fresh(reference: Reference, files: list[Received], entries: dict[str, Entry]) -> dict[str, ParsedFile]:
    """Reads files into the cache; sha256 → the refusal of those that are not read this time.

    First each as an ordinary file, in little time; then those that took longer or failed, each in a process of its own.
    """
    limits, now = reference.district.limits, time.monotonic()
    waiting = {each.sha256 for each in files if now < _WAITING.get(entries[each.sha256][0], 0.0)}
    todo = [each for each in files if each.sha256 not in waiting]
    first = _read_all(reference, todo, entries, _quick_seconds(limits), fresh=False)
    lost = {each for each, fault in first.items() if fault.kind in _NOT_KEPT and not restore_kept(reference, each)}
    again = [each for each in first if each not in lost]
    for each, fault in _read_all(reference, again, entries, _full_seconds(limits), fresh=True).items():
        target, key = entries[each.sha256]
        if fault.kind == "not_done":
            _WAITING[target] = now + _AGAIN_AFTER_SECONDS
            waiting.add(each.sha256)
        elif fault.kind in _NOT_KEPT:
            lost.add(each)
        else:
            write_entry(refused(*_reason(fault, limits)), target, key)
    unread = dict.fromkeys(waiting, refused("not_read_yet", _NOT_YET.format(limits.inbox_seconds)))
    return unread | {each.sha256: _LOST for each in lost}


_NOT_KEPT = ("BytesChanged", "FileNotFoundError")
_NOT_YET = "本次读取收件箱的时间（{:g} 秒）已用完，此文件未读，下次运行再读；也可请报送单位按模板另存后重报"
_LOST = refused("kept_broken", "留存的原件已损坏，收件箱中也没有完好的原件，请重新报送")


def _read_all(
    reference: Reference,
    files: list[Received],
    entries: dict[str, Entry],
    seconds: Callable[[], float | None],
    *,
    fresh: bool,
) -> dict[Received, ChildFault]:
    """Reads files into their cache entries; how each ended that was not read."""
    limits, aliases = reference.district.limits, confirmed_headers(reference)
    kept = reference.home / "work" / "received"
    jobs = [
        read_job(kept / each.kept, each.name, each.sha256, aliases, limits, *entries[each.sha256]) for each in files
    ]
    ends = READERS.do_all(jobs, limits.memory_mb, seconds, fresh=fresh)
    return {each: fault for each, fault in zip(files, ends, strict=True) if fault is not None}


def _quick_seconds(limits: Limits) -> Callable[[], float]:
    """Gives the seconds for an ordinary file; fewer once half of the time for slow files has passed."""
    until = time.monotonic() + limits.inbox_seconds / 2
    return lambda: min(_QUICK_SECONDS if time.monotonic() < until else _HURRIED_SECONDS, limits.seconds)


def _full_seconds(limits: Limits) -> Callable[[], float | None]:
    """Gives the seconds for a slow file; None once the time for all of them has passed."""
    until = time.monotonic() + limits.inbox_seconds
    return lambda: limits.seconds if time.monotonic() < until else None


def _reason(fault: ChildFault, limits: Limits) -> tuple[str, str]:
    """(issue code, Chinese) of a file whose reading did not end well; whatever one does, the others are read."""
    if fault.kind == "timed_out":
        return "timed_out", f"读取超过 {limits.seconds:g} 秒，已停止"
    if fault.kind == "MemoryError":
        return "out_of_memory", f"读取所需内存超过 {limits.memory_mb} MB，已停止"
    if fault.kind == "not_done":
        return "not_read_yet", _NOT_YET.format(limits.inbox_seconds)
    if fault.kind == "crashed":
        return "crashed", "文件使读取程序崩溃，未读入"
    return "crashed", f"读取程序出错（{fault.kind}），未读入"
