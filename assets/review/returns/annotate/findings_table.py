"""The findings of one file in the order and the words the township reads: one line a finding. No file format here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assets.review.catalogue import rule
from schemas.finding import Finding
from schemas.form.sheets import SHEETS
from schemas.typography import chinese
from schemas.words import ERRORS, FINDING_STATUSES, SEVERITIES, WARNINGS

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
HEADERS = ("序号", "程度", "规则", "工作表", "单元格", "项目", "原值", "应为", "说明", "如何改正")
FILLS = {
    "F": "FFC8CF",
    "E": "FFC8CF",
    "W": "FFEC9D",
}  # ours alone: a shade beside Excel's own, so that we know our marks
_ORDER = {"F": 0, "E": 1, "W": 2, "I": 3}


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding as a line of the table; `words` in the order of HEADERS without 序号. `marked`: its cell is wrong
    now."""

    finding: Finding
    words: tuple[str, ...]
    marked: bool

    @property
    def fill(self) -> str:
        return FILLS.get(self.finding.severity, "") if self.finding.status == "open" else ""


def legible(text: str) -> str:
    """A township's text as any document can hold it: control characters become the replacement mark."""
    return _NOT_XML.sub("\ufffd", text)


def field_label(finding: Finding) -> str:
    """The Chinese header of the finding's field; '' where it has none."""
    if not finding.field:
        return ""
    named = [sheet for sheet in SHEETS.values() if sheet.title == (finding.sheet or "").strip()]
    for sheet in (*named, *SHEETS.values()):
        for item in sheet.fields:
            if item.name == finding.field:
                return item.header
    return ""


def degree(finding: Finding) -> str:
    """The word for the severity of an open finding, else for what became of it."""
    return SEVERITIES[finding.severity] if finding.status == "open" else FINDING_STATUSES[finding.status]


def lines(findings: Sequence[Finding]) -> list[FindingLine]:
    """Open ones first, the gravest first, then by sheet and cell."""
    ordered = sorted(
        findings,
        key=lambda each: (each.status != "open", _ORDER[each.severity], each.sheet or "", _place(each), each.rule_code),
    )
    return [_line(each) for each in ordered]


def _place(finding: Finding) -> tuple[int, str]:
    digits = "".join(letter for letter in finding.cell or "" if letter.isdigit())
    return (int(digits) if digits else 0, finding.cell or "")


def _line(finding: Finding) -> FindingLine:
    entry = rule(finding.rule_code)
    label = field_label(finding)
    about = " ".join(part for part in (finding.project_code, label) if part)
    words = (
        degree(finding),
        f"{finding.rule_code} {entry.title}",
        finding.sheet or "",
        finding.cell or "",
        about,
        finding.raw_value or "",
        finding.expected,
        finding.message,
        entry.remedy,
    )
    return FindingLine(
        finding,
        tuple(legible(word) for word in words),
        finding.status == "open" and finding.severity in FILLS and bool(finding.cell),
    )


def comment_text(findings: Sequence[Finding]) -> str:
    """What the comment of one cell says: what is wrong, what was found, what is expected, how to correct it."""
    parts = []
    for each in findings:
        entry = rule(each.rule_code)
        rows = [f"〔{degree(each)}〕{each.message}({each.rule_code})"]
        rows += [f"原值：{each.raw_value}"] if each.raw_value else []
        rows += [f"应为：{each.expected}"] if each.expected else []
        rows += [f"处理：{entry.remedy}"] if entry.remedy else []
        parts.append("\n".join(legible(chinese(row)) for row in rows))
    return "\n".join(parts)


def summary(findings: Sequence[Finding], deadline_text: str) -> str:
    """One sentence: how many to correct, how many to explain, by when."""
    must = sum(each.severity in "FE" and each.status == "open" for each in findings)
    explain = sum(each.severity == "W" and each.status == "open" for each in findings)
    counted = [f"{ERRORS}{must}处" if must else "", f"{WARNINGS}{explain}处" if explain else ""]
    due = f"请于{deadline_text}前重报。" if deadline_text else "请改正后重报。"
    return chinese(
        "核查发现" + ",".join(part for part in counted if part) + ("。" if must or explain else "问题如下。") + due
    )


INSTRUCTION = chinese(
    f"办理要求：红色单元格{ERRORS}，黄色单元格{WARNINGS}：有误的改正，无误的在“情况说明”表写明规则编号、工作表、项目编号和原因"
    "（不少于10个字）。请在本文件中直接修改后重报；本表不参与统计，不必删除。"
)
