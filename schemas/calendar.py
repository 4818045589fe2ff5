"""Deadlines on China's working-day calendar: when a month is due, how late is tolerated, when it closes.

Working days are those of the State Council's arrangement as the chinesecalendar library knows it, then
reference/holidays.csv. Beyond both: weekends and fixed-date holidays, and the year is named in `unknown_years`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import chinese_calendar
import pandas as pd

from schemas.months import parse_month, shift
from schemas.office.district import Calendar

_FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
_ONE_DAY = timedelta(days=1)


class Deadlines:
    """The calendar of district.yaml with reference/holidays.csv over it."""

    def __init__(self, calendar: Calendar, holidays: pd.DataFrame | None = None) -> None:
        self.calendar = calendar
        self.unknown_years: set[int] = set()
        self._overrides: dict[date, bool] = {}
        self._known: dict[date, bool] = {}
        self._late: dict[tuple[str, date], int] = {}
        if holidays is not None and len(holidays):
            for day, kind in holidays[["date", "kind"]].itertuples(index=False):
                self._overrides[date.fromisoformat(str(day)[:10])] = kind == "workday"

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`: make-up Saturdays and Sundays do, holidays do not."""
        if day not in self._known:
            self._known[day] = self._works(day)
        return self._known[day]

    def _works(self, day: date) -> bool:
        if day in self._overrides:
            return self._overrides[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            if not any(known.year == day.year for known in self._overrides):
                self.unknown_years.add(day.year)
            return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS

    def _on(self, month: str, day_of_next: int) -> date:
        year, number = parse_month(shift(month, 1))
        day = date(year, number, day_of_next)
        while self.calendar.workdays and not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def submit(self, month: str) -> date:
        """Last day on which the month's submission is on time (to its end)."""
        return self._on(month, self.calendar.submit_by_day)

    def late(self, month: str) -> date:
        """Last day before the provisional release."""
        return self._on(month, self.calendar.late_until_day)

    def close(self, month: str) -> date:
        """The close day: what comes after it changes no figure until the month is reopened."""
        return self._on(month, self.calendar.close_day)

    def is_on_time(self, month: str, received_at: datetime) -> bool:
        return received_at.date() <= self.submit(month)

    def is_closed(self, month: str, as_of: datetime) -> bool:
        return as_of.date() > self.close(month)

    def working_days_late(self, month: str, received_at: datetime) -> int:
        """Days past the deadline, counted as working days where the calendar says so; 0 when on time."""
        received = received_at.date()
        if (month, received) not in self._late:
            day, count = self.submit(month), 0
            while day < received:
                day += _ONE_DAY
                count += self.is_working_day(day) or not self.calendar.workdays
            self._late[(month, received)] = count
        return self._late[(month, received)]

    def end_of(self, day: date) -> datetime:
        """The last second of a deadline day."""
        return datetime.combine(day, time(23, 59, 59))
