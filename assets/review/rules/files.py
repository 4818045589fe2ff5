"""Level 0 and the cells intake could not type: every issue of intake becomes the finding of its rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from assets.intake.office.units import folded_unit_name
from assets.intake.reader.cells.dates import month_of
from assets.intake.reader.issue_codes import ISSUE_RULES
from assets.review.catalogue import finding
from assets.review.masking import masked
from assets.review.rule_context import RuleContext, judges
from schemas.codes.lists import CHOICES
from schemas.finding import Finding
from schemas.form.sheets import SHEETS

_SEVERITY = {
    **dict.fromkeys(("amount_converted", "time_unlikely"), "I"),
    **dict.fromkeys(
        (
            "amount_sub_yuan",
            "month_file_name",
            "unit_file_name",
            "sheet_missing",
            "sheet_unknown",
            "column_unknown",
            "header_proposed",
            "sheet_doubled",
            "row_unplaced",
            "row_total",
            "row_comparison",
            "column_absent",
            "cells_merged",
            "unit_line_other",
        ),
        "W",
    ),
    "row_unsure": "ER",
}
_REQUIRED_SHEETS = ("cover", "project", "fund")


def _rule_of(issue: str, kind: str | None) -> str:
    """An activity's count that is text is C117's, not an amount's."""
    return "C117" if issue == "count_unreadable" and kind == "activity" else ISSUE_RULES[issue]


def _severity(code: str, kind: str | None, name: str | None) -> str | None:
    """The severity of an issue where it is not the rule's first."""
    if code == "sheet_missing" and kind in _REQUIRED_SHEETS:
        return "ER"
    if code in _SEVERITY:
        return _SEVERITY[code]
    rule = ISSUE_RULES[code]
    if rule in ("C101", "C105", "C103") and kind and name:
        form = SHEETS[kind].field(name)
        if rule == "C105" and kind in ("visit", "activity"):
            return "E"
        return None if form.feeds else "E"
    return None


@judges("F001", "F003", "F004", "F005", "F006", "F007", "F008", "C101", "C103", "C105", "C117", "C118", "C119", "C130")
def issues_of_intake(context: RuleContext) -> Iterator[Finding]:
    """One finding an issue; blank where a rule is off."""
    for row in context.intake.issues.itertuples():
        kind, name = _text(row.kind), _text(row.field)
        code = _rule_of(str(row.code), kind)
        if not context.is_on(code):
            continue
        form = SHEETS[kind].field(name) if kind and name else None
        raw = _text(row.raw)
        detail = "" if code == "C103" else _text(row.detail) or ""  # what may be chosen is said as what is expected
        yield finding(
            code,
            str(row.code),
            severity="W" if code == "C117" else _severity(str(row.code), kind, name),
            detail=detail,
            raw_value=masked(raw, name or "") if form and form.personal else raw,
            sheet=_text(row.sheet),
            cell=_text(row.cell),
            field=name,
            label=form.header if form else "",
            project_code=_project(context, kind, row),
            want=_wanted(form),
            **context.of_file(int(row.file_id)),
        )


@judges("F002")
def same_bytes(context: RuleContext) -> Iterator[Finding]:
    """The same bytes under a name that is another unit's or another month's: counted once, where their content says.
    Sent again under a name of its own they change nothing and nothing is said."""
    for file_id, name in context.intake.again:
        row = context.files[file_id]
        for written in (str(row.file_name), name) if isinstance(row.unit_code, str) else ():
            unit, month = _named_for(context, written)
            if unit not in (None, row.unit_code) or month not in (None, context.month):
                yield finding("F002", raw_value=written, **context.of_file(file_id))


def _named_for(context: RuleContext, file_name: str) -> tuple[str | None, str | None]:
    """The unit and the month a file's name states, None where it states none."""
    name = PurePosixPath(file_name).stem
    text = folded_unit_name(name)
    known = context.made(("unit words",), lambda: context.register.words(context.month))
    stated = [(len(word), code) for word, code in known if word in text]
    return (max(stated)[1] if stated else None), month_of(name)


@judges("F005")
def month_in_the_future(context: RuleContext) -> Iterator[Finding]:
    if context.month > context.as_of.strftime("%Y-%m"):
        for file_id in context.files:
            yield finding("F005", "month_future", raw_value=context.month, **context.of_file(file_id))


def _text(value: Any) -> str | None:
    return None if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)


def _wanted(form: Any) -> str:
    if form is None:
        return "按模板填写"
    if form.choices:
        return "、".join(words[0] for words in CHOICES[form.choices].values())
    words = {
        "date": "日期,如 2025-03-05",
        "money": "一个数字(万元)",
        "usd": "一个数字(万美元)",
        "count": "整数",
        "percent": "百分数,如 60",
        "yes_no": "是 或 否",
        "year": "四位年份",
        "code": "完整编码(文本)",
    }
    return words.get(form.kind, "按模板填写")


def _project(context: RuleContext, kind: str | None, row: Any) -> str | None:
    """The project of the row an issue is in."""
    if kind not in ("project", "fund") or row.row is None or pd.isna(row.row):
        return None
    codes = context.made(("project codes", kind), lambda: _codes(context.rows(kind)))
    return _text(codes.get((row.file_id, row.sheet, row.row)))


def _codes(rows: pd.DataFrame) -> dict[tuple[Any, ...], Any]:
    """(file_id, sheet, row) → project code; of rows listed twice the first."""
    places = zip(rows["file_id"], rows["sheet"], rows["row"], strict=True)
    found: dict[tuple[Any, ...], Any] = {}
    for place, code in zip(places, rows["project_code"], strict=True):
        found.setdefault(place, code)
    return found
