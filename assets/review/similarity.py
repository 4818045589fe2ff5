"""How alike two listings of projects are. Likeness only proposes."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from assets.review.project_names import company_core, company_mark, phase_of, project_core

NAME, PARTY, AMOUNT, PLACE, DAY = 0.40, 0.40, 0.14, 0.06, 0.08  # what each part adds to the score at most
NEAR = 0.05  # amounts that far apart have nothing in common


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
        by_weight = sorted(parts.items(), key=lambda part: -part[1])
        return "、".join(f"{label} {value:.0%}" for label, value in by_weight if value > 0)


def likeness(one: Listing, other: Listing) -> Likeness:
    """How alike two listings are. Different phases of one project are two projects, whatever else agrees."""
    name, party = _name(project_core(one.name), project_core(other.name)), _party(one, other)
    amount, place = _amount(one.amount_yuan, other.amount_yuan), float(bool(one.place) and one.place == other.place)
    date = float(bool(one.signed_on) and one.signed_on == other.signed_on)
    score = NAME * name + PARTY * party + AMOUNT * amount + PLACE * place
    # The day of signing proves little alone and much beside a like name and a like party.
    score += DAY * date * min(name, 1.0) * (party >= 0.55)
    first, second = phase_of(one.name), phase_of(other.name)
    if first != second and first is not None and second is not None:
        score *= 0.6
    return Likeness(min(score, 1.0), name, party, amount, place, date)


def _name(one: str, other: str) -> float:
    """How alike two cores of names are: as written, the same letters in another order, or one within the other."""
    alike = max(fuzz.ratio(one, other), 0.96 * fuzz.ratio(_sorted(one), _sorted(other)))
    if alike < 92 and min(len(one), len(other)) >= 3 and (one in other or other in one):
        alike = 92.0
    return alike / 100


def _sorted(core: str) -> str:
    return "".join(sorted(core))


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
    return max(0.0, 1 - abs(one - other) / max(one, other) / NEAR)
