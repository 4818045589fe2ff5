"""Bonuses and deductions: one row each that a unit earned, named by project or document; deductions are negative."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import pandas as pd

from assets.assessment.explain import ABSENT, absent_score, explain_extra
from assets.assessment.item_row import item_row
from assets.assessment.scoring_month import ScoringMonth
from schemas.rounding import exact
from schemas.scoring import Extra


def extra_rows(month: ScoringMonth, units: list[str]) -> list[dict[str, Any]]:
    """Rows in report_assessment_item's columns for what applied; nothing for what did not."""
    rows = []
    for kind, extras, sign in (("bonus", month.rulebook.bonus, 1), ("deduction", month.rulebook.deduction, -1)):
        for unit in units:
            for extra in extras.items:
                grounds = _grounds(month, unit, extra)
                if grounds:
                    rows.append(_row(month, unit, extra, grounds, kind, sign))
    return rows


def _grounds(month: ScoringMonth, unit: str, extra: Extra) -> list[tuple[str, Fraction]]:
    """(what for, how many) of each ground: a project once, a conduct row, whole steps above target."""
    if extra.per == "project":
        return [
            (f"{name}({code})", share if extra.share else Fraction(1))
            for code, name, share in month.projects(unit, extra.where)
        ]
    if extra.conduct is not None:
        rows = month.conduct_rows(unit, extra.conduct)
        return [
            (_words(row), Fraction(1) if pd.isna(row.quantity) else exact(float(row.quantity)))
            for row in rows.itertuples()
        ]
    actual = month.figure(unit, str(extra.metric), "ytd_value")
    target = month.figure(unit, str(extra.metric), "annual_target")
    if actual is None or not target or target <= 0 or extra.step is None or actual <= target:
        return []
    steps = (actual / target - 1) // exact(extra.step)
    return [(f"超目标{steps}步", Fraction(steps))] if steps else []


def _points(month: ScoringMonth, unit: str, extra: Extra) -> Fraction:
    """Points of each ground; of steps above a target by the class of the unit's target."""
    return extra.points_for(month.figure(unit, extra.metric, "annual_target") if extra.metric else None)


def _words(row: Any) -> str:
    parts = [str(row.project_code or ""), str(row.document or ""), str(row.note or "")]
    return " ".join(part for part in parts if part) or str(row.item_code)


def _row(
    month: ScoringMonth, unit: str, extra: Extra, grounds: list[tuple[str, Fraction]], kind: str, sign: int
) -> dict[str, Any]:
    """The row of a unit. The grounds of a unit without figures stay visible; they earn and cost nothing."""
    rulebook, points = month.rulebook, _points(month, unit, extra)
    row = partial(item_row, month, unit, code=extra.code, label=extra.label or extra.code)
    if unit in month.absent:
        score = absent_score(rulebook)
        return row(explain_extra(rulebook, extra, kind, points, grounds, score, score, ABSENT))
    count = sum((number for _, number in grounds), Fraction(0))
    raw = sign * points * count
    capped = raw if extra.cap is None else sign * min(abs(raw), exact(extra.cap))
    score = rulebook.rounding.item_score(capped)
    return row(explain_extra(rulebook, extra, kind, points, grounds, capped, score), actual=count, raw=raw)
