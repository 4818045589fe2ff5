"""Reads received files in child processes that may hang or die without taking the month with them, each file once.

What a file says is cached under HOME/work/parsed by its hash, the reader's version and the confirmed headers: unchanged
bytes are never parsed again.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
import resource
from collections.abc import Iterable
from concurrent.futures import TimeoutError as FutureTimeout
from functools import cache
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from assets.intake.model import Received
from assets.intake.reads import FileRead
from assets.intake.reference_model import Reference
from assets.intake.workbook import read_file
from schemas.district import Limits

Aliases = dict[tuple[str, str], str]
_HERE = Path(__file__).parent
_NOT_READERS = ("assets", "home", "inbox", "pull", "reading", "reference", "reference_model", "reference_tables", "units", "upstream")
_BASE_MEMORY_MB = 1024  # address space of the child's own code and libraries


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


def read_all(reference: Reference, received: Iterable[Received]) -> dict[str, FileRead]:
    """sha256 → what the file says, from the cache or read now."""
    folder = reference.home / "work" / "parsed" / reader_version(reference)
    found: dict[str, FileRead] = {}
    fresh: dict[str, Received] = {}
    for each in received:
        cached = folder / f"{each.sha256}.pickle"
        if each.sha256 in found or each.sha256 in fresh:
            continue
        if cached.is_file():
            found[each.sha256] = pickle.loads(cached.read_bytes())
        else:
            fresh[each.sha256] = each
    if fresh:
        folder.mkdir(parents=True, exist_ok=True)
        for sha256, read in _in_children(reference, list(fresh.values())).items():
            found[sha256] = read
            part = folder / f"{sha256}.part"
            part.write_bytes(pickle.dumps(read, protocol=5))
            part.replace(folder / f"{sha256}.pickle")
    return found


def _in_children(reference: Reference, files: list[Received]) -> dict[str, FileRead]:
    limits = reference.district.limits
    aliases = confirmed_headers(reference)
    workers = max(1, min(os.cpu_count() or 1, 4, len(files)))
    context = multiprocessing.get_context("forkserver")
    reads: dict[str, FileRead] = {}
    with ProcessPool(max_workers=workers, context=context, initializer=_bound_memory, initargs=(limits.memory_mb,)) as pool:
        pending = [
            (each, pool.schedule(_read_kept, args=[str(reference.home / "work" / "received" / each.kept), each.name, aliases, limits],
                                 timeout=limits.seconds))
            for each in files
        ]  # fmt: skip
        for each, future in pending:
            try:
                reads[each.sha256] = future.result()
            except FutureTimeout:
                reads[each.sha256] = _refused("timed_out", f"读取超过 {limits.seconds:g} 秒,已停止")
            except ProcessExpired:
                reads[each.sha256] = _refused("crashed", "文件使读取程序崩溃,未读入")
            except MemoryError:
                reads[each.sha256] = _refused("out_of_memory", f"读取所需内存超过 {limits.memory_mb} MB,已停止")
            except Exception as fault:  # noqa: BLE001  whatever one file does, the others are read
                reads[each.sha256] = _refused("crashed", f"读取程序出错({type(fault).__name__}),未读入")
    return reads


def _bound_memory(megabytes: int) -> None:
    bound = (megabytes + _BASE_MEMORY_MB) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))


def _read_kept(path: str, name: str, aliases: Aliases, limits: Limits) -> FileRead:
    return read_file(Path(path).read_bytes(), name, aliases, limits)


def _refused(code: str, words: str) -> FileRead:
    """A file of which nothing can be loaded, and why."""
    return FileRead(readable=False, issues=[(None, None, None, None, None, code, None, words)])
