"""Level 1 on the return as a whole: whether it has rows, and whether 本月无变动 says the same (C129)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from assets.review.catalogue import finding
from assets.review.rule_context import RuleContext, judges, yuan_as_wan
from schemas.finding import Finding
from schemas.form.sheets import COVER, DATA_SHEETS, LISTS
from schemas.months import number_of, shift

_MONEY = ("arrived_ytd", "arrived_total", "fixed_asset_ytd")


@judges("C129")
def no_change_and_rows(context: RuleContext) -> Iterator[Finding]:
    """A return without any row must say 本月无变动; one that says so has no figure that differs from last month's."""
    for file_id, file in context.files.items():
        if not file.readable or not isinstance(file.unit_code, str):
            continue
        if file_id not in context.filled and not file.no_change:
            want = "本月无变动的，封面“本月无变动”填“是”；有变动的，填列各表"
            yield _at_cover(context, file_id, "", "ER", "否", want)
        elif file_id in context.filled and file.no_change:
            changed = next(_changes(context, file_id, file.unit_code), "")
            if changed:
                yield _at_cover(context, file_id, "changed", "W", "是", "有变动的填“否”", detail=changed)


def _at_cover(
    context: RuleContext, file_id: int, case: str, severity: str, raw: str, want: str, **words: Any
) -> Finding:
    sheet, cells = context.intake.cover_cells.get(file_id, ("", {}))
    return finding(
        "C129",
        case,
        severity=severity,
        raw_value=raw,
        sheet=sheet or None,
        cell=cells.get("no_change"),
        field="no_change",
        label=COVER.field("no_change").header,
        want=want,
        **context.of_file(file_id),
        **words,
    )


def _changes(context: RuleContext, file_id: int, unit: str) -> Iterator[str]:
    """What differs from last month, the plainest first, in words."""
    yield from _changed_money(context, file_id)
    if not (units := {unit, *context.register.predecessors(unit, context.month)} & set(context.kept_since)):
        return  # nothing to compare with
    projects = context.rows("project")
    for index, code, investment, stage in projects.loc[
        projects["file_id"] == file_id, ["project_code", "total_investment_yuan", "stage"]
    ].itertuples():
        before = context.before.get(str(code))
        place = _place(context, "project", index, "project_code")
        if before is None:
            yield f"{place} 的项目 {code} 上期台账没有"
        elif _differs(investment, before.total_investment_yuan):
            earlier = yuan_as_wan(before.total_investment_yuan)
            yield f"{place} 的项目 {code} 总投资由 {earlier}改为 {yuan_as_wan(investment)}"
        elif isinstance(stage, str) and isinstance(before.stage, str) and stage != before.stage:
            yield f"{place} 的项目 {code} 阶段与上期不同"
    for kind in () if number_of(context.month) == 1 else LISTS:
        books = context.history.books(kind, shift(context.month, -1))["unit_code"]
        now, then = int((context.rows(kind)["file_id"] == file_id).sum()), int(books.isin(units).sum())
        if now != then:
            yield f"{DATA_SHEETS[kind].title}有 {now} 行，上期 {then} 行"


def _changed_money(context: RuleContext, file_id: int) -> Iterator[str]:
    january = number_of(context.month) == 1
    rows = context.rows("fund")
    for index, row in rows[rows["file_id"] == file_id].iterrows():
        month = row["arrived_month_yuan"]
        if not pd.isna(month) and month != 0:
            yield f"{_place(context, 'fund', index, 'arrived_month')} 有本月到位 {yuan_as_wan(month)}"
            continue
        before = context.money_before.get(str(row["project_code"]))
        for name in () if before is None else _MONEY:
            then = getattr(before, f"{name}_yuan")
            then = 0 if january and name != "arrived_total" else then
            if _differs(row[f"{name}_yuan"], then) and context.intake.cell("fund", index, name):
                label = DATA_SHEETS["fund"].field(name).label
                place, now = _place(context, "fund", index, name), yuan_as_wan(row[f"{name}_yuan"])
                yield f"{place} 的{label} {now}与上期 {yuan_as_wan(then)}不同"


def _differs(now: Any, then: Any) -> bool:
    return not pd.isna(now) and not pd.isna(then) and int(now) != int(then)


def _place(context: RuleContext, kind: str, index: Any, name: str) -> str:
    return f"{context.rows(kind).at[index, 'sheet']}!{context.intake.cell(kind, index, name)}"
