"""Amounts, counts and shares: the decimal text of a cell counts, in the cell's own unit, the header's, or the unit
line's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache

from assets.intake.reader.cells.typed import BLANK, Typed, figure_text, is_blank
from schemas.rounding import half_up_int

UNIT_FACTORS = {
    "元": 1, "千元": 1_000, "万元": 10_000, "万": 10_000, "百万元": 1_000_000, "百万": 1_000_000, "千万元": 10_000_000,
    "千万": 10_000_000, "亿元": 100_000_000, "亿": 100_000_000,
}  # fmt: skip
USD_FACTORS = {"美元": 1, "万美元": 10_000, "亿美元": 100_000_000}
_DOUBTFUL = re.compile(
    r"^[约近超逾]|^大约|^不足|^不低于|^≥|^≤|^>|^<|[多余]|左右|以上|以内|以下|上下|\?|[~\u301c—至]\s*\d|\d-\d|若干|几"
)
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(\.\d+)?")
_PLAIN = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,10})?")
_UNIT = re.compile(r"\s?(亿美元|万美元|美元|个亿|亿元|亿|百万元?|千万元?|千元|万元|万|元)整?$")
_CURRENCY = re.compile(r"^(人民币|RMB|CNY|[\u00a5])\s?", re.IGNORECASE)
FOREIGN = re.compile(
    r"美元|美金|US\$|USD|HK\$|HKD|港元|港币|澳门元|澳元|欧元|EUR|€|日元|日圆|JPY|英镑|GBP|£|韩元|韩币|新加坡元|新币|新元|加元|新台币|台币|TWD|瑞士法郎|卢布|泰铢|外币|\$",
    re.IGNORECASE,
)
_DOLLARS = ("美元", "美金", "US$", "USD", "$")
_COUNT_UNIT = re.compile(r"\s?(个|人|名|家|次|条|项|批|场|位|人次|批次|家次)$")
_ERROR = re.compile(r"#(REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
_NOT_A_NUMBER = (bool, date, time, timedelta)
_NAMES = {"yuan": "元", "usd": "美元"}
_EXACT = 2**52  # below it a float holds every whole number
_DIGITS = 15  # what a spreadsheet keeps and shows of a number; further ones are the binary's


def amount(value: object, factor: int, factors: Mapping[str, int] = UNIT_FACTORS) -> Typed:
    """Whole yuan (or dollars) of one cell; `factor`: what 1 means in this column."""
    if isinstance(value, _NOT_A_NUMBER):
        return Typed(None, "amount_unreadable", "应为金额")
    currency = "usd" if factors is USD_FACTORS else "yuan"
    if isinstance(value, (int, float)):
        whole = round(value * factor) if abs(value) < _EXACT / factor else 0
        if whole / factor == value:  # the shortest decimal of this number is whole yuan
            return Typed(whole)
        return _scaled(_shown_decimal(value), factor, currency)
    if is_blank(value):
        return BLANK
    return _amount_text(str(value), factor, currency)


@lru_cache(maxsize=4096)
def _amount_text(raw: str, factor: int, currency: str) -> Typed:
    factors: Mapping[str, int] = USD_FACTORS if currency == "usd" else UNIT_FACTORS
    text = figure_text(raw)
    if _ERROR.fullmatch(text):
        return Typed(None, "amount_error_cell", f"公式错误 {text}")
    if _DOUBTFUL.search(text):
        return Typed(None, "amount_doubtful", "金额含“约、多、余、至”等不确定字样")
    other = _other_currency(text, currency)
    if other:
        return Typed(None, "amount_doubtful", other)
    text = _CURRENCY.sub("", text).replace("美金", "美元")
    unit = _UNIT.search(text)
    if unit:
        word = unit[1].removeprefix("个")
        if word not in factors:
            return Typed(None, "amount_doubtful", f"单位“{word}”与本列币种不符")
        text, factor = text[: unit.start()], factors[word]
    if not _NUMBER.fullmatch(text):
        return Typed(None, "amount_unreadable", "应为一个数字")
    typed = _scaled(_decimal(text), factor, currency)
    said = f"文本“{raw}”读作 {typed.value} {_NAMES[currency]}"
    return typed if typed.issue else Typed(typed.value, "amount_converted", said)


def _other_currency(text: str, currency: str) -> str:
    """What is to be said of an amount in another currency than its column's; '' of any other."""
    foreign = FOREIGN.search(text)
    if currency == "yuan":
        called = "" if not foreign else "美元" if foreign[0].upper() in _DOLLARS else foreign[0]
        return f"写的是{called},本列为人民币,请折算后填写" if called else ""
    if _CURRENCY.search(text):
        return "写的是人民币,本列为美元,请折算后填写"
    if foreign and foreign[0].upper() not in _DOLLARS:
        return f"写的是{foreign[0]},本列为美元,请折算后填写"
    return "不能确定是美元还是万美元,请按本列单位填写数字" if foreign and "美" not in foreign[0] else ""


