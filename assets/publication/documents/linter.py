"""Reads a rendered document as a suspicious reader does: every number must be a bound figure or free; words must agree.

Free: dates, ordinals, document numbers, text inside 《》 and “”, the terms of reference/narrative/terms.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assets.publication.documents.figures import CLOSE, INDEX, OPEN, Bound

_BOUND = re.compile(f"{OPEN}(.)([^{CLOSE}]*){CLOSE}")
_FREE = [
    re.compile(pattern)
    for pattern in (
        r"《[^》]*》", r"“[^”]*”", r"〔\d{4}〕\d+号",
        r"\d{4}年(?:度)?(?:\d{1,2}(?:[—\-~]\d{1,2})?月(?:份|底|末)?(?:\d{1,2}日)?)?",
        r"\d{4}-\d{2}(?:-\d{2})?", r"(?<!\d)\d{1,2}(?:[—\-~]\d{1,2})?月(?:份|底|末)?(?:\d{1,2}日)?",
        r"第\d+(?:次|位|名|批|届|号|期|条|款)?", r"附件[:\uff1a]?\s*\d*", r"^\s*\d{1,2}[.\uff0e、]", r"[(\uff08]\d{1,2}[)\uff09]",
    )
]  # fmt: skip
_NUMBER = re.compile(r"[0-9\uff10-\uff19]+(?:[.,\uff0e\uff0c][0-9\uff10-\uff19]+)*[%\uff05]?")
_HAN = "〇零一二两三四五六七八九十百千"
_CHINESE_NUMBER = re.compile(rf"[{_HAN}]+(?:点[{_HAN}]+)?(?:个百分点|亿元|万元|万人|人次)|百分之[{_HAN}点]+")
_UP, _DOWN = "增长|上升|提高|增加|增幅", "下降|减少|降低|回落|降幅"
_SIGNED = re.compile(rf"(?:{_UP}|{_DOWN})(?:了|为|达)?\s*[-\u2212\u2013\ufe63\uff0d]\s*\d")
_BEFORE_BOUND = re.compile(rf"({_UP}|{_DOWN})(?:了|为|达)?$")
_RATIOS = "比重|占比|办结率|开工率|投产率|到位率"
_POINTS = re.compile(
    rf"\d\s*[%\uff05]\s*个?百分点|(?:{_RATIOS})[^,\uff0c。;\uff1b]{{0,8}}(?:提高|下降|上升|回落)\d+(?:\.\d+)?[%\uff05]"
)
_AS_OF = re.compile(r"\d{1,2}月|\d{4}年")


@dataclass(frozen=True)
class Stray:
    """What is wrong in a paragraph (1 is the first)."""

    paragraph: int
    words: str
    text: str

    @property
    def detail(self) -> str:
        return f"第{self.paragraph}段“{self.words}”:{self.text[:60]}"


def unmarked(text: str) -> str:
    """The text as a reader sees it."""
    return _BOUND.sub(lambda match: match[2], text)


def lint(
    paragraphs: Iterable[str], bound: list[Bound], terms: Iterable[str] = (), december: bool = False
) -> list[Stray]:
    """Everything wrong in the marked paragraphs, in order; empty when the document may go out."""
    found: list[Stray] = []
    kept = sorted((term for term in terms if term), key=len, reverse=True)
    for number, marked in enumerate(paragraphs, 1):
        seen = unmarked(marked)
        words = [*_stray_numbers(marked, bound, kept), *_wording(marked, seen, bound, december)]
        found += [Stray(number, each, seen) for each in dict.fromkeys(words)]
    return found


def _stray_numbers(marked: str, bound: list[Bound], terms: list[str]) -> list[str]:
    forged = [
        match[2] for match in _BOUND.finditer(marked)
        if not (0 <= ord(match[1]) - INDEX < len(bound) and bound[ord(match[1]) - INDEX].text == match[2])
    ]  # fmt: skip
    rest = _BOUND.sub("\ue002", marked)
    for term in terms:
        rest = rest.replace(term, "\ue002")
    for pattern in _FREE:
        rest = pattern.sub("\ue002", rest)
    return [*forged, *(f"未绑定的数字 {m[0]}" for m in (*_NUMBER.finditer(rest), *_CHINESE_NUMBER.finditer(rest)))]


def _wording(marked: str, seen: str, bound: list[Bound], december: bool) -> list[str]:
    words = [f"升降与符号重复:{match[0]}" for match in _SIGNED.finditer(seen)]
    words += [f"百分点与%混用:{match[0]}" for match in _POINTS.finditer(seen)]
    for match in _BOUND.finditer(marked):
        at = ord(match[1]) - INDEX
        before = _BEFORE_BOUND.search(unmarked(marked[: match.start()]))
        if (
            before
            and 0 <= at < len(bound)
            and bound[at].column in ("yoy", "change_points")
            and bound[at].value is not None
        ):
            up = re.fullmatch(_UP, before[1]) is not None
            if (bound[at].value > 0) != up and bound[at].value != 0:
                words.append(f"升降与数字不符:{before[1]}{match[2]}")
    stands = seen.find("序时进度")
    if re.search(r"序时进度\s*\d", seen) and not _names_as_of(seen[: stands + 200], december):
        words.append("序时进度未注明截至月份")
    return words


def _names_as_of(text: str, december: bool) -> bool:
    """A month is named, or, of a whole year, the year."""
    found = _AS_OF.search(text)
    return found is not None and (december or "月" in "".join(_AS_OF.findall(text)))
