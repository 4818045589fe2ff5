"""The sample's annual targets: what each unit was asked for, so that in the last year every one of them exceeds it."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from random import Random

from samples.tally import ALL, Tallies, Tally
from samples.units import Unit

Row = tuple[str, ...]
OF_GROUP: dict[str, tuple[str, ...]] = {
    "zone": ("funds_out_of_district", "funds_industrial", "funds_out_of_province_100m", "signed_equivalents", "started_100m",
             "completed_projects", "foreign_capital_usd", "signed_100m"),
    "town": ("funds_out_of_district", "funds_industrial", "funds_out_of_province_100m", "signed_equivalents", "started_100m",
             "completed_projects", "trips", "signed_100m"),
    "subdistrict": ("funds_out_of_district", "funds_services", "funds_out_of_province_100m", "signed_equivalents", "started_100m",
                    "completed_projects", "trips", "signed_100m"),
}  # fmt: skip
# The district's own targets by years before the last: 万元 and 个.
_OF_DISTRICT: dict[int, dict[str, int]] = {
    0: {"funds_out_of_district": 1_320_000, "funds_industrial": 880_000, "funds_out_of_province_100m": 900_000, "signed_100m": 36,
        "signed_100m_amount": 1_000_000, "funds_services": 440_000, "trips": 240},
    1: {"funds_out_of_district": 1_180_000, "funds_industrial": 780_000, "funds_out_of_province_100m": 850_000, "signed_100m": 28,
        "signed_100m_amount": 720_000, "funds_services": 400_000, "trips": 240},
    2: {"funds_out_of_district": 1_040_000, "funds_industrial": 690_000, "funds_out_of_province_100m": 750_000, "signed_100m": 26,
        "signed_100m_amount": 600_000, "funds_services": 350_000, "trips": 240},
}  # fmt: skip
CHANGED = ("T03", "funds_out_of_district", 7)  # raised in July of the last year


def target_rows(tallies: Tallies, year: int, units: list[Unit], whole_district: bool) -> list[Row]:
    """Rows of targets.csv for one year."""
    last_year = tallies.plan.last_year
    rng = Random(f"zhaoyin targets {last_year} {year}")
    months = [tallies.at(f"{year}-{m:02d}") for m in range(1, 13)]
    declared = [tallies.at(f"{year}-{m:02d}", verified=False) for m in range(1, 13)]
    rows: list[Row] = []
    if whole_district:
        wanted = _OF_DISTRICT[min(2, last_year - year)]
        rows += [(str(year), ALL, metric, str(value), f"{year}-01") for metric, value in wanted.items()]
    for unit in tallies.plan.units(year):
        for metric in OF_GROUP[unit.group]:
            target = _target(rng, [months, declared], unit.code, metric, exceed=year == last_year)
            if unit not in units or target is None:
                continue
            if year == last_year and (unit.code, metric) == CHANGED[:2]:
                rows.append(
                    (str(year), unit.code, metric, f"{floor(target * Fraction(94, 100) / 100) * 100}", f"{year}-01")
                )
                rows.append((str(year), unit.code, metric, f"{float(target):g}", f"{year}-{CHANGED[2]:02d}"))
            else:
                rows.append((str(year), unit.code, metric, f"{float(target):g}", f"{year}-01"))
    return rows


def _target(rng: Random, calibers: list[list[Tally]], unit: str, metric: str, exceed: bool) -> Fraction | None:
    """In 万元, 万美元 or 个: below what was reached, on no month exactly at 100 % of the schedule."""
    reached = calibers[0][11][unit, metric]
    if metric.startswith("funds") or metric == "foreign_capital_usd":
        return money_target(rng, calibers, unit, metric, (1.04, 1.2) if exceed else (0.94, 1.18))
    if metric == "signed_equivalents":
        return max(Fraction(1, 2), Fraction(floor(reached * Fraction(88, 100) * 2), 2))
    if metric == "trips":
        return Fraction(12 if reached > 12 else 10)
    target = max(1, floor(reached * Fraction(85, 100)))
    if metric == "signed_100m" and reached < target:
        return None
    return Fraction(target)


def money_target(
    rng: Random, calibers: list[list[Tally]], unit: str, metric: str, over: tuple[float, float]
) -> Fraction:
    """A round sum of which the year reached between the two shares of `over`; on no month exactly on schedule."""
    step = 10 if metric == "foreign_capital_usd" else 100
    (low, high), reached = over, calibers[0][11][unit, metric]
    target = Fraction(step)
    for _ in range(200):
        target = max(Fraction(step), Fraction(floor(reached / 10_000 / Fraction(rng.uniform(low, high)) / step) * step))
        landed = any(
            Fraction(995, 1000) <= tally[unit, metric] / 10_000 / (target * m / 12) <= Fraction(1010, 1000)
            for tallies in calibers for m, tally in enumerate(tallies, 1)
        )  # fmt: skip
        if not landed:
            break
    return target
