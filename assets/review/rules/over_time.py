"""Level 2: the same unit over time, against the last accepted state in the books."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd

from assets.review.catalogue import finding
from assets.review.rule_context import RuleContext, judges, yuan_as_wan
from assets.review.rules.funds import reduction_with_reason
from schemas.codes.lists import STAGE_ORDER, word
from schemas.codes.places import resolve_place
from schemas.finding import Finding
from schemas.months import month_label, number_of, shift

_STABLE = (
    "project_name",
    "approval_code",
    "signed_on",
    "investor_name",
)  # compared as written, spaces and widths aside
_MAY_BE_BLANK = ("approval_code", "investor_name")  # a required cell that is emptied is C102's
_LINES = (100_000_000, 50_000_000, 10_000_000)


def _money(value: Any) -> int:
    return 0 if value is None or pd.isna(value) else int(value)


@judges("C107", "H201", "H202", "H203")
def money_against_the_books(context: RuleContext) -> Iterator[Finding]:
    """本年累计 follows from last month's; 历史累计 and 本年累计 do not shrink; 上年末累计 is December's 历史累计. Of a
    project in several rows no row is compared: C122 says so."""
    january = number_of(context.month) == 1
    previous = shift(context.month, -1)
    doubled = set(context.failing("fund", "project_code", "C122")) if context.is_on("C122") else set()
    for row in context.records("fund"):
        if row.Index in doubled:
            continue
        before = context.money_before.get(str(row.project_code))
        month, ytd, total = row.arrived_month_yuan, row.arrived_ytd_yuan, row.arrived_total_yuan
        if ytd is pd.NA or month is pd.NA:
            continue
        if before is None:
            since = previous if january else context.kept_since.get(str(row.unit_code))
            if since and ytd != month and context.is_on("C107"):
                yield _c107(context, row, 0, int(month), since != previous, since)
            continue
        reduced = reduction_with_reason(row.note)
        gap = str(before.as_of_month) != previous
        base = 0 if january else _money(before.arrived_ytd_yuan)
        if ytd != base + month and context.is_on("C107"):
            yield _c107(context, row, base, int(month), gap and not january, str(before.as_of_month))
        if not january and ytd < base and not reduced and context.is_on("H202"):
            yield context.say(
                "H202", "", "fund", row.Index, "arrived_ytd", raw=yuan_as_wan(ytd), before=yuan_as_wan(base)
            )
        earlier = _money(before.arrived_total_yuan)
        if not pd.isna(total) and total < earlier and not reduced and context.is_on("H201"):
            yield context.say(
                "H201", "", "fund", row.Index, "arrived_total", raw=yuan_as_wan(total), before=yuan_as_wan(earlier)
            )
        wanted = earlier if january else _money(before.arrived_before_year_yuan)
        has = context.intake.cell("fund", row.Index, "arrived_before_year") is not None
        if has and _money(row.arrived_before_year_yuan) != wanted and context.is_on("H203"):
            compared = str(before.as_of_month) if january else shift(f"{context.month[:4]}-01", -1)
            missing = shift(compared, 1)  # the first month after it that was not reported, where there is one
            yield context.say(
                "H203",
                "gap" if january and gap else "",
                "fund",
                row.Index,
                "arrived_before_year",
                raw=yuan_as_wan(row.arrived_before_year_yuan),
                before=yuan_as_wan(wanted),
                since=month_label(compared),
                months=month_label(missing)
                if missing == previous
                else f"{month_label(missing)}至{month_label(previous)}",
            )


@judges("H201")
def vanished_money(context: RuleContext) -> Iterator[Finding]:
    """A listed project that has received money is still in 到位资金: without its row its money would be nothing."""
    paid = {(row.file_id, row.project_code) for row in context.records("fund")}
    sheets = {row.file_id: row.sheet for row in context.records("fund")}
    for row in context.records("project"):
        before = context.money_before.get(str(row.project_code))
        if before is None or (row.file_id, row.project_code) in paid:
            continue
        if _money(before.arrived_total_yuan) or _money(before.arrived_ytd_yuan):
            yield finding(
                "H201",
                "absent",
                raw_value=str(row.project_code),
                before=yuan_as_wan(before.arrived_total_yuan),
                sheet=sheets.get(row.file_id, "到位资金"),
                field="project_code",
                project_code=str(row.project_code),
                **context.of_file(row.file_id),
            )


def _c107(context: RuleContext, row: Any, base: int, month: int, gap: bool, since: str) -> Finding:
    return context.say(
        "C107",
        "gap" if gap else "",
        "fund",
        row.Index,
        "arrived_ytd",
        severity="W" if gap else "ER",
        raw=yuan_as_wan(row.arrived_ytd_yuan),
        before=yuan_as_wan(base),
        add=yuan_as_wan(month),
        since=since,
        want=yuan_as_wan(base + month),
    )


@judges("H204", "H206", "H214")
def projects_against_the_books(context: RuleContext) -> Iterator[Finding]:
    """The stage does not go back; what identifies a project does not change; the investment crosses no line."""
    for row in context.records("project"):
        before = context.before.get(str(row.project_code))
        if before is None:
            continue
        yield from _stage_back(context, row, before)
        if context.is_on("H206"):
            yield from _changed(context, row, before)
        yield from _crossed(context, row, before)


def _stage_back(context: RuleContext, row: Any, before: Any) -> Iterator[Finding]:
    now, then = STAGE_ORDER.get(str(row.stage), 0), STAGE_ORDER.get(str(before.stage), 0)
    if now and then and now < then and context.is_on("H204"):
        earlier = word("stage", str(before.stage))
        yield context.say("H204", "", "project", row.Index, "stage", before=earlier, want=f"“{earlier}”或以后的阶段")


def _changed(context: RuleContext, row: Any, before: Any) -> Iterator[Finding]:
    """What tells one project from another, and what it counts for. Filled for the first time is no change; emptied
    is."""
    for name in _STABLE:
        old, new = _plain(getattr(before, name)), _plain(getattr(row, name))
        if old and old != new and (new or (name in _MAY_BE_BLANK and context.raw("project", row.Index, name) is None)):
            case = "" if new else "emptied"
            yield context.say("H206", case, "project", row.Index, name, before=str(getattr(before, name)))
    yield from _resolved_changed(context, row, before)
    yield from _share_changed(context, row, before)


def _plain(value: Any) -> str:
    """A text as compared."""
    return _compared(value) if isinstance(value, str) else ""


@lru_cache(maxsize=65_536)
def _compared(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _or_blank(value: Any) -> str:
    return "空" if value is None or value is pd.NA or value == "" else str(value)


def _resolved_changed(context: RuleContext, row: Any, before: Any) -> Iterator[Finding]:
    """Origin, chain and 是否工业: what the words mean, not how they are written."""
    identity = context.reference.district.district
    old, new = (_plain(each.investor_origin) for each in (before, row))
    if old and new and old != new:
        was_there, there = (resolve_place(text, identity) for text in (old, new))
        if there is not None and not there.multiple and was_there != there:
            yield context.say("H206", "", "project", row.Index, "investor_origin", before=before.investor_origin)
    chain = context.chains.get(str(row.industry_chain))
    if isinstance(before.chain_code, str) and chain and chain != before.chain_code:
        names = context.reference.industry_chains.set_index("chain_code")["chain_name"]
        yield context.say(
            "H206", "", "project", row.Index, "industry_chain", before=names.get(before.chain_code, before.chain_code)
        )
    was, now = before.is_industrial, row.is_industrial
    if not pd.isna(was) and not pd.isna(now) and bool(was) != bool(now):
        yield context.say("H206", "", "project", row.Index, "is_industrial", before="是" if was else "否")


def _share_changed(context: RuleContext, row: Any, before: Any) -> Iterator[Finding]:
    """The unit's share, marked there; another partner at the same share, marked at the partner."""
    old = 100.0 if pd.isna(before.own_share) else float(before.own_share) * 100
    if context.raw("project", row.Index, "own_share") is not None and pd.isna(row.own_share):
        return  # could not be read, and that was said
    new = 100.0 if pd.isna(row.own_share) else float(row.own_share)
    if abs(old - new) > 1e-6:
        yield context.say("H206", "", "project", row.Index, "own_share", before=f"{old:g}", raw=f"{new:g}")
        return
    named = row.partner_unit if isinstance(row.partner_unit, str) and row.partner_unit else None
    partner = context.register.resolve(named, context.month) if named else None
    kept = before.partner_unit_code if isinstance(before.partner_unit_code, str) else None
    if named and partner is None:
        return  # no unit of the register: C119 says so
    if kept and (context.register.successor(kept, context.month) or kept) != partner:
        yield context.say(
            "H206",
            "",
            "project",
            row.Index,
            "partner_unit",
            before=context.register.name(kept),
            raw=_or_blank(named),
        )


