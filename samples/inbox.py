"""The inbox of a sample: every unit's workbooks of every month, with the times at which they came and what is wrong."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

from samples.deadlines import CLOSE, at, deadline, late, on_time
from samples.lists import UnitLists
from samples.plan import Plan
from samples.projects import Project
from samples.reference_files import HEADER_ALIAS, HEADER_ALIAS_UNIT
from samples.sheets import Cell, Content, Row, content_of
from samples.units import Unit
from samples.workbook import write_workbook
from schemas.months import month_label, shift

BEIJING = timezone(timedelta(hours=8))
_FUND_YTD, _FUND_TOTAL, _FUND_EVIDENCE = 5, 6, 10


class Inbox:
    """Writes the workbooks of a month and sets their times."""

    def __init__(self, home: Path, plan: Plan, lists: dict[int, dict[str, UnitLists]], codes: set[str]) -> None:
        self.home, self.plan, self.lists, self.codes = home, plan, lists, codes
        self.receipts: list[tuple[str, ...]] = []
        self.written = 0

    def write_month(self, month: str) -> None:
        by_unit: dict[str, list[Project]] = {}
        for project in self.plan.projects:
            by_unit.setdefault(self.plan.reporting_at(project, month), []).append(project)
        for unit in self.plan.units_at(month):
            if unit.code in self.codes:
                self._write_unit(unit, month, by_unit.get(unit.code, []))

    def lists_of(self, unit: Unit, month: str) -> UnitLists:
        """The lists that the unit's workbook of the month is made from."""
        return self.lists[int(month[:4])][unit.code]

    def _write_unit(self, unit: Unit, month: str, projects: list[Project]) -> None:
        mess, rng = self.plan.mess, Random(f"zhaoyin sent {unit.code} {month}")

        def has(*kinds: str) -> bool:
            return mess.has(unit.code, month, *kinds)

        if has("missing"):
            return
        sent = late(rng, month) if has("late") else on_time(rng, month)
        after_close = at(rng, deadline(month, CLOSE) + timedelta(days=6))
        if has("late_closed"):
            sent = after_close
        content = content_of(unit, month, projects, self.lists_of(unit, month), sent)
        self._adapt(content, has("nil"), has("unexplained", "explained"), has("explained"), has("gap_explained"))
        path = self.home / "inbox" / month / f"{unit.name}{month_label(month)}招商引资统计月报.xlsx"
        if has("returned_then_corrected"):
            self._save(path, _with_wrong_total(content), sent)
            self._save(_renamed(path, "（更正）"), content, sent + timedelta(hours=26))
        elif has("returned_then_late"):
            self._save(path, _with_wrong_total(content), sent)
            self._save(_renamed(path, "（更正）"), content, after_close)
        elif has("wrong_month"):
            content.cover_month = shift(month, -1)
            self._save(path, content, sent)
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
