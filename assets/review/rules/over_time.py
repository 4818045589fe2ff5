"""Level 2: the same unit over time, against the last accepted state in the books."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from assets.review.catalogue import finding
from assets.review.rules.of_funds import reduction_with_reason
from assets.review.scene import Scene, judges, wan
from schemas.codes.lists import STAGE_ORDER, word
from schemas.finding import Finding
from schemas.months import number_of, shift

_STABLE = (
    ("project_name", "project_name"), ("approval_code", "approval_code"), ("signed_on", "signed_on"),
    ("investor_name", "investor_name"), ("investor_origin", "investor_origin"), ("own_share", "own_share"),
    ("industry_chain", "chain_code"), ("is_industrial", "is_industrial"),
)  # fmt: skip
_LINES = (100_000_000, 50_000_000, 10_000_000)


def _money(value: Any) -> int:
    return 0 if value is None or pd.isna(value) else int(value)


@judges("C107", "H201", "H202", "H203")
def money_against_the_books(scene: Scene) -> Iterator[Finding]:
    """本年累计 follows from last month's; 历史累计 and 本年累计 do not shrink; 上年末累计 is December's 历史累计."""
    january = number_of(scene.month) == 1
    previous = shift(scene.month, -1)
    for row in scene.records("fund"):
        before = scene.before.get(str(row.project_code))
        month, ytd, total = row.arrived_month_yuan, row.arrived_ytd_yuan, row.arrived_total_yuan
        if pd.isna(ytd) or pd.isna(month):
            continue
        reduced = reduction_with_reason(row.note)
        if before is None:
            if january and ytd != month and scene.is_on("C107"):
                yield _c107(scene, row, 0, int(month), False, previous)
            continue
        gap = str(before.as_of_month) != previous
        base = 0 if january else _money(before.arrived_ytd_yuan)
        if ytd != base + month and scene.is_on("C107"):
            yield _c107(scene, row, base, int(month), gap and not january, str(before.as_of_month))
        if not january and not gap and ytd < base and not reduced and ytd == base + month and scene.is_on("H202"):
            yield scene.say("H202", "", "fund", row.Index, "arrived_ytd", raw=wan(ytd), before=wan(base))
        earlier = _money(before.arrived_total_yuan)
        if not pd.isna(total) and total < earlier and not reduced and scene.is_on("H201"):
            yield scene.say("H201", "", "fund", row.Index, "arrived_total", raw=wan(total), before=wan(earlier))
        wanted = earlier if january else _money(before.arrived_before_year_yuan)
        has = scene.intake.cell("fund", row.Index, "arrived_before_year") is not None
        if has and _money(row.arrived_before_year_yuan) != wanted and scene.is_on("H203"):
            yield scene.say(
                "H203",
                "",
                "fund",
                row.Index,
                "arrived_before_year",
                raw=wan(row.arrived_before_year_yuan),
                before=wan(wanted),
            )


def _c107(scene: Scene, row: Any, base: int, month: int, gap: bool, since: str) -> Finding:
    return scene.say(
        "C107", "gap" if gap else "", "fund", row.Index, "arrived_ytd", severity="W" if gap else "ER",
        raw=wan(row.arrived_ytd_yuan), before=wan(base), add=wan(month), since=since, want=wan(base + month),
    )  # fmt: skip


@judges("H204", "H206", "H214")
def projects_against_the_books(scene: Scene) -> Iterator[Finding]:
    """The stage does not go back; what identifies a project does not change; the investment crosses no line."""
    for row in scene.records("project"):
        before = scene.before.get(str(row.project_code))
        if before is None:
            continue
        yield from _stage_back(scene, row, before)
        if scene.is_on("H206"):
            yield from _changed(scene, row, before)
        yield from _crossed(scene, row, before)


def _stage_back(scene: Scene, row: Any, before: Any) -> Iterator[Finding]:
    now, then = STAGE_ORDER.get(str(row.stage), 0), STAGE_ORDER.get(str(before.stage), 0)
    if now and then and now < then and scene.is_on("H204"):
        earlier = word("stage", str(before.stage))
        yield scene.say("H204", "", "project", row.Index, "stage", before=earlier, want=f"“{earlier}”或以后的阶段")


def _changed(scene: Scene, row: Any, before: Any) -> Iterator[Finding]:
    for name, kept in _STABLE:
        old, new = getattr(before, kept), getattr(row, name)
        if name == "own_share":
            old = None if old is None or pd.isna(old) else float(old) * 100
            if row.partner_unit is None or pd.isna(row.partner_unit):
                continue
        if name == "industry_chain":
            new = scene.chains.get(str(new))  # the books keep the chain's code
        if old is None or pd.isna(old) or new is None or pd.isna(new) or old == new:
            continue
        before_words = ("是" if old else "否") if name == "is_industrial" else str(old)
        yield scene.say("H206", "", "project", row.Index, name, before=before_words)


def _crossed(scene: Scene, row: Any, before: Any) -> Iterator[Finding]:
    old, new = before.total_investment_yuan, row.total_investment_yuan
    if pd.isna(old) or pd.isna(new) or not scene.is_on("H214"):
        return
    for line in _LINES:
        if (old < line) != (new < line):
            yield scene.say(
                "H214", "", "project", row.Index, "total_investment", before=wan(old), raw=wan(new), want=wan(line)
            )
            return


@judges("H205")
def vanished_projects(scene: Scene) -> Iterator[Finding]:
    """A project of last month that is not closed out is still listed; E R if it had money this year."""
    january = number_of(scene.month) == 1
    rows = scene.rows("project")
    for file_id, file in scene.files.items():
        if not file.readable or file.no_change or file.unit_code is None:
            continue
        listed = set(rows.loc[rows["file_id"] == file_id, "project_code"].dropna())
        units = {file.unit_code, *scene.register.predecessors(file.unit_code, scene.month)}
        for code, before in scene.before.items():
            if before.unit_code not in units or code in listed:
                continue
            if january and before.stage in ("completed", "terminated"):
                continue
            had_money = not january and _money(before.arrived_ytd_yuan) != 0
            yield finding(
                "H205", severity="ER" if had_money else "W", raw_value=f"{code} {before.project_name}", sheet="项目台账",
                field="project_code", project_code=code, **scene.of_file(file_id),
            )  # fmt: skip


@judges("H207")
def unit_slips(scene: Scene) -> Iterator[Finding]:
    """A money cell about 10⁴ or 10⁸ times its own history: the other unit is proposed, never applied."""
    width = float(scene.limit("H207", "width"))
    planned = {(r.file_id, r.project_code): r.total_investment_yuan for r in scene.records("project")}
    for row in scene.records("project"):
        before = scene.before.get(str(row.project_code))
        if before is not None:
            yield from _slip(
                scene,
                "project",
                row.Index,
                "total_investment",
                row.total_investment_yuan,
                before.total_investment_yuan,
                width,
            )
    for row in scene.records("fund"):
        before = scene.before.get(str(row.project_code))
        if before is not None and not pd.isna(row.arrived_total_yuan):
            yield from _slip(
                scene, "fund", row.Index, "arrived_total", row.arrived_total_yuan, before.arrived_total_yuan, width
            )
        elif before is None:
            yield from _slip(
                scene,
                "fund",
                row.Index,
                "arrived_total",
                row.arrived_total_yuan,
                planned.get((row.file_id, row.project_code)),
                width,
            )


def _slip(scene: Scene, kind: str, index: Any, name: str, now: Any, then: Any, width: float) -> Iterator[Finding]:
    if now is None or then is None or pd.isna(now) or pd.isna(then) or now <= 0 or then <= 0:
        return
    ratio = math.log10(int(now) / int(then))
    for power in (4, 8):
        if abs(abs(ratio) - power) <= width:
            proposed = int(now) // 10**power if ratio > 0 else int(now) * 10**power
            yield scene.say("H207", "", kind, index, name, raw=wan(now), times=f"{10**power:,}", want=wan(proposed))


@judges("H209")
def building_without_money(scene: Scene) -> Iterator[Finding]:
    """在建 and no money for N months, this one included."""
    months = int(scene.limit("H209", "months"))
    earlier = []
    for back in range(1, months + 1):
        table = scene.history.table("project", shift(scene.month, -back))
        earlier.append(
            dict(
                zip(table["project_code"], table[["stage", "arrived_total_yuan"]].itertuples(index=False), strict=True)
            )
        )
    totals = {(r.file_id, r.project_code): _money(r.arrived_total_yuan) for r in scene.records("fund")}
    for row in scene.records("project"):
        if row.stage != "building":
            continue
        now = totals.get((row.file_id, row.project_code), 0)
        states = [each.get(row.project_code) for each in earlier]
        if all(
            state is not None and state.stage == "building" and _money(state.arrived_total_yuan) == now
            for state in states
        ):
            yield scene.say("H209", "", "project", row.Index, "stage", months=months)


@judges("H212")
def rushed_money(scene: Scene) -> Iterator[Finding]:
    """One month carries more than X of the year (from April on, of a unit's projects together)."""
    share = float(scene.limit("H212", "share"))
    if number_of(scene.month) < 4:
        return
    rows = scene.rows("fund")
    for _, group in rows.groupby("file_id"):
        month, ytd = group["arrived_month_yuan"].fillna(0).sum(), group["arrived_ytd_yuan"].fillna(0).sum()
        if ytd > 0 and month > share * ytd:
            index = group["arrived_month_yuan"].fillna(0).idxmax()
            yield scene.say(
                "H212", "", "fund", index, "arrived_month", raw=wan(month), want=f"{int(month * 100 // ytd)}%"
            )
