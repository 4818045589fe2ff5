"""What changed in the inbox since the last look, and which months must be answered or published again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.intake.inbox import months_present
from assets.intake.model import Received
from assets.intake.pull import glance_inbox
from assets.intake.reference import read_reference
from assets.publication.digest import input_digest
from assets.publication.store.store import Store
from pipelines.cli.options import database_url
from schemas.months import month_label, shift


@dataclass
class Glance:
    """One look at the inbox. `unstable`: files whose size or time differs from the last look. `cursor`: what to
    remember: the listing, and each month's digest already asked for."""

    listing: dict[str, list[Any]]
    unstable: list[str]
    cursor: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MonthChange:
    """A month to run. `publishes`: through monthly_job; otherwise it is only answered."""

    month: str
    digest: str
    publishes: bool
    reason: str


def look(home: Path, as_of: datetime, seen: dict[str, Any]) -> Glance:
    """Names, sizes and times in the inbox now; a file is taken only when two looks agree."""
    reference = read_reference(home)
    listing = {name: [size, stamp] for name, size, stamp in glance_inbox(reference)}
    before = seen.get("listing", {})
    unstable = [name for name, state in listing.items() if before.get(name) != state]
    return Glance(listing, unstable, {"listing": listing, "months": seen.get("months", {})})


def months_changed(home: Path, as_of: datetime, seen: dict[str, Any], glance: Glance) -> list[MonthChange]:
    """Months whose files (or reopening) differ from what was last asked for, earliest first; updates the cursor."""
    reference = read_reference(home)
    asked: dict[str, str] = glance.cursor["months"]
    changes = []
    with Store(database_url(home)) as store:
        present = months_present(reference, as_of)
        for month in sorted(present):
            reopened = store.reopened_at(month)
            mark = _mark(present[month], reopened)
            before = asked.get(month, "")
            if before == mark:
                continue
            asked[month] = mark
            release = store.release(month)
            if release and store.is_current_digest(
                month, input_digest(month, present[month], reference, store, as_of, reopened)
            ):
                continue
            changes.append(_change(month, _step(before, mark), release, reopened))
    return changes


def _step(before: str, mark: str) -> str:
    """From one state of the month's files to the next: going back to an earlier state is a new step, too."""
    return hashlib.sha256(f"{before}>{mark}".encode()).hexdigest()


def _mark(received: list[Received], reopened: datetime | None) -> str:
    """A digest of the month's files alone: what the sensor reacts to."""
    digest = hashlib.sha256(str(reopened).encode())
    for each in sorted(received, key=lambda one: (one.name, one.sha256)):
        digest.update(f"{each.name}|{each.sha256}\n".encode())
    return digest.hexdigest()


def _change(month: str, mark: str, release: dict[str, Any] | None, reopened: datetime | None) -> MonthChange:
    label = month_label(month)
    if release is None:
        return MonthChange(month, mark, False, f"{label}有新到或改动的报表，核查答复")
    if release["status"] == "final" and reopened is None:
        return MonthChange(month, mark, False, f"{label}已定稿：只核查答复，计入须先重开")
    return MonthChange(month, mark, True, f"{label}有更正，重新发布")


def next_month_after(home: Path, month: str) -> MonthChange | None:
    """The next released, not final month after `month` whose digest its upstream has changed."""
    if not month:
        return None
    reference = read_reference(home)
    as_of = _now()
    with Store(database_url(home)) as store:
        present = months_present(reference, as_of)
        following = shift(month, 1)
        release = store.release(following)
        if release is None or release["status"] == "final":
            return None
        digest = input_digest(
            following, present.get(following, []), reference, store, as_of, store.reopened_at(following)
        )
        if store.is_current_digest(following, digest):
            return None
        return MonthChange(following, digest, True, f"{month_label(month)}有更正，按顺序重算{month_label(following)}")


def _now() -> datetime:
    from pipelines.resources import clock

    return clock()
