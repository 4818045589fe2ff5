"""Dates in all their forms, as ISO text. A planned date is not a date; an ambiguous one is said, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from assets.intake.cells.amounts import folded
from assets.intake.cells.typed import BLANK, Typed, is_blank

_PLANNED = re.compile(r"拟|预计|计划|待|上半年|下半年|季度|年底|年内|月底|前后|左右")
_CHINESE = str.maketrans("〇零一二三四五六七八九", "00123456789")
_YMD = re.compile(r"(\d{4}|\d{2})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:T?\d{1,2}:\d{2}(?::\d{2})?)?")
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_YM = re.compile(r"(\d{4})[-./年](\d{1,2})月?")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def iso_date(value: object, epoch_1904: bool = False) -> Typed:
    """'YYYY-MM-DD' of a cell. A month without a day (2025年3月) reads as its first day with an issue? No: it is kept as
    unreadable, for a day is asked for."""
    if isinstance(value, datetime):
        return Typed(value.date().isoformat())
    if isinstance(value, date):
        return Typed(value.isoformat())
    if isinstance(value, bool):
        return Typed(None, "date_unreadable", "应为日期")
    if isinstance(value, (int, float)):
        return _number(float(value), epoch_1904)
    if is_blank(value):
        return BLANK
    return _text(str(value))


def _number(value: float, epoch_1904: bool) -> Typed:
    if value.is_integer() and 20000 <= value <= 80000:
        epoch = _EPOCH_1904 if epoch_1904 else _EPOCH
        return Typed((epoch + timedelta(days=int(value))).isoformat())
    if value.is_integer() and 20000101 <= value <= 21001231:
        return _text(str(int(value)))
    return Typed(None, "date_ambiguous", f"数字 {value:g} 不能确定是哪一天,请写作 2025-03-05")


@lru_cache(maxsize=4096)
def _text(raw: str) -> Typed:
    text = folded(raw)
    if _PLANNED.search(text):
        return Typed(None, "date_planned", "计划日期不是实际日期")
    text = _chinese_numbers(text)
    match = _YMD.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        year = int(match[1]) + (2000 if len(match[1]) == 2 else 0)
        return _day(year, int(match[2]), int(match[3]))
    if _YM.fullmatch(text):
        return Typed(None, "date_ambiguous", "只有年月,请填到日")
    return Typed(None, "date_unreadable", "应为日期,如 2025-03-05")


def _day(year: int, month: int, day: int) -> Typed:
    try:
        return Typed(date(year, month, day).isoformat())
    except ValueError:
        return Typed(None, "date_unreadable", "没有这一天")


def _chinese_numbers(text: str) -> str:
    """二〇二五年三月十日 → 2025年3月10日; digits stay."""
    if not re.search("[〇零一二三四五六七八九十]", text):
        return text

    def spoken(match: re.Match[str]) -> str:
        tens, _, ones = match[0].partition("十")
        return str(int(tens.translate(_CHINESE) or 1) * 10 + int(ones.translate(_CHINESE) or 0))

    return re.sub("[一二三]?十[一二三四五六七八九]?", spoken, text).translate(_CHINESE)


def month_of(value: object) -> str | None:
    """'YYYY-MM' of a month as written: 2025年12月, 2025-12, 202512, 2025年1—12月 (the last), a date; None otherwise."""
    if isinstance(value, (date, datetime)):
        return value.strftime("%Y-%m")
    text = _chinese_numbers(folded(str(value or "")))
    match = re.search(r"(20\d{2})年?[-./]?(?:1[-—–~至到])?(0?[1-9]|1[0-2])月?(?!\d)", text)
    return f"{match[1]}-{int(match[2]):02d}" if match else None
