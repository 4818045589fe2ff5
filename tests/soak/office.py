"""What the office enters in a random year: verifications, targets, figures of the year before."""

from __future__ import annotations

from random import Random

from tests.soak.story import District, Prior, Target, Verification, shifted
from tests.soak.ventures import Truth

_TARGETED = ("funds_out_of_district", "signed_100m", "signed_100m_amount", "funds_industrial")


def verifications(rng: Random, truth: Truth, months: list[str]) -> list[Verification]:
    """Amounts verified and projects taken out and back, of some projects in some months."""
    found = []
    for venture in truth.ventures:
        for month in months:
            if rng.random() > 0.12 or f"{venture.signed:%Y-%m}" > month:
                continue
            ytd = venture.ytd(month)
            amount = rng.choice((None, ytd * rng.randrange(40, 115) // 100 if ytd > 0 else 0))
            counted = rng.choice((None, None, True, False)) if amount is not None else rng.choice((True, False))
            found.append(Verification(month, venture.code, amount, counted))
    return found


def targets(rng: Random, district: District, months: list[str]) -> tuple[Target, ...]:
    """Targets of units and the district, some changed in mid-year."""
    found = []
    for year in sorted({int(month[:4]) for month in months}):
        for metric in _TARGETED:
            for unit in district.units:
                first = f"{year}-01"
                if rng.random() < 0.2 or (unit.until and unit.until < first):
                    continue
                since = max(first, unit.since) if unit.since <= f"{year}-12" else ""
                if not since:
                    continue
                taken = [other.until for other in district.units if other.heir == unit.code]
                found.append(Target(year, unit.code, metric, _target(rng, metric), since))
                if taken and taken[0][:4] == str(year) and not unit.since:  # a target of its own for what it is now
                    found.append(Target(year, unit.code, metric, _target(rng, metric), shifted(taken[0], 1)))
                elif rng.random() < 0.25:
                    changed = f"{year}-{rng.randint(2, 12):02d}"
                    if changed > since:
                        found.append(Target(year, unit.code, metric, _target(rng, metric), changed))
            if rng.random() < 0.3:
                found.append(Target(year, "ALL", metric, _target(rng, metric) * 3, f"{year}-01"))
    unique = {(t.year, t.unit, t.metric, t.since): t for t in found}
    return tuple(t for t in unique.values() if not t.since.endswith("-13") and t.since[:4] == str(t.year))


def _target(rng: Random, metric: str) -> int:
    if metric == "signed_100m":
        return rng.choice((0, 1, 2, 3))
    return rng.choice((0, 50_000_000, 123_456_789, 600_000_000))


def priors(rng: Random, district: District, months: list[str]) -> tuple[Prior, ...]:
    """Rows of prior_year.csv: of units, groups, the district; at one caliber or both."""
    found = {}
    places = [unit.code for unit in district.units] + [f"GROUP:{group}" for group in district.groups] + ["ALL"]
    for month in months:
        for metric in ("funds_out_of_district", "projects_introduced", "funds_overseas"):
            for place in places:
                if rng.random() < 0.15:
                    caliber = rng.choice(("", "declared", "verified"))
                    value = (
                        rng.choice((0, rng.randrange(1, 9)))
                        if metric == "projects_introduced"
                        else rng.randrange(0, 10**9)
                    )
                    found[month, place, metric, caliber] = Prior(month, place, metric, caliber, value)
    return tuple(found.values())
