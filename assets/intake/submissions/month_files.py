"""The received files by month: pulled from the inbox, each content parsed once, and given to the month it reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from assets.intake.inbox.pull import beijing, pull, time_note
from assets.intake.model import Intake, Received
from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.intake.reader.parse import parse_unkept, parsed_files, summaries_of, waiting_files
from assets.intake.reader.parsed_file import ParsedFile
from assets.intake.submissions.column_store import assemble_files
from assets.intake.submissions.sender import stated_month, stated_unit
from assets.intake.submissions.which_month import months_of
from schemas.files import file_sha256


def read_month(reference: Reference, month: str, as_of: datetime) -> Intake:
    """Every submission of `month` received by `as_of`, read."""
    received = months_present(reference, as_of).get(month, [])
    return assemble_files(reference, month, list(parsed_files(reference, received)))


def read_apart(
    paths: Iterable[Path], reference: Reference, month: str | None = None, otherwise: str = ""
) -> list[Intake]:
    """Reads workbooks before they are sent; nothing is kept.

    Each intake holds one month and at most one file of a unit. So several files of one unit are not taken for
    revisions, and the same bytes twice are two files.
    """
    register = UnitRegister(reference)
    intakes: list[tuple[str, list[tuple[Received, ParsedFile]], set[str]]] = []
    for each, read in _read(paths, reference):
        chosen = month or stated_month(read, each.name) or otherwise
        own = {stated_unit(read, each.name, register, chosen)[0] or each.name, each.sha256, each.name}
        fits = (entry for entry in intakes if entry[0] == chosen and not own & entry[2])
        entry = next(fits, None)
        if entry is None:
            intakes.append((chosen, [(each, read)], own))
        else:
            entry[1].append((each, read))
            entry[2].update(own)
    return [assemble_files(reference, of_month, pairs) for of_month, pairs, _ in intakes]


def _read(paths: Iterable[Path], reference: Reference) -> list[tuple[Received, ParsedFile]]:
    files = [(path.resolve(), _as_if_received(path)) for path in paths]
    reads = parse_unkept(reference, files)
    return [(each, read) for (_, each), read in zip(files, reads, strict=True)]


def _as_if_received(path: Path) -> Received:
    found = path.stat()
    return Received(path.name, file_sha256(path), found.st_size, beijing(found.st_mtime), "")


def months_present(reference: Reference, as_of: datetime) -> dict[str, list[Received]]:
    """Month → the files that report it, received by `as_of`.

    A file that names no month, or a doubtful one, belongs to the month being collected when it came (which_month.py).
    Looks at the inbox: ask MonthHome, which does so once a run.
    """
    months: dict[str, list[Received]] = {}
    received = pull(reference, as_of)
    summaries = summaries_of(reference, received)
    unread = waiting_files(reference, received)
    for each, month in zip(received, months_of(received, summaries, reference), strict=True):
        timed = replace(_not_before(month, each), unread=each.sha256 in unread)
        if timed.received_at <= as_of:
            months.setdefault(month, []).append(timed)
    return months


def _not_before(month: str, each: Received) -> Received:
    """The file, received when it was first seen where its own time lies before the month it reports."""
    if each.seen_at is None or each.received_at >= datetime.fromisoformat(f"{month}-01"):
        return each
    note = each.time_note or time_note(each.received_at, each.seen_at)
    return replace(each, received_at=each.seen_at, time_note=note)


def senders_of(reference: Reference, month: str, received: list[Received]) -> set[str]:
    """Units that `received`, the submissions of `month`, are from."""
    register = UnitRegister(reference)
    summaries = summaries_of(reference, received)
    found = (stated_unit(summaries[each.sha256], each.name, register, month)[0] for each in received)
    return {code for code in found if code}