def _crossed(context: RuleContext, row: Any, before: Any) -> Iterator[Finding]:
    old, new = before.total_investment_yuan, row.total_investment_yuan
    if pd.isna(old) or pd.isna(new) or not context.is_on("H214"):
        return
    for line in _LINES:
        if (old < line) != (new < line):
            yield context.say(
                "H214",
                "",
                "project",
                row.Index,
                "total_investment",
                before=yuan_as_wan(old),
                raw=yuan_as_wan(new),
                want=yuan_as_wan(line),
            )
            return


@judges("H205")
def vanished_projects(context: RuleContext) -> Iterator[Finding]:
    """A project of last month that is not closed out is still listed; E R if it had money this year."""
    january = number_of(context.month) == 1
    kept = _by_unit(context.before)
    handed = context.register.handed_over(context.month)
    listed_in: dict[int, set[Any]] = {}
    sheet_of: dict[int, str] = {}
    for _, file_id, sheet, code in context.lists("project", "file_id", "sheet", "project_code"):
        listed_in.setdefault(file_id, set()).add(code)
        sheet_of.setdefault(file_id, sheet)
    for file_id, file in context.files.items():
        if not file.readable or file.no_change or not isinstance(file.unit_code, str):
            continue
        if file_id not in context.filled and context.is_on("C129"):
            continue  # an empty return: C129 says so
        listed, sheet = listed_in.get(file_id, set()), sheet_of.get(file_id, "项目台账")
        units = {file.unit_code, *context.register.predecessors(file.unit_code, context.month)}
        mine = [each for unit in sorted(units) for each in kept.get(unit, ())]
        mine = [each for each in mine if handed.get(each[0], file.unit_code) == file.unit_code]
        mine += [
            (code, context.before[code])
            for code, unit in handed.items()
            if unit == file.unit_code and code in context.before and str(context.before[code].unit_code) not in units
        ]
        for code, before in mine:
            if code in listed:
                continue
            if january and before.stage in ("completed", "terminated"):
                continue
            had_money = not january and _money(before.arrived_ytd_yuan) != 0
            yield finding(
                "H205",
                severity="ER" if had_money else "W",
                raw_value=f"{code} {before.project_name}",
                sheet=sheet,
                field="project_code",
                project_code=code,
                **context.of_file(file_id),
            )


