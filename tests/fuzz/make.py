"""Makes mutants: a number and a seed name one for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.fuzz.cells import OTHER, SAME
from tests.fuzz.files import DAMAGES
from tests.fuzz.mutant import Mutant, NotHere, opened, places_of, saved
from tests.fuzz.structures import CHANGES

FAMILIES = {"same": tuple(SAME), "other": tuple(OTHER), "structure": tuple(CHANGES), "file": tuple(DAMAGES)}
SHARES = {"same": 30, "other": 35, "structure": 22, "file": 13}  # of a hundred


@dataclass(frozen=True, slots=True)
class Task:
    """The number-th mutant: of this family and kind."""

    number: int
    seed: int
    family: str
    kind: str


def kinds_in_turn(count: int, seed: int, only: str = "") -> Iterator[Task]:
    """`count` tasks, families by share, kinds in turn."""
    rng = Random(seed)
    wanted = {family: [kind for kind in kinds if only in f"{family}/{kind}"] for family, kinds in FAMILIES.items()}
    wanted = {family: kinds for family, kinds in wanted.items() if kinds}
    turns = dict.fromkeys(wanted, 0)
    for number in range(count):
        family = rng.choices(list(wanted), [SHARES[each] for each in wanted])[0]
        kind = wanted[family][turns[family] % len(wanted[family])]
        turns[family] += 1
        yield Task(number, seed, family, kind)


def made(task: Task, workbooks: dict[str, bytes]) -> tuple[str, Mutant]:
    """(file name of the clean workbook, its mutant); another workbook or cell is tried where the mutation does not
    apply."""
    rng = Random(f"{task.seed} {task.number}")
    for _ in range(60):
        name = rng.choice(sorted(workbooks))
        try:
            return name, _mutated(task, workbooks[name], name, rng)
        except NotHere:
            continue
    raise NotHere(f"{task.family}/{task.kind}")


def _mutated(task: Task, data: bytes, name: str, rng: Random) -> Mutant:
    if task.family == "file":
        body, other = DAMAGES[task.kind](data, rng)
        return Mutant(task.family, task.kind, body, other)
    book = opened(data)
    if task.family == "structure":
        sheet = CHANGES[task.kind](book, rng)
        return Mutant(task.family, task.kind, saved(book), name, sheet)
    edit = (SAME if task.family == "same" else OTHER)[task.kind]
    places = [place for place in places_of(book) if place.item.name != "seq"]
    rng.shuffle(places)
    for place in places:
        try:
            value = edit(place, rng)
        except NotHere:
            continue
        cell = book[place.sheet][place.cell]
        cell.value = value
        if task.kind.startswith("date as"):
            cell.number_format = "General"
        return Mutant(
            task.family,
            task.kind,
            saved(book),
            name,
            place.sheet,
            place.cell,
            f"{place.item.name} {place.value!r} → {value!r}",
        )
    raise NotHere
