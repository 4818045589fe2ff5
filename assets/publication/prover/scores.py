"""D403 and D404: scores recompute from their explanations, totals from items, ranks from totals; bonuses are capped and
count a project once."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pandas as pd

from assets.publication.prover.case import Case
from assets.publication.recompute import recomputed

_CLOSE = 1e-6
_SCORED = {
    "assessment": ("base_score", "bonus", "deduction", "total_score", "rank_in_group"),
    "assessment_item": ("score",),
}


def scores_recompute(case: Case) -> list[str]:
    """Every item, total and rank again from what is published of it."""
    items, totals = case.candidate.tables["assessment_item"], case.candidate.tables["assessment"]
    faults = []
    for row in items[items["score"].notna()].itertuples():
        try:
            again = recomputed(row.explanation)
        except NotImplementedError as missing:
            faults.append(f"{row.unit_code} {row.item_label}：{missing}")
            continue
        if abs(again - row.score) > _CLOSE:
            faults.append(f"{row.unit_code} {row.item_label} 得分 {row.score} 按其说明复算为 {again}")
    for row in totals[totals["total_score"].notna()].itertuples():
        base, bonus, lost = _summed(items[items["unit_code"] == row.unit_code])
        if abs(base - row.base_score) > _CLOSE or abs(bonus - row.bonus) > _CLOSE or abs(lost - row.deduction) > _CLOSE:
            faults.append(f"{row.unit_name} 分项之和 {base}+{bonus}−{lost} 与公布的基础、加分、减分不符")
        if not row.vetoed and abs(base + bonus - lost - row.total_score) > 0.001:
            faults.append(f"{row.unit_name} 总分 {row.total_score} 不等于 {base}+{bonus}−{lost}")
        group = totals[totals["unit_group"] == row.unit_group]
        order = [_order(case, other) for other in group[group["total_score"].notna()].itertuples()]
        rank = 1 + sum(other > _order(case, row) for other in order)
        if pd.isna(row.rank_in_group) or rank < row.rank_in_group:
            faults.append(f"{row.unit_name} 组内位次 {row.rank_in_group} 复算为 {rank}")
    return faults


def _order(case: Case, row: Any) -> tuple[bool, bool, float]:
    return (row.unit_code not in case.without_figures, not row.vetoed, row.total_score)


def absent_unscored(case: Case) -> list[str]:
    """A unit without figures has no score, rank or gap anywhere, or 0 and the last place where the rulebook says so; every
    other unit that the rulebook scores has them."""
    absent = case.without_figures
    faults = []
    zero = case.rulebook is not None and case.rulebook.absent_unit == "zero"
    for name, columns in _SCORED.items():
        table = case.candidate.tables[name]
        mine = table["unit_code"].isin(absent)
        for column in columns:
            wrong = table[mine & (table[column].fillna(0) != 0 if zero else table[column].notna())]
            if column == "rank_in_group" and zero:
                wrong = table.iloc[:0]
            lost = table[~mine & table[column].isna()]
            faults += [
                f"report_{name} {row.unit_code} 缺数，{column} 应为{'零' if zero else '空'}"
                for row in wrong.itertuples()
            ]
            faults += [f"report_{name} {row.unit_code} 有数据而 {column} 为空" for row in lost.itertuples()]
    metrics = case.candidate.tables["metric"]
    ranked = metrics[metrics["unit_code"].isin(absent) & metrics["rank"].notna()]
    return faults + [f"report_metric {row.unit_code} {row.metric_code} 缺数而有位次" for row in ranked.itertuples()]


def _summed(rows: Any) -> tuple[float, float, float]:
    """(base, bonus after its cap, deduction after its cap) of one unit's items."""
    parts = {"bonus": 0.0, "deduction": 0.0, "base": 0.0}
    caps: dict[str, float] = {}
    for row in rows.itertuples():
        kind = row.method if row.method in ("bonus", "deduction") else "base"
        parts[kind] += abs(row.score) if kind == "deduction" else row.score
        limit = json.loads(row.explanation)["inputs"].get("cap_total")
        if limit is not None:
            caps[kind] = float(_fraction(limit))
    return (
        parts["base"],
        min(parts["bonus"], caps.get("bonus", parts["bonus"])),
        min(parts["deduction"], caps.get("deduction", parts["deduction"])),
    )


def _fraction(text: str) -> float:
    upper, _, lower = text.partition("/")
    return float(upper) / float(lower or 1)


def bonuses_once(case: Case) -> list[str]:
    """A ground of a bonus stands once in a unit's list."""
    items = case.candidate.tables["assessment_item"]
    faults = []
    for row in items[items["method"] == "bonus"].itertuples():
        grounds = Counter(json.loads(row.explanation)["inputs"]["grounds"])
        faults += [f"{row.unit_code} {row.item_label} 重复加分：{name}" for name, times in grounds.items() if times > 1]
    return faults
