"""Names as compared: what counts as the same text, and as the same company."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

_MARKS = re.compile(r"[()\[\]【】《》“”\"'、,，。.;；:：·—_-]+")
_ABBREVIATED = 4
_SPACE = re.compile(r"\s+")


def folded(text: object) -> str:
    """Text as compared: width folded, spaces dropped, letters in upper case; '' for a null."""
    if not isinstance(text, str):
        return ""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).upper()


def company_key(name: object) -> str:
    """A company's name as compared: width folded, spaces dropped, 有限责任公司 read as 有限公司."""
    return folded(name).replace("有限责任公司", "有限公司")


def name_key(name: object) -> str:
    """A project's name as compared: width folded, without spaces and punctuation."""
    return _MARKS.sub("", folded(name))


def name_likeness(one: object, other: object) -> float:
    """How alike two names are, 0 to 1. A name of at least four letters that are all in the other, in order, is 1:
    people leave words out."""
    first, second = name_key(one), name_key(other)
    shorter = min(len(first), len(second))
    if shorter >= _ABBREVIATED and LCSseq.similarity(first, second) == shorter:
        return 1.0
    return float(fuzz.ratio(first, second)) / 100
