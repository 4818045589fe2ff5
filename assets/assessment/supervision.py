"""Supervision (督查督办) by the rulebook's rules: items born, kept open, escalated, cleared with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from assets.intake.office.units import UnitRegister
from schemas.codes.lists import STARTED_STAGES
from schemas.columns.frames import typed_frame
from schemas.columns.judged import SUPERVISION
from schemas.history import History
from schemas.months import months_between, shift
from schemas.office.rulebook import Rulebook
from schemas.office.supervision import Step, SupervisionRule
from schemas.rounding import exact, half_up
from schemas.typography import chinese

_COLOURS = ("blue", "yellow", "red")
_LOOKED_BACK = 12  # months: what a release may be built on
_NOT_KNOWN = "；本月缺数，未予核定"


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that a rule found this month, with the step it has reached."""

    rule: SupervisionRule
    unit: str
    project: str | None
    step: Step
    threshold: str
    actual: str

    @property
    def item_id(self) -> str:
        digest = hashlib.sha256(f"{self.rule.code}|{self.unit}|{self.project or ''}".encode()).hexdigest()[:10]
        return f"DB-{self.rule.code}-{digest}"


@dataclass(frozen=True, slots=True)
class SupervisedMonth:
    """What the rules read: report_metric, the ledger's projects, report_assessment, earlier releases."""

    metrics: pd.DataFrame
    facts: pd.DataFrame
    totals: pd.DataFrame
    history: History
    register: UnitRegister
    month: str

    @property
    def running(self) -> pd.DataFrame:
        """Counted projects that are not terminated."""
        return self.facts[(self.facts["stage"] != "terminated") & self.facts["counted"].fillna(True)]

    @property
    def building(self) -> pd.DataFrame:
        """Those of them that are under construction."""
        return self.running[self.running["stage"] == "building"]


def supervise(
    rulebook: Rulebook | None,
    metrics: pd.DataFrame,
    facts: pd.DataFrame,
    totals: pd.DataFrame,
    submissions: pd.DataFrame,
    exemptions: pd.DataFrame,
    history: History,
    register: UnitRegister,
    month: str,
) -> pd.DataFrame:
    """report_supervision: one row an item open this month or cleared in it. An item of a unit without figures stays as
    it is: nothing says that it was put right."""
    if rulebook is None or not rulebook.supervision:
        return typed_frame(pd.DataFrame(), SUPERVISION)
    earlier = {
        row.item_id: row
        for row in history.table("supervision", shift(month, -1)).itertuples()
        if row.cleared_month is None
    }
    context = SupervisedMonth(metrics, facts, totals, history, register, month)
    rows, seen = [], set()
    for rule in rulebook.supervision:
        for each in _WATCH[rule.kind](rule, context):
            seen.add(each.item_id)
            rows.append(_open_row(each, earlier.get(each.item_id), exemptions, month))
    absent = set(submissions.loc[submissions["figures"] == "none", "unit_code"])
    for item_id, before in earlier.items():
        if item_id not in seen:
            rows.append(_unchanged_row(before) if before.unit_code in absent else _cleared_row(before, facts, month))
    return typed_frame(pd.DataFrame(rows, columns=SUPERVISION.names), SUPERVISION)


def _open_row(each: Watched, before: Any, exemptions: pd.DataFrame, month: str) -> dict[str, Any]:
    """Months open stand still while an exemption is in force; past `escalate_after` the colour goes up a step."""
    stopped = _exempt(each, exemptions, month)
    open_before = 0 if before is None else int(before.months_open)
    months_open = open_before if stopped and before is not None else open_before + 1
    colour: str = each.step.colour
    if before is not None and not stopped:
        held = _COLOURS.index(str(before.colour))
        due = months_open > each.rule.escalate_after and (months_open - 1) % each.rule.escalate_after == 0
        colour = _COLOURS[min(2, max(held + (1 if due else 0), _COLOURS.index(colour)))]
    elif before is not None:
        colour = str(before.colour)
    return {
        "item_id": each.item_id,
        "kind": each.rule.kind,
        "unit_code": each.unit,
        "project_code": each.project,
        "rule_code": each.rule.code,
        "threshold": chinese(each.threshold),
        "actual": chinese(each.actual + (";已免除，时限暂停" if stopped else "")),
        "first_month": month if before is None else before.first_month,
        "months_open": months_open,
        "colour": colour,
        "cleared_month": None,
        "cleared_reason": None,
    }


def _exempt(each: Watched, exemptions: pd.DataFrame, month: str) -> bool:
    for row in exemptions.itertuples():
        in_time = str(row.from_month) <= month <= (str(row.to_month) or "9999-12")
        same = row.rule_code == each.rule.code and row.unit_code in ("", each.unit)
        if in_time and same and row.project_code in ("", each.project):
            return True
    return False


def _unchanged_row(before: Any) -> dict[str, Any]:
    """An open item that this month's figures say nothing of."""
    actual = str(before.actual or "").removesuffix(_NOT_KNOWN) + _NOT_KNOWN
    return {name: getattr(before, name) for name in SUPERVISION.names} | {"actual": actual}


def _cleared_row(before: Any, facts: pd.DataFrame, month: str) -> dict[str, Any]:
    names = SUPERVISION.names
    row = {name: getattr(before, name) for name in names}
    return row | {"cleared_month": month, "cleared_reason": chinese(_reason(before, facts))}


