"""Amounts and counts: the decimal text of a cell counts, in the cell's own unit, the header's, or the unit line's."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from assets.intake.cells.typed import BLANK, Typed, is_blank
from schemas.rounding import half_up_int

UNIT_FACTORS = {"元": 1, "千元": 1_000, "万元": 10_000, "万": 10_000, "百万元": 1_000_000, "亿元": 100_000_000, "亿": 100_000_000}
USD_FACTORS = {"美元": 1, "万美元": 10_000, "亿美元": 100_000_000}
_DOUBTFUL = re.compile(r"^(约|近|超|逾|大约|左右)|(左右|多|余|以上|以内|上下)$")
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_UNIT = re.compile(r"(亿美元|万美元|美元|个亿|亿元|亿|百万元|千元|万元|万|元)$")
_SPACES = re.compile(r"[\s\u200b\ufeff\u00a0']+")
_COUNT_UNIT = re.compile(r"(个|人|名|家|次|条|项|批|场)$")
_ERROR = re.compile(r"^#(REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!)")


def amount(value: object, factor: int, factors: dict[str, int] = UNIT_FACTORS) -> Typed:
    """Whole yuan (or dollars) of one cell; `factor`: what 1 means in this column."""
    if isinstance(value, (bool, date)):
        return Typed(None, "amount_unreadable", "应为金额")
    if isinstance(value, (int, float)):
        return _scaled(Decimal(repr(value)), factor)
    if is_blank(value):
        return BLANK
    text = folded(str(value))
    if _ERROR.match(text):
        return Typed(None, "amount_error_cell", f"公式错误 {text}")
    if _DOUBTFUL.search(text):
        return Typed(None, "amount_doubtful", "金额含“约、多、余”等不确定字样")
    unit = _UNIT.search(text)
    if unit:
        word = unit[1].removeprefix("个")
        if word not in factors:
            return Typed(None, "amount_doubtful", f"单位“{word}”与本列币种不符")
        text, factor = text[: unit.start()], factors[word]
    number = _NUMBER.fullmatch(text)
    if not number:
        return Typed(None, "amount_unreadable", "应为一个数字")
    typed = _scaled(_decimal(text), factor)
    return typed if typed.issue else Typed(typed.value, "amount_converted", f"文本“{value}”读作 {typed.value} 元")


def count(value: object) -> Typed:
    """A whole number of things; 12人 and text 12 read as 12, 3-5 and 若干 do not."""
    if isinstance(value, (bool, date)):
        return Typed(None, "count_unreadable", "应为整数")
    if isinstance(value, (int, float)):
        number = Decimal(repr(value))
    elif is_blank(value):
        return BLANK
    else:
        text = _COUNT_UNIT.sub("", folded(str(value)))
        if not _NUMBER.fullmatch(text):
            return Typed(None, "count_unreadable", "应为整数")
        number = _decimal(text)
    if number != number.to_integral_value() or number < 0:
        return Typed(None, "count_unreadable", "应为不小于0的整数")
    return Typed(int(number))


def percent(value: object) -> Typed:
    """A share in percent (60, 60%, text 60): the number 60.0. Blank is blank; 0.6 is doubtful."""
    if isinstance(value, (bool, date)):
        return Typed(None, "percent_unreadable", "应为百分数")
    if isinstance(value, (int, float)):
        number = Decimal(repr(value))
    elif is_blank(value):
        return BLANK
    else:
        text = folded(str(value)).removesuffix("%")
        if not _NUMBER.fullmatch(text):
            return Typed(None, "percent_unreadable", "应为百分数")
        number = _decimal(text)
    if 0 < number <= 1:
        return Typed(None, "percent_doubtful", f"{number} 是 {number}% 还是 {number * 100}%,请写明")
    return Typed(float(number))


def folded(text: str) -> str:
    """Width folded, spaces and the apostrophe of text cells dropped."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation as error:  # the pattern has been matched: this is a fault of ours
        raise ValueError(text) from error


def _scaled(number: Decimal, factor: int) -> Typed:
    if not number.is_finite():
        return Typed(None, "amount_unreadable", "应为一个数字")
    yuan = number * factor
    if yuan == yuan.to_integral_value():
        return Typed(int(yuan))
    return Typed(half_up_int(yuan), "amount_sub_yuan", f"{number} 精确到元以下,四舍五入为 {half_up_int(yuan)} 元")
