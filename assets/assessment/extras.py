"""Bonuses and deductions: one row each that a unit earned, named by project or document; deductions are negative."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pandas as pd

from assets.assessment.explain import ABSENT, explain_extra, plain
from assets.assessment.gather import Month
from schemas.rounding import exact, half_up
from schemas.scoring import Extra


def extra_rows(scene: Month, units: list[str]) -> list[dict[str, Any]]:
    """Rows in report_assessment_item's columns for what applied; nothing for what did not."""
    rows = []
    for kind, extras, sign in (("bonus", scene.rulebook.bonus, 1), ("deduction", scene.rulebook.deduction, -1)):
        for unit in units:
            for extra in extras.items:
                grounds = _grounds(scene, unit, extra)
                if grounds:
                    rows.append(_row(scene, unit, extra, grounds, kind, sign))
    return rows


def _grounds(scene: Month, unit: str, extra: Extra) -> list[tuple[str, Fraction]]:
    """(what for, how many) of each ground: a project once, a conduct row, whole steps above target."""
    if extra.per == "project":
        return [
            (f"{name}({code})", share if extra.share else Fraction(1))
            for code, name, share in scene.projects(unit, extra.where)
        ]
    if extra.conduct is not None:
        rows = scene.conduct_rows(unit, extra.conduct)
        return [
            (_words(row), Fraction(1) if pd.isna(row.quantity) else exact(float(row.quantity)))
            for row in rows.itertuples()
        ]
    actual = scene.figure(unit, str(extra.metric), "ytd_value")
    target = scene.figure(unit, str(extra.metric), "annual_target")
    if actual is None or not target or target <= 0 or extra.step is None or actual <= target:
        return []
    steps = (actual / target - 1) // exact(extra.step)
    return [(f"超目标{steps}步", Fraction(steps))] if steps else []


def _points(scene: Month, unit: str, extra: Extra) -> Fraction:
    """Points of each ground; of steps above a target by the class of the unit's target."""
    return extra.points_for(scene.figure(unit, extra.metric, "annual_target") if extra.metric else None)


def _words(row: Any) -> str:
    parts = [str(row.project_code or ""), str(row.document or ""), str(row.note or "")]
    return " ".join(part for part in parts if part) or str(row.item_code)


def _row(
    scene: Month, unit: str, extra: Extra, grounds: list[tuple[str, Fraction]], kind: str, sign: int
) -> dict[str, Any]:
    count = sum((number for _, number in grounds), Fraction(0))
    points = _points(scene, unit, extra)
    raw = sign * points * count
    capped = raw if extra.cap is None else sign * min(abs(raw), exact(extra.cap))
    rulebook = scene.rulebook
    score = exact(half_up(capped, rulebook.rounding.places)) if rulebook.rounding.step == "item" else capped
    if unit in scene.absent:
        return _absent(scene, unit, extra, grounds, kind)
    structure = explain_extra(rulebook, extra, kind, points, grounds, count, capped, score)
    return {
        "unit_code": unit, "item_code": extra.code, "unit_group": scene.register.group(unit),
        "item_label": extra.label or extra.code, "weight": 0.0, "method": kind, "actual": float(count), "target": None,
        "ratio": None, "raw_score": float(raw), "capped_score": float(capped), "score": float(score),
        "explanation": json.dumps(plain(structure), ensure_ascii=False), "explanation_zh": structure["text"], "_score": score,
    }  # fmt: skip


def _absent(scene: Month, unit: str, extra: Extra, grounds: list[tuple[str, Fraction]], kind: str) -> dict[str, Any]:
    """The grounds of a unit without figures stay visible; they earn and cost nothing."""
    score = Fraction(0) if scene.rulebook.absent_unit == "zero" else None
    count = sum((number for _, number in grounds), Fraction(0))
    points = _points(scene, unit, extra)
    structure = explain_extra(scene.rulebook, extra, kind, points, grounds, count, score or Fraction(0), score, ABSENT)
    structure |= {"capped": score}
    value = None if score is None else 0.0
    return {
        "unit_code": unit, "item_code": extra.code, "unit_group": scene.register.group(unit),
        "item_label": extra.label or extra.code, "weight": 0.0, "method": kind, "actual": None, "target": None, "ratio": None,
        "raw_score": None, "capped_score": value, "score": value,
        "explanation": json.dumps(plain(structure), ensure_ascii=False), "explanation_zh": structure["text"],
        "_score": Fraction(0),
    }  # fmt: skip
