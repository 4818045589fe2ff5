"""Method `quota_deduct`: the weight less points for each project that a quota lacks."""

from __future__ import annotations

from fractions import Fraction

from assets.assessment.methods.method import Inputs, Points, ScoredItem
from assets.assessment.number_words import fraction_text
from assets.assessment.scoring_month import ScoringMonth
from schemas.rounding import exact
from schemas.scoring import QuotaDeduct


def inputs(month: ScoringMonth, unit: str, item: QuotaDeduct) -> Inputs:
    """Projects that meet each quota, by the unit's share of them, and how many there should be."""
    return {
        "quotas": [
            [sum((share for _, _, share in month.projects(unit, quota.where)), Fraction(0)), exact(quota.count)]
            for quota in item.quotas
        ],
        "points": exact(item.points),
    }


def score(inputs: Inputs) -> Points | None:
    """w less `points` a missing project, quota by quota; not below 0. A surplus in one quota fills no other."""
    missing = sum((max(Fraction(0), wanted - have) for have, wanted in inputs["quotas"]), Fraction(0))
    raw = inputs["weight"] - inputs["points"] * missing
    return raw, max(Fraction(0), raw)


def words(scored: ScoredItem) -> list[str]:
    """各档实有/应有：…/…；每少一个扣 … 分."""
    pairs = "、".join(f"{fraction_text(have)}/{fraction_text(wanted)}" for have, wanted in scored.inputs["quotas"])
    return [f"各档实有/应有：{pairs}；每少一个扣 {fraction_text(scored.inputs['points'])} 分"]
