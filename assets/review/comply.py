"""Comply or explain: a line of 情况说明 explains the findings it names; a recorded exemption takes one out of force."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pandas as pd

from assets.review.background import Background
from assets.review.scene import Scene
from schemas.finding import Finding
from schemas.submission import DATA_SHEETS

SHORTEST = 10  # characters an explanation must have
OVERTURNING = (
    "规则误判"  # an exemption whose reason begins so says that the rule was wrong, not that the case is special
)

_NEVER = ("F001", "F003", "F004")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of 情况说明: the rule it names, the sheet and the project it is of ('' for all), what it says."""

    rule: str
    sheet: str
    project: str
    text: str


@dataclass(frozen=True)
class Told:
    """What a unit's files say of themselves: `lines` by file (sha256); `titles`: (file, sheet) → the form's name of it."""

    lines: dict[str, list[Line]]
    titles: dict[tuple[str, str], str]


def explained(findings: list[Finding], told: Told, background: Background) -> list[Finding]:
    """The same findings with status explained (W only) or exempted (also E) where that is so. A line that is too short
    explains nothing, and the finding says so."""
    exemptions, month = background.reference.exemptions, background.month
    return [exempted(_with_explanation(each, told), exemptions, month) for each in findings]


def told_in(scene: Scene) -> Told:
    """The lines and the sheets of a scene's files. The frame's own `sheet` is where the line stands; what the line names
    stands in the raw text."""
    lines: dict[str, list[Line]] = {}
    frame, raw = scene.rows("explanation"), scene.intake.raw["explanation"]
    for index, file_id in frame["file_id"].items():
        rule, sheet, project, text = (
            _plain(raw.at[index, name]) for name in ("rule_code", "sheet", "project_code", "text")
        )
        if rule:
            name = str(scene.files[int(file_id)].file_sha256)
            lines.setdefault(name, []).append(Line(rule.upper(), sheet, project.upper(), text))
    titles = {
        (str(scene.files[file_id].file_sha256), sheet): DATA_SHEETS[kind].title
        for file_id, sheet, kind in scene.intake.columns
    }
    return Told(lines, titles)


def _plain(value: object) -> str:
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else ""


def _with_explanation(each: Finding, told: Told) -> Finding:
    """One line explains every finding of its rule in its sheet and project; a blank project means the whole sheet, a blank
    sheet the whole file. The sheet may be named as in the file or as in the form."""
    lines = told.lines.get(each.file_sha256 or "", [])
    if each.severity != "W" or not lines:
        return each
    named = {"", _plain(each.sheet), told.titles.get((each.file_sha256 or "", each.sheet or ""), "")}
    projects = {"", (each.project_code or "").upper()}
    fitting = [
        line for line in lines if line.rule == each.rule_code and line.sheet in named and line.project in projects
    ]
    full = next((line for line in fitting if len(line.text) >= SHORTEST), None)
    if full:
        return each.having(status="explained", explanation=full.text)
    if fitting:
        return each.having(message=f"{each.message}（情况说明“{fitting[0].text}”不足{SHORTEST}个字，未采纳）")
    return each


def exempted(each: Finding, exemptions: pd.DataFrame, month: str) -> Finding:
    """The finding out of force where a recorded exemption of the month names its rule, and its unit and project where the
    exemption names them. What cannot be loaded (F, a unit or columns that are not there) cannot be exempted."""
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
