"""Deadlines: working days, holidays, make-up days, and years nobody has announced yet."""

from datetime import date, datetime

import pandas as pd

from assets.review.due import due
from schemas.calendar import Deadlines
from schemas.office.district import Calendar


def test_a_deadline_in_the_national_day_week_moves_past_it() -> None:
    deadlines = Deadlines(Calendar())
    assert deadlines.submit("2025-09") == date(2025, 10, 9)  # 3 October is in the holiday of 1–8 October 2025
    assert deadlines.close("2025-09") == date(2025, 10, 10)


def test_a_make_up_saturday_is_a_working_day() -> None:
    deadlines = Deadlines(Calendar(submit_by_day=11))
    assert deadlines.is_working_day(date(2025, 10, 11))  # a Saturday worked for National Day
    assert deadlines.submit("2025-09") == date(2025, 10, 11)


def test_an_ordinary_saturday_is_not() -> None:
    assert Deadlines(Calendar()).submit("2025-04") == date(2025, 5, 6)  # 3 May: holiday to the 5th
    assert Deadlines(Calendar()).submit("2024-07") == date(2024, 8, 5)  # 3 August is a Saturday


def test_holidays_csv_wins_over_the_library() -> None:
    rows = pd.DataFrame({"date": ["2024-08-05"], "kind": ["holiday"], "note": ["防汛停工"]})
    assert Deadlines(Calendar(), rows).submit("2024-07") == date(2024, 8, 6)


def test_an_unannounced_year_is_said() -> None:
    deadlines = Deadlines(Calendar())
    assert deadlines.submit("2031-09") == date(2031, 10, 6)  # 1–3 October are fixed, 4–5 a weekend
    assert deadlines.unknown_years == {2031}


def test_days_late_are_working_days_where_the_calendar_says_so() -> None:
    by_working_day = Deadlines(Calendar())
    by_day = Deadlines(Calendar(workdays=False))
    assert by_working_day.working_days_late("2025-09", datetime(2025, 10, 13, 9)) == 3  # 10th, make-up 11th, 13th
    assert by_day.working_days_late("2025-09", datetime(2025, 10, 13, 9)) == 10
    assert by_working_day.working_days_late("2025-09", datetime(2025, 10, 9, 23, 59)) == 0


def test_what_the_calendar_asks_for() -> None:
    deadlines = Deadlines(Calendar())
    month = "2025-11"  # due 3 December, late to 8 December, closes 10 December
    assert due(deadlines, month, datetime(2025, 12, 5, 8), None).action == "wait"
    assert "还有4天" in due(deadlines, month, datetime(2025, 12, 5, 8), None).reason
    assert due(deadlines, month, datetime(2025, 12, 9, 8), None).action == "provisional"
    assert due(deadlines, month, datetime(2025, 12, 10, 8), "provisional").action == "wait"
    assert due(deadlines, month, datetime(2025, 12, 11, 8), "provisional").action == "closing"
    assert due(deadlines, month, datetime(2025, 12, 11, 8), "final").action == "wait"
