"""Scores a month by its rulebook: every item of every unit, bonuses, deductions, totals, ranks, each with its reasons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from assets.assessment.explain import explain_absent, explain_item, plain
from assets.assessment.extras import extra_rows
from assets.assessment.gather import Month
from assets.assessment.inputs import inputs_of
from assets.assessment.methods.registry import METHODS
from assets.assessment.ranking import ranked
from assets.intake.office.units import UnitRegister
from schemas.columns.frames import typed_frame
from schemas.columns.judged import ASSESSMENT, ASSESSMENT_ITEM
from schemas.history import History
from schemas.office.rulebook import Rulebook
from schemas.rounding import exact, half_up


@dataclass
class Assessment:
    """`items`: report_assessment_item · `totals`: report_assessment."""

    items: pd.DataFrame
    totals: pd.DataFrame

    @classmethod
    def empty(cls) -> Assessment:
        """A district without a rulebook: statistics, no scores."""
        return cls(typed_frame(pd.DataFrame(), ASSESSMENT_ITEM), typed_frame(pd.DataFrame(), ASSESSMENT))


def assess(
    rulebook: Rulebook,
    metrics: pd.DataFrame,
    facts: pd.DataFrame,
    submissions: pd.DataFrame,
    findings: pd.DataFrame,
    conduct: pd.DataFrame,
    register: UnitRegister,
    history: History,
    month: str,
    closed: bool = True,
) -> Assessment:
    """The scores of `month`; `closed`: a unit with nothing clean counts as missing."""
    scene = Month(rulebook, metrics, facts, submissions, findings, conduct, register, history, month, closed)
    units = [unit for unit in register.expected(month) if _group(rulebook, register.group(unit)) is not None]
    rows = _item_rows(scene, units)
    extras = extra_rows(scene, units)
    return Assessment(
        typed_frame(pd.DataFrame([*rows, *extras]), ASSESSMENT_ITEM),
        typed_frame(pd.DataFrame(ranked(scene, units, rows, extras)), ASSESSMENT),
    )


def _group(rulebook: Rulebook, group: str | None) -> str | None:
    """The group's key in the rulebook; None when the rulebook does not score it."""
    return group if group in rulebook.groups else ("" if rulebook.groups == [""] else None)


@dataclass
class _Scored:
    unit: str
    item: Any
    inputs: dict[str, Any]
    points: tuple[Fraction, Fraction] | None


def _item_rows(scene: Month, units: list[str]) -> list[dict[str, Any]]:
    scored: list[_Scored] = []
    absent = []
    for unit in units:
        for item in scene.rulebook.items:
            weight = item.weight_of(scene.register.group(unit) or "")
            if weight is None:
                continue
            if unit in scene.absent:
                absent.append(_absent_row(scene, unit, item, exact(weight)))
                continue
            inputs = inputs_of(scene, unit, item, exact(weight))
            scored.append(_Scored(unit, item, inputs, METHODS[item.method](inputs)))
    return [*(_row(scene, each, scored) for each in scored), *absent]


def _absent_row(scene: Month, unit: str, item: Any, weight: Fraction) -> dict[str, Any]:
    """An item of a unit without figures: no score, or 0 where the rulebook says so; the explanation says why."""
    score = Fraction(0) if scene.rulebook.absent_unit == "zero" else None
    structure = explain_absent(scene.rulebook, item, weight, score)
    return {
        "unit_code": unit, "item_code": item.code, "unit_group": scene.register.group(unit), "item_label": item.label,
        "weight": float(weight), "method": item.method, "actual": None, "target": None, "ratio": None, "raw_score": None,
        "capped_score": _float(score), "score": _float(score), "explanation": json.dumps(plain(structure), ensure_ascii=False),
        "explanation_zh": structure["text"], "_score": score or Fraction(0),
    }  # fmt: skip


def _row(scene: Month, each: _Scored, every: list[_Scored]) -> dict[str, Any]:
    """One item's row: the method's points, or what the policy for a missing indicator gives; rounded where asked."""
    policy, note = scene.rulebook.missing_indicator, ""
    raw, capped = each.points or (Fraction(0), Fraction(0))
    factor = Fraction(1)
    weight = each.inputs["weight"]
    if each.points is None:
        note = policy
        capped = {"full": weight, "zero": Fraction(0), "redistribute": Fraction(0)}.get(policy, Fraction(0))
        if policy == "group_average":
            capped = _group_average(scene, each, every)
    elif policy == "redistribute":
        factor = _redistributed(each, every)
        raw, capped = raw * factor, capped * factor
    score = _rounded(scene.rulebook, capped)
    inputs = {**each.inputs, "factor": factor}
    target = inputs.get("target")
    actual = inputs.get("actual")
    structure = explain_item(scene.rulebook, each.item, scene.units_of_metrics, inputs, raw, capped, score, note)
    return {
        "unit_code": each.unit, "item_code": each.item.code, "unit_group": scene.register.group(each.unit),
        "item_label": each.item.label, "weight": float(weight * factor), "method": each.item.method,
        "actual": _float(actual), "target": _float(target),
        "ratio": _float(actual / target) if actual is not None and target else None,
        "raw_score": _float(raw) if each.points is not None else None, "capped_score": _float(capped), "score": float(score),
        "explanation": json.dumps(plain(structure), ensure_ascii=False), "explanation_zh": structure["text"], "_score": score,
    }  # fmt: skip


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _redistributed(each: _Scored, every: list[_Scored]) -> Fraction:
    """What the unit's other items grow by when some are missing: all weight over the weight that is there."""
    mine = [other for other in every if other.unit == each.unit]
    whole = sum((other.inputs["weight"] for other in mine), Fraction(0))
    there = sum((other.inputs["weight"] for other in mine if other.points is not None), Fraction(0))
    return whole / there if there else Fraction(1)


def _group_average(scene: Month, each: _Scored, every: list[_Scored]) -> Fraction:
    group = scene.register.group(each.unit)
    peers = [
        other.points[1] for other in every
        if other.item.code == each.item.code and other.points is not None and scene.register.group(other.unit) == group
    ]  # fmt: skip
    return sum(peers, Fraction(0)) / len(peers) if peers else Fraction(0)


def _rounded(rulebook: Rulebook, value: Fraction) -> Fraction:
    return exact(half_up(value, rulebook.rounding.places)) if rulebook.rounding.step == "item" else value
