"""The table of a fuzz: kind × outcome, and its goals."""

from __future__ import annotations

from collections import Counter

from tests.fuzz.outcome import BAD, OUTCOMES
from tests.fuzz.worker import Told

GOOD = ("same release", "at the cell")


def report(told: list[Told], verbose: bool = False) -> None:
    """Prints the table, the goals, and everything that must not be."""
    shown = Counter((each.family, each.kind, each.outcome) for each in told)
    kinds = sorted({(each.family, each.kind) for each in told})
    print(f"{'family':10} {'kind':38}" + "".join(f"{name[:17]:>18}" for name in OUTCOMES))
    for family, kind in kinds:
        print(f"{family:10} {kind:38}" + "".join(f"{shown[family, kind, name] or '·':>18}" for name in OUTCOMES))
    total = Counter(each.outcome for each in told)
    print(f"{'':10} {'all':38}" + "".join(f"{total[name]:>18}" for name in OUTCOMES))
    one = [each for each in told if each.family in ("same", "other")]
    fine = sum(1 for each in one if each.outcome in GOOD)
    named = fine + sum(1 for each in one if each.outcome == "named by a relation")
    near = named + sum(1 for each in one if each.outcome == "a relation of it")
    if one:
        print(f"one-cell: {fine / len(one):.1%} at the cell or harmless, {named / len(one):.1%} with relations that name "
              f"it, {near / len(one):.1%} with all that hold it")  # fmt: skip
    if told:
        print(f"{len(told)} mutants, {sum(each.opened for each in told) / len(told):.0%} of which still open")
    for each in told:
        if each.outcome in BAD or (
            verbose and each.outcome in ("elsewhere", "a relation of it", "named by a relation")
        ):
            print(f"  {each.outcome}: #{each.number} {each.family}/{each.kind} {each.words[:400]}")
