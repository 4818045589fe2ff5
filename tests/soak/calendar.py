"""Deadlines by the contract: a day of the following month, moved past rest days where `workdays` is true."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import chinese_calendar

from tests.soak.story import District, shifted


def deadline(district: District, month: str, day: int) -> date:
    following = shifted(month, 1)
    due = date(int(following[:4]), int(following[5:]), day)
    while district.workdays and not chinese_calendar.is_workday(due):
        due += timedelta(days=1)
    return due


def submit_by(district: District, month: str) -> date:
    return deadline(district, month, district.submit_by)


def late_until(district: District, month: str) -> date:
    return deadline(district, month, district.late_until)


def close(district: District, month: str) -> date:
    return deadline(district, month, district.close)


def morning_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(9))
