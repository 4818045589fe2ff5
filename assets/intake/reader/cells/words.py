"""Words of the form: yes and no, code lists, identifiers, years, plain text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from functools import cache, lru_cache

from assets.intake.reader.cells.typed import BLANK, Typed, folded_cell_text, is_blank, trimmed, without_invisible
from schemas.codes.lists import CHOICES

_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_DASHES = str.maketrans("—–\u2212\u2010\u2011", "-----")


@cache
def _codes(choices: str) -> dict[str, str]:
    return {folded_cell_text(word): code for code, words in CHOICES[choices].items() for word in words}


def choice(value: object, choices: str) -> Typed:
    """The code of a listed word; anything else is an issue, never a guess."""
    if is_blank(value) and not (choices == "yes_no" and value == "无"):
        return BLANK
    code = _codes(choices).get(folded_cell_text(str(value)))
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
    """An identifier as text. A number of more than 15 digits has lost its last ones on the way: it is said."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if abs(value) >= 1e15 or value != value or value != int(value):
            return Typed(None, "code_scientific", "编码被存成数字,末几位已丢失,请按文本填写")
        return Typed(str(int(value)))
    if is_blank(value):
        return BLANK
    return _code_text(str(value))


@lru_cache(maxsize=8192)
def _code_text(raw: str) -> Typed:
    text = folded_cell_text(raw).translate(_DASHES)
    if _SCIENTIFIC.fullmatch(text):
        return Typed(None, "code_scientific", "编码为科学计数,位数已丢失")
    return _formula_text(text)


def year(value: object) -> Typed:
    if is_blank(value):
        return BLANK
    plain = (
        folded_cell_text(str(int(value)))
        if isinstance(value, float) and value.is_integer()
        else folded_cell_text(str(value))
    )
    match = re.fullmatch(r"((?:19|20)\d{2})年?(度)?", plain)
    return Typed(int(match[1])) if match else Typed(None, "count_unreadable", "应为四位年份")


def text(value: object) -> Typed:
    """Text as it stands, outer spaces dropped; a word for nothing (无, 暂无, --) is blank, what begins with = + - @
    stays text and is said."""
    if type(value) is str:
        return _plain_text(value)
    if value is None:
        return BLANK
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return Typed(str(int(value)))
    if isinstance(value, (date, datetime, time)):
        return Typed(value.isoformat())
    return _plain_text(str(value))


@lru_cache(maxsize=8192)
def _plain_text(value: str) -> Typed:
    return BLANK if is_blank(value) else _formula_text(trimmed(value))


def _formula_text(plain: str) -> Typed:
    if plain[:1] in ("=", "+", "-", "@") and len(plain) > 1 and not plain.lstrip("+-").replace(".", "").isdigit():
        return Typed(plain, "formula_text", "以 = + - @ 开头的文字,按文本保存")
    return Typed(plain)


@lru_cache(maxsize=8192)
def _header_text(value: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", without_invisible(value)))


def header(value: object) -> str:
    """A header as compared: width folded, without spaces and line breaks."""
    return _header_text(str(value)) if value not in (None, "") else ""
