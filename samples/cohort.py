"""The projects signed in one year of the sample, and those that were there before its first year."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from samples.codes import approval_code, credit_code
from samples.mishaps import Mess
from samples.names import ORIGINS, Names
from samples.projects import Project
from samples.seed_plan import Large, YearFigures
from samples.units import DIVISION_CODE, Unit

FAIR = "首届淮海投资贸易洽谈会"
FAIR_DAY = (9, 19)
_CHAINS_OF_SMALL = (
    "new_materials",
    "equipment",
    "equipment",
    "food",
    "services",
    "services",
    "building",
    "health",
    "electronics",
)
# Of the 20 large projects that are not a unit's first: where their investors come from.
_OTHER_SCOPES = (
    "overseas", "overseas", "overseas", "out_of_province", "in_province", "out_of_province", "out_of_province", "in_city",
    "out_of_province", "in_province", "out_of_province", "out_of_province", "in_province", "out_of_province", "in_city",
    "in_province", "out_of_province", "in_city", "overseas", "in_province",
)  # fmt: skip
_OTHER_UNITS = ("Z01", "Z02", "Z03", "T01", "Z01", "T03", "Z02", "T05", "S01", "Z01",
                "T07", "Z03", "T09", "Z02", "S03", "T02", "Z01", "T06", "T04", "T10")  # fmt: skip
_SHARED_OTHERS = (3, 5, 7, 12, 16)
_PARTNERS = {"Z01": "T02", "Z02": "S02", "Z03": "S01", "T01": "Z01", "T03": "Z02", "T05": "S03", "T07": "Z02",
             "T09": "Z03", "S01": "Z03", "S03": "T06", "T02": "Z01", "T06": "S04", "T04": "Z03", "T10": "S02"}  # fmt: skip


class CohortMaker:
    """Makes projects with names, codes and dates that break no rule."""

    def __init__(self, rng: Random, names: Names, mess: Mess) -> None:
        self.rng, self.names, self.mess = rng, names, mess

    def signed_in(self, year: int, figures: YearFigures, units: list[Unit]) -> list[Project]:
        """All projects signed in `year`: introduced, local, below 1000万, later terminated, struck out by 认定."""
        projects = [
            *self._large(year, figures, units),
            *self._introduced(year, figures, units),
            *self._others(year, units),
        ]
        return projects

    # the large ones ---------------------------------------------------------------------------------------------------

    def _large(self, year: int, figures: YearFigures, units: list[Unit]) -> list[Project]:
        """One started project from another province for every unit first, then the rest."""
        started = [p for p in figures.large if p.fate != "preparing"]
        firsts = _firsts(started, units)
        chosen = {id(large) for large in firsts.values()}
        projects = [self._of_large(year, large, code, "out_of_province") for code, large in firsts.items()]
        rest = [p for p in started if id(p) not in chosen] + [p for p in figures.large if p.fate == "preparing"]
        codes = {unit.code for unit in units}
        for i, large in enumerate(rest):
            code = _OTHER_UNITS[i % len(_OTHER_UNITS)]
            project = self._of_large(year, large, code if code in codes else units[0].code, _OTHER_SCOPES[i % 20])
            if i in _SHARED_OTHERS:
                project.partner, project.share = _PARTNERS[project.unit], 60
            projects.append(project)
        return projects

    def _of_large(self, year: int, large: Large, unit: str, scope: str) -> Project:
        project = self.project(unit, large.chain, scope, large.total, large.product)
        self.give_dates(project, year, large.fate, at_fair=large.at_fair)
        return project

    # the smaller ones -------------------------------------------------------------------------------------------------

    def _introduced(self, year: int, figures: YearFigures, units: list[Unit]) -> list[Project]:
        """5000万–1亿 and 1000万–5000万: every unit has some of each, its first small one completed in the year."""
        projects, rng = [], self.rng
        for count, low, high, order in (
            (figures.middle, 5_020, 9_880, units),
            (figures.small, 1_040, 4_880, units[::-1]),
        ):
            totals = rng.sample(range(low, high, 20), count)
            for i, total in enumerate(totals):
                unit = order[i % len(order)]
                scope = rng.choices(("out_of_province", "in_province", "in_city", "overseas"), (52, 24, 20, 4))[0]
                project = self.project(unit.code, self._small_chain(unit, i, len(order)), scope, total)
                fate = "completed" if low < 5_000 and i < len(order) else rng.choices(
                    ("completed", "building", "preparing"), (30, 50, 20))[0]  # fmt: skip
                if low < 5_000 and i in (len(order) + 2, len(order) + 9) and unit.code in _PARTNERS:
                    project.partner, project.share = _PARTNERS[unit.code], 60
                self.give_dates(project, year, fate)
                projects.append(project)
        return projects

    def _small_chain(self, unit: Unit, i: int, units: int) -> str:
        """Towns and zones have an industrial one among their first, sub-districts one of services."""
        if i < units:
            return (
                "services" if unit.group == "subdistrict" else self.rng.choice(("equipment", "new_materials", "food"))
            )
        return self.rng.choice(_CHAINS_OF_SMALL)

    def _others(self, year: int, units: list[Unit]) -> list[Project]:
        """Six local projects, five below 1000万, two that end in the year, two that 认定 strikes out."""
        projects = []
        for i, total in enumerate((2_260, 860, 12_180, 1_540, 640, 3_320)):
            project = self.project(units[(3 * i + 1) % len(units)].code, self._any_chain(), "local", total)
            self.give_dates(project, year, ("completed", "building")[i % 2])
            projects.append(project)
        for i, total in enumerate((520, 680, 780, 940, 960)):
            project = self.project(units[(4 * i + 2) % len(units)].code, self._any_chain(), "in_province", total)
            self.give_dates(project, year, ("building", "completed")[i % 2])
            projects.append(project)
        for i, total in enumerate((12_420, 3_240)):
            project = self.project(units[(5 * i + 3) % len(units)].code, self._any_chain(), "out_of_province", total)
            self.give_dates(project, year, "preparing", latest=4)
            self.end(project, year, ("投资方战略调整，经协商解除投资协议", "用地指标未落实，双方协商解除协议")[i])
            projects.append(project)
        for i, total in enumerate((6_180, 1_880)):
            project = self.project(units[(5 * i + 11) % len(units)].code, self._any_chain(), "in_province", total)
            self.give_dates(project, year, "building", latest=5)
            project.uncounted = True
            projects.append(project)
        return projects

    def _any_chain(self) -> str:
        return self.rng.choice(_CHAINS_OF_SMALL)

    # those from before ------------------------------------------------------------------------------------------------

    def from_before(self, first_year: int, units: list[Unit], years: int = 2) -> list[Project]:
        """Projects under construction when the sample begins: one large and steady in every unit, then others."""
        rng, projects = self.rng, []
        for unit in units:
            low, high = {"zone": (186_000, 238_000), "town": (48_000, 92_000), "subdistrict": (46_000, 82_000)}[
                unit.group
            ]
            services = unit.group == "subdistrict" or unit.code in ("Z03", "T09", "T10", "T11")
            chain = "services" if services else rng.choice(("new_materials", "equipment", "equipment", "building"))
            scale = (1.5 if services else 1.1) * max(1.0, years / 2)
            project = self.project(
                unit.code, chain, "out_of_province", int(rng.randrange(low, high, 20) * scale) // 20 * 20
            )
            project.steady = True
            projects.append(self._older(project, first_year, 0.18, 0.3))
        for i in range(18):
            unit = units[i] if i % 2 == 0 else units[(i * 5) % len(units)]
            scope = (
                "overseas" if unit.group == "zone" and i < 9 else ("out_of_province", "in_province", "in_city")[i % 3]
            )
            chain = ("services", "equipment", "services", "food", "services")[i % 5]
            project = self.project(unit.code, chain, scope, rng.randrange(14_000, 76_000, 20))
            project.steady = scope == "overseas"
            projects.append(self._older(project, first_year, 0.2, 0.5))
        for i in range(24):
            scope = ("out_of_province", "in_province", "in_city")[i % 3]
            project = self.project(
                units[(i * 7) % len(units)].code, self._any_chain(), scope, rng.randrange(1_200, 9_900, 20)
            )
            projects.append(self._older(project, first_year, 0.3, 0.7))
        for i in range(3):
            project = self.project(
                units[(i * 6 + 3) % len(units)].code, "equipment", "in_province", rng.randrange(3_000, 16_000, 20)
            )
            project.signed = date(first_year - 1, 5 + 2 * i, 11 + i)
            self._file(project, project.signed + timedelta(days=40))
            projects.append(project)
        return projects

    def _older(self, project: Project, first_year: int, low: float, high: float) -> Project:
        rng = self.rng
        project.signed = date(first_year - rng.choice((1, 1, 2)), rng.randrange(1, 9), rng.randrange(2, 28))
        project.started = project.signed + timedelta(days=rng.randrange(45, 110))
        self._file(project, project.signed + timedelta(days=rng.randrange(15, 40)))
        project.build_kind = "续建"
        project.opening = int(project.total * 100 * rng.uniform(low, high)) // 10 * 10
        return project

    # a project --------------------------------------------------------------------------------------------------------

    def project(self, unit: str, chain: str, scope: str, total: int, product: str = "") -> Project:
        """A project without dates."""
        rng = self.rng
        origin = rng.choice(ORIGINS[scope])
        name, company, investor = self.names.of_project(chain, origin, product)
        return Project(
            unit=unit, name=name, company=company, credit_code=credit_code(rng, DIVISION_CODE), investor=investor,
            origin=origin, scope=scope, chain=chain, industrial=chain != "services", total=total, signed=date(1, 1, 1),
            build_kind=rng.choices(("新建", "扩建", "技改", "增资"), (80, 10, 6, 4))[0],
            fixed_ratio=rng.uniform(0.42, 0.66) if chain == "services" else rng.uniform(0.68, 0.95),
            dollar_ratio=rng.uniform(0.35, 0.6) if scope == "overseas" else 0.0, grain=rng.choice((1, 10, 10, 10, 50)),
        )  # fmt: skip

    def give_dates(self, project: Project, year: int, fate: str, latest: int = 0, at_fair: bool = False) -> None:
        """Signing, filing, start, completion within `year`, none of them in a still month of the unit."""
        project.fate = fate
        for _ in range(200):
            self._draw_dates(project, year, fate, latest, at_fair)
            dates = (project.signed, project.filed, project.started, project.completed)
            if not any(d and self.mess.is_still(project.unit, d.year, d.month) for d in dates):
                break
        if at_fair:
            project.event = FAIR
        if project.filed:
            project.approval = approval_code(self.rng, DIVISION_CODE, project.filed, project.industrial)

    def _draw_dates(self, project: Project, year: int, fate: str, latest: int, at_fair: bool) -> None:
        rng = self.rng
        end = date(year, 12, 20)
        last = latest or {"completed": 5, "building": 9, "preparing": 12}[fate]
        first = 6 if fate == "preparing" and not latest else 1
        project.signed = date(year, rng.randrange(first, last + 1), rng.randrange(2, 21))
        if at_fair:
            project.signed = date(year, *FAIR_DAY)
        project.filed = project.started = project.completed = None
        if fate in ("completed", "building"):
            project.started = min(project.signed + timedelta(days=rng.randrange(24, 66)), date(year, 11, 20))
            project.filed = project.signed + (project.started - project.signed) // 2
        elif rng.random() < 0.6 and project.signed < date(year, 11, 1):
            project.filed = project.signed + timedelta(days=rng.randrange(16, 48))
        if fate == "completed" and project.started:
            project.completed = min(project.started + timedelta(days=rng.randrange(120, 230)), end)

    def _file(self, project: Project, when: date) -> None:
        project.filed = when
        project.approval = approval_code(self.rng, DIVISION_CODE, when, project.industrial)

    def end(self, project: Project, year: int, reason: str) -> None:
        """Terminates a project late in `year`."""
        for _ in range(200):
            project.terminated = date(year, self.rng.randrange(8, 12), self.rng.randrange(3, 26))
            if not self.mess.is_still(project.unit, year, project.terminated.month):
                break
        project.ending = f"终止：{reason}"


def _firsts(started: list[Large], units: list[Unit]) -> dict[str, Large]:
    """One started project for each unit: the largest for the zones, services and the like for sub-districts."""
    left = sorted(started, key=lambda p: -p.total)
    firsts: dict[str, Large] = {}
    for unit in (u for group in ("zone", "subdistrict", "town") for u in units if u.group == group):
        if unit.group == "zone":
            pick = left[0]
        elif unit.group == "subdistrict":
            pick = next((p for p in left if p.chain in ("services", "health", "electronics")), left[-1])
        else:
            pick = left[(3 * len(firsts)) % len(left)]
        left.remove(pick)
        firsts[unit.code] = pick
    return firsts
