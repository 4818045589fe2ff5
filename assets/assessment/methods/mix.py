"""Method `mix`: the completion of a count and that of an amount, each with its share."""

from __future__ import annotations

from assets.assessment.methods.method import Inputs, Points, ScoredItem, at_most, completion_not_negative, given
from assets.assessment.number_words import percent_text
from assets.assessment.scoring_month import ScoringMonth
from schemas.rounding import exact
from schemas.scoring import Mix


def inputs(month: ScoringMonth, unit: str, item: Mix) -> Inputs:
    """Both actuals and both annual targets."""
    return {
        "count": month.figure(unit, item.count, "ytd_value"),
        "count_target": month.figure(unit, item.count, "annual_target"),
        "amount": month.figure(unit, item.amount, "ytd_value"),
        "amount_target": month.figure(unit, item.amount, "annual_target"),
        "alpha": exact(item.alpha),
        "beta": exact(item.beta),
        **given(cap=item.cap),
    }


def score(inputs: Inputs) -> Points | None:
    """w × min(alpha × completion of the count + beta × completion of the amount, cap)."""
    count = completion_not_negative(inputs["count"], inputs["count_target"])
    amount = completion_not_negative(inputs["amount"], inputs["amount_target"])
    if count is None or amount is None:
        return None
    mixed = inputs["alpha"] * count + inputs["beta"] * amount
    return inputs["weight"] * mixed, inputs["weight"] * at_most(mixed, inputs.get("cap"))


def words(scored: ScoredItem) -> list[str]:
    """个数 …/… 占 …%, 金额 …/… 占 …%."""
    item, inputs = scored.item, scored.inputs
    count, count_target = scored.figure("count", item.count), scored.figure("count_target", item.count)
    amount, amount_target = scored.figure("amount", item.amount), scored.figure("amount_target", item.amount)
    return [
        f"个数 {count}/{count_target} 占 {percent_text(inputs['alpha'], 4)}",
        f"金额 {amount}/{amount_target} 占 {percent_text(inputs['beta'], 4)}",
        *(["按封顶计"] if scored.capped < scored.raw else []),
    ]
