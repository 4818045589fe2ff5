"""What the oracle compares a figure with: last month, the same period, the target; and what follows: place, coverage."""

from __future__ import annotations

from fractions import Fraction

from tests.soak.figures import RATIOS, Places
from tests.soak.state import Key, Released
from tests.soak.story import District, Office, shifted

_NOT_ADDED = (*RATIOS, "visited_companies", "talent_employers", "on_time_rate")


def month_value(made: Released, key: Key, district: District, history: dict[str, Released]) -> Fraction | None:
    now = made.values[key]
    if made.month.endswith("-01"):
        return now
    before = earlier(history.get(shifted(made.month, -1)), key, district, made.month)
    return now - before if now is not None and before is not None else None


def earlier(released: Released | None, key: Key, district: District, month: str) -> Fraction | None:
    """The released figure of a place; a unit that took others over has the sum of those that were there, null where one
    of them had no figures."""
    metric, place, caliber = key
    if released is None:
        return None
    units = [place, *district.former(place, month)] if place in {unit.code for unit in district.units} else [place]
    there = [released.values[metric, unit, caliber] for unit in units if (metric, unit, caliber) in released.values]
    if len(there) > 1 and metric in _NOT_ADDED:
        return None
    return None if not there or None in there else sum(there, Fraction(0))  # type: ignore[arg-type]


def prior(
    made: Released, key: Key, district: District, office: Office, history: dict[str, Released]
) -> Fraction | None:
    """同期数: prior_year.csv, else the released figure of a year ago; GROUP and ALL by their own row, else their units'."""
    metric, place, caliber = key
    rows = {p.unit: Fraction(p.value) for wanted in ("", caliber) for p in office.priors
            if (p.month, p.metric, p.caliber) == (made.month, metric, wanted)}  # fmt: skip
    released = history.get(shifted(made.month, -12))

    def of_unit(unit: str) -> Fraction | None:
        former = district.former(unit, made.month)
        if not any(other in rows for other in former):
            return rows[unit] if unit in rows else earlier(released, (metric, unit, caliber), district, made.month)
        parts = [
            rows.get(each, (released.values if released else {}).get((metric, each, caliber)))
            for each in (unit, *former)
        ]
        return sum((part for part in parts if part is not None), Fraction(0))

    places = Places(district, made.month)
    if place in places.units:
        return of_unit(place)
    if place in rows:
        return rows[place]
    members = places.members(place)
    touched = [
        unit for unit in members if unit in rows or any(other in rows for other in district.former(unit, made.month))
    ]
    if touched:
        parts = [of_unit(unit) for unit in members]
        return None if None in parts else sum(parts, Fraction(0))  # type: ignore[arg-type]
    return released.values.get(key) if released else None


def target(
    office: Office, district: District, metric: str, place: str, month: str, first: bool = False
) -> Fraction | None:
    """The target in force at the month (or the year's first)."""
    rows = sorted(
        (
            t
            for t in office.targets
            if t.metric == metric and t.unit == place and t.year == int(month[:4]) and t.since <= month
        ),
        key=lambda t: t.since,
    )
    if rows:
        return Fraction(rows[0 if first else -1].value)
    if place == "ALL" or place.startswith("GROUP:"):
        members = Places(district, month).members(place)
        parts = [t for unit in members if (t := target(office, district, metric, unit, month, first)) is not None]
        return sum(parts, Fraction(0)) if parts else None
    return None


def progress(made: Released, office: Office, district: District, metric: str, place: str) -> Fraction | None:
    goal, ytd = target(office, district, metric, place, made.month), made.values[metric, place, "verified"]
    return ytd * 12 / (goal * int(made.month[5:])) if goal and ytd is not None else None


def rank(made: Released, office: Office, district: District, metric: str, unit: str) -> int | None:
    own = progress(made, office, district, metric, unit)
    if own is None:
        return None
    mates = Places(district, made.month).members(f"GROUP:{district.unit(unit).group}")
    others = [progress(made, office, district, metric, mate) for mate in mates]
    return 1 + sum(other is not None and other > own for other in others)


def coverage(made: Released, district: District, history: dict[str, Released]) -> Fraction | None:
    """Last December's verified money of the units that are current, over that of all expected."""
    december = history.get(f"{int(made.month[:4]) - 1}-12")
    known = december.values if december else {}

    def then(unit: str) -> Fraction:
        parts = [
            known.get(("funds_out_of_district", each, "verified"))
            for each in (unit, *district.former(unit, made.month))
        ]
        return sum((part for part in parts if part is not None), Fraction(0))

    money = {unit: then(unit) for unit in made.figures}
    whole = sum(money.values(), Fraction(0))
    return (
        sum((money[u] for u, figures in made.figures.items() if figures == "current"), Fraction(0)) / whole
        if whole > 0
        else None
    )
