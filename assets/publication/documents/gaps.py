"""After rendering: what a total lacks is said once a sentence where it stands, why a count has parts once a paragraph, and
clauses that were left empty close up."""

from __future__ import annotations

import re

from assets.publication.documents.figures import CLOSE, INDEX, LACKS, OPEN, PARTS, Figures
from schemas.words import CARRIED, MISSING

_TOKEN = re.compile(f"{OPEN}.[^{CLOSE}]*{CLOSE}|{LACKS}(.)|({PARTS})|(。)")
_BOUND = re.compile(f"{OPEN}.[^{CLOSE}]*{CLOSE}|[^{OPEN}]+")
_IN_PARTS = "（含共同引进项目按占比折算）"
_FEW = 2  # so many units are named once a paragraph, more once a document
_EMPTY = (
    (re.compile(r"[(\uff08]\s*[)\uff09]"), ""), (re.compile(r"[,\uff0c、;\uff1b]+(?=[。;\uff1b)\uff09])"), ""), (re.compile(r"(?<=[。:\uff1a;\uff1b(\uff08])[,\uff0c、]+"), ""),
    (re.compile(r"([,\uff0c、])[,\uff0c、]+"), r"\1"), (re.compile(r"^[,\uff0c、;\uff1b。]+"), ""), (re.compile(r"。{2,}"), "。"),
)  # fmt: skip


class Gaps:
    """Fills the marks of one document, paragraph by paragraph."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self._named: set[str] = set()

    def filled(self, pieces: list[str]) -> list[str]:
        """The texts of a paragraph with every mark filled or dropped."""
        said: set[str] = set()
        self._named -= {place for place in self._named if self._few(place)}

        def fill(match: re.Match[str]) -> str:
            if match[3]:
                said.difference_update(said - {PARTS})  # a new sentence; parts are explained once a paragraph
                return match[0]
            if match[2] or match[1]:
                key = PARTS if match[2] else self.figures.places[ord(match[1]) - INDEX]
                words = "" if key in said else _IN_PARTS if match[2] else self._lacking(key)
                said.add(key)
                return words
            return match[0]

        return [_TOKEN.sub(fill, piece) for piece in pieces]

    def _few(self, place: str) -> bool:
        extent = self.figures.view.extent
        return len(extent.missing(place)) + len(extent.carried(place)) <= _FEW

    def _lacking(self, place: str) -> str:
        extent = self.figures.view.extent
        if place in extent.figures:
            return f"（{CARRIED if extent.carried(place) else MISSING}）"
        words = extent.short_gaps(place) if place in self._named else extent.lacking(place)
        self._named.add(place)
        return f"（{self.figures.bind('submission', place, 'figures', None, words, foreign=True)}）"


def closed_up(text: str) -> str:
    """A paragraph's text without the punctuation of clauses that were left out; what is bound is not touched."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        if not match[0].startswith(OPEN):
            return match[0]
        held.append(match[0])
        return "\ue006"

    text = _BOUND.sub(hold, text)
    for pattern, instead in _EMPTY:
        text = pattern.sub(instead, text)
    return re.sub("\ue006", lambda _match: held.pop(0), text)
