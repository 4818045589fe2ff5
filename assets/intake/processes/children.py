"""Child processes that handle a township's bytes: a hang, a crash or a demand for memory ends only one of them.

A child does many jobs, one after another, because starting one costs 0.3 s. After a job that failed the child is ended,
and the next job begins in a fresh one. A job returns None, or a `ChildFault`.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.intake.processes.child import Job

_ROOT = Path(__file__).parents[3]
_START_SECONDS = 60
USUAL_MEMORY_MB = 1024  # `limits.memory_mb` where the district says nothing
_JOBS = 500  # of one child: what libraries do not give back does not pile up


@dataclass(frozen=True, slots=True)
class ChildFault:
    """How a job ended that did not end well. `kind`: 'timed_out', 'crashed' (the process ended) or the name of the
    exception; `words`: the exception's own."""

    kind: str
    words: str = ""


class ChildCannotStart(Exception):
    """The system does not let a child process start: nothing can be read."""

    exit_code = 4


class Children:
    """The children of one module: `module` is run with `python -m` and calls assets.intake.processes.child.serve."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._idle: dict[int, list[_Child]] = {}
        self._lock = threading.Lock()
        self._owner = os.getpid()
        atexit.register(self.end)

    def start_early(self, memory_mb: int) -> None:
        """Starts a child without waiting for it, where none is idle."""
        child = self._taken(memory_mb) or _Child(self._module, memory_mb)
        self._put_back(memory_mb, child)

    def do(self, job: Job, seconds: float, memory_mb: int, *, fresh: bool = False) -> ChildFault | None:
        """Does one job within `seconds`. `fresh`: in a child that has done none. ChildCannotStart."""
        child = (None if fresh else self._taken(memory_mb)) or _Child(self._module, memory_mb)
        fault = child.do(job, seconds)
        if fault is None and child.jobs < _JOBS:
            self._put_back(memory_mb, child)
        else:
            child.end()
        return fault

    def do_all(
        self,
        jobs: Sequence[Job],
        memory_mb: int,
        seconds: Callable[[], float | None],
        *,
        fresh: bool = False,
        workers: int | None = None,
    ) -> list[ChildFault | None]:
        """Does `jobs`, several at once; how each ended, in their order.

        `seconds()` gives the time of the next job; where it gives None the job ends as ChildFault('not_done').
        """

        def done(job: Job) -> ChildFault | None:
            allowed = seconds()
            return ChildFault("not_done") if allowed is None else self.do(job, allowed, memory_mb, fresh=fresh)

        most = min(workers or 4, len(os.sched_getaffinity(0)), len(jobs)) or 1
        if most == 1:
            return [done(job) for job in jobs]
        with ThreadPoolExecutor(most) as threads:
            return list(threads.map(done, jobs))

    def end(self) -> None:
        """Ends the idle children."""
        with self._lock:
            idle = [child for children in self._idle.values() for child in children]
            self._idle = {}
        if self._owner == os.getpid():
            for child in idle:
                child.end()

    def _taken(self, memory_mb: int) -> _Child | None:
        with self._lock:
            if self._owner != os.getpid():  # this process was forked: they are another's
                self._idle, self._owner = {}, os.getpid()
            idle = self._idle.get(memory_mb, [])
            while idle:
                child = idle.pop()
                if child.is_alive():
                    return child
                child.end()
        return None

    def _put_back(self, memory_mb: int, child: _Child) -> None:
        with self._lock:
            self._idle.setdefault(memory_mb, []).append(child)


class _Child:
    """One process."""

    def __init__(self, module: str, memory_mb: int) -> None:
        self.jobs = 0
        self._ready = False
        self._buffer = b""
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the child ends
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, str(memory_mb)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                bufsize=0,
                env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
        except (OSError, MemoryError) as fault:
            raise ChildCannotStart(f"读取程序无法启动（{fault}）：请检查本机的内存和进程数限制") from fault

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def do(self, job: Job, seconds: float) -> ChildFault | None:
        """Does one job; None where it ended well. ChildCannotStart before the first one."""
        if not self._ready:
            self._await_ready()
        self.jobs += 1
        try:
            self._written(json.dumps({**job, "seconds": seconds}).encode() + b"\n")
        except OSError:
            return ChildFault("crashed")
        said = self._line(seconds)
        if said is None:
            return (
                ChildFault("crashed")
                if self._process.poll() is not None or self._is_ending()
                else ChildFault("timed_out")
            )
        return ChildFault(str(said["fault"]), str(said.get("words", ""))) if "fault" in said else None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None:
                pipe.close()

    def _await_ready(self) -> None:
        if self._line(_START_SECONDS) is None:
            self._errors.seek(0)
            last = self._errors.read()[-2000:].decode("utf-8", "replace").strip().rpartition("\n")[2]
            self.end()
            raise ChildCannotStart(
                f"读取程序无法启动（{last or '进程被系统终止'}）：请检查本机的内存限制（ulimit -v），至少需要 1 GB"
            )
        self._ready = True

    def _written(self, data: bytes) -> None:
        assert self._process.stdin is not None
        view = memoryview(data)
        while view:
            view = view[self._process.stdin.write(view) :]

    def _line(self, seconds: float) -> dict[str, Any] | None:
        """The next line the child says; None where it says none in time or ends."""
        assert self._process.stdout is not None
        pipe, until = self._process.stdout.fileno(), time.monotonic() + seconds
        while b"\n" not in self._buffer:
            left = until - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                return None
            block = os.read(pipe, 2**16)
            if not block:
                return None
            self._buffer += block
        line, _, self._buffer = self._buffer.partition(b"\n")
        said = json.loads(line)
        return said if isinstance(said, dict) else None

    def _is_ending(self) -> bool:
        """Whether the process ends by itself just now: its standard output is closed."""
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            return False
        return True


READERS = Children("assets.intake.reader.parse_job")
ANNOTATORS = Children("assets.review.returns.annotate.job")
