"""Level 1 on the codes of 到位资金: one row a project, the name that belongs to the code, each voucher once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from assets.review.rule_context import RuleContext, judges, yuan_as_wan
from schemas.codes.names import folded, name_key, name_likeness
from schemas.finding import Finding
from schemas.form.sheets import PLACEHOLDERS

_MONEY = {
    "arrived_month_yuan": "本月到位", "arrived_ytd_yuan": "本年累计", "arrived_total_yuan": "历史累计",
    "fixed_asset_ytd_yuan": "固定资产投资", "arrived_usd_ytd": "外资",
}  # fmt: skip
_SEVERAL = re.compile(r"[、,，;；/\n]+|(?<=\d)\s+(?=\D)")


@judges("C122")
def one_row_a_project(context: RuleContext) -> Iterator[Finding]:
    """A project in several rows of a file: every row is marked. The sum is proposed; rows of equal figures are one row
    typed twice, and are not."""
    rows = context.rows("fund")
    doubled = rows.loc[context.failing("fund", "project_code", "C122")]
    for _, group in doubled.groupby(["file_id", "project_code"], sort=False):
        cells = {index: context.intake.cell("fund", index, "project_code") for index in group.index}
        sheets = group["sheet"].nunique() > 1
        places = "、".join(
            f"{group.at[index, 'sheet']}!{cell}" if sheets else str(cell) for index, cell in cells.items()
        )
        figures = group[list(_MONEY)].astype(object).where(group[list(_MONEY)].notna(), None)
        same = len({tuple(line) for line in figures.itertuples(index=False)}) == 1
        want = "只列一行，删去重复的行" if same else f"合为一行：{_sums(group)}"
        for index in group.index:
            yield context.say(
                "C122", "same" if same else "", "fund", index, "project_code", rows=len(group), places=places, want=want
            )


def _sums(group: pd.DataFrame) -> str:
    """The rows added up, where every row has a figure. 上年末累计 is not added: each row may repeat it."""
    said = []
    for column, label in _MONEY.items():
        if label != "外资" and group[column].notna().all() and group[column].ne(0).any():
            said.append(f"{label} {yuan_as_wan(int(group[column].sum()))}")
    return "、".join(said) + "（各行相加，请核对）" if said else "各项金额请核对后填列"


@judges("C123")
def names_of_their_codes(context: RuleContext) -> Iterator[Finding]:
    """The name beside a code is another project's, or like none; the code it belongs to is proposed. A project that is
    renamed in 项目台账 (H206) may keep last month's name here."""
    rows = context.rows("fund")
    least = float(context.limit("C123", "likeness"))
    listed = context.made(("names of the ledger",), lambda: _listed(context))
    for index in context.failing("fund", "project_name", "C123"):
        code, name = str(rows.at[index, "project_code"]), str(rows.at[index, "project_name"])
        projects: dict[str, str] = listed[int(rows.at[index, "file_id"])]
        if name_key(name) == _name_before(context, code) and name_key(name) not in map(name_key, projects.values()):
            continue
        owner = _owner(name, {other: text for other, text in projects.items() if other != code}, least)
        yield context.say(
            "C123", "", "fund", index, "project_name", of=code, listed=projects[code],
            hint=f"，是 {owner} 的名称" if owner else "",
            want=f"编号 {owner}，或名称“{projects[code]}”" if owner else f"“{projects[code]}”，或该项目自己的编号",
        )  # fmt: skip


def _name_before(context: RuleContext, code: str) -> str:
    before = context.before.get(code)
    return name_key(before.project_name) if before is not None else ""


def _listed(context: RuleContext) -> dict[int, dict[str, str]]:
    """File → project code → name in 项目台账."""
    found: dict[int, dict[str, str]] = {}
    for _, file_id, code, name in context.lists("project", "file_id", "project_code", "project_name"):
        if isinstance(code, str) and isinstance(name, str):
            found.setdefault(file_id, {})[code] = name
    return found


def _owner(name: str, projects: dict[str, str], least: float) -> str | None:
    """The code whose name this is: the same name, else the one clearly most like it."""
    key = name_key(name)
    same = [code for code, text in projects.items() if name_key(text) == key]
    if same:
        return same[0] if len(same) == 1 else None
    alike = sorted(((name_likeness(name, text), code) for code, text in projects.items()), reverse=True)[:2]
    if not alike or alike[0][0] < least or (len(alike) > 1 and alike[0][0] == alike[1][0]):
        return None
    return alike[0][1]


@judges("C128")
def vouchers_used_twice(context: RuleContext) -> Iterator[Finding]:
    """A voucher number of one row of 到位资金 that an earlier row of the file has, too. Vouchers of two kinds may share a
    number."""
    first: dict[tuple[int, str], list[tuple[str, str, Any]]] = {}
    columns = ("file_id", "project_code", "evidence_kind", "evidence_ref")
    for index, file_id, code, kind, written in context.lists("fund", *columns):
        for number in sorted(_numbers(written)):
            earlier = first.setdefault((file_id, number), [])
            of_kind = folded(kind)
            met = next((at for other, project, at in earlier if project != code and _may_be(other, of_kind)), None)
            if met is not None:
                place = context.intake.cell("fund", met, "evidence_ref")
                yield context.say("C128", "voucher", "fund", index, "evidence_ref", number=number, other=place)
            earlier.append((of_kind, code, index))


def _may_be(one: str, other: str) -> bool:
    return one == other or not one or not other


def _numbers(written: Any) -> set[str]:
    """The voucher numbers in a cell: several may stand in one. Words without a digit name none."""
    if not isinstance(written, str) or written.strip() in PLACEHOLDERS:
        return set()
    parts = (folded(part) for part in _SEVERAL.split(written))
    return {part for part in parts if any(char.isdigit() for char in part)}
