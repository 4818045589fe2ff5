"""Masks the numbers that identify a person inside free text: a clerk writes them into 备注, and the district never
publishes them there.

Recognised: resident identity numbers of 18 and 15 digits (GB 11643), mobile and landline telephones, bank cards (Luhn),
passports and travel permits, QQ and WeChat accounts, e-mail addresses. A number may be spaced, dashed, full-width,
written in Chinese digits, or stand beside letters. Amounts, dates, document numbers, voucher numbers, project codes
(GB/T 40058) and credit codes (GB 32100) stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

_CHINESE_DIGITS = dict(zip("〇零一二三四五六七八九幺", "001234567891", strict=True))
_SEPARATORS = r" \u00a0\u3000\u200b-\u200f\u2060\ufeff\u00ad\-‐‑‒–—―−－_.．·•・()（）"
_DIGIT = r"[\d〇零一二三四五六七八九幺]"
_CUES = "qq|扣扣|企鹅号|微信|薇信|wechat|weixin|vx|护照|passport|通行证|台胞证|军官证|身份证|证件|银行卡|卡号|账号|帐号|电话|手机|座机|固话|联系方式|军字|tel"
# What a text must hold before it is looked at closely.
_CANDIDATE = re.compile(
    rf"{_DIGIT}(?:[{_SEPARATORS}]{{0,2}}{_DIGIT}){{10}}|[@＠]|[A-Za-z]{{1,2}}\d{{7}}|{_CUES}", re.IGNORECASE
)
_RUN = re.compile(rf"\d(?:[{_SEPARATORS}]{{0,2}}\d)*(?:[{_SEPARATORS}]{{0,2}}[Xx](?![A-Za-z]))?")
_GROUP = re.compile(r"\d+|[Xx]")
# An amount or a quantity, whatever its digits look like.
_MEASURED = re.compile(
    r"\s*(?:\.\d|元|万|亿|美元|美金|港元|港币|欧元|人民币|吨|公斤|千瓦|平方|㎡|kwh|kw|mw|rmb|usd|%|％)", re.IGNORECASE
)
_CURRENCY_BEFORE = re.compile(r"(?:[¥￥$€]|人民币|rmb|usd)\s*$", re.IGNORECASE)
_REGION = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_MOBILE = re.compile(r"(?:0086|86)?1[3-9]\d{9}")
_MOBILE_GROUPS = frozenset(
    ((3, 4, 4), (4, 4, 3), (3, 3, 5), (4, 3, 4), (3, 8), (7, 4), (3, 2, 2, 2, 2), (3, 4, 2, 2), (11,))
)
_DAY = re.compile(r"20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_LANDLINE = re.compile(r"(?:0086|86)?(?:0(?:10|2\d)[2-9]\d{7}|0[3-9]\d{2}[2-9]\d{6,7})")
_LANDLINE_ABROAD = re.compile(r"(?:0086|86)(?:(?:10|2\d)[2-9]\d{7}|[3-9]\d{2}[2-9]\d{6,7})")
_CARD_STARTS = ("62", "4", "5", "34", "35", "36", "37", "6011", "65", "9558", "60", "69", "68")
_AT = re.compile(r"\s?@\s?(?=[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)")
_LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$")
_SHORTEST, _LONGEST = 11, 23  # digits of a number that no word announces
_CUED = (
    re.compile(r"(?:qq|扣扣|企鹅号)[^0-9A-Za-z]{0,6}(?P<id>[1-9]\d{4,11})(?!\d)", re.IGNORECASE),
    re.compile(
        r"(?:微信|薇信|wechat|weixin|(?<![A-Za-z])vx)(?:号码?|id)?[:：\s]{0,3}(?P<id>[A-Za-z][-_A-Za-z0-9]{5,19}|\d{6,12}(?!\d))",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:护照|passport|通行证|台胞证|军官证|警官证|身份证件?|证件|驾驶证|银行卡|卡号|账号|帐号)\s?(?:号码?|no\.?)?(?:为|是)?[:：#\s]{0,3}"
        r"(?P<id>[A-Za-z]{0,3}\d(?:[ \-]?\d){5,24}[Xx]?)(?![\dA-Za-z])",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:电话|手机|座机|固话|联系方式|tel|phone)(?:号码?)?[:：.\s]{0,3}(?P<id>[2-9]\d{2,3}[ \-]?\d{4})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(r"军字第?\s?(?P<id>\d{6,8})号"),
)
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:E[A-HJ-NP-Z]\d{7}|[EG](?!20[0-3]\d[01]\d)\d{8})(?![0-9A-Za-z])", re.IGNORECASE
)


# U0105-2024-001 is a project's code, although 0105-2024-001 has the digits of a telephone.
_PROJECT_CODE = re.compile(r"\s*[A-Za-z]{1,4}\d{1,6}-(?:19|20)\d{2}-\d{3,4}\s*")


@lru_cache(maxsize=2**16)
def mask_id_numbers(text: str) -> str:
    """The text with the middle of every identifying number starred out. Its length and everything else stay, and
    masking twice is masking once."""
    if not _CANDIDATE.search(text) or _PROJECT_CODE.fullmatch(text):
        return text
    read = _as_ascii(text)
    shown = list(text)
    for start, end in _spans(read):
        for at in range(*_middle(start, end)):
            if read[at].isalnum():
                shown[at] = "*"
    return "".join(shown)


def mask_column(values: list[Any]) -> list[Any]:
    """Each text of a column masked, any other value as it is. A column without a candidate is searched only once."""
    texts = [value for value in values if isinstance(value, str)]
    if not _CANDIDATE.search("\n".join(texts)):
        return values
    return [mask_id_numbers(value) if isinstance(value, str) else value for value in values]


def _as_ascii(text: str) -> str:
    """The text with every kind of digit, full-width letter and sign as ASCII, character for character."""
    if text.isascii():
        return text
    return "".join(_ascii_of(each) for each in text)


def _ascii_of(character: str) -> str:
    if character.isascii():
        return character
    digit = _CHINESE_DIGITS.get(character) or unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and plain.isascii() else character


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _CUED:
        for found in pattern.finditer(text):
            yield found.span("id")
    for found in _PASSPORT.finditer(text):
        yield found.span()
    for found in _AT.finditer(text):
        local = _LOCAL_PART.search(text, max(0, found.start() - 64), found.start())
        if local:
            yield local.span()
    for run in _RUN.finditer(text):
        yield from _numbers_of(text, run)


def _numbers_of(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Spans of the identifying numbers among neighbouring groups of digits. The longest number from the left wins."""
    groups = [found.span() for found in _GROUP.finditer(text, *run.span())]
    first = 0
    while first < len(groups):
        following = first + 1
        for last in _ends(groups, first):
            chosen = groups[first:last]
            number = "".join(text[start:end] for start, end in chosen)
            start, end = groups[first][0], groups[last - 1][1]
            if _identifies(number, [b - a for a, b in chosen]) and not _is_amount(text, start, end):
                yield start, end
                following = last
                break
        first = following


