"""What the oracle compares a figure with: last month, the same period, the target; and what follows: place, coverage."""

from __future__ import annotations

from fractions import Fraction

from tests.soak.figures import RATIOS, Places
from tests.soak.state import Key, Released
from tests.soak.story import District, Office, shifted

_NOT_ADDED = (*RATIOS, "visited_companies", "talent_employers", "talent_subsidised", "on_time_rate")
_REPORTING = ("on_time_rate", "returned_count", "finding_count")  # known of every unit


def month_value(made: Released, key: Key, district: District, history: dict[str, Released]) -> Fraction | None:
    now = made.values[key]
    if made.month.endswith("-01"):
        return now
    if not any(known < made.month for known in history):
        return made.declared_months.get(key)
    before = earlier(history.get(shifted(made.month, -1)), key, district, made.month)
    return now - before if now is not None and before is not None else None


def earlier(released: Released | None, key: Key, district: District, month: str) -> Fraction | None:
    """The released figure of a place; a unit that took others over has the sum of those that were there, null where one
    of them had no figures; a GROUP that had other units then, the sum of those it has."""
    metric, place, caliber = key
    if released is None:
        return None
    if place.startswith("GROUP:") and not _same_units(released, place, district, month):
        parts = [
            earlier(released, (metric, unit, caliber), district, month)
            for unit in Places(district, month).members(place)
        ]
        known = [part for part in parts if part is not None]
        return sum(known, Fraction(0)) if known and metric not in _NOT_ADDED else None
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
        stated = released.values if released else {}
        parts = [rows.get(each, stated.get((metric, each, caliber))) for each in (unit, *former)
                 if each in rows or (metric, each, caliber) in stated]  # fmt: skip
        if unit in rows and not any(other in rows for other in former):
            return rows[unit]
        if len(parts) > 1 and metric in _NOT_ADDED:
            return _of_sums(made, key, district, office, history)
        return None if not parts or None in parts else sum(parts, Fraction(0))  # type: ignore[arg-type]

    places = Places(district, made.month)
    if place in places.units:
        return of_unit(place)
    if place in rows:
        return rows[place]
    whole = released.values.get(key) if released else None
    if whole is not None and (
        place == "ALL" or (metric in _NOT_ADDED and released and _same_units(released, place, district, made.month))
    ):
        return whole
    if metric in _NOT_ADDED:
        return _of_sums(made, key, district, office, history)
    return _added({unit: of_unit(unit) for unit in places.members(place)}, made, district, released is not None)


def comparable(
    made: Released, key: Key, district: District, office: Office, history: dict[str, Released]
) -> Fraction | None:
    """可比同期: that of the units that have figures now."""
    metric, place, caliber = key
    units = Places(district, made.month).members(place)
    silent = () if metric in _REPORTING or district.missing == "zero" else absent(made)
    there = [unit for unit in units if unit not in silent]
    if there == units:
        return prior(made, key, district, office, history)
    if not there:
        return None
    if metric in _NOT_ADDED:
        return _of_sums(made, key, district, office, history, comparable)
    bases = {unit: prior(made, (metric, unit, caliber), district, office, history) for unit in there}
    return _added(bases, made, district, shifted(made.month, -12) in history)


def absent(made: Released) -> set[str]:
    """Units without figures: neither scored nor ranked."""
    return {unit for unit, figures in made.figures.items() if figures == "none"}


def _of_sums(  # type: ignore[no-untyped-def]
    made: Released, key: Key, district: District, office: Office, history: dict[str, Released], of=prior
) -> Fraction | None:
    """A ratio of what its two sides were; nothing else that does not add up can be put together."""
    metric, place, caliber = key
    if metric not in RATIOS:
        return None
    above, below = (of(made, (part, place, caliber), district, office, history) for part in RATIOS[metric])
    return above / below if above is not None and below is not None and below > 0 else None


def _added(
    bases: dict[str, Fraction | None], made: Released, district: District, was_released: bool
) -> Fraction | None:
    """The sum; a unit that is new counts 0, one that existed and has none makes it null; nothing known is no sum."""
    then = shifted(made.month, -12)
    for unit, base in bases.items():
        existed = any(district.unit(each).active(then) for each in (unit, *district.former(unit, made.month)))
        if base is None and existed:
            return None
    known = [base for base in bases.values() if base is not None]
    return sum(known, Fraction(0)) if known or was_released else None


def _same_units(released: Released, place: str, district: District, month: str) -> bool:
    now = {each for unit in Places(district, month).members(place) for each in (unit, *district.former(unit, month))}
    return now & set(released.figures) == set(Places(district, released.month).members(place))


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
    if own is None or unit in absent(made):
        return None
    mates = set(Places(district, made.month).members(f"GROUP:{district.unit(unit).group}")) - absent(made)
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
