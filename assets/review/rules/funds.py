"""Level 1 on 到位资金 and on totals: identities, limits, evidence, 核减, 合计."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assets.review.catalogue import finding
from assets.review.rule_context import RuleContext, judges, yuan_as_wan
from assets.review.rules.addends import mistyped
from schemas.finding import Finding
from schemas.form.sheets import DATA_SHEETS

_MONEY = (
    "arrived_before_year_yuan", "arrived_month_yuan", "arrived_ytd_yuan", "arrived_total_yuan", "fixed_asset_ytd_yuan",
)  # fmt: skip
_NONE = np.empty(0, dtype=np.intp)
_THOUSAND = 10_000_000  # 1000万元 in yuan


def reduction_with_reason(note: Any) -> bool:
    """备注 names 核减 and gives a reason of at least four characters beside it."""
    text = "" if note is None or pd.isna(note) else str(note)
    return "核减" in text and len(re.sub(r"核减|[\s,，。;；:：]", "", text)) >= 4


@judges("C101")
def amounts_below_zero(context: RuleContext) -> Iterator[Finding]:
    """What can only be more than nothing; parts of this year's money may be taken back, with a reason (核减). The money
    itself has rules of its own (C110, C115, H202)."""
    for index in context.failing("project", "total_investment_yuan", "C101"):
        yield context.say(
            "C101",
            "negative",
            "project",
            index,
            "total_investment",
            detail="为负数,总投资不能小于0",
            want="大于0的金额",
        )
    notes = context.rows("fund")["note"]
    for name in ("fixed_asset_ytd", "arrived_usd_ytd"):
        for index in context.failing("fund", DATA_SHEETS["fund"].field(name).column, "C101"):
            if not reduction_with_reason(notes.at[index]):
                words = "为负数,备注未写明核减及原因"
                yield context.say("C101", "negative", "fund", index, name, detail=words, want="不小于0")


@judges("C108")
def arrived_within_investment(context: RuleContext) -> Iterator[Finding]:
    rows, projects = context.rows("fund"), context.rows("project")
    error = float(context.limit("C108", "error"))
    for index in context.failing("fund", "arrived_total_yuan", "C108"):
        file_id, code, total, note = (
            rows.at[index, name] for name in ("file_id", "project_code", "arrived_total_yuan", "note")
        )
        project = projects[(projects["file_id"] == file_id) & (projects["project_code"] == code)].iloc[-1]
        investment, project_note = project["total_investment_yuan"], project["note"]
        added = any("追加投资" in str(text) for text in (note, project_note))
        over = total > investment * error and not added
        yield context.say(
            "C108",
            "over" if over else "",
            "fund",
            index,
            "arrived_total",
            severity="ER" if over else "W",
            raw=yuan_as_wan(total),
            other=yuan_as_wan(investment),
            percent=f"{error:.0%}",
        )


@judges("C110")
def arrived_identities(context: RuleContext) -> Iterator[Finding]:
    """固定资产投资 ≤ 本年累计 ≤ 历史累计 = 上年末 + 本年累计; marked at the first that breaks."""
    rows = context.rows("fund")
    broken = {
        name: set(context.failing("fund", f"{name}_yuan", "C110"))
        for name in ("fixed_asset_ytd", "arrived_ytd", "arrived_total")
    }
    for index in sorted(set().union(*broken.values())):
        before, ytd, total, fixed = (
            rows.at[index, f"{name}_yuan"]
            for name in ("arrived_before_year", "arrived_ytd", "arrived_total", "fixed_asset_ytd")
        )
        if index in broken["fixed_asset_ytd"]:
            yield context.say(
                "C110",
                "fixed",
                "fund",
                index,
                "fixed_asset_ytd",
                raw=yuan_as_wan(fixed),
                other=yuan_as_wan(ytd),
                want=f"不大于 {yuan_as_wan(ytd)}",
            )
        elif index in broken["arrived_ytd"] and _has(context, index, "arrived_total"):
            yield context.say(
                "C110",
                "ytd",
                "fund",
                index,
                "arrived_ytd",
                raw=yuan_as_wan(ytd),
                other=yuan_as_wan(total),
                want=f"不大于 {yuan_as_wan(total)}",
            )
        elif index in broken["arrived_total"] and _has(context, index, "arrived_total", "arrived_before_year"):
            yield context.say(
                "C110",
                "total",
                "fund",
                index,
                "arrived_total",
                raw=yuan_as_wan(total),
                before=yuan_as_wan(before),
                add=yuan_as_wan(ytd),
                want=yuan_as_wan(before + ytd),
            )


def _has(context: RuleContext, index: Any, *names: str) -> bool:
    """Whether the sheet has these columns at all."""
    return all(context.intake.cell("fund", index, name) for name in names)


@judges("C112")
def round_figures(context: RuleContext) -> Iterator[Finding]:
    """Money all in whole thousands of 万元, or the first month equal to the total investment."""
    share, enough = float(context.limit("C112", "share")), int(context.limit("C112", "rows"))
    rows = context.rows("fund")
    for _, group in rows.groupby("file_id"):
        money = group.loc[group["arrived_ytd_yuan"].fillna(0) != 0, "arrived_ytd_yuan"]
        hits = money.index[(money % _THOUSAND == 0).fillna(False)]
        if len(money) >= enough and len(hits) > share * len(money):
            yield context.say("C112", "", "fund", hits[0], "arrived_ytd", rows=len(money), hits=len(hits))
    for index in context.failing("fund", "arrived_month_yuan", "C112"):
        yield _of_month_money(context, "C112", "first", index, "arrived_month")


@judges("C114")
def evidence(context: RuleContext) -> Iterator[Finding]:
    for index in context.failing("fund", "evidence_ref", "C114"):
        yield _of_month_money(context, "C114", "", index, "evidence_ref")


@judges("C115")
def negative_money(context: RuleContext) -> Iterator[Finding]:
    rows = context.rows("fund")
    for index in context.failing("fund", "arrived_month_yuan", "C115"):
        if not reduction_with_reason(rows.at[index, "note"]):
            yield _of_month_money(context, "C115", "", index, "arrived_month")


def _of_month_money(context: RuleContext, code: str, case: str, index: Any, name: str) -> Finding:
    """A finding at a cell of 到位资金 that quotes the row's 本月到位."""
    money = context.rows("fund").at[index, "arrived_month_yuan"]
    return context.say(code, case, "fund", index, name, raw=yuan_as_wan(money))


