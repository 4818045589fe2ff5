"""Bytes → validated ledger and metrics, as ratios to a floor in the same run: python-calamine reading all rows of the same
bytes. CPU time of this process and its children; imports excluded.

`python -m benchmarks.month UNITS ROUNDS` prints one JSON object: a size has a process of its own, so that its peak memory
is its own.
"""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import pandera.pandas as pa
from python_calamine import CalamineWorkbook

from assets.intake.office.reference import read_reference
from assets.intake.submissions.collected import Collected, collect
from assets.intake.submissions.month_files import months_present
from assets.ledger.books import keep_books
from assets.metrics.compute import compute_metrics
from assets.review.judge import judge_month
from samples.load import write_load, write_load_home
from schemas.history import NoHistory

MONTH, AS_OF = "2025-01", datetime(2035, 1, 1)
ROOMS = ("reference", "intake", "review", "ledger", "metrics")


def cpu_seconds(work: Callable[[], object]) -> float:
    """User and system time of this process and of its children, those that still run included."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    ended = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in ended) + _running_children()


def _running_children() -> float:
    """User and system time of the child processes that wait for another file to read."""
    pids = " ".join(path.read_text() for path in Path("/proc/self/task").glob("*/children")).split()
    ticks = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in pids]
    return sum(int(each) for pair in ticks for each in pair) / os.sysconf("SC_CLK_TCK")


def floor(home: Path) -> None:
    """The raw read: every row of every sheet."""
    for path in sorted((home / "inbox").rglob("*.xlsx")):
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def month(home: Path, rooms: Counter[str] | None = None) -> tuple[Collected, Any]:
    """Collected (each file read), judged, kept in the books, counted; `rooms` is given the CPU seconds of each."""
    spent = Counter() if rooms is None else rooms
    results: list[Any] = []

    def room(name: str, work: Callable[[], Any]) -> Any:
        spent[name] += cpu_seconds(lambda: results.append(work()))
        return results.pop()

    reference = room("reference", lambda: read_reference(home))
    collected = room("intake", lambda: collect(reference, MONTH, months_present(reference, AS_OF).get(MONTH, [])))
    review = room("review", lambda: judge_month(collected, reference, NoHistory(), AS_OF, open_until=AS_OF))
    books = room("ledger", lambda: keep_books(review, reference, NoHistory(), MONTH, person_key=b"benchmark"))
    metrics = room("metrics", lambda: compute_metrics(books, reference, NoHistory(), MONTH, as_of=AS_OF))
    return collected, metrics


@contextmanager
def counting_validations() -> Iterator[list[str]]:
    """Every call of DataFrameSchema.validate, by the schema's name."""
    calls: list[str] = []
    whole = pa.DataFrameSchema.validate

    def counted(self: pa.DataFrameSchema, *args: Any, **kwargs: Any) -> Any:
        calls.append(str(self.name))
        return whole(self, *args, **kwargs)

    pa.DataFrameSchema.validate = counted  # type: ignore[method-assign]
    try:
        yield calls
    finally:
        pa.DataFrameSchema.validate = whole  # type: ignore[method-assign]


def measured(units: int, rounds: int) -> dict[str, Any]:
    """One month of `units` units in CPU seconds, the median of the rounds: the floor, the month and each of its rooms; how long
    a run needs to find that nothing has changed; the month after one resubmission. Peak memory in MB is that of the
    month's own process; the child processes that read are bounded by `limits.memory_mb`."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_load_home(home, units, MONTH)
        _warm_up()
        floors, firsts, rooms = [], [], Counter[str]()
        for _ in range(rounds):
            shutil.rmtree(home / "work", ignore_errors=True)
            floors.append(cpu_seconds(lambda: floor(home)))
            with counting_validations() as calls:
                firsts.append(cpu_seconds(lambda: month(home, rooms)))
        unchanged = cpu_seconds(lambda: months_present(read_reference(home), AS_OF))
        _resubmitted(home)
        resubmission = cpu_seconds(lambda: month(home))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "units": units, "floor": median(floors), "month": median(firsts), "rooms": {name: rooms[name] / rounds for name in ROOMS},
        "unchanged": unchanged, "resubmission": resubmission, "peak_mb": peak,
        "validations": len(calls),
    }  # fmt: skip


def _warm_up() -> None:
    """Reads one workbook, so that modules are imported and a child process runs."""
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder)
        write_load_home(one, 1, MONTH, rows=3)
        month(one)


def _resubmitted(home: Path) -> None:
    """The first unit sends again, with other figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_load(Path(folder), 1, MONTH, rows=119)[0]
        shutil.copyfile(path, home / "inbox" / MONTH / f"再报{path.name}")


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]), int(sys.argv[2]))))
