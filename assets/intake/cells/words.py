"""Words of the form: yes and no, code lists, identifiers, years, plain text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import cache

from assets.intake.cells.amounts import folded
from assets.intake.cells.typed import BLANK, Typed, is_blank
from schemas.codes.lists import CHOICES

_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")


@cache
def _codes(choices: str) -> dict[str, str]:
    return {folded(word): code for code, words in CHOICES[choices].items() for word in words}


def choice(value: object, choices: str) -> Typed:
    """The code of a listed word; anything else is an issue, never a guess."""
    if is_blank(value) and not (choices == "yes_no" and value == "无"):
        return BLANK
    code = _codes(choices).get(folded(str(value)))
    if code is None:
        words = "、".join(words[0] for words in CHOICES[choices].values())
        return Typed(None, "yes_no_unknown" if choices == "yes_no" else "choice_unknown", f"应为:{words}")
    return Typed(code)


def yes_no(value: object) -> Typed:
    if isinstance(value, bool):
        return Typed(value)
    typed = choice(value, "yes_no")
    return typed if typed.value is None else Typed(typed.value == "yes")


def code(value: object) -> Typed:
    """An identifier as text. A number of 12 digits or more has lost its precision on the way: it is said."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if abs(value) >= 1e15 or value != int(value):
            return Typed(None, "code_scientific", "编码被存成数字,末几位已丢失,请按文本填写")
        return Typed(str(int(value)))
    if is_blank(value):
        return BLANK
    text = folded(str(value))
    return Typed(None, "code_scientific", "编码为科学计数,位数已丢失") if _SCIENTIFIC.fullmatch(text) else Typed(text)


def year(value: object) -> Typed:
    text = folded(str(int(value))) if isinstance(value, float) and value == int(value) else folded(str(value or ""))
    if is_blank(value):
        return BLANK
    match = re.fullmatch(r"(20\d{2})年?(度)?", text)
    return Typed(int(match[1])) if match else Typed(None, "count_unreadable", "应为四位年份")


def text(value: object) -> Typed:
    """Text as it stands, outer spaces dropped; what begins with = + - @ stays text and is said."""
    if value is None or value == "":
        return BLANK
    if isinstance(value, float) and value == int(value):
        return Typed(str(int(value)))
    if isinstance(value, (date, datetime)):
        return Typed(value.isoformat())
    plain = str(value).strip(" \u3000\u00a0\t\r\n\u200b\ufeff")
    if not plain:
        return BLANK
    if plain[0] in "=+-@" and len(plain) > 1 and not plain.lstrip("+-").replace(".", "").isdigit():
        return Typed(plain, "formula_text", "以 = + - @ 开头的文字,按文本保存")
    return Typed(plain)


def header(value: object) -> str:
    """A header as compared: width folded, without spaces and line breaks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value or "")))
