"""What typing one cell gives: a value, and perhaps a word on it. Never a different number in silence."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from schemas.form.sheets import PLACEHOLDERS


class Typed(NamedTuple):
    """`value` None: nothing usable. `issue`: a code of assets/intake/reader/issue_codes.py, or None. `detail`:
    Chinese."""

    value: object
    issue: str | None = None
    detail: str = ""


class NotCalculated(str):
    """A formula that was never calculated: neither blank nor zero."""

    __slots__ = ()


class MergedNumber(str):
    """A number that stands for several rows or fields at once: it is nobody's."""

    __slots__ = ()


class PrintedNumber(float):
    """A number whose format shows more than its digits; `text`: what is shown, with every digit of the number (1.2
    shown as 1.20亿: “1.2亿”); `weighs`: whether that may be another amount than the number, or only words beside it
    (1.2含税)."""

    __slots__ = ("text", "weighs")
    text: str
    weighs: bool

    def __new__(cls, value: float, text: str, weighs: bool = True) -> PrintedNumber:
        made = super().__new__(cls, value)
        made.text, made.weighs = text, weighs
        return made


class MarkedText(str):
    """A text of which a part is raised, lowered or struck out: its characters in a row are no figure."""

    __slots__ = ()


BLANK = Typed(None)
# Unicode Cc and Cf but the tab and the ends of lines; U+2028, U+2029 and the vertical tab are ends of lines, too.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001"
    "\U000e0020-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(f"{_INVISIBLE.pattern}|{_LINE_ENDS.pattern}")


def holds_invisible(text: str) -> bool:
    """Whether a text holds a character that `without_invisible` would take out or change."""
    return _UNSEEN.search(text) is not None


def without_invisible(text: str) -> str:
    """A text without control and format characters (Unicode Cc, Cf), with plain line ends: what a person sees of it."""
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))


_EDGES = " \u3000\u00a0\t\r\n\u200b\u200c\u200d\ufeff\u202f\u2009"
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\ufeff]")


def is_blank(value: object) -> bool:
    """Blank or a placeholder for nothing; an error cell or a word is neither."""
    return value is None or (isinstance(value, str) and (not value or value.strip(_EDGES) in PLACEHOLDERS))


def trimmed(text: str) -> str:
    """Without blanks, tabs, line breaks and characters of no width at either end; what stands inside stays."""
    return text.strip(_EDGES)


def folded_cell_text(text: str) -> str:
    """Width folded, every kind of blank and the leading apostrophe of text cells dropped. For codes, words and
    headers."""
    return re.sub(r"\s+", "", _ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", trimmed(text).removeprefix("'"))))


@cache
def _is_raised(char: str) -> bool:
    """A digit small, circled or in a fraction: folding its width would join it to its neighbours."""
    return unicodedata.decomposition(char).startswith(("<super>", "<sub>", "<circle>", "<fraction>"))


def figure_text(text: str) -> str:
    """A number or date as typed: width folded, outer blanks and leading apostrophe dropped, inner blanks kept as single
    spaces and line breaks as line breaks, for two numbers in one cell are not one."""
    if not text.isascii() and any(map(_is_raised, text)):
        return text  # 10² is not 102: such text stays what no figure looks like
    plain = _ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", trimmed(trimmed(text).removeprefix("'"))))
    return re.sub(r"[ \t]+", " ", plain.replace("\u2212", "-").replace("\r\n", "\n"))
