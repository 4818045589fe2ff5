"""`python -m tests.fuzz [--mutants N] [--seed S] [--canary NAME]`: mutants of the sample workbooks, by kind × outcome.

Red (exit 1) on one silent change, crash or hang. The same seed makes the same mutants.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import TimeoutError as Late
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from tests.fuzz.canaries import CANARIES
from tests.fuzz.make import kinds_in_turn
from tests.fuzz.outcome import BAD, OUTCOMES
from tests.fuzz.scene import make_ground
from tests.fuzz.worker import Told, prepare, try_mutant

SECONDS = 60


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--mutants", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="families or kinds that contain this word")
    parser.add_argument("--canary", choices=sorted(CANARIES), default="")
    parser.add_argument("--verbose", action="store_true", help="every mutant that was not harmless or found")
    parser.add_argument("--canaries", action="store_true", help="every canary in turn: each must go red")
    given = parser.parse_args()
    if given.canaries:
        return sing(given.seed)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "district"
        make_ground(home)
        told = run(home, given.mutants, given.seed, given.workers, given.canary, given.only)
    report(told, given.verbose)
    bad = sum(1 for each in told if each.outcome in BAD)
    print(f"seed {given.seed}, {time.monotonic() - started:.0f} s{f', canary {given.canary}' if given.canary else ''}: "
          f"{'RED' if bad else 'green'}")  # fmt: skip
    return 1 if bad else 0


def sing(seed: int) -> int:
    """Breaks one parser branch after the other; 1 where the fuzz does not notice."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "district"
        make_ground(home)
        deaf = []
        for name, (_, kinds) in CANARIES.items():
            told = run(home, 8, seed, 1, name, kinds)
            bad = [each for each in told if each.outcome in BAD]
            print(
                f"{name:28} {'RED' if bad else 'green'}  {len(bad)} of {len(told)} “{kinds}”  {bad[0].words[:150] if bad else ''}"
            )
            if not bad:
                deaf.append(name)
    return 1 if deaf else 0


def run(home: Path, mutants: int, seed: int, workers: int, canary: str = "", only: str = "") -> list[Told]:
    """What became of `mutants` mutants of the workbooks of `home`."""
    tasks = list(kinds_in_turn(mutants, seed, only))
    told: list[Told] = []
    with ProcessPool(
        workers, context=get_context("spawn"), initializer=prepare, initargs=(str(home), canary), max_tasks=400
    ) as pool:
        pending = [(task, pool.schedule(try_mutant, args=[task], timeout=SECONDS)) for task in tasks]
        for task, future in pending:
            try:
                told.append(future.result())
            except Late:
                told.append(Told(task.family, task.kind, "hang", "", task.number, False))
            except ProcessExpired as fault:
                told.append(Told(task.family, task.kind, "crash", str(fault), task.number, False))
    return [each for each in told if each.outcome != "not made"]


def report(told: list[Told], verbose: bool = False) -> None:
    """The table, the goals, and everything that must not be."""
    shown = Counter((each.family, each.kind, each.outcome) for each in told)
    kinds = sorted({(each.family, each.kind) for each in told})
    print(f"{'family':10} {'kind':28}" + "".join(f"{name[:17]:>18}" for name in OUTCOMES))
    for family, kind in kinds:
        print(f"{family:10} {kind:28}" + "".join(f"{shown[family, kind, name] or '·':>18}" for name in OUTCOMES))
    total = Counter(each.outcome for each in told)
    print(f"{'':10} {'all':28}" + "".join(f"{total[name]:>18}" for name in OUTCOMES))
    one = [each for each in told if each.family in ("same", "other")]
    fine = sum(1 for each in one if each.outcome in ("same release", "at the cell"))
    near = sum(1 for each in one if each.outcome == "a relation of it")
    if one:
        print(
            f"one-cell: {fine / len(one):.1%} at the cell or harmless, {(fine + near) / len(one):.1%} with the relations that hold the cell"
        )
    if told:
        print(f"{len(told)} mutants, {sum(each.opened for each in told) / len(told):.0%} of which still open")
    for each in told:
        if each.outcome in BAD or (verbose and each.outcome == "elsewhere"):
            print(f"  {each.outcome}: #{each.number} {each.family}/{each.kind} {each.words[:400]}")


if __name__ == "__main__":
    sys.exit(main())
