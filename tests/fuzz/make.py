"""Makes mutants: a number and a seed name one for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.fuzz.cells import OTHER, SAME
from tests.fuzz.files import DAMAGES
from tests.fuzz.mistaken import MISTAKES
from tests.fuzz.mutant import Formatted, Mutant, NotHere, Saved, opened, places_of, saved, with_saved
from tests.fuzz.slips import SLIPS
from tests.fuzz.statements import STATEMENTS
from tests.fuzz.structures import CHANGES

_STRUCTURES = CHANGES | STATEMENTS | {kind: change for kind, (change, _) in SLIPS.items()}
FAMILIES = {
    "same": tuple(SAME), "other": tuple(OTHER), "structure": tuple(_STRUCTURES), "mistaken": tuple(MISTAKES), "file": tuple(DAMAGES),
}  # fmt: skip
SHARES = {"same": 27, "other": 34, "structure": 24, "mistaken": 3, "file": 12}  # of a hundred


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


def made(task: Task, workbooks: dict[str, bytes], earlier: dict[str, bytes]) -> tuple[str, Mutant]:
    """(file name of the clean workbook, its mutant); another workbook or cell is tried where the mutation does not
    apply. `earlier`: last month's workbooks."""
    rng = Random(f"{task.seed} {task.number}")
    for _ in range(60):
        name = rng.choice(sorted(workbooks))
        try:
            if task.family == "mistaken":
                return name, Mutant(task.family, task.kind, MISTAKES[task.kind](name, workbooks, earlier, rng), name)
            return name, _mutated(task, workbooks[name], name, rng)
        except NotHere:
            continue
    raise NotHere(f"{task.family}/{task.kind}")


def _portrait(book: Any) -> list[Any]:
    """All a structure may change: sheets, cells, formats, merges, what is hidden."""
    return [book.epoch] + [
        (sheet.title, sheet.sheet_state, sorted(map(str, sheet.merged_cells.ranges)),
         [number for number, row in sheet.row_dimensions.items() if row.hidden],
         [letter for letter, column in sheet.column_dimensions.items() if column.hidden],
         [[(cell.value, cell.number_format, cell.font.b, cell.font.strike) for cell in row] for row in sheet.iter_rows()])
        for sheet in book
    ]  # fmt: skip


def _mutated(task: Task, data: bytes, name: str, rng: Random) -> Mutant:
    if task.family == "file":
        body, other = DAMAGES[task.kind](data, rng)
        return Mutant(task.family, task.kind, body, other)
    book = opened(data)
    if task.family == "structure":
        before = _portrait(book)
        sheet = _STRUCTURES[task.kind](book, rng)
        if _portrait(book) == before:
            raise NotHere  # nothing changed
        return Mutant(task.family, task.kind, saved(book), name, sheet)
    edit = (SAME if task.family == "same" else OTHER)[task.kind]
    places = [place for place in places_of(book) if place.item.name != "seq"]
    rng.shuffle(places)
    for place in places:
        try:
            value = edit(place, rng)
        except NotHere:
            continue
        if type(value) is type(place.value) and value == place.value:
            continue  # nothing changed
        cell = book[place.sheet][place.cell]
        if isinstance(value, Formatted):
            cell.value, cell.number_format = value.number, value.code
        else:
            cell.value = f"={value.formula}" if isinstance(value, Saved) else value
        if task.kind.startswith("date as"):
            cell.number_format = "General"
        data = saved(book)
        return Mutant(
            task.family,
            task.kind,
            with_saved(data, place.sheet, place.cell, value) if isinstance(value, Saved) else data,
            name,
            place.sheet,
            place.cell,
            f"{place.item.name} {place.value!r} → {value!r}",
            place.item.name,
        )
    raise NotHere
