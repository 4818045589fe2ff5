"""Comply or explain: a line of 情况说明 explains the findings it names; a recorded exemption takes one out of force."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.review.explanations import Explanation, explanations_in, sheet_names
from assets.review.rule_context import RuleContext
from schemas.codes.names import folded
from schemas.finding import Finding

SHORTEST = 10  # characters an explanation must have
OVERTURNING = (
    "规则误判"  # an exemption whose reason begins so says that the rule was wrong, not that the case is special
)

_NEVER = ("F001", "F003", "F004")


def explained(findings: list[Finding], context: RuleContext) -> list[Finding]:
    """The same findings with status explained (W only) or exempted (also E) where that is so. A line that is too short
    explains nothing, and the finding says so. A line that explains nothing at all has an answer of its own (C199)."""
    lines, names = explanations_in(context), sheet_names(context)
    by_file: dict[str, list[Explanation]] = {}
    for line in lines:
        by_file.setdefault(line.file_sha256, []).append(line)
    exemptions, month = context.reference.exemptions, context.month
    used: set[Any] = set()
    explained_findings = [_with_explanation(each, by_file, names, used) for each in findings]
    answers = (
        [_answer(line, explained_findings, context) for line in lines if line.index not in used]
        if context.is_on("C199")
        else []
    )
    return [exempted(each, exemptions, month) for each in [*explained_findings, *answers]]


def _with_explanation(
    each: Finding, by_file: dict[str, list[Explanation]], names: dict[tuple[str, str], str], used: set[Any]
) -> Finding:
    """One line explains every finding of its rules in its sheet and project; a blank project means the whole sheet, a
    blank sheet the whole file."""
    lines = by_file.get(each.file_sha256 or "", [])
    if each.severity != "W" or not lines:
        return each
    sheet, project = names.get((each.file_sha256 or "", each.sheet or ""), ""), folded(each.project_code)
    fitting = [
        line
        for line in lines
        if each.rule_code in line.rules
        and line.sheets is not None
        and line.projects is not None
        and (not line.sheets or sheet in line.sheets)
        and (not line.projects or project in line.projects)
    ]
    used |= {line.index for line in fitting}
    full = next((line for line in fitting if len(line.text) >= SHORTEST), None)
    if full:
        return each.having(status="explained", explanation=full.text)
    if fitting:
        return each.having(message=f"{each.message}（情况说明“{fitting[0].text}”不足{SHORTEST}个字，未采纳）")
    return each


def _answer(line: Explanation, findings: list[Finding], context: RuleContext) -> Finding:
    """What a line that explained nothing is answered, at the cell that was not understood."""
    mine = [each for each in findings if each.file_sha256 == line.file_sha256 and each.rule_code in line.rules]
    open_ones = [each for each in mine if each.severity == "W"]
    if not line.rules:
        field, case = "rule_code", "rule"
    elif any(each.severity in "FE" for each in mine) and not open_ones:
        field, case = "rule_code", "error"
    elif not mine:
        field, case = "rule_code", "nothing"
    elif line.sheets is None:
        field, case = "sheet", "sheet"
    elif line.projects is None:
        field, case = "project_code", "project"
    else:
        field, case = ("project_code" if line.projects else "sheet"), "elsewhere"
    places = "、".join(dict.fromkeys(" ".join(filter(None, (each.sheet, each.project_code))) for each in open_ones))
    raw = context.raw("explanation", line.index, field)
    return context.say(
        "C199",
        case,
        "explanation",
        line.index,
        field,
        raw_value=raw,
        raw=raw or "空",
        named="、".join(line.rules),
        want=f"有疑点的：{places}" if places else "退回说明中的规则编号，如 H206",
    )


def exempted(each: Finding, exemptions: pd.DataFrame, month: str) -> Finding:
    """The finding out of force where a recorded exemption of the month names its rule, and its unit and project where
    the exemption names them. What cannot be loaded (F, a unit or columns that are not there) cannot be exempted."""
    if each.severity not in ("E", "W") or each.rule_code in _NEVER:
        return each
    if exemptions.empty:
        return each
    for row in exemptions.itertuples():
        in_time = str(row.from_month)[:7] <= month <= (str(row.to_month)[:7] or "9999-12")
        unit = not row.unit_code or row.unit_code == each.unit_code
        project = not row.project_code or row.project_code == each.project_code
        if in_time and row.rule_code == each.rule_code and unit and project:
            words = f"{row.reason}（批准：{row.approved_by}）"
            status = "overturned" if str(row.reason).startswith(OVERTURNING) else "exempted"
            return each.having(status=status, explanation=words, returns=False)
    return each
