"""The files of one month: collected into a table, and their rows read from the parsed files into whole frames."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from assets.intake.model import FILE_COLUMNS, Intake, Received
from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.intake.reader.parse import parsed_files, summaries_of
from assets.intake.submissions.column_store import assemble_numbered
from assets.intake.submissions.sender import each_once, file_row
from schemas.form.sheets import DATA_SHEETS


@dataclass
class Collected:
    """The files of one month. Their rows are not held: `read_collected` reads them from the parsed files.

    `files`: one row per file: FILE_COLUMNS, `kept` (path of its bytes below HOME/work/received), `time_note` (of
    Received), and one column per sheet kind with the number of its data rows.
    `again`: (file_id, further name) of bytes that were received a second time.
    """

    month: str
    files: pd.DataFrame
    again: list[tuple[int, str]]

    def rows(self, kind: str) -> int:
        """Data rows of a sheet kind over all files."""
        return int(self.files[kind].sum())


def collect(reference: Reference, month: str, received: list[Received]) -> Collected:
    """The files of `month`, of which `received` are all (MonthHome.received).

    Each is parsed in a child process, unless its content was parsed before.
    """
    summaries = summaries_of(reference, received)
    kept, again = each_once([(each, summaries[each.sha256]) for each in received])
    register = UnitRegister(reference)
    rows = []
    for file_id, (each, summary) in enumerate(kept):
        counts = Counter[str]()
        for kind, count in summary.rows:
            counts[kind] += count
        rows.append(
            (
                *file_row(file_id, each, summary, register, month),
                each.kept,
                each.time_note,
                *(counts[kind] for kind in DATA_SHEETS),
            )
        )
    return Collected(month, pd.DataFrame(rows, columns=[*FILE_COLUMNS, "kept", "time_note", *DATA_SHEETS]), again)


def read_collected(collected: Collected, reference: Reference) -> Intake:
    """The rows of the collected files, one frame a sheet kind; file_id as in `collected`."""
    received = [_received(row) for row in collected.files.itertuples()]
    numbered = zip(collected.files["file_id"].tolist(), parsed_files(reference, received), strict=True)
    return assemble_numbered(
        reference, collected.month, [(file_id, each, read) for file_id, (each, read) in numbered], collected.again
    )


def _received(row: Any) -> Received:
    return Received(
        row.file_name,
        row.file_sha256,
        row.size,
        datetime.fromisoformat(row.received_at),
        row.kept,
        time_note=row.time_note,
    )
