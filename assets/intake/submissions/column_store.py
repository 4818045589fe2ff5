"""Puts the rows of a month's files together: one typed frame and one frame of raw text per sheet kind."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from assets.intake.model import FILE_COLUMNS, ISSUE_COLUMNS, Intake, Received
from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.intake.reader.parsed_file import ParsedFile
from assets.intake.submissions.sender import each_once, file_row, issues_of_whole
from schemas.form.sheets import DATA_SHEETS, Field
from schemas.personal import mask_column, mask_id_numbers

_DTYPES = {
    "money": "Int64",
    "usd": "Int64",
    "count": "Int64",
    "year": "Int64",
    "percent": "float64",
    "yes_no": "boolean",
}


Numbered = tuple[int, Received, ParsedFile]  # its file_id, what arrived, what it says


def assemble_files(reference: Reference, month: str, pairs: list[tuple[Received, ParsedFile]]) -> Intake:
    """The column store of a month's files; the same bytes received again are one file, the first."""
    kept, again = each_once(pairs)
    return assemble_numbered(reference, month, [(at, each, read) for at, (each, read) in enumerate(kept)], again)


def assemble_numbered(reference: Reference, month: str, files: list[Numbered], again: list[tuple[int, str]]) -> Intake:
    """The column store of numbered files, each of which came once; `again` as Intake has it."""
    register = UnitRegister(reference)
    listed, issues = [], []
    columns: dict[tuple[int, str, str], dict[str, str]] = {}
    covers: dict[int, dict[str, Any]] = {}
    cover_cells: dict[int, tuple[str, dict[str, str]]] = {}
    for file_id, each, read in files:
        row = file_row(file_id, each, read.summary, register, month)
        listed.append(row)
        said = (*read.issues, *issues_of_whole(read, row[5], row[6], each.name, month, register))
        if each.time_note:
            said = (*said, (None, None, None, None, None, "time_unlikely", None, each.time_note))
        issues += [(file_id, *map(_shown, issue)) for issue in said]
        covers[file_id] = read.cover
        cover_cells[file_id] = (read.cover_sheet, read.cover_cells)
        for sheet in read.sheets:
            columns[(file_id, sheet.name, sheet.kind)] = sheet.columns
    rows, raw = {}, {}
    for kind in DATA_SHEETS:
        rows[kind], raw[kind] = _kind_rows(kind, files)
    return Intake(
        month,
        pd.DataFrame(listed, columns=list(FILE_COLUMNS)),
        rows,
        raw,
        columns,
        _totals(files),
        pd.DataFrame(issues, columns=list(ISSUE_COLUMNS)).astype(object),
        covers,
        again,
        cover_cells,
    )


_LOOKED_UP = ("unit", "date", "choice", "chain")  # judged by their text; findings mask what they quote of it
_PLAIN_NUMBER = re.compile(r"[-+]?[\d,，]*\.?\d*")


def _kind_rows(kind: str, files: list[Numbered]) -> tuple[pd.DataFrame, pd.DataFrame]:
    form = DATA_SHEETS[kind]
    fields = [item for item in form.fields if item.name != "sheet"]  # 情况说明 names a sheet: it is in the raw text
    typed: dict[str, list[Any]] = {"file_id": [], "sheet": [], "row": [], **{item.column: [] for item in fields}}
    raw: dict[str, list[Any]] = {item.name: [] for item in form.fields}
    for file_id, _, read in files:
        for sheet in read.sheets:
            if sheet.kind != kind:
                continue
            size = len(sheet.rows)
            typed["file_id"] += [file_id] * size
            typed["sheet"] += [sheet.name] * size
            typed["row"] += sheet.rows
            for item in form.fields:
                if item.name != "sheet":
                    typed[item.column] += sheet.typed.get(item.column) or [_absent(item)] * size
                raw[item.name] += sheet.raw.get(item.name) or [None] * size
    kinds = {item.column: item.kind for item in form.fields}
    for item in fields:
        if item.kind in ("text", "code") and not item.personal:
            typed[item.column] = mask_column(typed[item.column])
        if item.kind in _DTYPES:
            raw[item.name] = [text if _is_number(text) else text and mask_id_numbers(text) for text in raw[item.name]]
        elif item.kind not in _LOOKED_UP and not item.personal:
            raw[item.name] = mask_column(raw[item.name])
    frame = pd.DataFrame(
        {
            name: pd.array(values, dtype=_DTYPES[kinds[name]])
            if kinds.get(name) in _DTYPES
            else pd.Series(values, dtype=object)
            for name, values in typed.items()
        }
    )
    frame["file_id"], frame["row"] = frame["file_id"].astype("int64"), frame["row"].astype("int64")
    return frame, pd.DataFrame(raw, dtype=object)


def _is_number(text: str | None) -> bool:
    """Whether a cell of a column of numbers holds nothing but its number, which stays as it was typed."""
    return text is None or bool(_PLAIN_NUMBER.fullmatch(text))


def _shown(value: Any) -> Any:
    """A text with its identifying numbers masked; any other value as it is."""
    return mask_id_numbers(value) if isinstance(value, str) else value


def _absent(item: Field) -> Any:
    """A column the sheet does not have at all reads as its blank."""
    return 0 if item.blank == "zero" else 100.0 if item.blank == "hundred" else None


def _totals(files: list[Numbered]) -> pd.DataFrame:
    rows = [
        (file_id, sheet.kind, sheet.name, *total)
        for file_id, _, read in files
        for sheet in read.sheets
        for total in sheet.totals
    ]
    return pd.DataFrame(
        rows, columns=["file_id", "kind", "sheet", "row", "label", "field", "value", "first_row", "last_row", "one"]
    )
