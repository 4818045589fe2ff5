"""The months in which a year's money arrives: only where it may, every building project at least every other month."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from samples.money import spread_unit
from samples.projects import Project

if TYPE_CHECKING:
    from samples.plan import Plan


def spread_year(plan: Plan, year: int, rng: Random) -> None:
    """Fills `money` of every project for the year, unit by unit."""
    by_unit: dict[str, list[Project]] = {}
    for project in plan.projects:
        if project.year_money.get(year, 0) > 0:
            by_unit.setdefault(plan.reporting(project, year), []).append(project)
    for unit in sorted(by_unit):
        projects = sorted(by_unit[unit], key=lambda p: p.code)
        months = [open_months(plan, unit, p, year, rng) for p in projects]
        rows = [(p.year_money[year], m, p.grain) for p, m in zip(projects, months, strict=True)]
        for project, amounts in zip(projects, spread_unit(rows, rng), strict=True):
            project.money.update({(year, m + 1): amount for m, amount in enumerate(amounts) if amount})
    _plant_reduction(plan, year)


def open_months(plan: Plan, unit: str, project: Project, year: int, rng: Random) -> list[bool]:
    """Twelve flags: money may arrive. At least one is set."""
    first, last = 1, 12
    begin = project.started or project.filed or project.signed
    if begin.year == year:
        first = begin.month
    if project.completed:
        last = min(12, project.completed.month + 1) if project.completed.year == year else 12
    flags = [first <= m <= last for m in range(1, 13)]
    if project.terminated or not project.started:
        until = min(12, (project.terminated.month - 1) if project.terminated else 12, first + 1)
        flags = [first <= m <= max(first, until) for m in range(1, 13)]
    for m in range(first + 1, last):
        if (
            project.started
            and not project.steady
            and flags[m - 2]
            and rng.random() < 0.18
            and not plan.mess.near_gap(unit, year, m)
        ):
            flags[m - 1] = False
    for m in range(1, 13):
        if plan.mess.is_still(unit, year, m) or (year, m) in project.idle:
            flags[m - 1] = False
    if not any(flags):
        flags[min(11, first)] = True
    return flags


def _plant_reduction(plan: Plan, year: int) -> None:
    """核减: one project gives back what was counted twice in the months before."""
    for case in plan.mess.cases:
        if case.kind != "reduction" or int(case.month[:4]) != year:
            continue
        number = int(case.month[5:])
        candidates = [
            p for p in plan.projects
            if plan.reporting(p, year) == case.unit and p.dollar_ratio == 0
            and p.started and (p.started.year < year or p.started.month <= 4)
            and not (p.completed and p.completed.year == year and p.completed.month <= number + 1)
            and p.year_to_date(year, number - 1) > 150_000
        ]  # fmt: skip
        project = min(candidates, key=lambda p: p.money.get((year, number), 0))
        back = 18_650
        moved = project.money.get((year, number), 0) + back
        project.money[(year, number)] = -back
        project.money[(year, number - 1)] = project.money.get((year, number - 1), 0) + moved // 2
        project.money[(year, number + 1)] = project.money.get((year, number + 1), 0) + moved - moved // 2
        project.remarks[(year, number)] = "核减：上月设备购置款重复计入，经核实予以核减186.5万元"
