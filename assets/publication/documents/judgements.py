"""What a document may say of the figures: words that judge, each bound to a condition on published figures.

The words and conditions are data (judgements.yaml). A template or a paragraph of the office says 【条件？甲｜乙】 or
judged('条件', '甲', '乙'): the first while the condition holds, the second while it does not, nothing (or a third) where its
figures are not there. Words that judge and stand outside are looked up by their subject and must hold all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assets.publication.documents.figures import Figures, display_text
from assets.publication.documents.view import ReleaseView
from schemas.packaged_yaml import packaged_yaml

JUDGEMENT = "judgement"
_CHOICE = re.compile(r"【([^【】？?]+)[？?]([^【】|｜]*)(?:[|｜]([^【】]*))?】")


_NEGATED = re.compile("(?:未|未能|没有|不再)(?:取得|实现|达到|做到)?$")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FigureLimit(_Strict):
    """One figure of ALL, verified, against a bound."""

    metric: str
    column: str
    above: float | None = None
    at_least: float | None = None

    def holds(self, value: float) -> bool:
        return (self.above is None or value > self.above) and (self.at_least is None or value >= self.at_least)


class JudgementCondition(_Strict):
    means: str
    all: tuple[FigureLimit, ...] = ()
    units: Literal["", "on_target", "above_target"] = ""
    district: Literal["", "on_target"] = ""


class Phrases(_Strict):
    words: tuple[str, ...]
    about: dict[str, str]
    past: bool = False


class Judgements(_Strict):
    """judgements.yaml, whole."""

    conditions: dict[str, JudgementCondition]
    phrases: tuple[Phrases, ...]
    plans: tuple[str, ...]
    openings: tuple[str, ...]
    sections: tuple[str, ...]


@cache
def judgements() -> Judgements:
    """The conditions and the words that need them."""
    return Judgements.model_validate(packaged_yaml(Path(__file__).parent / "judgements.yaml"))


@dataclass(frozen=True)
class Spoken:
    """A word that judges, where it was found: the condition it stands for, None where its subject is not known."""

    word: str
    condition: str | None


def holds(view: ReleaseView, name: str) -> bool | None:
    """Whether a condition holds in the release; None where a figure is not there. KeyError for an unknown name."""
    condition = judgements().conditions[name]
    if condition.units:
        if not view.has_targets:
            return None
        units = view.all_above_target() if condition.units == "above_target" else view.all_on_target()
        return units and (not condition.district or view.district_on_target())
    values = [view.metric(test.metric, test.column) for test in condition.all]
    if any(value is None for value in values):
        return None
    return all(test.holds(float(value)) for test, value in zip(condition.all, values, strict=True))


def lacking(view: ReleaseView, name: str) -> list[bool]:
    """Of each figure of a condition whether it speaks against it: it is below its bound, not level with it, and a fall is
    none of figures carried from an earlier month. Of the units' targets: whether one is not reached."""
    condition = judgements().conditions[name]
    if condition.units:
        return [holds(view, name) is False and (not view.all_on_target() or not view.district_on_target())]
    return [_speaks_against(view, test) for test in condition.all]


def _speaks_against(view: ReleaseView, test: FigureLimit) -> bool:
    value = view.metric(test.metric, test.column)
    bound = test.above if test.at_least is None else test.at_least
    if value is None or bound is None or value >= bound:
        return False
    return test.column != "yoy" or (value < 0 and view.falls(test.metric))


def against(view: ReleaseView, name: str) -> str:
    """What the condition asks and what the figures are: for the finding."""
    condition = judgements().conditions[name]
    figures = [
        f"{view.metric(test.metric, 'metric_label') or test.metric}{_COLUMNS.get(test.column, test.column)}"
        f"{display_text(view.metric(test.metric, test.column), '%1')}"
        for test in condition.all
    ]
    return condition.means + (f"（本期{'、'.join(figures)}）" if figures else "")


_COLUMNS = {"yoy": "同比", "schedule_progress": "完成序时进度", "completion": "完成率"}


def judged(figures: Figures, name: str, yes: str, no: str | tuple[str, ...] = "", unknown: str = "") -> str:
    """The words for the case that is there, bound to the condition. `no`: where a figure is below its bound; of several
    figures one wording each, joined. `unknown`: where a figure is not there, or level with last year's."""
    held = holds(figures.view, name)
    against = lacking(figures.view, name)
    if held or held is None or not any(against):
        words = yes if held else unknown
    elif isinstance(no, str):
        words = no
    else:
        words = "、".join(each for each, is_lacking in zip(no, against, strict=True) if is_lacking)
    return figures.bind(JUDGEMENT, name, "holds", held, words) if words else ""


def chosen(figures: Figures, text: str) -> str:
    """A paragraph of the office with every 【条件？甲｜乙】 decided; an unknown condition stays as it is written."""

    def decide(match: re.Match[str]) -> str:
        name = match[1].strip()
        if name not in judgements().conditions:
            return match[0]
        return judged(figures, name, match[2].strip(), (match[3] or "").strip())

    return _CHOICE.sub(decide, text)


def spoken(sentence: str, planning: bool = False) -> Iterator[Spoken]:
    """The words of a sentence that judge, longest first, each once where it stands. `planning`: it stands below a heading of
    plans, where only words about the past judge."""
    planning = planning or sentence.lstrip("一二三四五六七八九十是、").startswith(judgements().openings)
    taken: list[tuple[int, int]] = []
    for word, phrases in _by_length():
        for match in re.finditer(word, sentence):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            if _NEGATED.search(sentence[: match.start()]):
                continue
            clause = re.split(r"[，,；;：:]", sentence[: match.start()])[-1]
            if not phrases.past and (planning or _is_plan(clause)):
                continue
            if phrases.past and _is_plan(clause) and "了" not in sentence[match.start() - 3 : match.end() + 1]:
                continue
            yield Spoken(match[0], _condition(phrases, sentence[: match.start()]))


def _is_plan(clause: str) -> bool:
    return any(re.search(rf"(?<!主)(?<!重)(?<!需){plan}(?!了)", clause) for plan in judgements().plans)


@cache
def _by_length() -> tuple[tuple[str, Phrases], ...]:
    pairs = [(word, phrases) for phrases in judgements().phrases for word in phrases.words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _condition(phrases: Phrases, before: str) -> str | None:
    """The condition of the subject that stands nearest before the word."""
    nearest = max(((before.rfind(subject), subject) for subject in phrases.about if subject), default=(-1, ""))
    return phrases.about[nearest[1]] if nearest[0] >= 0 else phrases.about.get("")


def conditions_of(words: str) -> list[tuple[str, set[str]]]:
    """(word, the conditions it may stand for) of every judging word in a text."""
    found: dict[str, set[str]] = {}
    for word, phrases in _by_length():
        match = re.search(word, words)
        if match and not _NEGATED.search(words[: match.start()]) and not any(match[0] in longer for longer in found):
            found[match[0]] = set(phrases.about.values())
    return list(found.items())
