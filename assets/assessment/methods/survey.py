"""Method `survey`: the mean rating of each group of raters, weighted."""

from __future__ import annotations

from fractions import Fraction

from assets.assessment.methods.method import Inputs, Points, ScoredItem
from assets.assessment.number_words import fraction_text, percent_text
from assets.assessment.scoring_month import ScoringMonth
from schemas.rounding import exact
from schemas.scoring import Survey


def inputs(month: ScoringMonth, unit: str, item: Survey) -> Inputs:
    """Rater groups with their shares, and their ratings of the unit."""
    return {
        "raters": {name: exact(share) for name, share in item.raters.items()},
        "ratings": month.ratings(unit, item.conduct),
    }


def score(inputs: Inputs) -> Points | None:
    """Mean of each rater group, weighted, out of 100 × w. A rater group without a rating makes the survey missing."""
    means = []
    for name, share in inputs["raters"].items():
        ratings = inputs["ratings"].get(name, [])
        if not ratings:
            return None
        means.append(share * _mean(ratings))
    score = sum(means, Fraction(0)) / sum(inputs["raters"].values(), Fraction(0)) / 100 * inputs["weight"]
    return score, score


def words(scored: ScoredItem) -> list[str]:
    """… 平均 …（占 …%）."""
    ratings = scored.inputs["ratings"]
    means = [
        f"{name} 平均 {fraction_text(_mean(ratings[name]), 2)}（占 {percent_text(share, 4)}）"
        for name, share in scored.inputs["raters"].items()
    ]
    return ["、".join(means)]


def _mean(ratings: list[Fraction]) -> Fraction:
    return sum(ratings, Fraction(0)) / len(ratings)
