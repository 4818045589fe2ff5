"""Level 3: two units that list the same project (P301)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from assets.review.rule_context import RuleContext, judges
from assets.review.rules.between_units.listings import current_projects, side_by_side, twin_words
from schemas.finding import Finding

_LIKE_A_CODE = re.compile(r"\d{6}")  # 办理中 in two ledgers proves nothing


@judges("P301")
def same_project_twice(context: RuleContext) -> Iterator[Finding]:
    """The same code, approval code, or credit code and name in two units' latest files; both are told, with the
    evidence. It returns the later received, then the later unit_code."""
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in current_projects(context):
        for words, key in _keys(row):
            groups[(words, key)].append(row)
    grounds: dict[tuple[Any, Any], tuple[Any, Any, list[str]]] = {}
    for (ground, _), listed in groups.items():
        if len(listed) < 2 or len({row.unit_code for row in listed}) < 2:
            continue
        first, *others = sorted(listed, key=lambda row: _order(context, row))
        for row in others:
            if row.unit_code != first.unit_code:
                grounds.setdefault((first.Index, row.Index), (first, row, []))[2].append(ground)
    reported: set[Any] = set()
    for first, later, proofs in grounds.values():
        detail = f"{'、'.join(proofs)};{side_by_side(first, later)}"
        for mine, twin, severity in ((first, later, "E"), (later, first, "ER")):
            if (mine.Index, severity) in reported:
                continue
            reported.add((mine.Index, severity))
            yield context.say(
                "P301",
                "",
                "project",
                mine.Index,
                "project_code",
                severity=severity,
                **twin_words(context, twin),
                detail=detail,
            )


def _order(context: RuleContext, row: Any) -> tuple[str, str]:
    return str(context.files[int(row.file_id)].received_at), str(row.unit_code)


def _keys(row: Any) -> Iterator[tuple[str, str]]:
    """What proves two rows one project, in words and as compared."""
    if code := _compared(row.project_code):
        yield "项目编号相同", code
    if _LIKE_A_CODE.search(approval := _compared(row.approval_code)):
        yield "项目代码相同", approval
    if _LIKE_A_CODE.search(credit := _compared(row.company_uscc)) and (name := _compared(row.project_name)):
        yield "信用代码和项目名称相同", f"{credit}|{name}"


def _compared(value: Any) -> str:
    """Width folded, without blanks, in capitals."""
    if not isinstance(value, str):
        return ""
    return "".join((value if value.isascii() else unicodedata.normalize("NFKC", value)).split()).upper()
