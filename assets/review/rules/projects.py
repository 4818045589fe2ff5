"""Level 1 on 项目台账: required cells, code lists, codes, dates and stage, origin, share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pandas as pd
from rapidfuzz import process

from assets.review.rule_context import RuleContext, judges, yuan_as_wan
from schemas.codes.lists import CHOICES
from schemas.codes.places import is_too_coarse
from schemas.finding import Finding
from schemas.form.frames import APPROVAL_CODE, CREDIT_CODE, PROJECT_CODE
from schemas.form.sheets import DATA_SHEETS
from schemas.months import last_day

_NAMES = {"stage": "阶段"}
_OF_INVESTMENT = re.compile(r"总投资|投资额|投资|[\s,，。;；:：]")


def _given(value: Any) -> bool:
    return not (value is None or value is pd.NA or value != value or value == "")


@judges("C102")
def required_cells(context: RuleContext) -> Iterator[Finding]:
    """A required cell that is blank; one that could not be typed has its own finding already."""
    for kind, form in DATA_SHEETS.items():
        for item in form.fields:
            for index in context.failing(kind, item.column, "C102"):
                yield context.say("C102", "", kind, index, item.name)


@judges("C103")
def industry_chains(context: RuleContext) -> Iterator[Finding]:
    names = list(context.reference.industry_chains["chain_name"])
    for index in context.failing("project", "industry_chain", "C103"):
        text = str(context.rows("project").at[index, "industry_chain"])
        near = process.extractOne(text, names, score_cutoff=50) if names else None
        hint = f",是否为“{near[0]}”" if near else ""
        yield context.say("C103", "", "project", index, "industry_chain", detail=hint, want="、".join(names))


@judges("C104")
def credit_codes(context: RuleContext) -> Iterator[Finding]:
    for index in context.failing("project", "company_uscc", "C104"):
        formed = CREDIT_CODE.fullmatch(str(context.rows("project").at[index, "company_uscc"]).upper())
        yield context.say(
            "C104", "" if formed else "form", "project", index, "company_uscc", severity=None if formed else "E"
        )


@judges("C105")
def dates_and_stage(context: RuleContext) -> Iterator[Finding]:
    """签约 ≤ 开工 ≤ 投产, none after the month, the stage agrees."""
    end = last_day(context.month).isoformat()
    columns = ("signed_on", "started_on", "completed_on")
    rows = context.rows("project")
    failing = {index for name in (*columns, "stage") for index in context.failing("project", name, "C105")}
    for index in sorted(failing):
        stage = rows.at[index, "stage"]
        dates = {name: str(rows.at[index, name]) for name in columns if _given(rows.at[index, name])}
        for name, value in dates.items():
            if value > end:
                yield context.say("C105", "future", "project", index, name, want=f"不晚于 {end}")
        given = list(dates.items())
        for (earlier, first), (later, second) in pairwise(given):
            if first > second:
                other = f"{DATA_SHEETS['project'].field(earlier).header} {first}"
                yield context.say("C105", "order", "project", index, later, other=other, want=f"不早于 {first}")
        problem = _stage_problem(stage, dates, context, index)
        if problem:
            yield context.say("C105", "stage", "project", index, "stage", detail=problem, want="阶段与日期一致")


def _stage_problem(stage: Any, dates: dict[str, str], context: RuleContext, index: Any) -> str:
    def absent(name: str) -> bool:
        return name not in dates and context.raw("project", index, name) is None

    if stage in ("building", "completed") and absent("started_on"):
        return "没有开工日期"
    if stage == "completed" and absent("completed_on"):
        return "没有投产日期"
    if stage in ("signed", "preparing") and "started_on" in dates:
        return "已填开工日期"
    return "已填投产日期" if stage == "building" and "completed_on" in dates else ""


@judges("C106")
def project_codes(context: RuleContext) -> Iterator[Finding]:
    """Well-formed, of this unit, once; a blank one is offered the next free code."""
    rows = context.rows("project")
    for index in context.failing("project", "project_code", "C106"):
        file_id, code = int(rows.at[index, "file_id"]), rows.at[index, "project_code"]
        unit, own = context.files[file_id].unit_code, context.against.own_codes[file_id]
        want = f"{unit}-签约年-序号,如 {unit}-{context.year}-001"
        if not _given(code):
            codes = [str(each) for each in rows.loc[rows["file_id"] == file_id, "project_code"].dropna()]
            on = rows.at[index, "signed_on"]
            year = int(on[:4]) if isinstance(on, str) and on else context.year
            want = _next_code(str(unit), year, [*codes, *context.before])
            yield context.say("C106", "blank", "project", index, "project_code", want=want)
        elif not (match := PROJECT_CODE.fullmatch(str(code))):
            yield context.say("C106", "form", "project", index, "project_code", want=want)
        elif own and match[1] not in own and context.register.holder(str(code), context.month) != unit:
            want = f"{want}；他单位移交的项目沿用原编号，须先由区里登记移交"
            yield context.say("C106", "other_unit", "project", index, "project_code", want=want)
        else:
            yield context.say("C106", "doubled", "project", index, "project_code", want="每个项目一个编号")


def _next_code(unit: str, year: int, codes: list[str]) -> str:
    mine = [PROJECT_CODE.fullmatch(code) for code in codes if code.startswith(f"{unit}-{year}-")]
    used = [int(match[3]) for match in mine if match]
    return f"{unit}-{year}-{max(used, default=0) + 1:03d}"


@judges("C125")
def absurd_investments(context: RuleContext) -> Iterator[Finding]:
    """总投资 above the district's bounds: asked about; far above, returned unless 备注 says what the amount is."""
    rows, bounds = context.rows("project"), context.reference.district.policies.investment_bounds
    error = round(bounds.error * 10_000)
    for index in context.failing("project", "total_investment_yuan", "C125"):
        yuan = int(rows.at[index, "total_investment_yuan"])
        returns = yuan > error and not _investment_explained(rows.at[index, "note"])
        yield context.say(
            "C125",
            "error" if returns else "",
            "project",
            index,
            "total_investment",
            severity="ER" if returns else "W",
            raw=yuan_as_wan(yuan),
            bound=yuan_as_wan(error if returns else round(bounds.warn * 10_000)),
            want=yuan_as_wan(round(yuan / 10_000)),
        )


