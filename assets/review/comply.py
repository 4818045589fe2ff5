"""Comply or explain: a line of 情况说明 explains the findings it names; a recorded exemption takes one out of force."""

from __future__ import annotations

from dataclasses import dataclass

from assets.review.scene import Scene
from schemas.finding import Finding

SHORTEST = 10  # characters an explanation must have
OVERTURNING = (
    "规则误判"  # an exemption whose reason begins so says that the rule was wrong, not that the case is special
)


@dataclass(frozen=True, slots=True)
class _Line:
    rule: str
    sheet: str
    project: str
    text: str


def explained(findings: list[Finding], scene: Scene) -> list[Finding]:
    """The same findings with status explained (W only) or exempted (also E) where that is so."""
    lines = _lines(scene)
    return [_exempted(_with_explanation(each, lines), scene) for each in findings]


def _lines(scene: Scene) -> dict[str, list[_Line]]:
    """File (sha256) → its lines of 情况说明 that are long enough. The frame's own `sheet` is where the line stands; what
    the line names stands in the raw text."""
    lines: dict[str, list[_Line]] = {}
    frame, raw = scene.rows("explanation"), scene.intake.raw["explanation"]
    for index, file_id in frame["file_id"].items():
        rule, sheet, project, text = (
            _plain(raw.at[index, name]) for name in ("rule_code", "sheet", "project_code", "text")
        )
        if len(text) >= SHORTEST and rule:
            name = str(scene.files[int(file_id)].file_sha256)
            lines.setdefault(name, []).append(_Line(rule.upper(), sheet, project, text))
    return lines


def _plain(value: object) -> str:
    return "" if value is None or value != value else str(value).strip()


def _with_explanation(each: Finding, lines: dict[str, list[_Line]]) -> Finding:
    if each.severity != "W":
        return each
    for line in lines.get(each.file_sha256 or "", []):
        same_sheet = not line.sheet or line.sheet == (each.sheet or "")
        if line.rule == each.rule_code and same_sheet and line.project in ("", each.project_code or ""):
            return each.having(status="explained", explanation=line.text)
    return each


def _exempted(each: Finding, scene: Scene) -> Finding:
    if each.severity not in "EW" or each.rule_code[0] not in "CHP":
        return each
    for row in scene.reference.exemptions.itertuples():
        in_time = str(row.from_month) <= scene.month <= (str(row.to_month) or "9999-12")
        same = row.rule_code == each.rule_code
        unit = not row.unit_code or row.unit_code == each.unit_code
        project = not row.project_code or row.project_code == each.project_code
        if in_time and same and unit and project:
            words = f"{row.reason}(批准:{row.approved_by})"
            status = "overturned" if str(row.reason).startswith(OVERTURNING) else "exempted"
            return each.having(status=status, explanation=words, returns=False)
    return each
