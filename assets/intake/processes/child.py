"""A child process that does one job after another for its parent, within bounds of memory and time.

Only code that touches a township's bytes runs here. The parent is assets/intake/processes/children.py. A job is one
line of JSON on standard input, its end one line of JSON on standard output. The result is a file that the job names.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Job = dict[str, Any]  # JSON
READY = {"ready": True}
_IDLE_SECONDS = 60  # a child that nobody needs ends by itself
_OVERDUE_SECONDS = 5  # past the time of a job: the child ends itself, should its parent be gone
_UNKNOWN_MEMORY = 1024 * 2**20  # address space of the interpreter and its libraries where the system does not tell


class BytesChanged(Exception):
    """A kept file does not hold the bytes it is named by."""


def serve(work: Callable[[Job], None]) -> None:
    """Does jobs until standard input ends. Arguments of the process: the most megabytes a job may need."""
    bound_memory(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no answer
    _say(answers, READY)
    buffer = b""
    while True:
        while b"\n" not in buffer:
            if not select.select([0], [], [], _IDLE_SECONDS)[0]:
                return
            block = os.read(0, 2**16)
            if not block:
                return
            buffer += block
        line, _, buffer = buffer.partition(b"\n")
        job = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, float(job["seconds"]) + _OVERDUE_SECONDS)
        _say(answers, _ended(work, job))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ended(work: Callable[[Job], None], job: Job) -> dict[str, Any]:
    """How a job ended: {} or {"fault": name of the exception, "words": its text}."""
    try:
        work(job)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # noqa: BLE001 - a panic of calamine is a BaseException
        return {"fault": type(fault).__name__, "words": str(fault)[:500]}
    return {}


def _say(answers: Any, said: dict[str, Any]) -> None:
    answers.write(json.dumps(said) + "\n")
    answers.flush()


def bound_memory(megabytes: int) -> None:
    """Limits this process to its present memory and `megabytes` more (less where the parent is limited); no core
    file."""
    bound = _address_space() + megabytes * 2**20
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    bound = bound if most == resource.RLIM_INFINITY else min(bound, most)
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return _UNKNOWN_MEMORY
