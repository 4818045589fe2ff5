"""The child that tries mutants; a hang or a crash is its own."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.canaries import CANARIES
from tests.fuzz.make import Task, made
from tests.fuzz.mutant import NotHere
from tests.fuzz.outcome import Baseline, baseline_of, outcome_of
from tests.fuzz.scene import Ground, stand_on


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one mutant."""

    family: str
    kind: str
    outcome: str
    words: str
    number: int
    opened: bool


_STATE: dict[str, object] = {}


def prepare(home: str, canary: str) -> None:
    """Stands on the ground; baselines are judged before a canary breaks anything."""
    ground = stand_on(Path(home))
    _STATE["ground"] = ground
    _STATE["base"] = {name: baseline_of(data, name, ground) for name, data in ground.workbooks.items()}
    if canary:
        CANARIES[canary][0]()


def try_mutant(task: Task) -> Told:
    """Makes the mutant, reads and judges it; an exception is a crash."""
    ground, base = _STATE["ground"], _STATE["base"]
    if not isinstance(ground, Ground) or not isinstance(base, dict):
        raise RuntimeError("the child was not prepared")
    try:
        name, mutant = made(task, ground.workbooks, ground.earlier)
    except NotHere as fault:
        return Told(task.family, task.kind, "not made", str(fault), task.number, False)
    try:
        known: Baseline = base[name]
        outcome, words = outcome_of(mutant, known, ground)
    except BaseException:
        trace = traceback.format_exc().strip().splitlines()
        return Told(task.family, task.kind, "crash", f"{mutant.note} {' | '.join(trace[-4:])}", task.number, False)
    place = f"{mutant.sheet}!{mutant.cell} {mutant.note}" if mutant.sheet else mutant.file_name
    return Told(task.family, task.kind, outcome, f"{place}: {words}", task.number, outcome != "file finding")
