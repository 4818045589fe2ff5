"""A cap on the memory of this process (`ulimit -v`, a unit's LimitAS): said before it ends in a traceback or a hang."""

from __future__ import annotations

import resource

LOADS_IN_MB = 512  # below it the libraries cannot be loaded, and some of them hang where memory ends
_MONTH_NEEDS = "2 GB"
_SIGNS = (
    "MemoryError", "Cannot allocate memory", "failed to map segment", "can't start new thread", "out of memory",
    "Failed to launch worker thread", "malloc",
)  # fmt: skip


def cap_mb() -> int | None:
    """The most megabytes of address space this process may have; None without a cap."""
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft // 2**20


def too_small() -> str | None:
    """What is wrong where the cap lets nothing run; None where a command can be loaded."""
    cap = cap_mb()
    return _words(cap) if cap is not None and cap < LOADS_IN_MB else None


def exhausted(fault: BaseException) -> str | None:
    """What is wrong where a capped process ended by its cap; None for any other fault."""
    cap = cap_mb()
    told = f"{type(fault).__name__} {fault}"
    return _words(cap) if cap is not None and any(sign in told for sign in _SIGNS) else None


def _words(cap: int) -> str:
    return f"内存不足：本进程的内存上限为 {cap} MB（ulimit -v），至少需要 {_MONTH_NEEDS}，请放宽或取消该上限后再试"
