"""`python -m tests.fuzz [--mutants N] [--seed S] [--first K] [--canary NAME]`: mutants of the sample workbooks, by kind × outcome.

Red (exit 1) on one silent change, crash or hang. The same seed makes the same mutants. A run of hours shows its table
every EVERY mutants, and once more when it is stopped (Ctrl-C, SIGTERM: exit 130); `--first` goes on where it stood.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import TimeoutError as Late
from contextlib import closing
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from types import FrameType

from pebble import ProcessExpired, ProcessPool

from tests.fuzz.canaries import CANARIES
from tests.fuzz.make import kinds_in_turn
from tests.fuzz.outcome import BAD
from tests.fuzz.scene import make_ground
from tests.fuzz.table import report
from tests.fuzz.worker import Told, prepare, try_mutant

SECONDS = 60
EVERY = 250


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--mutants", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first mutant, of those of the seed")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="families or kinds that contain this word")
    parser.add_argument("--canary", choices=sorted(CANARIES), default="")
    parser.add_argument(
        "--verbose", action="store_true", help="every mutant that was not harmless or found at its cell"
    )
    parser.add_argument("--canaries", action="store_true", help="every canary in turn: each must go red")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupted)
    if given.canaries:
        return sing(given.seed)
    started = time.monotonic()
    told: list[Told] = []
    stopped = False
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "district"
        make_ground(home)
        found = run(home, given.mutants, given.seed, given.workers, given.canary, given.only, given.first)
        try:
            with closing(found):
                for each in found:
                    told.append(each)
                    if len(told) % EVERY == 0:
                        report(told)
                        print(f"so far: {len(told)} mutants, {time.monotonic() - started:.0f} s", flush=True)
        except KeyboardInterrupt:
            stopped = True
    report(told, given.verbose)
    bad = sum(1 for each in told if each.outcome in BAD)
    print(f"seed {given.seed}, {time.monotonic() - started:.0f} s{f', canary {given.canary}' if given.canary else ''}: "
          f"{'RED' if bad else 'stopped' if stopped else 'green'}")  # fmt: skip
    return 1 if bad else 130 if stopped else 0


def _interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def sing(seed: int) -> int:
    """Breaks one parser branch after the other; 1 where the fuzz does not notice."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "district"
        make_ground(home)
        deaf = []
        for name, (_, kinds) in CANARIES.items():
            told = list(run(home, 8, seed, 1, name, kinds))
            bad = [each for each in told if each.outcome in BAD]
            print(
                f"{name:28} {'RED' if bad else 'green'}  {len(bad)} of {len(told)} “{kinds}”  {bad[0].words[:150] if bad else ''}",
                flush=True,
            )
            if not bad:
                deaf.append(name)
    return 1 if deaf else 0


def run(
    home: Path, mutants: int, seed: int, workers: int, canary: str = "", only: str = "", first: int = 0
) -> Iterator[Told]:
    """What became of `mutants` mutants of the workbooks of `home`, in their order, as it is known."""
    tasks = islice(kinds_in_turn(first + mutants, seed, only), first, None)
    with ProcessPool(
        workers, context=get_context("spawn"), initializer=prepare, initargs=(str(home), canary), max_tasks=400
    ) as pool:
        pending = [(task, pool.schedule(try_mutant, args=[task], timeout=SECONDS)) for task in tasks]
        try:
            for task, future in pending:
                try:
                    told = future.result()
                except Late:
                    told = Told(task.family, task.kind, "hang", "", task.number, False)
                except ProcessExpired as fault:
                    told = Told(task.family, task.kind, "crash", str(fault), task.number, False)
                if told.outcome != "not made":
                    yield told
        finally:
            pool.stop()


if __name__ == "__main__":
    sys.exit(main())
