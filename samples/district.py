"""`zhaoyin demo`: the sample district, written into a home as townships and the office would have left it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from samples.inbox import Inbox
from samples.lists import lists_of_year
from samples.mishaps import Mess, Mishap, planted
from samples.plan import Plan, make_plan
from samples.reference_files import ReferenceFiles
from samples.tally import Tallies
from samples.units import UNITS, units_of
from schemas.months import shift


@dataclass
class DemoSummary:
    """What was written."""

    home: Path
    months: list[str]
    units: int
    workbooks: int = 0
    projects: int = 0
    planted: list[Mishap] = field(default_factory=list)


def write_demo(
    home: Path, last_month: str = "2025-12", months: int = 24, units: int = 18, clean: bool = False
) -> DemoSummary:
    """The whole home: reference files, rulebooks and `units` × `months` workbooks up to `last_month`.

    The same arguments give the same bytes and file times. With fewer units it is a part of the district: the seed
    figures hold for all 18 units in December. `clean`: nothing late, missing or wrong. ValueError on 0 units or months.
    """
    if not 1 <= units <= len(UNITS) or months < 1:
        raise ValueError(f"units must be 1 to {len(UNITS)} and months at least 1, not {units} and {months}")
    span = [shift(last_month, -back) for back in range(months - 1, -1, -1)]
    last_year = int(last_month[:4])
    mess = Mess(() if clean else planted(last_year))
    plan = make_plan(last_year, min(int(span[0][:4]), last_year - 1), mess)
    lists = {year: lists_of_year(plan, year) for year in range(plan.first_year, last_year + 1)}
    tallies = Tallies(plan, lists)
    _keep_only(plan, units)
    codes = {unit.code for year in {int(m[:4]) for m in span} for unit in units_of(year, last_year, units)}
    inbox = Inbox(home, plan, lists, codes)
    for month in span:
        inbox.write_month(month)
    reference = ReferenceFiles(home, plan, tallies, list(UNITS[:units]), span, whole=units == len(UNITS))
    reference.write(inbox.receipts, _exemptions(plan, codes, span))
    shown = [case for case in mess.cases if case.unit in codes and case.month in span]
    listed = sum(any(p.is_listed(month) for month in span) for p in plan.projects)
    return DemoSummary(home, span, units, inbox.written, listed, shown)


def _keep_only(plan: Plan, units: int) -> None:
    """Leaves the projects of the chosen units; a partner that is not chosen is no partner."""
    if units == len(UNITS):
        return
    codes = {
        u.code for year in range(plan.first_year, plan.last_year + 1) for u in units_of(year, plan.last_year, units)
    }
    plan.projects[:] = [p for p in plan.projects if p.unit in codes]
    for project in plan.projects:
        if project.partner and project.partner not in codes:
            project.partner, project.share = "", 100


def _exemptions(plan: Plan, codes: set[str], span: list[str]) -> list[tuple[str, ...]]:
    return [
        (unit, project, "H209", first, last, "用地指标调整，待上级批复后恢复施工", "区政府专题会议")
        for unit, project, first, last in plan.exempted
        if unit in codes and first <= span[-1]
    ]
