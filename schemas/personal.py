"""Identity and telephone numbers inside free text: a clerk writes them into 备注, the district never keeps them there."""

from __future__ import annotations

import re
from typing import Any

_LEAST = 11  # no number meant here is shorter
_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx]"  # GB 11643, with its date of birth
    r"|1[3-9]\d{9}"  # a mobile telephone
    r"|0\d{2,3}-\d{7,8}"  # a landline with its area
    r")(?![0-9A-Za-z])"
)


def without_numbers(text: str) -> str:
    """The text with the middle of every such number starred out; its length and everything else stay."""
    return _NUMBERS.sub(_starred, text) if len(text) >= _LEAST else text


def all_without_numbers(values: list[Any]) -> list[Any]:
    """Each text of a column so, what is no text as it is; a column that has no such number in it is looked through once."""
    texts = [value for value in values if isinstance(value, str)]
    if max(map(len, texts), default=0) < _LEAST or not _NUMBERS.search("\n".join(texts)):
        return values
    return [without_numbers(value) if isinstance(value, str) else value for value in values]


def _starred(found: re.Match[str]) -> str:
    number = found.group()
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"
