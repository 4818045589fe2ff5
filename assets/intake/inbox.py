"""A month's submissions, read: pulls, reads each file once (by hash), says whose and of which month it is, and gathers
the rows of all files into one column store a sheet kind.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from assets.intake.cells.dates import month_of
from assets.intake.collecting import collector_paused
from assets.intake.model import FILE_COLUMNS, ISSUE_COLUMNS, Intake, Received
from assets.intake.pull import beijing, pull
from assets.intake.reading import confirmed_headers, heads_of, reads_of
from assets.intake.reads import FileRead, Head
from assets.intake.reference_model import Reference
from assets.intake.units import UnitRegister
from assets.intake.workbook import read_file
from schemas.personal import without_numbers
from schemas.submission import DATA_SHEETS, OPTIONAL_SHEETS, TEMPLATE_VERSION, Field

_DTYPES = {
    "money": "Int64",
    "usd": "Int64",
    "count": "Int64",
    "year": "Int64",
    "percent": "float64",
    "yes_no": "boolean",
}


@collector_paused()
def read_month(reference: Reference, month: str, as_of: datetime) -> Intake:
    """Every submission of `month` received by `as_of`, read."""
    received = months_present(reference, as_of).get(month, [])
    return gathered(reference, month, list(reads_of(reference, received)))


def read_files(paths: Iterable[Path], reference: Reference, month: str | None = None) -> Intake:
    """Workbooks before they are sent, as if received now; nothing is kept."""
    pairs = []
    for path in paths:
        data = path.read_bytes()
        stamp = beijing(path.stat().st_mtime)
        digest = hashlib.sha256(data).hexdigest()
        pairs.append(
            (
                Received(path.name, digest, len(data), stamp, ""),
                read_file(data, path.name, confirmed_headers(reference), reference.district.limits),
            )
        )
    found = [month_said(read, each.name) for each, read in pairs]
    chosen = month or next((each for each in found if each), "") or ""
    return gathered(reference, chosen, pairs)


def months_present(reference: Reference, as_of: datetime) -> dict[str, list[Received]]:
    """Month → the submissions that say they are of it. What says no month belongs to the month being collected when
    it came."""
    months: dict[str, list[Received]] = {}
    received = pull(reference, as_of)
    heads = heads_of(reference, received)
    for each in received:
        month = month_said(heads[each.sha256], each.name) or _before(each.received_at)
        months.setdefault(month, []).append(each)
    return months


def units_present(reference: Reference, month: str, as_of: datetime) -> set[str]:
    """Units that have sent anything for a month."""
    register = UnitRegister(reference)
    received = months_present(reference, as_of).get(month, [])
    heads = heads_of(reference, received)
    found = (_unit(heads[each.sha256], each.name, register, month)[0] for each in received)
    return {code for code in found if code}


def _before(moment: datetime) -> str:
    year, number = (moment.year, moment.month - 1) if moment.month > 1 else (moment.year - 1, 12)
    return f"{year}-{number:02d}"


def month_said(read: FileRead | Head, file_name: str) -> str | None:
    """The cover's month, else that of titles and unit lines, else the file name's."""
    if read.months:
        return read.months[0][1]
    return month_of(PurePosixPath(file_name).name) or month_of(file_name)


def gathered(reference: Reference, month: str, pairs: list[tuple[Received, FileRead]]) -> Intake:
    """The column store of a month's files; the same bytes received again are one file, the first."""
    register = UnitRegister(reference)
    pairs, again = _each_once(pairs)
    files, issues = [], []
    columns: dict[tuple[int, str, str], dict[str, str]] = {}
    covers: dict[int, dict[str, Any]] = {}
    for file_id, (each, read) in enumerate(pairs):
        unit, text = _unit(read, each.name, register, month)
        files.append(
            (file_id, each.name, each.sha256, each.size, each.received_at.isoformat(), unit, text, month_said(read, each.name),
             bool(read.cover.get("no_change")), str(read.cover.get("template_version") or ""), read.author, read.readable)
        )  # fmt: skip
        said = (*read.issues, *_whole(read, unit, text, each.name, month, register))
        issues += [(file_id, *map(_shown, issue)) for issue in said]
        covers[file_id] = read.cover
        for sheet in read.sheets:
            columns[(file_id, sheet.name, sheet.kind)] = sheet.columns
    rows, raw = {}, {}
    for kind in DATA_SHEETS:
        rows[kind], raw[kind] = _kind_rows(kind, pairs)
    return Intake(
        month, pd.DataFrame(files, columns=list(FILE_COLUMNS)), rows, raw, columns, _totals(pairs),
        pd.DataFrame(issues, columns=list(ISSUE_COLUMNS)).astype(object), covers, again,
    )  # fmt: skip


def _each_once(
    pairs: list[tuple[Received, FileRead]],
) -> tuple[list[tuple[Received, FileRead]], list[tuple[int, str]]]:
    """(the files without those whose bytes came before, position of the first and name of each that came again). Bytes
    that cannot be read say nothing of whose they are: an empty file of two units is two files."""
    whose = {id(each): (each.sha256, "" if read.readable else _stem(each.name)) for each, read in pairs}
    came = sorted((each for each, _ in pairs), key=lambda each: (each.received_at, each.name))
    first = {whose[id(each)]: each for each in reversed(came)}
    kept = [(each, read) for each, read in pairs if first[whose[id(each)]] is each]
    at = {whose[id(each)]: position for position, (each, _) in enumerate(kept)}
    return kept, [(at[whose[id(each)]], each.name) for each in came if first[whose[id(each)]] is not each]