def _ends(groups: list[tuple[int, int]], first: int) -> list[int]:
    """Where a number that begins with group `first` may end, the longest first: it has 11 to 23 digits."""
    ends, digits = [], 0
    for last in range(first + 1, len(groups) + 1):
        digits += groups[last - 1][1] - groups[last - 1][0]
        if digits > _LONGEST:
            break
        if digits >= _SHORTEST:
            ends.append(last)
    return ends[::-1]


def _is_amount(text: str, start: int, end: int) -> bool:
    """Whether a currency or a measure says that the digits are a quantity. No quantity has 15 digits or more."""
    measured = _MEASURED.match(text, end) or _CURRENCY_BEFORE.search(text, max(0, start - 6), start)
    return bool(measured) and sum(each.isdigit() for each in text[start:end]) < 15


def _identifies(number: str, sizes: list[int]) -> bool:
    """Whether these digits, in groups of these sizes, are a number of a person."""
    alone = len(sizes) == 1 or (len(sizes) == 2 and number[-1] in "Xx")
    spelled = all(size == 1 for size in sizes)
    if len(number) == 18 and _is_identity(number):
        return alone or spelled or _checks(number) or sizes[0] in (3, 6)
    if len(number) == 15 and number.isdigit() and _is_identity(f"{number[:6]}19{number[6:]}000"):
        return alone or spelled or sizes[0] in (3, 6)
    if not number.isdigit():
        return False
    groups = _without_country(number, sizes)
    if _MOBILE.fullmatch(number):
        return alone or spelled or (tuple(groups) in _MOBILE_GROUPS and not _round(number, sizes))
    if _LANDLINE.fullmatch(number) or (not alone and _LANDLINE_ABROAD.fullmatch(number)):
        return alone or spelled or (groups[0] in (2, 3, 4) and all(size >= 3 for size in groups[1:]))
    if 16 <= len(number) <= 19 and number.startswith(_CARD_STARTS) and _luhn(number):
        return alone or spelled or all(size == 4 for size in sizes[:-1])
    return False


def _without_country(number: str, sizes: list[int]) -> list[int]:
    """The sizes of the groups after the country code 86 or 0086."""
    prefix = "0086" if number.startswith("0086") else "86" if number.startswith("86") else ""
    if not prefix:
        return sizes
    return sizes[1:] if sizes[0] == len(prefix) else [sizes[0] - len(prefix), *sizes[1:]]


def _round(number: str, sizes: list[int]) -> bool:
    """Whether every group is a round number or holds a date: 1500-2000-300 lists amounts, 135-20250115 a day."""
    ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
    groups = [number[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    return all(each.endswith("0") for each in groups) or any(_DAY.fullmatch(each) for each in groups)


def _is_identity(number: str) -> bool:
    """Whether 18 digits hold a region and a date of birth where GB 11643 has them (a permanent resident's begins with 9)."""
    if not _REGION.match(number) and not (number[0] == "9" and _checks(number)):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2099


def _checks(number: str) -> bool:
    """The check digit of GB 11643 (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * pow(2, 17 - at, 11) for at, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17].upper()


def _luhn(number: str) -> bool:
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _middle(start: int, end: int) -> tuple[int, int]:
    """What of a span is starred: all but the first four and the last two characters of a long one; of a short one, all
    but the first."""
    return (start + 4, end - 2) if end - start >= 11 else (start + 1, end)
