"""The oracle's scores under writing.rulebook_text, by hand (rulebook.md)."""

from __future__ import annotations

from fractions import Fraction

from tests.soak.against import absent, target
from tests.soak.books import half_up
from tests.soak.figures import Places
from tests.soak.state import Released
from tests.soak.story import STARTED, District, Office


def item_scores(made: Released, office: Office, district: District, unit: str) -> dict[str, Fraction]:
    """Item → score, rounded half up to three places; a missing indicator is zero."""

    def share(metric: str) -> Fraction | None:
        goal, ytd = target(office, district, metric, unit, made.month), made.values[metric, unit, "verified"]
        return max(ytd, Fraction(0)) / goal if goal and ytd is not None else None

    funds, count, amount = share("funds_out_of_district"), share("signed_100m"), share("signed_100m_amount")
    both = None if count is None or amount is None else (count + amount) / 2
    returned = made.values["returned_count", unit, "verified"] or Fraction(0)
    return {
        "funds": _rounded(60 * min(funds, Fraction(12, 10)) if funds is not None else Fraction(0)),
        "signed": _rounded(30 * min(both, Fraction(1)) if both is not None else Fraction(0)),
        "reporting": _rounded(max(Fraction(0), 10 - Fraction(7, 10) * returned)),
    }


def bonus(made: Released, unit: str) -> Fraction:
    """Four points a started project of 10亿 and more, by share, at most five."""
    points = Fraction(0)
    for code, entry in made.books.items():
        row = entry.row
        if row.total >= 10**9 and row.stage in STARTED and made.counted[code]:
            own = row.share / 100
            points += 4 * (own if entry.unit == unit else 1 - own if row.partner == unit else 0)
    return _rounded(min(points, Fraction(5)))


def totals(
    made: Released, office: Office, district: District
) -> dict[str, tuple[Fraction | None, Fraction | None, Fraction | None, int | None]]:
    """Unit → base score, bonus, total, rank in its group (ties 1, 1, 3); all null of a unit without figures."""
    found = {}
    for unit in Places(district, made.month).units:
        if unit not in absent(made):
            base = sum(item_scores(made, office, district, unit).values(), Fraction(0))
            found[unit] = (base, bonus(made, unit), base + bonus(made, unit))
    ranked: dict[str, tuple[Fraction | None, Fraction | None, Fraction | None, int | None]] = dict.fromkeys(
        absent(made), (None, None, None, None)
    )
    for unit, (base, extra, total) in found.items():
        mates = Places(district, made.month).members(f"GROUP:{district.unit(unit).group}")
        ranked[unit] = (base, extra, total, 1 + sum(mate in found and found[mate][2] > total for mate in mates))
    return ranked


def _rounded(value: Fraction) -> Fraction:
    return Fraction(half_up(value * 1000), 1000)
