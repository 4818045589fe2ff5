"""Arithmetic on months written 'YYYY-MM'. No calendar of working days here (schemas/calendar.py)."""

from __future__ import annotations

import re
from datetime import date

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def parse_month(text: str) -> tuple[int, int]:
    """(year, month) of 'YYYY-MM'; ValueError says what is expected."""
    match = _MONTH.fullmatch(text or "")
    if not match:
        raise ValueError(f"月份“{text}”无法识别，应为 YYYY-MM，例如 2025-12")
    return int(match[1]), int(match[2])


def shift(month: str, by: int) -> str:
    """The month `by` months later (earlier when negative)."""
    year, number = parse_month(month)
    index = year * 12 + number - 1 + by
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def months_between(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both included; empty when `last` is earlier."""
    months = []
    while first <= last:
        months.append(first)
        first = shift(first, 1)
    return months


def year_of(month: str) -> int:
    return parse_month(month)[0]


def number_of(month: str) -> int:
    """1 for January … 12 for December."""
    return parse_month(month)[1]


def last_day(month: str) -> date:
    year, number = parse_month(shift(month, 1))
    return date.fromordinal(date(year, number, 1).toordinal() - 1)


def month_label(month: str) -> str:
    """'2025年12月'."""
    year, number = parse_month(month)
    return f"{year}年{number}月"


def span_label(month: str) -> str:
    """'2025年1—12月' ('2025年1月' in January): the months a cumulative figure covers."""
    year, number = parse_month(month)
    return f"{year}年1月" if number == 1 else f"{year}年1—{number}月"
