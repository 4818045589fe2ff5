"""Bytes → validated ledger and metrics, as ratios to a floor in the same run: python-calamine reading all rows of the same
bytes. CPU time of this process and its children, imports excluded."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from multiprocessing import forkserver
from pathlib import Path
from statistics import median

from python_calamine import CalamineWorkbook

from assets.intake.inbox import read_month
from assets.intake.reference import read_reference
from assets.ledger.books import keep_books
from assets.metrics.compute import compute_metrics
from assets.review.judge import judge
from samples.load import write_load_home
from schemas.history import NoHistory

MONTH, AS_OF = "2025-01", datetime(2035, 1, 1)


def cpu_seconds(work: Callable[[], object]) -> float:
    """User and system time, the children's too, and those of the server that forks the reading processes."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system + _forked()


def _forked() -> float:
    server = Path(f"/proc/{getattr(forkserver._forkserver, '_forkserver_pid', None)}/stat")
    if not server.is_file():
        return 0.0
    ticks = server.read_text().rpartition(")")[2].split()[11:15]  # its own user and system time, its ended children's
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def floor(home: Path) -> None:
    """The raw read: every row of every sheet."""
    for path in sorted((home / "inbox").rglob("*.xlsx")):
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def month(home: Path) -> None:
    """Read, judged, kept in the books, counted."""
    reference = read_reference(home)
    intake = read_month(reference, MONTH, AS_OF)
    review = judge(intake, reference, NoHistory(), AS_OF, open_until=AS_OF)
    books = keep_books(review, reference, NoHistory(), MONTH, person_key=b"benchmark")
    compute_metrics(books, reference, NoHistory(), MONTH, as_of=AS_OF)


def measured(units: int, rounds: int = 3) -> dict[str, float]:
    """Floor, first run and unchanged run of one month of `units` units, in CPU seconds (median)."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_load_home(home, units, MONTH)
        floors, firsts, again = [], [], []
        for _ in range(rounds):
            shutil.rmtree(home / "work", ignore_errors=True)
            floors.append(cpu_seconds(lambda: floor(home)))
            firsts.append(cpu_seconds(lambda: month(home)))
            started = time.process_time()
            read_month(read_reference(home), MONTH, AS_OF)
            again.append(time.process_time() - started)
        return {"floor": median(floors), "month": median(firsts), "reread": median(again)}