def is_plain_number(text: str) -> bool:
    """Whether a text is a number as any program writes it: nothing was converted by reading it."""
    return _PLAIN.fullmatch(text) is not None


def count(value: object) -> Typed:
    """A whole number of things; 12人 and text 12 read as 12, 3-5 and 若干 do not."""
    if isinstance(value, _NOT_A_NUMBER):
        return Typed(None, "count_unreadable", "应为整数")
    if isinstance(value, (int, float)):
        number = _shown_decimal(value)
    elif is_blank(value):
        return BLANK
    else:
        text = _COUNT_UNIT.sub("", figure_text(str(value)))
        if _ERROR.fullmatch(text):
            return Typed(None, "amount_error_cell", f"公式错误 {text}")
        if not _NUMBER.fullmatch(text):
            return Typed(None, "count_unreadable", "应为整数")
        number = _decimal(text)
    if not number.is_finite() or number != number.to_integral_value() or not 0 <= number < 10**9:
        return Typed(None, "count_unreadable", "应为不小于0的整数")
    return Typed(int(number))


def percent(value: object) -> Typed:
    """A share in percent (60, 60%, text 60): the number 60.0. Blank is blank; 0.6 is doubtful."""
    if isinstance(value, _NOT_A_NUMBER):
        return Typed(None, "percent_unreadable", "应为百分数")
    signed = False
    if isinstance(value, (int, float)):
        number = _shown_decimal(value)
    elif is_blank(value):
        return BLANK
    else:
        whole = figure_text(str(value))
        text = whole.removesuffix("%").rstrip()
        signed = text != whole
        if not _NUMBER.fullmatch(text):
            return Typed(None, "percent_unreadable", "应为百分数")
        number = _decimal(text)
    if not number.is_finite():
        return Typed(None, "percent_unreadable", "应为百分数")
    if 0 < number <= 1 and not signed:
        return Typed(None, "percent_doubtful", f"{number} 是 {number}% 还是 {number * 100}%,请写明")
    return Typed(float(number))


def _shown_decimal(value: float) -> Decimal:
    """A number as a spreadsheet shows it at full width: 0.1+0.2 is 0.3."""
    exact = Decimal(repr(value))
    return Decimal(f"{value:.{_DIGITS}g}") if exact.is_finite() and len(exact.as_tuple().digits) > _DIGITS else exact


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace(" ", ""))


def _scaled(number: Decimal, factor: int, currency: str) -> Typed:
    if not number.is_finite() or abs(number) * factor >= 2**62:
        return Typed(None, "amount_unreadable", "应为一个数字")
    yuan = number * factor
    if yuan == yuan.to_integral_value():
        return Typed(int(yuan))
    return Typed(
        half_up_int(yuan),
        "amount_sub_yuan",
        f"{number} 精确到{_NAMES[currency]}以下,四舍五入为 {half_up_int(yuan)} {_NAMES[currency]}",
    )
