"""What one workbook says: the rows of every sheet of a unit at a month, before they become cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from samples.lists import UnitLists
from samples.names import CHAIN_NAMES
from samples.people import office_phone, person_name
from samples.projects import Project
from samples.units import BY_CODE, Unit
from schemas.months import last_day

Cell = str | int | float | date | None
Row = tuple[Cell, ...]
OVERDUE_AFTER = 75  # days
DOLLAR = 7.12
_EVIDENCE = ("银行进账单", "增值税专用发票", "工程进度款发票", "设备购置发票", "验资报告", "土地出让金票据")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who fills in, checks and answers for a unit's workbook."""

    filler: str
    reviewer: str
    head: str
    phone: str


@dataclass
class Content:
    """The content of one workbook. Rows are in the order of the template's columns."""

    unit: Unit
    month: str
    staff: Staff
    filled_on: date
    no_change: bool
    projects: list[Row]
    funds: list[Row]
    lists: dict[str, list[Row]]
    explanations: list[Row]
    header_words: dict[str, str]
    cover_month: str = ""  # what the cover says instead of `month`


def staff_of(unit: Unit) -> Staff:
    """The same people every month."""
    rng = Random(f"zhaoyin staff {unit.code}")
    return Staff(person_name(rng), person_name(rng), person_name(rng), office_phone(rng))


def content_of(unit: Unit, month: str, projects: list[Project], lists: UnitLists, sent: datetime) -> Content:
    """The clean workbook of a unit and month."""
    listed = sorted((p for p in projects if p.is_listed(month)), key=lambda p: (p.signed.year, p.code))
    return Content(
        unit=unit, month=month, staff=staff_of(unit), filled_on=sent.date(), no_change=False,
        projects=[_project_row(i, p, month) for i, p in enumerate(listed, 1)],
        funds=_fund_rows(listed, month),
        lists=_list_rows(lists, month),
        explanations=[],
        header_words={},
    )  # fmt: skip


def amount(hundredths: int) -> int | float:
    """Hundredths of 万元 as a cell."""
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def _project_row(number: int, p: Project, month: str) -> Row:
    end = last_day(month)

    def by_now(day: date | None) -> date | None:
        return day if day and day <= end else None

    return (
        number, p.code, p.name, p.approval if by_now(p.filed) else None, p.company, p.credit_code, p.investor, p.origin,
        CHAIN_NAMES[p.chain], "是" if p.industrial else "否", p.build_kind, p.total, p.signed, p.event or None,
        by_now(p.started), by_now(p.completed), p.stage(month), BY_CODE[p.partner].name if p.partner else None, p.share,
        p.ending if by_now(p.terminated) else None,
    )  # fmt: skip


def _fund_rows(listed: list[Project], month: str) -> list[Row]:
    year, number = int(month[:4]), int(month[5:])
    rows: list[Row] = []
    for p in listed:
        before, ytd = p.before(year), p.year_to_date(year, number)
        if not before and not ytd:
            continue
        now = p.money.get((year, number), 0)
        dollars = int(ytd * p.dollar_ratio / DOLLAR)
        kind, reference = _evidence(p, month) if now > 0 else (None, None)
        rows.append((
            len(rows) + 1, p.code, p.name, amount(before), amount(now), amount(ytd), amount(before + ytd),
            amount(int(ytd * p.fixed_ratio)), amount(dollars), kind, reference, p.remarks.get((year, number)),
        ))  # fmt: skip
    return rows


def _evidence(project: Project, month: str) -> tuple[str, str]:
    rng = Random(f"{project.code} {month}")
    return rng.choice(_EVIDENCE), f"{rng.choice(('JZ', 'PZ', 'FP'))}{month.replace('-', '')}{rng.randrange(1000, 9999)}"


def _list_rows(lists: UnitLists, month: str) -> dict[str, list[Row]]:
    end = last_day(month)
    rows: dict[str, list[Row]] = {
        "人才需求": [(r.employer, r.kind, r.chain or None, r.post, r.wanted, r.education, None) for r in lists.posts if r.on <= end],
        "人才奖补": [
            (r.person, r.person_id, r.employer, r.cohort, r.policy, amount(r.amount), r.on, None) for r in lists.subsidies if r.on <= end
        ],
        "平台称号": [
            (r.name, r.category, r.level, r.count_unit, r.quantity, r.host, r.document, None) for r in lists.awards if r.on <= end
        ],
        "招商活动": [
            (r.on, r.kind, r.place, r.leader, r.companies, r.people, r.leads, r.note) for r in lists.activities if r.on <= end
        ],
    }  # fmt: skip
    visits: list[Row] = []
    for visit in lists.visits:
        if visit.on > end:
            continue
        done = visit.resolved if visit.resolved and visit.resolved <= end else None
        status = "已办结" if done else "超期" if (end - visit.on).days > OVERDUE_AFTER else "办理中"
        has_issue = bool(visit.issue_kind)
        visits.append((
            visit.on, visit.company, visit.visitor, visit.issue, visit.issue_kind or None, status if has_issue else None, done,
            None,
        ))  # fmt: skip
    rows["企业走访"] = visits
    return rows
