"""Dates in all their forms, as ISO text. A planned date is not a date; an ambiguous one is said, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from assets.intake.reader.cells.typed import BLANK, Typed, figure_text, is_blank

EARLIEST, LATEST = 1978, 2100  # a year outside is a slip of the hand, not a date
_SHORT_YEARS = (13, 49)  # 25.3.5 is a day of 2025; 05.03.25 may be either way round
_PLANNED = re.compile(
    r"拟|预计|计划|待|力争|争取|上半年|下半年|季度|年底|年初|年内|月底|月初|[上中下]旬|前后|左右|约|已|尚未|未"
)
_CHINESE = str.maketrans("〇零一二三四五六七八九", "00123456789")
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_YMD = re.compile(rf"(\d{{4}}|\d{{2}}) ?([-./年、—–]) ?(\d{{1,2}}) ?[-./月、—–] ?(\d{{1,2}}) ?[日号]?{_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_PARTIAL = re.compile(
    r"\d{4}[-./年]?(?:\d{1,2})?月?|\d{1,2}[-./月]\d{1,2}[日号]?|\d{1,2}月|\d{1,2}[./]\d{1,2}[./]\d{4}"
)
_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./]((?:19|20)\d{2})")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.0+)?")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_MONTHS = (
    re.compile(r"(20\d{2}) ?年(?:度)? ?(?:0?1月? ?[-—–~\u301c至到] ?)?(0?[1-9]|1[0-2]) ?月"),
    re.compile(r"(?<!\d)(20\d{2}) ?[-./] ?(0?[1-9]|1[0-2])(?!\d)"),
    re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(?!\d)"),
)
_MONTH_ALONE = re.compile(r"(?<!\d)(0?[1-9]|1[0-2]) ?月(?!\d)")


def iso_date(value: object, epoch_1904: bool = False) -> Typed:
    """'YYYY-MM-DD' of a cell; a month without its day is ambiguous, a plan is not a date."""
    if isinstance(value, (date, datetime)):
        return _day(value.year, value.month, value.day)
    if isinstance(value, (bool, time, timedelta)):
        return Typed(None, "date_unreadable", "应为日期")
    if isinstance(value, (int, float)):
        return _number(float(value), epoch_1904)
    if is_blank(value):
        return BLANK
    return _text(str(value))


def _number(value: float, epoch_1904: bool) -> Typed:
    if value.is_integer() and 20000 <= value <= 73415:
        day = (_EPOCH_1904 if epoch_1904 else _EPOCH) + timedelta(days=int(value))
        return _day(day.year, day.month, day.day)
    if value.is_integer() and 19780101 <= value <= 21001231:
        return _text(str(int(value)))
    return Typed(None, "date_ambiguous", f"数字 {value:g} 不能确定是哪一天,请写作 2025-03-05")


@lru_cache(maxsize=8192)
def _text(raw: str) -> Typed:
    text = _chinese_numbers(figure_text(raw))
    match = _YMD.fullmatch(text)
    if match and len(match[1]) == 2 and not _SHORT_YEARS[0] <= int(match[1]) <= _SHORT_YEARS[1]:
        return Typed(None, "date_ambiguous", "两位数的年份不能确定,请写作 2025-03-05")
    if match:
        return _day(int(match[1]) + (2000 if len(match[1]) == 2 else 0), int(match[3]), int(match[4]))
    match = _COMPACT.fullmatch(text)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    told = _day_first(text) or _serial_text(text)
    if told:
        return told
    if _PLANNED.search(text):
        return Typed(None, "date_planned", "不是实际发生的日期")
    if _PARTIAL.fullmatch(text.replace(" ", "")):
        return Typed(None, "date_ambiguous", "年月日不全,请填到日,如 2025-03-05")
    return Typed(None, "date_unreadable", "应为日期,如 2025-03-05")


def _day_first(text: str) -> Typed | None:
    """22/4/2025, 4/22/2025: the day is proposed where only one reading is one, never taken."""
    match = _DAY_FIRST.fullmatch(text)
    if not match:
        return None
    one, two, year = (int(part) for part in match.groups())
    days = dict.fromkeys(str(typed.value) for typed in (_day(year, two, one), _day(year, one, two)) if typed.value)
    if not days:
        return Typed(None, "date_unreadable", "没有这一天")
    want = "还是 ".join(f"{day} " for day in days).strip()
    if len(days) == 2:
        return Typed(None, "date_ambiguous", f"日、月不能分清,是 {want},请按年-月-日填写")
    order = "日/月/年" if one > 12 or one == two else "月/日/年"
    return Typed(None, "date_ambiguous", f"是“{order}”的写法,应为 {want},请按年-月-日填写")


def _serial_text(text: str) -> Typed | None:
    """45769 as text: the number by which a spreadsheet keeps a day."""
    if not _SERIAL.fullmatch(text) or not 20000 <= int(text[:5]) <= 73415:
        return None
    day = _EPOCH + timedelta(days=int(text[:5]))
    return Typed(None, "date_ambiguous", f"是电子表格中日期的序号,即 {day.isoformat()},请按日期填写")


def _day(year: int, month: int, day: int) -> Typed:
    try:
        found = date(year, month, day)
    except ValueError:
        return Typed(None, "date_unreadable", "没有这一天")
    if not EARLIEST <= year <= LATEST:
        return Typed(None, "date_unreadable", f"{year} 年不合常理")
    return Typed(found.isoformat())


def _chinese_numbers(text: str) -> str:
    """二〇二五年三月十日 → 2025年3月10日; digits stay."""
    if not re.search("[〇零一二三四五六七八九十]", text):
        return text

    def spoken(match: re.Match[str]) -> str:
        tens, _, ones = match[0].partition("十")
        return str(int(tens.translate(_CHINESE) or 1) * 10 + int(ones.translate(_CHINESE) or 0))

    return re.sub("[一二三]?十[一二三四五六七八九]?", spoken, text).translate(_CHINESE)


def month_of(value: object) -> str | None:
    """'YYYY-MM' of a month as written: 2025年12月, 2025-12, 202512, 2025年1—12月 (the last), a date; None otherwise.
    The number 2025.1 is none: it was January or October."""
    if isinstance(value, (date, datetime)):
        return value.strftime("%Y-%m")
    if isinstance(value, float) and not isinstance(value, bool):
        if not value.is_integer():
            written = f"{value:.10g}"
            return None if written.endswith(".1") else month_of(written)
        value = int(value)
    text = _chinese_numbers(figure_text(str(value or "")).replace("元月", "1月"))
    for pattern in _MONTHS:
        match = pattern.search(text)
        if match:
            return f"{match[1]}-{int(match[2]):02d}"
    return None


def month_number_of(value: object) -> int | None:
    """The month of a text that names no year (2月, 二月): 2; None otherwise."""
    match = _MONTH_ALONE.search(_chinese_numbers(figure_text(str(value or "")).replace("元月", "1月")))
    return int(match[1]) if match else None