def _reason(before: Any, facts: pd.DataFrame) -> str:
    """What changed, from the ledger itself."""
    hit = facts[facts["project_code"] == before.project_code]
    if before.project_code is None:
        return "本月已达到要求"
    if not len(hit):
        return "项目已办结，不再列入台账"
    row = hit.iloc[0]
    if row["stage"] == "terminated":
        return f"项目已终止：{row['note'] or ''}"
    if before.kind == "not_started":
        return f"项目已于{row['started_on'] or '本月'}开工"
    return "本月已有到位资金" if before.kind == "no_money" else "本月已达到要求"


def _step(rule: SupervisionRule, value: Decimal | int) -> Step | None:
    """The highest step whose bound is reached."""
    reached = [step for step in sorted(rule.steps, key=lambda step: step.at) if value >= step.at]
    return reached[-1] if reached else None


def _longest(rule: SupervisionRule) -> int:
    return int(max(step.at for step in rule.steps))


def _months_since(day: Any, month: str) -> int:
    return len(months_between(str(day)[:7], month)) - 1 if isinstance(day, str) else -1


def _not_started(rule: SupervisionRule, context: SupervisedMonth) -> Iterator[Watched]:
    """Projects signed long ago and not started."""
    for row in context.running.itertuples():
        waited = _months_since(row.signed_on, context.month)
        step = _step(rule, waited)
        if step and row.stage not in STARTED_STAGES:
            threshold = f"签约满{step.at}个月未开工"
            actual = f"签约于{row.signed_on}，已{waited}个月未开工"
            yield Watched(rule, row.unit_code, row.project_code, step, threshold, actual)


def _no_money(rule: SupervisionRule, context: SupervisedMonth) -> Iterator[Watched]:
    """Projects under construction whose arrived total has not moved for months."""
    tables = {}
    longest = _longest(rule)
    for back in range(1, longest + 1):
        table = context.history.table("project", shift(context.month, -back))
        tables[back] = dict(zip(table["project_code"], table["arrived_total_yuan"], strict=True))
    for row in context.building.itertuples():
        idle = 0
        while idle < longest and tables[idle + 1].get(row.project_code) == row.arrived_total_yuan:
            idle += 1
        idle = min(idle, max(_months_since(row.started_on, context.month), 0))
        step = _step(rule, idle)
        if step:
            threshold, actual = f"开工后连续{step.at}个月无到位资金", f"已连续{idle}个月无到位资金"
            yield Watched(rule, row.unit_code, row.project_code, step, threshold, actual)


def _little_money(rule: SupervisionRule, context: SupervisedMonth) -> Iterator[Watched]:
    """Projects started long ago with a small share of the investment arrived."""
    below = exact(rule.below or 0)
    for row in context.building.itertuples():
        since = _months_since(row.started_on, context.month)
        step = _step(rule, since)
        if step is None or pd.isna(row.total_investment_yuan) or row.total_investment_yuan <= 0:
            continue
        share = exact(int(row.arrived_total_yuan or 0)) / int(row.total_investment_yuan)
        if share < below:
            threshold = f"开工满{step.at}个月到位率低于{half_up(below * 100, 0)}%"
            actual = f"开工{since}个月，到位率{half_up(share * 100, 1)}%"
            yield Watched(rule, row.unit_code, row.project_code, step, threshold, actual)


def _behind(rule: SupervisionRule, context: SupervisedMonth) -> Iterator[Watched]:
    """Units behind the schedule of a metric."""
    metrics, units = context.metrics, set(context.register.expected(context.month))
    rows = metrics[(metrics["metric_code"] == rule.metric) & (metrics["caliber"] == "verified")]
    for row in rows.itertuples():
        if row.unit_code not in units or pd.isna(row.schedule_gap) or row.schedule_gap >= 0:
            continue
        behind = half_up(exact(-float(row.schedule_gap)) * 100, 2)
        step = _step(rule, behind)
        if step:
            threshold = f"{row.metric_label}低于序时进度{step.at}个百分点"
            yield Watched(rule, row.unit_code, None, step, threshold, f"低于序时进度{behind}个百分点")


def _last(rule: SupervisionRule, context: SupervisedMonth) -> Iterator[Watched]:
    """Units last in their group for months. Months in which a unit was not ranked neither count nor end its run."""
    longest = _longest(rule)
    earlier = [context.history.table("assessment", shift(context.month, -back)) for back in range(1, _LOOKED_BACK + 1)]
    last_units = [_last_units(table) for table in earlier]
    unranked = [set(table.loc[table["rank_in_group"].isna(), "unit_code"]) for table in earlier]
    for unit in sorted(_last_units(context.totals)):
        length, passed = 1, False
        for last, absent in zip(last_units, unranked, strict=True):
            if length == longest or unit not in last | absent:
                break
            length, passed = length + (unit in last), passed or unit in absent
        step = _step(rule, length)
        if step:
            actual = f"已连续{length}个月组内末位{'（缺数月份不计）' if passed else ''}"
            yield Watched(rule, unit, None, step, f"连续{step.at}个月组内末位", actual)


def _last_units(totals: pd.DataFrame) -> set[str]:
    """The last of each group in which two or more are ranked."""
    last: set[str] = set()
    for _, group in totals[totals["rank_in_group"].notna()].groupby("unit_group"):
        if len(group) > 1:
            last |= set(group.loc[group["rank_in_group"] == group["rank_in_group"].max(), "unit_code"])
    return last


_WATCH = {
    "not_started": _not_started,
    "no_money": _no_money,
    "little_money": _little_money,
    "behind_schedule": _behind,
    "last_in_group": _last,
}
