"""Method `ratio`: completion of the annual target, or of another metric (`over`), up to a cap."""

from __future__ import annotations

from fractions import Fraction

from assets.assessment.methods.method import Inputs, Points, ScoredItem, at_most, completion_not_negative, given
from assets.assessment.number_words import fraction_text, percent_text
from assets.assessment.scoring_month import ScoringMonth
from schemas.scoring import Ratio


def inputs(month: ScoringMonth, unit: str, item: Ratio, target: str = "annual_target") -> Inputs:
    """The actual and the target, from the column `target` unless the item is `over` another metric."""
    return {
        "metric": item.metric,
        "actual": month.figure(unit, item.metric, "ytd_value"),
        "target": month.figure(unit, item.over, "ytd_value") if item.over else month.figure(unit, item.metric, target),
        **given(cap=item.cap, floor=item.floor),
    }


def score(inputs: Inputs) -> Points | None:
    """w × min(actual ÷ target, cap); below `floor` nothing."""
    share = completion_not_negative(inputs["actual"], inputs["target"])
    if share is None:
        return None
    if inputs.get("floor") is not None and share < inputs["floor"]:
        return Fraction(0), Fraction(0)
    return inputs["weight"] * share, inputs["weight"] * at_most(share, inputs.get("cap"))


def words(scored: ScoredItem) -> list[str]:
    """实际 … ÷ 目标 … = …%, 封顶 …%, 权重 × …%."""
    item, inputs = scored.item, scored.inputs
    share = max(inputs["actual"], Fraction(0)) / inputs["target"]
    floor, cap = inputs.get("floor"), inputs.get("cap")
    target = scored.figure("target", item.over or item.metric)
    steps = [f"实际 {scored.figure('actual', item.metric)} ÷ 目标 {target} = {percent_text(share)}"]
    if floor is not None and share < floor:
        steps.append(f"低于 {percent_text(floor)}，不得分")
    elif cap is not None and share > cap:
        steps.append(f"封顶 {percent_text(cap)}")
    return [*steps, f"{fraction_text(inputs['weight'])} × {percent_text(min(share, cap or share), 4)}"]
