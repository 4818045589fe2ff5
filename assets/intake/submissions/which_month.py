"""Decides which month a received file belongs to: the month of its cover, unless that is doubtful.

A file with a doubtful month belongs to the month that was being collected when it came. It is returned there (F005) and
does not count for the month it names.

Doubtful: a cover month that cannot be read for sure (2025.1); a file name or a title that names the month being
collected where the cover names another; a cover that names an earlier, closed month while a later one is being
collected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from assets.intake.model import Received
from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.intake.reader.cells.dates import month_of
from assets.intake.reader.parsed_file import FileSummary
from assets.intake.submissions.sender import stated_unit
from schemas.calendar import Deadlines
from schemas.months import shift

# In a file's name: it is of an earlier month on purpose.
_CORRECTED = re.compile(r"更正|补报|补充|修订|修正|订正|重报|更新")


def collected_at(received: Received) -> str:
    """The month that was being collected when a file came: the one before."""
    return shift(received.received_at.strftime("%Y-%m"), -1)


def month_named(file_name: str) -> str | None:
    return month_of(PurePosixPath(file_name).name) or month_of(file_name)


def months_of(received: Sequence[Received], summaries: Mapping[str, FileSummary], reference: Reference) -> list[str]:
    """The month of each received file, in their order."""
    register = UnitRegister(reference)
    deadlines = Deadlines(reference.district.calendar, reference.holidays)
    found: dict[int, str] = {}
    sent: dict[tuple[str, str], set[str]] = {}  # unit and month its cover names → the contents received so far
    order = sorted(range(len(received)), key=lambda at: (received[at].received_at, received[at].name))
    for at in order:
        each, summary = received[at], summaries[received[at].sha256]
        stated, now = summary.months[0][1] if summary.months else None, collected_at(each)
        if stated is None:
            found[at] = now if summary.month_unclear else month_named(each.name) or now
            continue
        unit, _ = stated_unit(summary, each.name, register, stated)
        earlier = sent.get((unit or "", stated), set())
        meant = each.sha256 in earlier or _meant(each, summary, stated, earlier, bool(sent.get((unit or "", now))))
        in_time = each.received_at.date() <= deadlines.close(now)
        closed = unit is not None and stated < now and not meant
        witness = now in (month_of(PurePosixPath(each.name).name), *(month for _, month in summary.months[1:]))
        doubtful = stated != now and in_time and (witness or closed)
        found[at] = now if doubtful and not _exempted(reference, unit, stated) else stated
        if unit is not None:
            sent.setdefault((unit, stated), set()).add(each.sha256)
    return [found[at] for at in range(len(received))]


def _meant(each: Received, summary: FileSummary, stated: str, earlier: set[str], has_sent_now: bool) -> bool:
    """Whether a file that names a closed month is of that month all the same: the unit has sent the month being
    collected already, or the file's name says the month, too, and that it corrects it, or nothing else ever came for
    it."""
    named = month_of(PurePosixPath(each.name).name)
    return has_sent_now or (named == stated and (not earlier or bool(_CORRECTED.search(each.name))))


def _exempted(reference: Reference, unit: str | None, month: str) -> bool:
    """Whether the office has recorded that the unit's files of the month are what they say."""
    for row in reference.exemptions.itertuples():
        within = str(row.from_month)[:7] <= month <= (str(row.to_month)[:7] or "9999-12")
        if row.rule_code == "F005" and row.unit_code in (unit, None, "") and within:
            return True
    return False
