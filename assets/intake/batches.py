"""A month in batches of units, so that what is held at once does not grow with how many send.

All files of a unit are in one batch: its revisions are judged together, and what is compared with other units is little. A
unit's batch is told by its place in the register, so that a further file changes one batch and leaves the others alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from assets.intake.collecting import collector_paused
from assets.intake.column_store import assembled
from assets.intake.inbox import months_present
from assets.intake.model import FILE_COLUMNS, Intake, Received
from assets.intake.reading import heads_of, reads_of
from assets.intake.reference_model import Reference
from assets.intake.units import UnitRegister
from assets.intake.whose import each_once, file_row
from schemas.submission import DATA_SHEETS

UNITS_A_BATCH = 64
_FILES_A_BATCH = 100_000  # file_ids a batch has: a further file numbers no other batch's files anew
_UNIT = FILE_COLUMNS.index("unit_code")


@dataclass
class Collected:
    """One month's submissions: which files there are; their rows are read batch by batch.

    `files`: one row a file (FILE_COLUMNS) with `kept` (where its bytes lie), `batch` (its number, ascending) and one column
    a sheet kind with the number of its data rows; `again`: file_id and further name of bytes that came a second time."""

    month: str
    files: pd.DataFrame
    again: list[tuple[int, str]]

    @property
    def batches(self) -> list[int]:
        """Their numbers; one, of no file, where nothing has come."""
        return sorted(set(self.files["batch"].tolist())) or [0]

    def of_batch(self, number: int) -> pd.DataFrame:
        return self.files[self.files["batch"] == number]

    def rows(self, kind: str) -> int:
        """Data rows of a sheet kind over all files."""
        return int(self.files[kind].sum())


def batch_of_units(register: UnitRegister, month: str) -> dict[str, int]:
    """Expected unit → the number of its batch."""
    return {unit: at // UNITS_A_BATCH for at, unit in enumerate(register.expected(month))}


def collect(reference: Reference, month: str, as_of: datetime) -> Collected:
    """The submissions of `month` received by `as_of`, each read (in a process of its own) and put to its batch."""
    received = months_present(reference, as_of).get(month, [])
    heads = heads_of(reference, received)
    kept, again = each_once([(each, heads[each.sha256]) for each in received])
    register = UnitRegister(reference)
    place = batch_of_units(register, month)
    nobodys = len(place) // UNITS_A_BATCH + 1
    rows, ids, held = [], [], Counter[int]()
    for each, head in kept:
        row = file_row(0, each, head, register, month)
        batch = place.get(row[_UNIT], nobodys)
        ids.append(batch * _FILES_A_BATCH + held[batch])
        held[batch] += 1
        counts = Counter[str]()
        for kind, count in head.rows:
            counts[kind] += count
        rows.append((ids[-1], *row[1:], each.kept, batch, *(counts[kind] for kind in DATA_SHEETS)))
    columns = [*FILE_COLUMNS, "kept", "batch", *DATA_SHEETS]
    return Collected(month, pd.DataFrame(rows, columns=columns), [(ids[at], name) for at, name in again])


@collector_paused()
def read_batch(collected: Collected, reference: Reference, number: int) -> Intake:
    """The files of one batch, their rows in memory; file_ids are those of `collected`."""
    mine = collected.of_batch(number)
    received = [_received(row) for row in mine.itertuples()]
    reads = dict(zip(mine["file_id"].tolist(), reads_of(reference, received), strict=True))
    again = [(file_id, name) for file_id, name in collected.again if file_id in reads]
    return assembled(reference, collected.month, [(at, each, read) for at, (each, read) in reads.items()], again)


def _received(row: Any) -> Received:
    return Received(row.file_name, row.file_sha256, row.size, datetime.fromisoformat(row.received_at), row.kept)