@judges("C124")
def foreign_money(context: RuleContext) -> Iterator[Finding]:
    """外资 (万美元) not below 本年累计 (万元) as a number cannot be; above it at the rate it is asked about."""
    rows, rate = context.rows("fund"), context.reference.district.policies.usd_rate
    for index in context.failing("fund", "arrived_usd_ytd", "C124"):
        dollars, ytd = int(rows.at[index, "arrived_usd_ytd"]), int(rows.at[index, "arrived_ytd_yuan"])
        impossible = dollars >= max(ytd, 0)  # the same number twice is no exchange either
        yield context.say(
            "C124",
            "" if impossible else "rate",
            "fund",
            index,
            "arrived_usd_ytd",
            severity="ER" if impossible else "W",
            raw=f"{dollars / 10_000:,.10g}",
            other=yuan_as_wan(ytd),
            rate=f"{rate:g}",
            yuan=yuan_as_wan(round(dollars * rate)),
            want=f"不超过 {max(ytd, 0) / 10_000 / rate:,.2f}万美元",
        )


@judges("C127")
def month_within_year(context: RuleContext) -> Iterator[Finding]:
    """本月 above 本年累计 without 核减. A year that began below zero (核减 in an earlier month) may look so: then
    本年累计 follows from the books."""
    rows = context.rows("fund")
    for index in context.failing("fund", "arrived_month_yuan", "C127"):
        month, ytd = int(rows.at[index, "arrived_month_yuan"]), int(rows.at[index, "arrived_ytd_yuan"])
        before = context.money_before.get(str(rows.at[index, "project_code"]))
        this_year = before is not None and str(before.as_of_month)[:4] == context.month[:4]
        earlier = (
            0 if before is None or not this_year or pd.isna(before.arrived_ytd_yuan) else int(before.arrived_ytd_yuan)
        )
        follows = earlier < 0 and ytd == earlier + month
        if not follows and not reduction_with_reason(rows.at[index, "note"]):
            yield context.say(
                "C127", "", "fund", index, "arrived_month", raw=yuan_as_wan(month), other=yuan_as_wan(ytd)
            )


@judges("C121")
def money_of_listed_projects(context: RuleContext) -> Iterator[Finding]:
    for index in context.failing("fund", "project_code", "C121"):
        code = context.rows("fund").at[index, "project_code"]
        yield context.say("C121", "", "fund", index, "project_code", **({} if isinstance(code, str) else {"raw": "空"}))


