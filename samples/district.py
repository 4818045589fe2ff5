"""`zhaoyin demo`: the sample district, written into a home as townships and the office would have left it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

from samples.deadlines import CLOSE, at, deadline, late, on_time
from samples.lists import UnitLists, lists_of_year
from samples.mishaps import Mess, Mishap, planted
from samples.plan import Plan, make_plan
from samples.projects import Project
from samples.reference_files import HEADER_ALIAS, HEADER_ALIAS_UNIT, ReferenceFiles
from samples.sheets import Cell, Content, Row, content_of
from samples.tally import Tallies
from samples.units import UNITS, Unit, units_of
from samples.workbook import write_workbook
from schemas.months import month_label, shift

BEIJING = timezone(timedelta(hours=8))
_FUND_YTD, _FUND_TOTAL, _FUND_EVIDENCE = 5, 6, 10


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
    inbox = _Inbox(home, plan, lists, units)
    for month in span:
        inbox.write_month(month)
    reference = ReferenceFiles(home, plan, tallies, list(UNITS[:units]), span, whole=units == len(UNITS))
    codes = {unit.code for year in {int(m[:4]) for m in span} for unit in units_of(year, last_year, units)}
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


class _Inbox:
    """Writes the workbooks of a month and sets their times."""

    def __init__(self, home: Path, plan: Plan, lists: dict[int, dict[str, UnitLists]], units: int) -> None:
        self.home, self.plan, self.lists, self.count = home, plan, lists, units
        self.receipts: list[tuple[str, ...]] = []
        self.written = 0

    def write_month(self, month: str) -> None:
        year = int(month[:4])
        by_unit: dict[str, list[Project]] = {}
        for project in self.plan.projects:
            by_unit.setdefault(self.plan.reporting(project, year), []).append(project)
        for unit in units_of(year, self.plan.last_year, self.count):
            self._write_unit(unit, month, by_unit.get(unit.code, []))

    def _write_unit(self, unit: Unit, month: str, projects: list[Project]) -> None:
        mess, rng = self.plan.mess, Random(f"zhaoyin sent {unit.code} {month}")

        def has(*kinds: str) -> bool:
            return mess.has(unit.code, month, *kinds)

        if has("missing"):
            return
        sent = late(rng, month) if has("late") else on_time(rng, month)
        if has("late_closed"):
            sent = at(rng, deadline(month, CLOSE) + timedelta(days=6))
        content = content_of(unit, month, projects, self.lists[int(month[:4])][unit.code], sent)
        self._adapt(content, has("nil"), has("unexplained", "explained"), has("explained"), has("gap_explained"))
        path = self.home / "inbox" / month / f"{unit.name}{month_label(month)}招商引资统计月报.xlsx"
        if has("returned_then_corrected"):
            self._save(path, _with_wrong_total(content), sent)
            self._save(_renamed(path, "（更正）"), content, sent + timedelta(hours=26))
        elif has("returned"):
            self._save(path, _with_wrong_total(content), sent)
        elif has("unreadable_then_resent"):
            self._save(path, content, sent)
            self._truncate(path, sent)
            self._save(_renamed(path, "（重发）"), content, sent + timedelta(hours=3))
        elif has("receipt"):
            self._save(path, content, late(rng, month))
            self.receipts.append((path.name, "", f"{sent:%Y-%m-%dT%H:%M:%S}", "政务邮箱", "统计科"))
        else:
            self._save(path, content, sent)

    def _adapt(self, content: Content, nil: bool, no_reference: bool, explained: bool, after_gap: bool) -> None:
        """Turns a clean content into the planted one."""
        if content.unit.code == HEADER_ALIAS_UNIT:
            content.header_words = dict([HEADER_ALIAS])
        if nil:
            content.no_change = True
            content.projects, content.funds = [], []
            content.lists = {name: [] for name in content.lists}
        if no_reference:
            i = next(i for i, row in enumerate(content.funds) if row[_FUND_EVIDENCE])
            content.funds[i] = _replaced(content.funds[i], _FUND_EVIDENCE, None)
            if explained:
                words = "银行回单正在补开，凭证号于下月报表补填"
                content.explanations.append(("C114", "到位资金", content.funds[i][1], words))
        if after_gap:
            words = "上月报表未纳入汇总，本月本年累计数已包含上月到位资金"
            content.explanations.append(("C107", "到位资金", None, words))

    def _save(self, path: Path, content: Content, sent: datetime) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(path, content)
        _set_time(path, sent)
        self.written += 1

    def _truncate(self, path: Path, sent: datetime) -> None:
        """As a broken transfer leaves it."""
        path.write_bytes(path.read_bytes()[:4096])
        _set_time(path, sent)


def _renamed(path: Path, words: str) -> Path:
    return path.with_name(f"{path.stem}{words}{path.suffix}")


def _set_time(path: Path, when: datetime) -> None:
    moment = when.replace(tzinfo=BEIJING).timestamp()
    os.utime(path, (moment, moment))


def _replaced(row: Row, index: int, value: Cell) -> Row:
    return (*row[:index], value, *row[index + 1 :])


def _with_wrong_total(content: Content) -> Content:
    """A copy in which one 历史累计 is ten too much: not 上年末累计 plus 本年累计."""
    funds = list(content.funds)
    i = next(i for i, row in enumerate(funds) if row[_FUND_YTD] and row[_FUND_TOTAL] < _limit(content, row))  # type: ignore[operator]
    funds[i] = _replaced(funds[i], _FUND_TOTAL, round(funds[i][_FUND_TOTAL] + 10, 2))  # type: ignore[operator, arg-type]
    return Content(**{**content.__dict__, "funds": funds})


def _limit(content: Content, row: Row) -> float:
    """Below this the wrong figure stays within the project's investment, so that one rule alone is broken."""
    return next(float(p[11]) * 0.95 for p in content.projects if p[1] == row[1])  # type: ignore[arg-type]
