"""Method `step_increment`: points for each whole step of completion above the annual target."""

from __future__ import annotations

from fractions import Fraction

from assets.assessment.methods.method import Inputs, Points, ScoredItem, at_most, completion, given
from assets.assessment.number_words import fraction_text, percent_text
from assets.assessment.scoring_month import ScoringMonth
from schemas.rounding import exact
from schemas.scoring import StepIncrement


def inputs(month: ScoringMonth, unit: str, item: StepIncrement) -> Inputs:
    """The actual, the annual target, and the points of a step in the target's class."""
    target = month.figure(unit, item.metric, "annual_target")
    return {
        "metric": item.metric,
        "actual": month.figure(unit, item.metric, "ytd_value"),
        "target": target,
        "points": item.points_for(target),
        "per": exact(item.per),
        **given(cap=item.cap),
    }


def score(inputs: Inputs) -> Points | None:
    """`points` for each whole `per` of completion above 1; nothing at or below target."""
    share = completion(inputs["actual"], inputs["target"])
    if share is None:
        return None
    raw = inputs["points"] * _whole_steps(share, inputs["per"])
    return raw, at_most(raw, inputs.get("cap"))


def words(scored: ScoredItem) -> list[str]:
    """完成率 …%，超目标 … 步，每步 … 分."""
    inputs = scored.inputs
    share = inputs["actual"] / inputs["target"]
    steps = _whole_steps(share, inputs["per"])
    return [f"完成率 {percent_text(share)}，超目标 {steps} 步，每步 {fraction_text(inputs['points'])} 分"]


def _whole_steps(share: Fraction, per: Fraction) -> int:
    return (share - 1) // per if share > 1 else 0