@judges("C109")
def totals(context: RuleContext) -> Iterator[Finding]:
    """合计 and 小计 equal their rows within n × half the last shown digit. A later total covers what no earlier
    subtotal row of the sheet closed; where both readings are possible, either that fits is right."""
    blocks = {kind: context.rows(kind).groupby(["file_id", "sheet"]).indices for kind in DATA_SHEETS}
    numbers = {kind: context.rows(kind)["row"].to_numpy() for kind in DATA_SHEETS}
    numbers_used: dict[tuple[int, str], set[int]] = {}
    for file_id, sheet, number in zip(
        *(context.intake.totals[name] for name in ("file_id", "sheet", "row")), strict=True
    ):
        numbers_used.setdefault((file_id, sheet), set()).add(number)
    tolerance = context.limit("C109", "tolerance")
    for row in context.intake.totals.itertuples():
        form = DATA_SHEETS[row.kind].field(row.field)
        block = blocks[row.kind].get((row.file_id, row.sheet), _NONE)
        above = block[numbers[row.kind][block] <= row.row]
        covered = above if len(above) else block
        previous = max((each for each in numbers_used[(row.file_id, row.sheet)] if each < row.row), default=0)
        since_last = covered[numbers[row.kind][covered] > previous]
        values = _zero_for_blank(context, row.kind, form.column)
        sums = [int(values[part].sum()) for part in (covered, block, since_last) if len(part)]
        hidden = 0.5 * len(covered) * _digit(form.kind, row.one)
        slack = float(tolerance) * 10_000 if tolerance is not None and form.kind != "count" else hidden
        if sums and all(abs(total - row.value) > slack for total in sums):
            said_as = yuan_as_wan if form.kind == "money" else str
            letters = context.intake.columns[(row.file_id, row.sheet, row.kind)][row.field]
            hint = mistyped(
                values[covered].tolist(), int(row.value), int(row.one), _breaking(context, row, covered, sums[0])
            )
            detail = _left_out(context, row, block, values, sums[0] - int(row.value))
            if not detail and hint:
                cell = f"{letters}{numbers[row.kind][covered[hint[0]]]}"
                detail = f"；{cell} 若为 {said_as(hint[1])} 则相符，请先核对该格"
            yield finding(
                "C109",
                raw_value=said_as(row.value),
                label=row.label,
                field_label=form.header,
                want=said_as(sums[0]),
                detail=detail,
                sheet=row.sheet,
                cell=f"{letters}{row.row}",
                field=row.field,
                **context.of_file(int(row.file_id)),
            )


def _left_out(
    context: RuleContext, row: Any, block: npt.NDArray[np.intp], values: npt.NDArray[np.int64], missing: int
) -> str:
    """The cells that a program's sum leaves out because they are text, where they are what a total lacks."""
    texts = context.made(("read from text",), lambda: _read_from_text(context)).get(
        (row.file_id, row.sheet, row.field), []
    )
    numbers = context.rows(row.kind)["row"].to_numpy()
    found = [(number, int(values[at].sum())) for number in texts if len(at := block[numbers[block] == number])]
    if not found or sum(value for _, value in found) != missing:
        return ""
    letters = context.intake.columns[(row.file_id, row.sheet, row.kind)][row.field]
    cells = "、".join(f"{letters}{number}" for number, _ in found[:10])
    return f"；{cells} 是文本，求和公式未计入，请将该格改为数字"


def _read_from_text(context: RuleContext) -> dict[tuple[int, str, str], list[int]]:
    """(file, sheet, field) → rows whose number was written as text."""
    found: dict[tuple[int, str, str], list[int]] = {}
    issues = context.intake.issues
    for each in issues[issues["code"] == "amount_converted"].itertuples():
        found.setdefault((int(each.file_id), str(each.sheet), str(each.field)), []).append(int(each.row))
    return found


def _breaking(context: RuleContext, row: Any, covered: npt.NDArray[np.intp], total: int) -> list[bool]:
    """Whether a row's 上年末 + 本年累计 ≠ 历史累计 would hold if the field were right by the total."""
    parts = {"arrived_before_year": -1, "arrived_ytd": -1, "arrived_total": 1}
    if row.kind != "fund" or row.field not in parts:
        return [False] * len(covered)
    gap = np.zeros(len(covered), dtype=np.int64)
    for name, sign in parts.items():
        gap += sign * _zero_for_blank(context, "fund", f"{name}_yuan")[covered]
    return (gap == parts[row.field] * (total - row.value)).tolist() if total != row.value else [False] * len(covered)


def _zero_for_blank(context: RuleContext, kind: str, column: str) -> npt.NDArray[np.int64]:
    """A column of whole numbers of all rows of a kind; made once."""
    return context.made(
        ("zero for blank", kind, column), lambda: context.rows(kind)[column].fillna(0).to_numpy("int64")
    )


def _digit(kind: str, one: int) -> int:
    """The last digit a column of money shows: a hundredth of its unit (0.01 万元, 0.01 亿元); a count hides none."""
    return 0 if kind == "count" else one // 100