def _investment_explained(note: Any) -> bool:
    """备注 speaks of the investment and says at least four characters beside the word."""
    text = str(note) if _given(note) else ""
    return bool(_OF_INVESTMENT.search(text)) and len(_OF_INVESTMENT.sub("", text)) >= 4


@judges("C126")
def years_of_codes(context: RuleContext) -> Iterator[Finding]:
    rows = context.rows("project")
    for index in context.failing("project", "project_code", "C126"):
        yield context.say("C126", "", "project", index, "project_code", on=str(rows.at[index, "signed_on"]))


@judges("C113")
def investor_origins(context: RuleContext) -> Iterator[Finding]:
    for index in context.failing("project", "investor_origin", "C113"):
        text = str(context.rows("project").at[index, "investor_origin"])
        case = "several" if context.places[text] is not None else ""
        if not case and is_too_coarse(text, context.reference.district.district):
            case = "own"
        yield context.say("C113", case, "project", index, "investor_origin")


@judges("C119")
def shares(context: RuleContext) -> Iterator[Finding]:
    """Share in (1, 100]; below 100 exactly when there is a partner, who is another known unit."""
    rows = context.rows("project")
    for index in context.failing("project", "own_share", "C119"):
        share, partner, unit = (rows.at[index, name] for name in ("own_share", "partner_unit", "unit_code"))
        value = 100.0 if not _given(share) else float(share)
        if not 1 < value <= 100:
            yield context.say("C119", "range", "project", index, "own_share", want="大于1、不超过100")
            continue
        if _given(partner):
            if (unit, partner) not in context.against.partners:
                yield context.say("C119", "partner", "project", index, "partner_unit", want="名录中的其他单位")
            if value == 100:
                yield context.say("C119", "full", "project", index, "own_share", want="小于100")
        elif value < 100:
            yield context.say("C119", "alone", "project", index, "own_share", want="100,或填写共同引进单位")


@judges("C120")
def approval_codes(context: RuleContext) -> Iterator[Finding]:
    for index in context.failing("project", "approval_code", "C120"):
        formed = APPROVAL_CODE.fullmatch(str(context.rows("project").at[index, "approval_code"]))
        yield context.say("C120", "region" if formed else "", "project", index, "approval_code")


@judges("H204")
def termination_reason(context: RuleContext) -> Iterator[Finding]:
    """终止 needs a reason of at least four characters beside the key word."""
    rows = context.rows("project")
    words = "|".join(CHOICES["stage"]["terminated"])
    for index, note in rows.loc[rows["stage"] == "terminated", "note"].items():
        rest = re.sub(rf"{words}|[\s,，。;；:：]", "", str(note) if _given(note) else "")
        if len(rest) < 4:
            yield context.say("H204", "terminated", "project", index, "stage", want="备注写明终止原因")


@judges("H213")
def money_before_signing(context: RuleContext) -> Iterator[Finding]:
    """Money of months before the contract's: 上年末累计 of a project signed this year, and of the year all that came
    before this month where it was signed in this one."""
    signed = {(row.file_id, row.project_code): row.signed_on for row in context.records("project")}
    names = ("file_id", "project_code", "arrived_before_year_yuan", "arrived_month_yuan", "arrived_ytd_yuan")
    for index, file_id, code, before_year, month, ytd in context.lists("fund", *names):
        on = signed.get((file_id, code))
        if not isinstance(on, str) or on[:4] < context.month[:4]:
            continue
        earlier = int(before_year) if _given(before_year) else 0
        if on[:7] >= context.month and _given(ytd) and _given(month):
            earlier += int(ytd) - int(month)
        if earlier > 0:
            yield context.say("H213", "", "fund", index, "arrived_ytd", want=on, raw=yuan_as_wan(earlier))
