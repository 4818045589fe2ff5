"""The sample's projects over its years: who is signed, starts, completes, ends, and what arrives in each year.

A year's declared sums are chosen so that the verified ones come to samples/seed_plan.py; the money of the single months
is spread in samples/arrivals.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from samples.arrivals import spread_year
from samples.calm import CALM, unrest
from samples.cohort import CohortMaker
from samples.mishaps import Mess
from samples.money import NoRoom, apportion
from samples.names import Names
from samples.projects import Project
from samples.seed_plan import YearFigures, figures_of
from samples.units import Unit, reporting_code, units_of
from samples.verification import Verification, cut_year, verify_year

LARGE = 10_000  # 1亿 in 万元
_ATTEMPTS = 24


@dataclass
class Plan:
    """Everything that is true in the sample district."""

    last_year: int
    first_year: int
    mess: Mess
    projects: list[Project] = field(default_factory=list)
    verifications: list[Verification] = field(default_factory=list)
    exempted: list[tuple[str, str, str, str]] = field(default_factory=list)  # unit, project, first, last month

    def units(self, year: int) -> list[Unit]:
        return units_of(year, self.last_year)

    def reporting(self, project: Project, year: int) -> str:
        """The unit whose workbook lists the project in `year` (in its January)."""
        return reporting_code(project.unit, year, self.last_year)

    def units_at(self, month: str) -> list[Unit]:
        """The units that report `month`."""
        return self.units(int(month[:4]))

    def reporting_at(self, project: Project, month: str) -> str:
        """The unit whose workbook of `month` lists the project."""
        return self.reporting(project, int(month[:4]))


def make_plan(last_year: int, first_year: int, mess: Mess) -> Plan:
    """The plan of the years first_year … last_year. The same arguments, the same plan.

    Draws again where the year's sums do not fit into what was drawn, or where a unit's month stands out by chance.
    NoRoom when none of many fits.
    """
    best: tuple[float, Plan] | None = None
    for attempt in range(_ATTEMPTS):
        try:
            plan = _drawn_plan(last_year, first_year, mess, attempt)
        except NoRoom:
            continue
        found = unrest(plan)
        if best is None or found < best[0]:
            best = (found, plan)
        if found <= CALM:
            break
    if best is None:
        raise NoRoom(f"no plan of {first_year} to {last_year} has room for its sums")
    return best[1]


def _drawn_plan(last_year: int, first_year: int, mess: Mess, attempt: int) -> Plan:
    plan = Plan(last_year, first_year, mess)
    rng = Random(f"zhaoyin sample {last_year} {first_year} {attempt}")
    maker = CohortMaker(rng, Names(rng), mess)
    plan.projects = maker.from_before(first_year, plan.units(first_year), years=last_year - first_year + 1)
    number_codes(plan)
    for year in range(first_year, last_year + 1):
        figures = figures_of(year, last_year)
        _move_on(plan, maker, year, rng)
        plan.projects += maker.signed_in(year, figures, plan.units(year))
        number_codes(plan)
        _sums_of_year(plan, year, figures, rng)
        cut_year(plan.projects, year, rng)
        _plant_idle(plan, year)
        spread_year(plan, year, rng)
        plan.verifications += verify_year(plan.projects, year, rng)
    return plan


def number_codes(plan: Plan) -> None:
    """Project codes in order of signing, for those that have none yet."""
    fresh = [p for p in plan.projects if not p.code]
    taken: dict[str, int] = {}
    for project in sorted(fresh, key=lambda p: (p.signed, p.name)):
        stem = f"{project.unit}-{project.signed.year}"
        taken[stem] = taken.get(stem, 0) + 1
        project.code = f"{stem}-{taken[stem]:03d}"


# what becomes of projects of earlier years ----------------------------------------------------------------------------


def _move_on(plan: Plan, maker: CohortMaker, year: int, rng: Random) -> None:
    """Completions, starts and ends of projects signed before `year`."""
    waiting = 0
    for project in plan.projects:
        if project.completed or project.terminated or project.uncounted:
            continue
        for _ in range(200):
            before = (project.filed, project.approval, project.started, project.completed)
            if project.started is None:
                _start(project, maker, year, rng, waiting)
            elif not project.steady and rng.random() < (0.75 if project.total < LARGE else 0.45):
                project.completed = date(year, rng.randrange(3, 12), rng.randrange(3, 27))
            dates = (project.filed, project.started, project.completed, project.terminated)
            if not any(
                d and d.year == year and plan.mess.is_still(plan.reporting(project, year), year, d.month) for d in dates
            ):
                break
            project.filed, project.approval, project.started, project.completed = before
        waiting += project.started is None


def _start(project: Project, maker: CohortMaker, year: int, rng: Random, waiting: int) -> None:
    """Of those still in preparation one ends, two wait on, the others start."""
    if waiting in (0, 3) or project.signed.month >= 11:
        if project.filed is None:
            maker._file(project, date(year, rng.randrange(2, 6), rng.randrange(3, 26)))
        return
    if waiting == 1 and project.terminated is None and project.total < 4 * LARGE:
        maker.end(project, year, "企业资金链紧张，无力继续投资，经协商退出")
        return
    project.started = date(year, rng.randrange(1, 8), rng.randrange(3, 27))
    if project.filed is None:
        maker._file(project, max(project.started - timedelta(days=20), project.signed + timedelta(days=5)))


# what arrives in a year -----------------------------------------------------------------------------------------------


def _sums_of_year(plan: Plan, year: int, figures: YearFigures, rng: Random) -> None:
    """The verified sum of every project in `year`, exact in the four sums of the figures."""
    funded = [p for p in plan.projects if may_receive(p, year)]
    wish = {p.code: wish_of(p, year, rng) for p in funded}
    room = {p.code: room_of(p, year) for p in funded}
    _follow_last_year(plan, year, funded, wish)
    parts: dict[str, int] = {}

    def put(group: list[Project], total: int) -> None:
        group = sorted(group, key=lambda p: p.code)
        amounts = apportion(total, [wish[p.code] for p in group], [room[p.code] for p in group])
        parts.update((p.code, amount) for p, amount in zip(group, amounts, strict=True))

    def given(condition: str) -> int:
        return sum(v for c, v in parts.items() if c in counted and _is(counted[c], condition))

    counted = {p.code: p for p in funded if p.scope != "local" and not p.uncounted and not p.is_struck(year)}
    cohort = [p for p in counted.values() if p.signed.year == year and p.started and p.total >= LARGE]
    put(cohort, figures.started_funds * 100)
    fixed = [p for p in counted.values() if p.terminated or (p.signed.year == year and not p.started)]
    for project in fixed:
        parts[project.code] = int(wish[project.code]) // 10 * 10
    rest: dict[tuple[bool, bool], list[Project]] = {
        (far, industrial): [] for far in (True, False) for industrial in (True, False)
    }
    for project in counted.values():
        if project.code not in parts:
            rest[_is(project, "far"), project.industrial].append(project)
    services = (figures.funds - figures.industrial) * 100 - given("all") + given("industrial")
    wanted = {key: sum(wish[p.code] for p in group) for key, group in rest.items()}
    far_services = int(services * wanted[True, False] / (wanted[True, False] + wanted[False, False]))
    far_industrial = figures.out_of_province_100m * 100 - given("far") - far_services
    near_industrial = figures.industrial * 100 - given("industrial") - far_industrial
    put(rest[True, False], far_services)
    put(rest[False, False], services - far_services)
    put(rest[True, True], far_industrial)
    put(rest[False, True], near_industrial)
    for project in funded:
        project.year_money[year] = parts.get(project.code, min(int(wish[project.code]) // 10 * 10, room[project.code]))


def _follow_last_year(plan: Plan, year: int, funded: list[Project], wish: dict[str, float]) -> None:
    """Bends the wishes of projects from earlier years so that no unit's year is out of step with its last one."""
    for unit in plan.units(year):
        own = [p for p in funded if plan.reporting(p, year) == unit.code]
        last = sum(p.year_money.get(year - 1, 0) for p in plan.projects if plan.reporting(p, year) == unit.code)
        carried = [p for p in own if p.signed.year < year and p.started]
        new = sum(wish[p.code] for p in own if p not in carried)
        whole = sum(wish[p.code] for p in carried)
        if not last or not whole:
            continue
        bend = min(2.5, max(0.3, (1.16 * last - new) / whole))
        for project in carried:
            wish[project.code] *= bend


