"""Method `efficacy` (功效系数): the unit's place between the lowest and the highest of its group."""

from __future__ import annotations

from assets.assessment.methods.method import Inputs, Points, ScoredItem
from assets.assessment.number_words import figure_words, fraction_text
from assets.assessment.scoring_month import ScoringMonth
from schemas.rounding import exact
from schemas.scoring import Efficacy


def inputs(month: ScoringMonth, unit: str, item: Efficacy) -> Inputs:
    """The actual and those of the group; a null is not among the latter."""
    return {
        "metric": item.metric,
        "actual": month.figure(unit, item.metric, "ytd_value"),
        "peers": month.peers(unit, item.metric, "ytd_value"),
        "lo": exact(item.lo),
        "hi": exact(item.hi),
        "flat": exact(item.flat),
    }


def score(inputs: Inputs) -> Points | None:
    """(lo + (hi − lo)(x − min)/(max − min)) ÷ 100 × w; `flat` where max = min or in a group of one."""
    value, peers = inputs["actual"], inputs["peers"]
    if value is None:
        return None
    low, high = min(peers), max(peers)
    points = inputs["flat"]
    if high != low:
        points = inputs["lo"] + (inputs["hi"] - inputs["lo"]) * (value - low) / (high - low)
    score = points / 100 * inputs["weight"]
    return score, score


def words(scored: ScoredItem) -> list[str]:
    """组内最高 …，最低 …，本单位 …."""
    inputs = scored.inputs
    low, high = min(inputs["peers"]), max(inputs["peers"])
    if low == high:
        return [f"组内无差别，功效系数按 {fraction_text(inputs['flat'])} 分计"]
    unit = scored.value_units.get(scored.item.metric, "")
    span = fraction_text(inputs["hi"] - inputs["lo"])
    own = scored.figure("actual", scored.item.metric)
    return [
        f"组内最高 {figure_words(high, unit)}，最低 {figure_words(low, unit)}，本单位 {own}",
        f"{fraction_text(inputs['lo'])}+{span}×（本单位−最低）÷（最高−最低），乘以权重",
    ]