def _by_unit(before: dict[str, Any]) -> dict[str, list[tuple[str, Any]]]:
    """Unit → its projects in the books of last month, with their codes."""
    kept: dict[str, list[tuple[str, Any]]] = {}
    for code, row in before.items():
        kept.setdefault(str(row.unit_code), []).append((code, row))
    return kept


@judges("H209")
def building_without_money(context: RuleContext) -> Iterator[Finding]:
    """在建 in each of the last N months, this one included, and none of them brought money."""
    months = int(context.limit("H209", "months"))
    earlier = _states_before(context, months)
    totals = {(r.file_id, r.project_code): _money(r.arrived_total_yuan) for r in context.records("fund")}
    for row in context.records("project"):
        if row.stage != "building":
            continue
        now = totals.get((row.file_id, row.project_code), 0)
        states: list[Any] = [each.get(row.project_code) for each in earlier]
        if any(state is None or _money(state.arrived_total_yuan) != now for state in states):
            continue
        if all(state.stage == "building" for state in states[:-1]):
            yield context.say("H209", "", "project", row.Index, "stage", months=months)


def _states_before(context: RuleContext, months: int) -> list[dict[str, Any]]:
    """Of each of the months before, the last first: project → its stage and its money, as released."""
    earlier = []
    for back in range(1, months + 1):
        table = context.history.table("project", shift(context.month, -back))
        states = table[["stage", "arrived_total_yuan"]].itertuples(index=False)
        earlier.append(dict(zip(table["project_code"], states, strict=True)))
    return earlier


@judges("H212")
def rushed_money(context: RuleContext) -> Iterator[Finding]:
    """One month carries more than X of the year (of a unit's projects together; from April on, when that is no longer
    how a year begins)."""
    share = float(context.limit("H212", "share"))
    if number_of(context.month) < int(context.limit("H212", "from")):
        return
    rows = context.rows("fund")
    for _, group in rows.groupby("file_id"):
        month, ytd = group["arrived_month_yuan"].fillna(0).sum(), group["arrived_ytd_yuan"].fillna(0).sum()
        if ytd > 0 and month > share * ytd:
            index = group["arrived_month_yuan"].fillna(0).idxmax()
            yield context.say(
                "H212", "", "fund", index, "arrived_month", raw=yuan_as_wan(month), want=f"{int(month * 100 // ytd)}%"
            )