def _is(project: Project, condition: str) -> bool:
    far = project.scope == "out_of_province" and project.total >= LARGE
    return {"all": True, "industrial": project.industrial, "far": far}[condition]


def may_receive(project: Project, year: int) -> bool:
    """Money comes to what is or was building in the year, and a little to some in preparation."""
    if project.signed.year > year or (project.completed and project.completed.year < year):
        return False
    if project.terminated:
        return project.terminated.year == year and project.started is None
    if project.started:
        return project.started.year <= year
    return project.signed.year == year and project.filed is not None and int(project.code[-3:]) % 2 == 1


def _left(project: Project) -> int:
    return project.total * 100 - project.opening - sum(project.year_money.values())


def wish_of(project: Project, year: int, rng: Random) -> float:
    """What it would receive before the year's sums are kept."""
    left = _left(project)
    if project.terminated or not project.started:
        return left * rng.uniform(0.02, 0.05)
    if project.completed and project.completed.year == year:
        return left * rng.uniform(0.84, 0.94)
    if project.steady:
        return left * rng.uniform(0.34, 0.44)
    if project.signed.year == year:
        months = 13 - project.started.month
        return left * rng.uniform(0.035, 0.055) * months
    return left * rng.uniform(0.4, 0.6)


def room_of(project: Project, year: int) -> int:
    left = _left(project)
    share = 0.97 if project.completed and project.completed.year == year else 0.62 if project.steady else 0.85
    return int(left * share) // 10 * 10


def _plant_idle(plan: Plan, year: int) -> None:
    """The exempted case: a project under construction that waits four months for its land."""
    for case in plan.mess.cases:
        if case.kind != "exempted" or int(case.month[:4]) != year:
            continue
        number = int(case.month[5:])
        candidates = [
            p for p in plan.projects
            if plan.reporting(p, year) == case.unit and p.started and p.started.year < year and not p.completed and not p.steady
        ] or [
            p for p in plan.projects
            if plan.reporting(p, year) == case.unit and p.started and p.started < date(year, 4, 1) and not p.completed
            and not p.steady
        ]  # fmt: skip
        if candidates:
            project = min(candidates, key=lambda p: p.total)
            project.idle = tuple((year, m) for m in range(number - 2, number + 2))
            plan.exempted.append((case.unit, project.code, f"{year}-{number - 2:02d}", f"{year}-{number + 2:02d}"))
