"""Reads a rendered document as a suspicious reader does: every number must be a bound figure or free; words must agree; a
word that judges must be bound to a condition that holds (D408).

Free: dates, ordinals, document numbers, text inside 《》 and “”, the terms of reference/narrative/terms.csv. What others wrote
(a project's name) stands between marks, frees nothing around it and is not read as ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assets.publication.documents.figures import CLOSE, INDEX, OPEN, BoundFigure
from assets.publication.documents.judgements import JUDGEMENT, conditions_of, judgements, spoken

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
_HEADING = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|[(\uff08][一二三四五六七八九十]+[)\uff09])")
_CHOICE = re.compile(r"【[^】]*[？?][^】]*】")
_FOREIGN = "\ue005"
Standing = tuple[bool | None, str]  # whether a condition holds, and what it asks beside the figures


@dataclass(frozen=True)
class Stray:
    """What is wrong in a paragraph (1 is the first), and under which rule."""

    paragraph: int
    words: str
    text: str
    rule: str = "D405"

    @property
    def detail(self) -> str:
        return f"第{self.paragraph}段“{self.words}”:{self.text[:60]}"


def unmarked(text: str) -> str:
    """The text as a reader sees it."""
    return _BOUND.sub(lambda match: match[2], text)


def _open(_condition: str) -> Standing:
    return None, "没有公布数"


def lint(
    paragraphs: Iterable[str],
    bound: list[BoundFigure],
    terms: Iterable[str] = (),
    december: bool = False,
    standing: Callable[[str], Standing] = _open,
) -> list[Stray]:
    """Everything wrong in the marked paragraphs, in order; empty when the document may go out. `standing`: of a condition of
    judgements.yaml."""
    found: list[Stray] = []
    kept = sorted((term for term in terms if term), key=len, reverse=True)
    planning = False
    for number, marked in enumerate(paragraphs, 1):
        seen = unmarked(marked)
        own = _own(marked, bound)
        words = [*_stray_numbers(marked, bound, kept), *_wording(marked, own, bound, december)]
        found += [Stray(number, each, seen) for each in dict.fromkeys(words)]
        if _HEADING.match(own) and len(own) < 40:
            level = own.lstrip()[0] not in "(\uff08"
            planning = any(word in own for word in judgements().sections) or (planning and not level)
        judging = [*_bound_judgements(marked, bound), *_judging(marked, bound, standing, planning)]
        found += [Stray(number, each, seen, "D408") for each in dict.fromkeys(judging)]
    return found


def _own(marked: str, bound: list[BoundFigure]) -> str:
    """The text as a reader sees it, the words of others left out."""
    return _BOUND.sub(lambda match: _FOREIGN if _of(match, bound, "foreign") else match[2], marked)


def _of(match: re.Match[str], bound: list[BoundFigure], name: str) -> object:
    at = ord(match[1]) - INDEX
    return getattr(bound[at], name) if 0 <= at < len(bound) else None


def _judging(
    marked: str, bound: list[BoundFigure], standing: Callable[[str], Standing], planning: bool
) -> Iterator[str]:
    """Words that judge outside a bound judgement: their condition must hold."""
    free = _BOUND.sub(
        lambda match: "" if _of(match, bound, "foreign") or _of(match, bound, "table") == JUDGEMENT else match[2],
        marked,
    )
    yield from (f"没有这样的条件：{match[0]}" for match in _CHOICE.finditer(free))
    for sentence in re.split(r"[。！!]", free):
        for each in spoken(sentence, planning):
            if each.condition is None:
                yield f"评价用语“{each.word}”没有可对照的公布数"
                continue
            held, asks = standing(each.condition)
            if not held:
                yield f"评价用语“{each.word}”须{asks}"


def _bound_judgements(marked: str, bound: list[BoundFigure]) -> Iterator[str]:
    """Words that judge within a bound judgement: of that condition, and it holds."""
    for match in _BOUND.finditer(marked):
        if _of(match, bound, "table") != JUDGEMENT:
            continue
        for word, conditions in conditions_of(match[2]):
            if _of(match, bound, "row_key") not in conditions or _of(match, bound, "value") is not True:
                yield f"评价用语“{word}”与所用条件“{_of(match, bound, 'row_key')}”不符"


def _stray_numbers(marked: str, bound: list[BoundFigure], terms: list[str]) -> list[str]:
    forged = [
        match[2]
        for match in _BOUND.finditer(marked)
        if not (0 <= ord(match[1]) - INDEX < len(bound) and bound[ord(match[1]) - INDEX].text == match[2])
    ]
    rest = _BOUND.sub(lambda m: m[2] if _of(m, bound, "table") == JUDGEMENT else "\ue002", marked)
    for term in terms:
        rest = rest.replace(term, "\ue002")
    for pattern in _FREE:
        rest = pattern.sub("\ue002", rest)
    return [*forged, *(f"未绑定的数字 {m[0]}" for m in (*_NUMBER.finditer(rest), *_CHINESE_NUMBER.finditer(rest)))]


def _wording(marked: str, seen: str, bound: list[BoundFigure], december: bool) -> list[str]:
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
