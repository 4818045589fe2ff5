"""Level 1 on 项目台账: required cells, code lists, codes, dates and stage, origin, share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pandas as pd
from rapidfuzz import process
from stdnum.cn import uscc

from assets.review.scene import Scene, judges, wan
from schemas.codes.lists import CHOICES
from schemas.finding import Finding
from schemas.months import last_day
from schemas.submission import DATA_SHEETS

_CODE = re.compile(r"(.+)-(\d{4})-(\d{3,4})")
_APPROVAL = re.compile(r"\d{4}-(\d{6})-\d{2}-\d{2}-\d{6}")
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_NAMES = {"stage": "阶段"}


def _given(value: Any) -> bool:
    return not (value is None or value is pd.NA or value != value or value == "")


@judges("C102")
def required_cells(scene: Scene) -> Iterator[Finding]:
    """A required cell that is blank; one that could not be typed has its own finding already."""
    for kind, form in DATA_SHEETS.items():
        rows = scene.rows(kind)
        for item in form.fields:
            if item.blank != "required" or item.name == "project_code":
                continue
            blank = rows.index[rows[item.column].isna()]
            for index in blank:
                if scene.raw(kind, index, item.name) in (None, "", "无", "—", "-", "/"):
                    yield scene.say("C102", "", kind, index, item.name, severity="ER" if item.feeds else "E")


@judges("C103")
def chains(scene: Scene) -> Iterator[Finding]:
    names = list(scene.reference.industry_chains["chain_name"])
    for index, text in scene.lists("project", "industry_chain"):
        if _given(text) and str(text) not in scene.chains:
            near = process.extractOne(str(text), names, score_cutoff=50) if names else None
            hint = f",是否为“{near[0]}”" if near else ""
            yield scene.say("C103", "", "project", index, "industry_chain", detail=hint, want="、".join(names))


@judges("C104")
def credit_codes(scene: Scene) -> Iterator[Finding]:
    for index, text in scene.lists("project", "company_uscc"):
        if not _given(text):
            continue
        if not _USCC.fullmatch(str(text).upper()):
            yield scene.say("C104", "form", "project", index, "company_uscc", severity="E")
        elif not uscc.is_valid(str(text)):
            yield scene.say("C104", "", "project", index, "company_uscc")


@judges("C105")
def dates_and_stage(scene: Scene) -> Iterator[Finding]:
    """签约 ≤ 开工 ≤ 投产, none after the month, the stage agrees."""
    end = last_day(scene.month).isoformat()
    columns = ("signed_on", "started_on", "completed_on")
    for index, signed, started, completed, stage in scene.lists("project", *columns, "stage"):
        dates = {name: value for name, value in zip(columns, (signed, started, completed), strict=True) if _given(value)}
        for name, value in dates.items():
            if value > end:
                yield scene.say("C105", "future", "project", index, name, want=f"不晚于 {end}")
        given = list(dates.items())
        for (earlier, first), (later, second) in pairwise(given):
            if first > second:
                other = f"{DATA_SHEETS['project'].field(earlier).header} {first}"
                yield scene.say("C105", "order", "project", index, later, other=other, want=f"不早于 {first}")
        problem = _stage_problem(stage, dates, scene, index)
        if problem:
            yield scene.say("C105", "stage", "project", index, "stage", detail=problem, want="阶段与日期一致")


def _stage_problem(stage: Any, dates: dict[str, str], scene: Scene, index: Any) -> str:
    def absent(name: str) -> bool:
        return name not in dates and scene.raw("project", index, name) is None

    if stage in ("building", "completed") and absent("started_on"):
        return "没有开工日期"
    if stage == "completed" and absent("completed_on"):
        return "没有投产日期"
    if stage in ("signed", "preparing") and "started_on" in dates:
        return "已填开工日期"
    return "已填投产日期" if stage == "building" and "completed_on" in dates else ""


@judges("C106")
def project_codes(scene: Scene) -> Iterator[Finding]:
    """Well-formed, of this unit, once; a blank one is offered the next free code."""
    rows = scene.rows("project")
    for file_id, group in rows.groupby("file_id"):
        unit = scene.files[int(file_id)].unit_code
        own = {str(unit), *scene.register.predecessors(str(unit))} if _given(unit) else set()
        codes = [str(code) for code in group["project_code"].dropna()]
        doubled = group["project_code"].duplicated() & group["project_code"].notna()
        for index, code in group["project_code"].items():
            if not _given(code):
                free = _next_code(str(unit), scene.year, codes)
                yield scene.say("C106", "blank", "project", index, "project_code", want=free)
                continue
            match = _CODE.fullmatch(str(code))
            want = f"{unit}-签约年-序号,如 {unit}-{scene.year}-001"
            if not match:
                yield scene.say("C106", "form", "project", index, "project_code", want=want)
            elif own and match[1] not in own:
                yield scene.say("C106", "other_unit", "project", index, "project_code", want=want)
            elif doubled[index]:
                yield scene.say("C106", "doubled", "project", index, "project_code", want="每个项目一个编号")


def _next_code(unit: str, year: int, codes: list[str]) -> str:
    used = [int(code.rsplit("-", 1)[1]) for code in codes if code.startswith(f"{unit}-{year}-") and code[-1].isdigit()]
    return f"{unit}-{year}-{max(used, default=0) + 1:03d}"


@judges("C113")
def origins(scene: Scene) -> Iterator[Finding]:
    for index, text in scene.lists("project", "investor_origin"):
        if not _given(text):
            continue
        place = scene.places[str(text)]
        if place is None:
            yield scene.say("C113", "", "project", index, "investor_origin")
        elif place.multiple:
            yield scene.say("C113", "several", "project", index, "investor_origin")


@judges("C119")
def shares(scene: Scene) -> Iterator[Finding]:
    """Share in (1, 100]; below 100 exactly when there is a partner, who is another known unit."""
    for index, share, partner, unit in scene.lists("project", "own_share", "partner_unit", "unit_code"):
        if not _given(share) and scene.raw("project", index, "own_share") is not None:
            continue  # not typed: said already
        value = 100.0 if not _given(share) else float(share)
        if not 1 < value <= 100:
            yield scene.say("C119", "range", "project", index, "own_share", want="大于1、不超过100")
            continue
        if _given(partner):
            code = scene.register.resolve(str(partner), scene.month)
            if code is None or code == unit:
                yield scene.say("C119", "partner", "project", index, "partner_unit", want="名录中的其他单位")
            if value == 100:
                yield scene.say("C119", "full", "project", index, "own_share", want="小于100")
        elif value < 100:
            yield scene.say("C119", "alone", "project", index, "own_share", want="100,或填写共同引进单位")


@judges("C120")
def approval_codes(scene: Scene) -> Iterator[Finding]:
    division = scene.reference.district.district.division_code
    for index, text in scene.lists("project", "approval_code"):
        if not _given(text):
            continue
        match = _APPROVAL.fullmatch(str(text))
        if not match:
            yield scene.say("C120", "", "project", index, "approval_code")
        elif match[1] != division:
            yield scene.say("C120", "region", "project", index, "approval_code")


@judges("H204")
def termination_reason(scene: Scene) -> Iterator[Finding]:
    """终止 needs a reason of at least four characters beside the key word."""
    rows = scene.rows("project")
    words = "|".join(CHOICES["stage"]["terminated"])
    for index, note in rows.loc[rows["stage"] == "terminated", "note"].items():
        rest = re.sub(rf"{words}|[\s,,。;;::]", "", str(note) if _given(note) else "")
        if len(rest) < 4:
            yield scene.say("H204", "terminated", "project", index, "stage", want="备注写明终止原因")


@judges("H213")
def money_before_signing(scene: Scene) -> Iterator[Finding]:
    """Money of a month before the contract's date: signed after this month although money has come."""
    signed = {(row.file_id, row.project_code): row.signed_on for row in scene.records("project")}
    for index, file_id, code, total in scene.lists("fund", "file_id", "project_code", "arrived_total_yuan"):
        on = signed.get((file_id, code))
        before = scene.before.get(str(code))
        earlier = int(before.arrived_total_yuan or 0) if before is not None else 0
        if isinstance(on, str) and on[:7] >= scene.month and earlier > 0 and _given(total):
            yield scene.say("H213", "", "fund", index, "arrived_ytd", want=on, raw=wan(earlier))