def _unit(read: FileRead | Head, file_name: str, register: UnitRegister, month: str) -> tuple[str | None, str]:
    for _, text in read.units:
        code = register.resolve(text, month)
        if code:
            return code, text
    if read.units:
        return None, read.units[0][1]
    return _named_unit(file_name, register, month), _stem(file_name)


def _stem(file_name: str) -> str:
    return re.sub(r"20\d{2}.*$", "", PurePosixPath(file_name).stem)


def _named_unit(file_name: str, register: UnitRegister, month: str) -> str | None:
    """The unit a file's name begins with, where it is one."""
    return register.resolve(_stem(file_name), month)


def _whole(
    read: FileRead, unit: str | None, text: str, file_name: str, month: str, register: UnitRegister
) -> list[tuple[Any, ...]]:
    """Issues of the file as a whole: its unit, its month, its sheets, its template."""
    found: list[tuple[Any, ...]] = []

    def say(code: str, raw: str | None, detail: str, place: str = "", kind: str | None = None) -> None:
        sheet, _, cell = place.partition("!")
        found.append((kind, sheet or None, None, cell or None, None, code, raw, detail))

    if not read.readable:
        return found
    place = read.units[0][0] if read.units else ""
    if unit is None and not read.units:
        say("unit_missing", text, "封面和表头都没有填报单位")
    elif unit is None:
        known = register.candidates(text)
        if known:
            heirs = {register.successor(each, month) for each in known} - {None}
            now = "、".join(sorted(register.name(str(heir)) for heir in heirs))
            say("unit_inactive", text, f"现由“{now}”承接" if now else "", place)
        else:
            hint = "、".join(register.suggest(text))
            say("unit_unknown", text, f"近似单位：{hint}" if hint else "", place)
    for at, written in read.units:
        other = register.resolve(written, month)
        if unit and other != unit:
            instead = f"此表按“{text}”读取" if at == place else f"封面为“{text}”"
            say("unit_conflict" if other else "unit_unknown", written, instead, at)
    named_unit = _named_unit(file_name, register, month)
    if unit and read.units and named_unit and named_unit != unit:
        say("unit_file_name", file_name, f"表内为“{text}”，文件名为“{register.name(named_unit)}”")
    for at, written in read.months[1:]:
        if written != read.months[0][1]:
            say("month_conflict", written, f"封面为 {read.months[0][1]}", at)
    named = month_of(PurePosixPath(file_name).name)
    if named and read.months and named != read.months[0][1]:
        say("month_file_name", file_name, f"表内为 {read.months[0][1]}")
    if not read.months:
        say("month_unknown", None, "封面和表头都没有填报月份")
    kinds = [sheet.kind for sheet in read.sheets]
    for kind, sheet in DATA_SHEETS.items():
        if kind not in kinds and kind not in OPTIONAL_SHEETS:
            say("sheet_missing", sheet.title, f"缺少“{sheet.title}”表", kind=kind)
        if kinds.count(kind) > 1:
            say("sheet_doubled", sheet.title, f"有{kinds.count(kind)}张“{sheet.title}”表", kind=kind)
    version = str(read.cover.get("template_version") or "")
    if version and version != TEMPLATE_VERSION:
        say("template_other", version, f"现行模板为 {TEMPLATE_VERSION}")
    return found


_CODED = (
    "code",
    "name",
    "unit",
    "date",
    "choice",
    "chain",
)  # identifiers, and what a code list or a person key stands for


def _kind_rows(kind: str, pairs: list[tuple[Received, FileRead]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    form = DATA_SHEETS[kind]
    fields = [item for item in form.fields if item.name != "sheet"]  # 情况说明 names a sheet: it is in the raw text
    typed: dict[str, list[Any]] = {"file_id": [], "sheet": [], "row": [], **{item.column: [] for item in fields}}
    raw: dict[str, list[Any]] = {item.name: [] for item in form.fields}
    for file_id, (_, read) in enumerate(pairs):
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
        if item.kind == "text":
            typed[item.column] = [_shown(value) for value in typed[item.column]]
        if item.kind not in _CODED:
            raw[item.name] = [_shown(value) for value in raw[item.name]]
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


def _shown(value: Any) -> Any:
    """Text without identity and telephone numbers; what is no text as it is."""
    return without_numbers(value) if isinstance(value, str) else value


def _absent(item: Field) -> Any:
    """A column the sheet does not have at all reads as its blank."""
    return 0 if item.blank == "zero" else 100.0 if item.blank == "hundred" else None


def _totals(pairs: list[tuple[Received, FileRead]]) -> pd.DataFrame:
    rows = [
        (file_id, sheet.kind, sheet.name, *total)
        for file_id, (_, read) in enumerate(pairs)
        for sheet in read.sheets
        for total in sheet.totals
    ]
    return pd.DataFrame(
        rows, columns=["file_id", "kind", "sheet", "row", "label", "field", "value", "first_row", "last_row", "one"]
    )
