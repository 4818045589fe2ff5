"""The watch on deadlines and on the daily tick: which alerts are owed now, each under a key so that it is said once."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import dagster as dg

from assets.intake.home import MonthHome
from assets.intake.inbox.pull import beijing
from assets.intake.office.reference import read_reference
from assets.intake.office.units import UnitRegister
from assets.intake.submissions.month_files import months_present, senders_of
from assets.review.due import nothing_received
from assets.store.identity import StrangerProblem, discord
from pipelines import alerts
from pipelines.alerts import Alert
from pipelines.cli.options import database_url, parse_moment
from schemas.calendar import Deadlines
from schemas.months import shift
from schemas.office.district import District


def held_alerts(home: Path, as_of: datetime) -> dict[str, Alert]:
    """The month being collected, where it is due and no unit has sent anything: once past the late day, once past the
    close day."""
    at = MonthHome(home, as_of, "")
    deadlines = Deadlines(at.reference.district.calendar, at.reference.holidays)
    month = shift(as_of.strftime("%Y-%m"), -1)
    if as_of.date() <= deadlines.late(month) or at.senders(month):
        return {}
    when = "closed" if deadlines.is_closed(month, as_of) else "late"
    name = at.reference.district.district.name
    return {f"held-{month}-{when}": alerts.month_held(name, month, nothing_received(month))}


_TICK_EVERY = timedelta(days=1)
_GRACE = timedelta(hours=2)


def deadline_alerts(home: Path, as_of: datetime) -> dict[str, Alert]:
    """Units that have sent nothing, on the day before the deadline and on the day."""
    reference = read_reference(home)
    deadlines = Deadlines(reference.district.calendar, reference.holidays)
    month = shift(as_of.strftime("%Y-%m"), -1)
    due = deadlines.submit(month)
    days = (due - as_of.date()).days
    if days not in (0, 1):
        return {}
    register = UnitRegister(reference)
    sent = senders_of(reference, month, months_present(reference, as_of).get(month, []))
    missing = [register.name(code) for code in register.expected(month) if code not in sent]
    if not missing:
        return {}
    name = reference.district.district.name
    return {f"missing-{month}-{days}": alerts.units_missing(name, month, missing, due.isoformat(), days == 0)}


def stranger_alert(home: Path, district: District, as_of: datetime) -> dict[str, Alert]:
    """The home and its database do not belong together: nothing can be published. Said once a day."""
    try:
        words = discord(home, database_url(home))
    except StrangerProblem as problem:
        words = str(problem)
    key = f"database-{as_of:%Y-%m-%d}"
    return {key: alerts.database_strange(district.district.name, words)} if words else {}


def missed_tick_alert(instance: dg.DagsterInstance, district: District) -> dict[str, Alert]:
    """The daily schedule has ticked before, but not within a day and two hours."""
    states = [state for state in instance.all_instigator_state() if state.instigator_name == "monthly_schedule"]
    for state in states:
        ticks = instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=1)
        if not ticks:
            continue
        last = beijing(ticks[0].timestamp)
        if parse_moment(None) - last > _TICK_EVERY + _GRACE:
            key = f"tick-{last:%Y-%m-%d}"
            return {key: alerts.tick_missed(district.district.name, f"{last:%Y-%m-%d %H:%M}", "天")}
    return {}
