"""The projects of the hard sample and their money: a year that falls against the one before and misses its targets."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from samples.arrivals import spread_year
from samples.cohort import CohortMaker
from samples.hard.story import (
    HANDED_FROM,
    HANDED_FROM_UNIT,
    HANDED_TO_UNIT,
    NEW_UNIT,
    PROFILES,
    Profile,
    hard_cases,
    hard_units,
    holder_of,
)
from samples.mishaps import Mess
from samples.money import apportion
from samples.names import Names
from samples.plan import Plan, may_receive, number_codes, room_of, wish_of
from samples.projects import Project
from samples.units import FORMER, SUCCESSOR, Unit
from samples.verification import Verification
from schemas.months import last_day, shift

_CUT_UNITS = ("Z01", "T01", "T11")


@dataclass
class HardPlan(Plan):
    """Everything that is true in the hard sample; who lists a project may change within the year."""

    handed: dict[str, tuple[str, str]] = field(default_factory=dict)  # project → (first month, receiving unit)

    def units(self, year: int) -> list[Unit]:
        found = {
            unit.code: unit for number in (1, 6, 12) for unit in hard_units(f"{year}-{number:02d}", self.last_year)
        }
        return list(found.values())

    def units_at(self, month: str) -> list[Unit]:
        return hard_units(month, self.last_year)

    def reporting(self, project: Project, year: int) -> str:
        return holder_of(project.unit, f"{year}-01", self.last_year)

    def reporting_at(self, project: Project, month: str) -> str:
        since, unit = self.handed.get(project.code, ("9999-12", ""))
        return unit if month >= since else holder_of(project.unit, month, self.last_year)


def hard_plan(last_year: int) -> HardPlan:
    """The plan of `last_year` and the year before. The same year, the same plan."""
    plan = HardPlan(last_year, last_year - 1, Mess(hard_cases(last_year)))
    rng = Random(f"zhaoyin hard sample {last_year}")
    maker = CohortMaker(rng, Names(rng), plan.mess)
    for profile in PROFILES:
        if profile.code != NEW_UNIT:
            plan.projects += _from_before(maker, profile, plan.first_year)
    number_codes(plan)
    for year in (plan.first_year, last_year):
        for profile in PROFILES:
            plan.projects += _signed_in(maker, profile, year, last_year)
        number_codes(plan)
        for profile in PROFILES:
            _year_money(plan, profile, year, rng)
        if year == last_year:
            _hand_over(plan)
        spread_year(plan, year, rng)
    plan.verifications = _verified(plan)
    return plan


def _code(profile: Profile, year: int, last_year: int) -> str:
    return FORMER.code if profile.code == SUCCESSOR and year < last_year else profile.code


def _chain(code: str, i: int) -> str:
    industrial = ("new_materials", "equipment", "food", "building")
    services = i % 2 == 0 if code[0] == "S" else i == 2
    return "services" if services else industrial[(i + ord(code[-1])) % 4]


def _from_before(maker: CohortMaker, profile: Profile, first_year: int) -> list[Project]:
    """A large one that goes on building through both years, and two smaller ones."""
    code, found = _code(profile, first_year, first_year + 1), []
    for i, (size, scope) in enumerate(
        ((5.0, "out_of_province"), (1.3, "in_province"), (0.45, "overseas" if code[0] == "Z" else "out_of_province"))
    ):
        total = int(profile.yearly * size * maker.rng.uniform(0.9, 1.15)) // 20 * 20
        project = maker.project(code, _chain(profile.code, i), scope, total)
        project.steady = i < 2
        found.append(maker._older(project, first_year, 0.1, 0.25))
    return found


def _signed_in(maker: CohortMaker, profile: Profile, year: int, last_year: int) -> list[Project]:
    """The year's signings: fewer and smaller in the last year."""
    code, rng = _code(profile, year, last_year), maker.rng
    if profile.code == NEW_UNIT:
        if year < last_year:
            return []
        drawn = [("building", 16_000, "out_of_province"), ("building", 9_000, "overseas")]
    elif year < last_year:
        drawn = [("building", int(profile.yearly * 0.9), "out_of_province"), ("building", 6_000, "in_province"),
                 ("preparing", 13_000, "out_of_province"), ("completed", 3_200, "in_city")]  # fmt: skip
    else:
        drawn = [("preparing", 10_400, "out_of_province"), ("building", 2_400, "in_province")]
        drawn = drawn if profile.code in ("Z01", "T01") else drawn[1:]
    found = []
    for i, (fate, size, scope) in enumerate(drawn):
        project = maker.project(code, _chain(profile.code, i), scope, int(size * rng.uniform(0.85, 1.2)) // 20 * 20)
        maker.give_dates(project, year, fate)
        if profile.code == NEW_UNIT:
            maker._draw_dates(project, year, fate, 3, False)
        found.append(project)
    return found


def _year_money(plan: HardPlan, profile: Profile, year: int, rng: Random) -> None:
    """The unit's year over its projects, none beyond its investment."""
    code = _code(profile, year, plan.last_year)
    own = sorted(
        (p for p in plan.projects if holder_of(p.unit, f"{year}-01", plan.last_year) == code and may_receive(p, year)),
        key=lambda p: p.code,
    )
    total = int(profile.yearly * (1 if year < plan.last_year else profile.fall)) * 100
    rooms = [room_of(p, year) for p in own]
    if not own:
        return
    for project, amount in zip(own, apportion(total, [wish_of(p, year, rng) for p in own], rooms), strict=True):
        project.year_money[year] = amount


def _hand_over(plan: HardPlan) -> None:
    """One building project of HANDED_FROM_UNIT goes to HANDED_TO_UNIT with its code and history."""
    project = next(p for p in plan.projects if p.unit == HANDED_FROM_UNIT and p.steady and p.scope == "in_province")
    plan.handed[project.code] = (f"{plan.last_year}-{HANDED_FROM:02d}", HANDED_TO_UNIT)


def _verified(plan: HardPlan) -> list[Verification]:
    """认定 of both Decembers: one project of three units each is cut."""
    rows = []
    for year in (plan.first_year, plan.last_year):
        for code in _CUT_UNITS:
            project = next(p for p in plan.projects if p.unit == code and p.steady)
            declared = project.year_to_date(year, 12)
            month = f"{year}-12"
            day = last_day(shift(month, 1)).replace(day=6)
            reason = "其中部分设备款无发票佐证，核减"
            rows.append(Verification(month, project.code, declared - declared // 25, True, reason, day))
    return rows
