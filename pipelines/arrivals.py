"""What changed in the inbox since the last look, and which months must be answered or published again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.intake.inbox.open_files import Looked, files_in_use, last_look, remember_look
from assets.intake.inbox.pull import glance_inbox
from assets.intake.model import Received
from assets.intake.office.model import Reference
from assets.intake.office.reference import read_reference
from assets.intake.submissions.month_files import months_present
from assets.publication.input_digest import digest_of, made_of
from assets.review.returns.answers import lost_answers
from assets.store.identity import open_store
from assets.store.published import Store
from pipelines.cli.options import database_url
from schemas.calendar import Deadlines
from schemas.months import month_label

IDLE = "收件箱无变化"
_LOST_REASON = "答复文件缺失，重新写出"
_WHOLE = "inbox"  # beside the months' marks: the whole listing's, so that an idle look reads no file
_UNREAD = (
    "unread"  # files were left unread: each hour they are tried again, and each try reads or refuses some for good
)
_LOST = "lost "  # before a month: the answers that were not there and have been asked for once


@dataclass(frozen=True, slots=True)
class MonthChange:
    """A month to run. `publishes`: through monthly_job; otherwise it is only answered."""

    month: str
    digest: str
    publishes: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the inbox: the months to run, what to remember, and the words for a look that asks for nothing."""

    changes: list[MonthChange]
    cursor: str
    words: str = IDLE


def look(home: Path, as_of: datetime, cursor: str | None) -> Look:
    """What is new since `cursor`. A file is taken only when two looks agree on its size and time, and when no other program
    has it open; until then it waits alone.

    The cursor goes into every tick Dagster keeps, four a minute, so it holds twelve digits a month and one digest of
    the listing; the listing itself is in HOME/work/looked.json (lost: one look more)."""
    reference = read_reference(home)
    states = {name: (size, stamp) for name, size, stamp in glance_inbox(reference)}
    before = last_look(home)
    moving = [name for name, state in states.items() if before.states.get(name) != state]
    in_use = files_in_use(reference, [name for name in states if name not in moving])
    is_first = (
        not before.states
    )  # nothing can be told of any file yet: a run that is asked for meanwhile takes them all
    now = Looked(states, [] if is_first else sorted({*moving, *in_use}))
    if now != before:
        remember_look(home, now)
    if is_first and moving:
        return Look([], cursor or "", _waiting_words(moving, in_use))
    asked = json.loads(cursor) if cursor else {}
    with open_store(home, database_url(home)) as store:
        reopened = [str(store.reopened_at(month)) for month in store.months()]
        today = as_of.date().isoformat()
        hour = f"{as_of:%H}" if _UNREAD in asked else ""
        lost = lost_answers(home)
        mark = _digest([sorted(states.items()), now.waiting, reopened, reference.digests, today, hour, lost])
        words = _waiting_words(moving, in_use)
        if asked.get(_WHOLE) == mark:
            return Look([], cursor or "", words)
        changes, months = _months_changed(reference, store, as_of, asked)
    again = {f"{_LOST}{month}": _digest(names) for month, names in lost.items()}
    changed = {each.month for each in changes}
    changes += [
        MonthChange(key[len(_LOST) :], _step(digest, as_of.isoformat()), False, _LOST_REASON)
        for key, digest in again.items()
        if asked.get(key) != digest and key[len(_LOST) :] not in changed
    ]
    return Look(changes, json.dumps({_WHOLE: mark, **months, **again}), words)


def _waiting_words(moving: list[str], in_use: list[str]) -> str:
    """Which files wait, for a look that asks for nothing else."""
    if moving:
        return f"有文件正在上传，下次再看：{'、'.join(moving[:5])}"
    return f"有文件被其他程序占用，下次再看：{'、'.join(in_use[:5])}" if in_use else IDLE


def _months_changed(
    reference: Reference, store: Store, as_of: datetime, asked: dict[str, str]
) -> tuple[list[MonthChange], dict[str, str]]:
    """Months whose files (or reopening) differ from what was last asked for, earliest first; and their new marks."""
    changes, marks = [], {}
    deadlines = Deadlines(reference.district.calendar, reference.holidays)
    present = months_present(reference, as_of)
    if any(each.unread for received in present.values() for each in received):
        marks[_UNREAD] = "1"
    for month in sorted(present):
        reopened = store.reopened_at(month)
        marks[month] = _mark(present[month], reopened)
        before = asked.get(month, "")
        if before == marks[month]:
            continue
        release = store.release(month)
        made = made_of(month, present[month], reference, store, as_of) if release else {}
        if release and store.is_current_digest(month, digest_of(made)):
            continue
        is_open = store.open_until(month) == datetime.max  # reopened, and no release has closed it since
        scheduled = as_of.date() > deadlines.late(month)
        changes.append(_change(month, _step(before, marks[month]), release, is_open=is_open, scheduled=scheduled))
    return changes, marks


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:12]


def _step(before: str, mark: str) -> str:
    """From one state of the month's files to the next: going back to an earlier state is a new step, too."""
    return hashlib.sha256(f"{before}>{mark}".encode()).hexdigest()


def _mark(received: list[Received], reopened: datetime | None) -> str:
    """A digest of the month's files alone: what the sensor reacts to."""
    digest = hashlib.sha256(str(reopened).encode())
    for each in sorted(received, key=lambda one: one.name):  # of one name: what it said before first, what stands last
        digest.update(f"{each.name}|{each.sha256}{'|unread' * each.unread}\n".encode())
    return digest.hexdigest()[:12]


def _change(month: str, mark: str, release: dict[str, Any] | None, *, is_open: bool, scheduled: bool) -> MonthChange:
    """`scheduled`: the day of the month's first scheduled release has come."""
    label = month_label(month)
    if release is None or not scheduled:
        return MonthChange(month, mark, False, f"{label}有新到或改动的报表，核查答复")
    if release["status"] == "final" and not is_open:
        return MonthChange(month, mark, False, f"{label}已定稿：只核查答复，计入须先重开")
    return MonthChange(month, mark, True, f"{label}有更正，重新发布")


def next_month_after(home: Path, month: str) -> MonthChange | None:
    """The next released, not final month after `month` whose digest its upstream has changed. Final months on the way
    are passed over: a month may be built on others than the one before it."""
    if not month:
        return None
    reference = read_reference(home)
    as_of = _now()
    with open_store(home, database_url(home)) as store:
        present = months_present(reference, as_of)
        for following in [each for each in store.months() if each > month]:
            release = store.release(following)
            if release is None or release["status"] == "final":
                continue
            digest = digest_of(made_of(following, present.get(following, []), reference, store, as_of))
            if not store.is_current_digest(following, digest):
                words = f"{month_label(month)}有更正，按顺序重算{month_label(following)}"
                return MonthChange(following, digest, True, words)
    return None


def _now() -> datetime:
    from pipelines.resources import clock

    return clock()
