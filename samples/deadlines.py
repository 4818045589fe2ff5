"""When the sample's townships send: on the working-day calendar of the sample's district.yaml (days 3, 8, 10)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

import chinese_calendar

from schemas.months import last_day, parse_month, shift

SUBMIT_BY, LATE_UNTIL, CLOSE = 3, 8, 10


def deadline(month: str, day_of_next: int) -> date:
    """A day of the following month, moved to the next working day."""
    year, number = parse_month(shift(month, 1))
    day = date(year, number, day_of_next)
    while not _is_working_day(day):
        day += timedelta(days=1)
    return day


def _is_working_day(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def on_time(rng: Random, month: str) -> datetime:
    """A moment between the last evening of the month and the end of the deadline day."""
    first, last = last_day(month) + timedelta(days=1), deadline(month, SUBMIT_BY)
    return at(rng, first + timedelta(days=rng.randrange((last - first).days + 1)))


def late(rng: Random, month: str) -> datetime:
    """A moment after the deadline, not later than the late day."""
    first, last = deadline(month, SUBMIT_BY) + timedelta(days=1), deadline(month, LATE_UNTIL)
    return at(rng, first + timedelta(days=rng.randrange((last - first).days + 1)))


def at(rng: Random, day: date) -> datetime:
    """Office hours of a day."""
    return datetime.combine(day, time(rng.randrange(8, 18), rng.randrange(60), rng.randrange(60)))
