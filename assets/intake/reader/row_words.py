"""What a short text says of the row it stands in: a total, a comparison, or nothing. The words are row_words.yaml."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from assets.intake.reader.cells.words import header as folded
from schemas.packaged_yaml import packaged_yaml

_LONGEST = 24
_BEFORE = r"[一-鿿()、a-z]{0,12}"  # what a total may be of: 全镇合计, x汇总
_BRACKETED = re.compile(r"\([^()]*\)$")
_EDGES = "()[]【】《》“”\"':：、,，.。;；*-—_=~·!！ "
_MARKS = re.compile(r"[\d.%‰±+\-/、,()（）:：*=~<>×]+")


@cache
def _words(name: str) -> tuple[str, ...]:
    listed = packaged_yaml(Path(__file__).with_name("row_words.yaml"))[name]
    return tuple(sorted((folded(word).lower() for word in listed), key=len, reverse=True))


@cache
def _any_of(*names: str) -> str:
    return "|".join(re.escape(word) for name in names for word in _words(name))


@lru_cache(maxsize=8192)
def row_word(text: str) -> str:
    """'plain' (合计 as the form has it), 'total' (a total in other words), 'comparison' (上年同期, 完成率 …) or ''."""
    if len(text) > 2 * _LONGEST:
        return ""
    word = folded(text).lower()
    if not word or len(word) > _LONGEST or word.isdigit():
        return ""
    if re.fullmatch(rf"(?:[一-鿿()、]{{0,12}})?(?:{_any_of('plain')})(?:\(.*\))?:?", word):
        return "plain"
    bare = word.strip(_EDGES)
    for each in (bare, _BRACKETED.sub("", bare).strip(_EDGES), _uncounted(bare)):
        if each in _words("alone") or re.fullmatch(rf"{_BEFORE}(?:{_any_of('ending')})", each):
            return "total"
    whole = _MARKS.sub("", word)
    if re.fullmatch(rf"(?:{_any_of('telling', 'filler')})+", whole) and re.search(_any_of("telling"), whole):
        return "comparison"
    return ""


def _uncounted(word: str) -> str:
    """共2项, 合计7: without the number and its unit; a text without a number as it is."""
    return re.sub(rf"\d+(?:\.\d+)?(?:{_any_of('units')})?$", "", word).strip(_EDGES)
