"""认定 of the sample: what the district's office struck from declared amounts, and which projects it does not count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from samples.projects import Project
from schemas.months import last_day, shift

JOINT_TEAM = "区投资促进中心、区统计局联合核查组"
_REASONS = (
    "其中部分设备款无发票佐证，核减",
    "土地出让金重复计入，核减",
    "流动资金不计入到位资金，核减",
    "进账单与合同主体不一致，核减",
    "工程款预付部分未形成实物量，核减",
)
_CUTS = 13


@dataclass(frozen=True, slots=True)
class Verification:
    """One row of verifications.csv; verified is hundredths of 万元 (None: left blank)."""

    month: str
    project_code: str
    verified: int | None
    counted: bool
    reason: str
    verified_on: date


def cut_year(projects: list[Project], year: int, rng: Random) -> None:
    """Chooses what 认定 will strike from the year's money; declared becomes verified plus the cut."""
    candidates = [
        p for p in projects
        if p.year_money.get(year, 0) > 200_000 and p.scope != "local" and not p.uncounted and not p.terminated
        and p.started and (p.started.year < year or p.started.month <= 8)
    ]  # fmt: skip
    for project in rng.sample(candidates, min(_CUTS, len(candidates))):
        money = project.year_money[year]
        left = project.total * 100 - project.opening - sum(project.year_money.values())
        cut = min(int(money * rng.uniform(0.02, 0.08)), int(left * 0.8)) // 10 * 10
        if cut >= 1_000:
            project.cuts[year] = cut
            project.year_money[year] += cut
    for project in projects:
        if project.is_struck(year):
            project.cuts[year] = 0  # set when its money is known: nothing of it stands


def verify_year(projects: list[Project], year: int, rng: Random) -> list[Verification]:
    """The rows of the year: cuts in June, September, November or December, some rows that change nothing."""
    rows: list[Verification] = []
    cut = [p for p in projects if year in p.cuts]
    for i, project in enumerate(cut):
        rows += _rows_of_cut(project, year, i)
    sound = [p for p in projects if p.year_money.get(year, 0) > 300_000 and year not in p.cuts and not p.uncounted
             and p.started and p.started.year < year]  # fmt: skip
    for project in rng.sample(sound, min(8, len(sound))):
        rows.append(_row(f"{year}-12", project, project.year_to_date(year, 12), "资料齐全，认定数与上报数一致"))
    for project in projects:
        if project.uncounted and project.signed.year == year:
            month = f"{year}-{max(6, project.signed.month + 1):02d}"
            reason = "原有企业简单迁建，不符合招商引资项目认定条件"
            rows.append(Verification(month, project.code, None, False, reason, last_day(shift(month, 1))))
    return sorted(rows, key=lambda row: (row.month, row.project_code))


def _rows_of_cut(project: Project, year: int, i: int) -> list[Verification]:
    """One row, or two where the office looked twice; the last one stands at December."""
    if project.terminated:
        project.cuts[year] = project.year_to_date(year, 12)
        return [_row(f"{year}-12", project, 0, "项目已终止，到位资金不予认定")]
    cut, reason = project.cuts[year], _REASONS[i % len(_REASONS)]
    number = (12, 11, 12, 6)[i % 4]
    if project.year_to_date(year, number) <= cut:
        number = 12
    rows = [_row(f"{year}-{number:02d}", project, project.year_to_date(year, number) - cut, reason)]
    early = project.year_to_date(year, 6)
    if i % 5 == 0 and number == 12 and early > cut:
        rows.insert(0, _row(f"{year}-06", project, early - cut // 2 // 10 * 10, reason))
    return rows


def _row(month: str, project: Project, verified: int, reason: str) -> Verification:
    return Verification(month, project.code, verified, True, reason, last_day(shift(month, 1)).replace(day=6))
