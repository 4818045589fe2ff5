"""Scores a month by its rulebook: every item of every unit, bonuses, deductions, totals, ranks, each with its
reasons."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from assets.assessment.explain import explain_absent, explain_item
from assets.assessment.extras import extra_rows
from assets.assessment.item_row import item_row
from assets.assessment.methods.method import Inputs, Points
from assets.assessment.methods.registry import METHODS
from assets.assessment.ranking import ranked
from assets.assessment.scoring_month import ScoringMonth
from assets.intake.office.units import UnitRegister
from schemas.columns.frames import typed_frame
from schemas.columns.judged import ASSESSMENT, ASSESSMENT_ITEM
from schemas.history import History
from schemas.office.rulebook import Rulebook
from schemas.rounding import exact


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
    scored = ScoringMonth(rulebook, metrics, facts, submissions, findings, conduct, register, history, month, closed)
    units = [unit for unit in register.expected(month) if _group(rulebook, register.group(unit)) is not None]
    rows = _item_rows(scored, units)
    extras = extra_rows(scored, units)
    return Assessment(
        typed_frame(pd.DataFrame([*rows, *extras]), ASSESSMENT_ITEM),
        typed_frame(pd.DataFrame(ranked(scored, units, rows, extras)), ASSESSMENT),
    )


def _group(rulebook: Rulebook, group: str | None) -> str | None:
    """The group's key in the rulebook; None when the rulebook does not score it."""
    return group if group in rulebook.groups else ("" if rulebook.groups == [""] else None)


@dataclass
class _Scored:
    """One item of one unit. `points`: None where the indicator is missing."""

    unit: str
    item: Any
    inputs: Inputs
    points: Points | None


def _item_rows(month: ScoringMonth, units: list[str]) -> list[dict[str, Any]]:
    """Rows of the units with figures, then those of the units without: no score, or 0 where the rulebook says so."""
    scored: list[_Scored] = []
    absent = []
    for unit in units:
        for item in month.rulebook.items:
            weight = item.weight_of(month.register.group(unit) or "")
            if weight is None:
                continue
            if unit in month.absent:
                explanation = explain_absent(month.rulebook, item, exact(weight))
                absent.append(
                    item_row(month, unit, explanation, code=item.code, label=item.label, weight=exact(weight))
                )
                continue
            method = METHODS[item.method]
            inputs = {"weight": exact(weight), **method.inputs(month, unit, item)}
            scored.append(_Scored(unit, item, inputs, method.score(inputs)))
    return [*(_row(month, each, scored) for each in scored), *absent]


def _row(month: ScoringMonth, each: _Scored, every: list[_Scored]) -> dict[str, Any]:
    """One item's row: the method's points, or what the policy for a missing indicator gives; rounded where asked."""
    rulebook, policy = month.rulebook, month.rulebook.missing_indicator
    weight, factor = each.inputs["weight"], Fraction(1)
    raw, capped = each.points or (Fraction(0), Fraction(0))
    if each.points is None:
        capped = weight if policy == "full" else Fraction(0)
        if policy == "group_average":
            capped = _group_average(month, each, every)
    elif policy == "redistribute":
        factor = _redistributed(each, every)
        raw, capped = raw * factor, capped * factor
    inputs = {**each.inputs, "factor": factor}
    missing = policy if each.points is None else ""
    score = rulebook.rounding.item_score(capped)
    explanation = explain_item(rulebook, each.item, month.value_units, inputs, raw, capped, score, missing)
    return item_row(
        month,
        each.unit,
        explanation,
        code=each.item.code,
        label=each.item.label,
        weight=weight * factor,
        actual=inputs.get("actual"),
        target=inputs.get("target"),
        raw=None if missing else raw,
    )


def _redistributed(each: _Scored, every: list[_Scored]) -> Fraction:
    """The factor by which the unit's other items grow where some are missing: all weight ÷ the weight that is there."""
    own = [other for other in every if other.unit == each.unit]
    whole = sum((other.inputs["weight"] for other in own), Fraction(0))
    there = sum((other.inputs["weight"] for other in own if other.points is not None), Fraction(0))
    return whole / there if there else Fraction(1)


def _group_average(month: ScoringMonth, each: _Scored, every: list[_Scored]) -> Fraction:
    """Mean points of the item in the unit's group, over the units that have it."""
    group = month.register.group(each.unit)
    points = [
        other.points[1]
        for other in every
        if other.item.code == each.item.code and other.points and month.register.group(other.unit) == group
    ]
    return sum(points, Fraction(0)) / len(points) if points else Fraction(0)
