"""The cache of parsed files. An entry is two lines of JSON: the `FileSummary` and the whole `ParsedFile`.

Each line begins with a check value over the key (reader version and SHA-256 of the file) and the line. An entry that is
torn, changed or of another file fails the check, and the file is parsed again. Reading an entry runs no code in it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assets.intake.reader.parsed_file import FileSummary, ParsedFile, ParsedSheet
from schemas.files import write_whole

_DATE = "$date"
_LONGEST_HEAD = 2**20  # bytes


def write_entry(read: ParsedFile, target: Path, key: str) -> None:
    """Writes the entry of `read`, whole or not at all."""
    whole = {**vars(read), "sheets": [vars(sheet) for sheet in read.sheets]}  # as asdict, without copying every cell
    write_whole(target, _line(asdict(read.summary), key) + _line(whole, key), lasting=False)


def cached_summary(target: Path, key: str) -> FileSummary | None:
    """The summary of the file; None where there is no sound entry."""
    try:
        with target.open("rb") as file:
            said = _checked(file.readline(_LONGEST_HEAD), key)
        if said is None:
            return None
        said |= {name: _pairs(said[name]) for name in ("units", "months", "rows")}
        return FileSummary(**said)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def cached_file(target: Path, key: str) -> ParsedFile | None:
    """The parsed file; None where there is no sound entry."""
    try:
        with target.open("rb") as file:
            file.readline(_LONGEST_HEAD)
            said = _checked(file.readline(), key)
        if said is None or set(said) != {each.name for each in fields(ParsedFile)}:
            return None
        for name in ("units", "months", "titles", "issues"):
            said[name] = [tuple(each) for each in said[name]]
        said["bare_month"] = said["bare_month"] and tuple(said["bare_month"])
        said["sheets"] = [_sheet(each) for each in said["sheets"]]
        return ParsedFile(**said)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _sheet(said: dict[str, Any]) -> ParsedSheet:
    sheet = ParsedSheet(**said)
    sheet.totals = [tuple(each) for each in sheet.totals]  # type: ignore[misc]
    return sheet


def _pairs(said: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(each) for each in said)


def _line(said: dict[str, Any], key: str) -> bytes:
    body = json.dumps(said, default=_dated, separators=(",", ":")).encode()
    return _check_value(body, key) + b" " + body + b"\n"


def _checked(line: bytes, key: str) -> Any:
    """The JSON of a line whose check value holds; else None."""
    check_value, _, body = line.rstrip(b"\n").partition(b" ")
    return json.loads(body, object_hook=_undated) if check_value == _check_value(body, key) else None


def _check_value(body: bytes, key: str) -> bytes:
    return hashlib.sha256(key.encode() + b"\n" + body).hexdigest().encode()


def _dated(value: object) -> dict[str, str] | str:
    """A date as JSON; a time or a length of time on the cover as text."""
    return {_DATE: value.isoformat()} if isinstance(value, date) else str(value)


def _undated(said: dict[str, Any]) -> Any:
    if set(said) != {_DATE}:
        return said
    text = said[_DATE]
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
