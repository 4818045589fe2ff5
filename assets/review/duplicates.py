"""How alike two listings of projects are, and which pairs of a month are worth comparing. Likeness only proposes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from assets.review.pairs_in_reach import within_reach
from assets.review.project_names import company_core, company_mark, phase_of, project_core
from assets.review.sketch import Sketch


@dataclass(frozen=True, slots=True)
class Listing:
    """One project as one unit lists it. `place`: the province it resolves to, else the origin as written. Money in
    yuan; None where the cell is blank or unreadable."""

    name: str
    company: str | None
    investor: str | None
    place: str | None
    amount_yuan: int | None
    signed_on: str | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` 0–1 and what it is made of, each 0–1."""

    score: float
    name: float
    party: float
    amount: float
    place: float
    date: float

    @property
    def evidence(self) -> str:
        """The parts in words, the strongest first: 名称 95%、投资方 100%……"""
        parts = {
            "名称": self.name,
            "投资方或项目公司": self.party,
            "总投资": self.amount,
            "来源地": self.place,
            "签约日期": self.date,
        }
        said = sorted(parts.items(), key=lambda part: -part[1])
        return "、".join(f"{label} {value:.0%}" for label, value in said if value > 0)


def likeness(one: Listing, other: Listing) -> Likeness:
    """How alike two listings are. Different phases of one project are two projects, whatever else agrees."""
    name, party = _name(_letters(project_core(one.name)), _letters(project_core(other.name))), _party(one, other)
    amount, place = _amount(one.amount_yuan, other.amount_yuan), float(bool(one.place) and one.place == other.place)
    date = float(bool(one.signed_on) and one.signed_on == other.signed_on)
    score = 0.40 * name + 0.40 * party + 0.14 * amount + 0.06 * place
    # The day of signing proves little alone and much beside a like name and a like party.
    score += 0.08 * date * min(name, 1.0) * (party >= 0.55)
    first, second = phase_of(one.name), phase_of(other.name)
    if first != second and first is not None and second is not None:
        score *= 0.6
    return Likeness(min(score, 1.0), name, party, amount, place, date)


Core = tuple[str, str]  # what is its own in a project's name, and the same letters in order


def _letters(core: str) -> Core:
    return core, "".join(sorted(core))


def _name(one: Core, other: Core, least: float = 0.0) -> float:
    """How alike two cores of names are; 0 below `least`."""
    first, second = one[0], other[0]
    shorter, both = min(len(first), len(second)), len(first) + len(second)
    if 2 * shorter < (least - 1e-9) * both and (least > 0.92 or shorter < 3):
        return 0.0  # too different in length to be that much alike
    alike = fuzz.ratio(first, second, score_cutoff=100 * least)
    if least <= 0.96:
        alike = max(alike, 0.96 * fuzz.ratio(one[1], other[1], score_cutoff=100 * least))
    if least <= 0.92 and alike < 92 and shorter >= 3 and (first in second or second in first):
        alike = 92.0
    return alike / 100


def _party(one: Listing, other: Listing) -> float:
    """The best agreement of investor or project company on either side: one unit names the investor, the other the
    company it founded."""
    pairs = [(a, b) for a in (one.investor, one.company) for b in (other.investor, other.company) if a and b]
    return max((_company(a, b) for a, b in pairs), default=0.0)


def _company(one: str, other: str) -> float:
    first, second = company_core(one), company_core(other)
    if first == second:
        return 1.0
    mark = fuzz.ratio(company_mark(one), company_mark(other)) / 100
    whole = fuzz.ratio(first, second) / 100
    shorter, longer = sorted((first, second), key=len)
    if mark == 1 and len(shorter) >= 2 and longer.startswith(shorter):
        return 0.95
    return 0.6 * mark + 0.4 * whole


def _amount(one: int | None, other: int | None) -> float:
    """1 for equal, 0 from a twentieth apart."""
    if not one or not other:
        return 0.0
    return max(0.0, 1 - abs(one - other) / max(one, other) / 0.05)


def candidates(sketch: Sketch, least: float = 0.0) -> Iterator[tuple[int, int]]:
    """Pairs (positions, the earlier first) of two units that share something worth a comparison: the mark of a party,
    the name, or the amount within a hundredth from one place. Never every pair; none that cannot reach `least` even with
    parties fully alike."""
    first, second, names = within_reach(sketch, least)
    for one, other, name in zip(first.tolist(), second.tolist(), names.tolist(), strict=True):
        if name <= 0 or _name(_letters(sketch.core(one)), _letters(sketch.core(other)), name) > 0:
            yield one, other
