"""Reads received files in child processes that may hang or die without taking the month with them, each file once.

What a file says is cached under HOME/work/parsed by its hash, the reader's version and the confirmed headers: unchanged
bytes are never parsed again.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from functools import cache
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from assets.intake.child import bound_memory, head_of, put, read_kept, reading_context
from assets.intake.headers import Aliases
from assets.intake.model import Received
from assets.intake.reads import FileRead, Head, refused
from assets.intake.reference_model import Reference
from schemas.district import Limits

_HERE = Path(__file__).parent
_BATCH = 16  # files a reading process is given at once
_NOT_READERS = (
    "alone",
    "assets",
    "collected",
    "column_store",
    "home",
    "inbox",
    "pull",
    "reading",
    "reference",
    "reference_checks",
    "reference_model",
    "reference_tables",
    "units",
    "upstream",
    "versions",
    "whose",
)


def confirmed_headers(reference: Reference) -> Aliases:
    """(sheet, header) → field, as people confirmed them."""
    return {(str(row.sheet), str(row.header)): str(row.field) for row in reference.header_aliases.itertuples()}


@cache
def _code_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in _HERE.rglob("*.py") if path.stem not in _NOT_READERS):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def reader_version(reference: Reference) -> str:
    """Changes when the reading code, the confirmed headers or the limits do."""
    text = f"{_code_digest()}{sorted(confirmed_headers(reference).items())!r}{reference.district.limits!r}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def heads_of(reference: Reference, received: Iterable[Received]) -> dict[str, Head]:
    """sha256 → whose and of which month a file says it is; what was never read is read now."""
    folder = _folder(reference)
    files = {each.sha256: each for each in received}
    fresh = [each for sha256, each in files.items() if not head_of(_target(folder, sha256)).is_file()]
    if fresh:
        folder.mkdir(parents=True, exist_ok=True)
        _read_fresh(reference, fresh, folder)
    return {sha256: pickle.loads(head_of(_target(folder, sha256)).read_bytes()) for sha256 in files}


def reads_of(reference: Reference, received: Iterable[Received]) -> Iterator[tuple[Received, FileRead]]:
    """Each file with what it says, one at a time."""
    received = list(received)
    heads_of(reference, received)
    folder = _folder(reference)
    for each in received:
        yield each, pickle.loads(_target(folder, each.sha256).read_bytes())


def _folder(reference: Reference) -> Path:
    return reference.home / "work" / "parsed" / reader_version(reference)


def _target(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}.pickle"


def _read_fresh(reference: Reference, files: list[Received], folder: Path) -> None:
    """Reads files in batches; those of a batch that did not end well, each by itself, so that the one at fault is known."""
    limits = reference.district.limits
    workers = max(1, min(os.cpu_count() or 1, 4, len(files)))
    size = max(1, min(_BATCH, len(files) // (2 * workers)))
    batches = [files[at : at + size] for at in range(0, len(files), size)]
    with ProcessPool(
        max_workers=workers, context=reading_context(), initializer=bound_memory, initargs=(limits.memory_mb,)
    ) as pool:
        pending = [(batch, _scheduled(pool, reference, batch, folder)) for batch in batches]
        failed = [batch for batch, future in pending if future.exception() is not None]
        alone = [(each, _scheduled(pool, reference, [each], folder)) for batch in failed for each in batch]
        for each, future in alone:
            fault = future.exception()
            if fault is not None:
                put(refused(*_reason(fault, limits)), _target(folder, each.sha256))


def _scheduled(pool: ProcessPool, reference: Reference, batch: list[Received], folder: Path) -> ProcessFuture:
    kept = reference.home / "work" / "received"
    jobs = [(kept / each.kept, each.name, _target(folder, each.sha256)) for each in batch]
    limits = reference.district.limits
    return pool.schedule(read_kept, args=[jobs, confirmed_headers(reference), limits], timeout=limits.seconds)


def _reason(fault: BaseException, limits: Limits) -> tuple[str, str]:
    """(issue code, Chinese) of a file whose reading did not end well; whatever one does, the others are read."""
    if isinstance(fault, FutureTimeout):
        return "timed_out", f"读取超过 {limits.seconds:g} 秒，已停止"
    if isinstance(fault, ProcessExpired):
        return "crashed", "文件使读取程序崩溃，未读入"
    if isinstance(fault, MemoryError):
        return "out_of_memory", f"读取所需内存超过 {limits.memory_mb} MB，已停止"
    return "crashed", f"读取程序出错（{type(fault).__name__}），未读入"
