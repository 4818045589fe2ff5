"""Level 1 on the return as a whole: whether it has rows, and whether 本月无变动 says the same (C129)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from assets.review.catalogue import finding
from assets.review.rule_context import Scene, judges, wan
from schemas.finding import Finding
from schemas.form.sheets import COVER, DATA_SHEETS, LISTS
from schemas.months import number_of, shift

_MONEY = ("arrived_ytd", "arrived_total", "fixed_asset_ytd")


@judges("C129")
def no_change_and_rows(scene: Scene) -> Iterator[Finding]:
    """A return without any row must say 本月无变动; one that says so has no figure that differs from last month's."""
    for file_id, file in scene.files.items():
        if not file.readable or not isinstance(file.unit_code, str):
            continue
        if file_id not in scene.filled and not file.no_change:
            want = "本月无变动的，封面“本月无变动”填“是”；有变动的，填列各表"
            yield _at_cover(scene, file_id, "", "ER", "否", want)
        elif file_id in scene.filled and file.no_change:
            changed = next(_changes(scene, file_id, file.unit_code), "")
            if changed:
                yield _at_cover(scene, file_id, "changed", "W", "是", "有变动的填“否”", detail=changed)


def _at_cover(scene: Scene, file_id: int, case: str, severity: str, raw: str, want: str, **words: Any) -> Finding:
    sheet, cells = scene.intake.cover_cells.get(file_id, ("", {}))
    return finding(
        "C129", case, severity=severity, raw_value=raw, sheet=sheet or None, cell=cells.get("no_change"), field="no_change",
        label=COVER.field("no_change").header, want=want, **scene.of_file(file_id), **words,
    )  # fmt: skip


def _changes(scene: Scene, file_id: int, unit: str) -> Iterator[str]:
    """What differs from last month, the plainest first, in words."""
    yield from _changed_money(scene, file_id)
    if not (units := {unit, *scene.register.predecessors(unit, scene.month)} & set(scene.kept_since)):
        return  # nothing to compare with
    projects = scene.rows("project")
    for index, code, investment, stage in projects.loc[
        projects["file_id"] == file_id, ["project_code", "total_investment_yuan", "stage"]
    ].itertuples():
        before = scene.before.get(str(code))
        place = _place(scene, "project", index, "project_code")
        if before is None:
            yield f"{place} 的项目 {code} 上期台账没有"
        elif _differs(investment, before.total_investment_yuan):
            yield f"{place} 的项目 {code} 总投资由 {wan(before.total_investment_yuan)}改为 {wan(investment)}"
        elif isinstance(stage, str) and isinstance(before.stage, str) and stage != before.stage:
            yield f"{place} 的项目 {code} 阶段与上期不同"
    for kind in () if number_of(scene.month) == 1 else LISTS:
        books = scene.history.books(kind, shift(scene.month, -1))["unit_code"]
        now, then = int((scene.rows(kind)["file_id"] == file_id).sum()), int(books.isin(units).sum())
        if now != then:
            yield f"{DATA_SHEETS[kind].title}有 {now} 行，上期 {then} 行"


def _changed_money(scene: Scene, file_id: int) -> Iterator[str]:
    january = number_of(scene.month) == 1
    rows = scene.rows("fund")
    for index, row in rows[rows["file_id"] == file_id].iterrows():
        month = row["arrived_month_yuan"]
        if not pd.isna(month) and month != 0:
            yield f"{_place(scene, 'fund', index, 'arrived_month')} 有本月到位 {wan(month)}"
            continue
        before = scene.money_before.get(str(row["project_code"]))
        for name in () if before is None else _MONEY:
            then = getattr(before, f"{name}_yuan")
            then = 0 if january and name != "arrived_total" else then
            if _differs(row[f"{name}_yuan"], then) and scene.intake.cell("fund", index, name):
                label = DATA_SHEETS["fund"].field(name).label
                yield f"{_place(scene, 'fund', index, name)} 的{label} {wan(row[f'{name}_yuan'])}与上期 {wan(then)}不同"


def _differs(now: Any, then: Any) -> bool:
    return not pd.isna(now) and not pd.isna(then) and int(now) != int(then)


def _place(scene: Scene, kind: str, index: Any, name: str) -> str:
    return f"{scene.rows(kind).at[index, 'sheet']}!{scene.intake.cell(kind, index, name)}"
