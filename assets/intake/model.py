"""The result of intake: the files of a month, their rows typed and as found, and the address of each cell.

Intake reports what it saw (`issues`) and judges nothing. The rule catalogue (assets/review) says which issue is an
error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

# Columns of the frames below, in order.
FILE_COLUMNS = (
    "file_id",  # int, position in this intake; stable within one run
    "file_name",  # path below the inbox, POSIX separators
    "file_sha256",
    "size",
    "received_at",  # ISO datetime text, Beijing time (receipts.csv, else modification time)
    "unit_code",  # resolved, or None
    "unit_text",  # as written on the cover / titles / unit line / file name
    "month",  # 'YYYY-MM' of the content, or None
    "no_change",  # bool: 本月无变动 = 是
    "template_version",
    "author",  # document author property, or None (P306)
    "readable",  # False: nothing of it can be loaded (an issue of scope 'file' says why)
)
ISSUE_COLUMNS = (
    "file_id",
    "kind",  # sheet kind of schemas/form/sheets.py, 'cover', or None for the file
    "sheet",  # the sheet's name in the file, or None
    "row",  # 1-based spreadsheet row, or None
    "cell",  # A1, or None
    "field",  # field name of schemas/form/sheets.py, or None
    "code",  # one of assets/intake/reader/issue_codes.py
    "raw",  # text as found
    "detail",  # what was seen or proposed, Chinese, short ('建议列:到位资金→本月到位')
)


@dataclass
class Intake:
    """The submissions of one month, read.

    `files`: one row per received file (FILE_COLUMNS).
    `rows[kind]`: one row per data row of that sheet kind, over all files: file_id, sheet, row (1-based) and the typed
    columns (`Field.column`). `raw[kind]`: same index, the text as found (None: blank), one column per field name.
    `columns[(file_id, sheet, kind)]`: field name → column letters.
    `totals`: one row per 合计/小计 cell with a number: file_id, kind, sheet, row, label, field, value (typed as the
    field), first_row, last_row (the data rows it should cover), one (what 1 means in its column).
    `issues`: one row per issue (ISSUE_COLUMNS).
    `covers[file_id]`: label → value. `cover_cells[file_id]`: (name of the cover sheet, label → A1).
    `again`: (file_id, further name) of bytes that came a second time; they change nothing.
    """

    month: str
    files: pd.DataFrame
    rows: dict[str, pd.DataFrame]
    raw: dict[str, pd.DataFrame]
    columns: dict[tuple[int, str, str], dict[str, str]]
    totals: pd.DataFrame
    issues: pd.DataFrame
    covers: dict[int, dict[str, Any]] = field(default_factory=dict)
    again: list[tuple[int, str]] = field(default_factory=list)
    cover_cells: dict[int, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def cell(self, kind: str, index: Any, field_name: str) -> str | None:
        """A1 address of a field of a row; None where the sheet has no such column."""
        rows = self.rows[kind]
        table = (int(rows.at[index, "file_id"]), str(rows.at[index, "sheet"]), kind)
        letters = self.columns.get(table, {}).get(field_name)
        return f"{letters}{int(rows.at[index, 'row'])}" if letters else None


@dataclass(frozen=True, slots=True)
class Received:
    """One received file, its bytes kept by hash. `name` is its path below the inbox (a zip or a folder of csv sheets is
    one file: the folder's name). `seen_at`: when it was first seen, where its time is its own and no receipt's.
    `time_note`: why its own time was not taken, Chinese. `unread`: reading it waits for a later look."""

    name: str
    sha256: str
    size: int
    received_at: datetime
    kept: str  # where the bytes are kept: path below HOME/work/received
    seen_at: datetime | None = None
    time_note: str = ""
    unread: bool = False
