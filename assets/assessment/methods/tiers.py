"""Method `tiers`: points of the highest tier that the completion reaches."""

from __future__ import annotations

from assets.assessment.methods.method import Inputs, Points, ScoredItem, completion
from assets.assessment.number_words import percent_text
from assets.assessment.scoring_month import ScoringMonth
from schemas.rounding import exact
from schemas.scoring import Tiers


def inputs(month: ScoringMonth, unit: str, item: Tiers) -> Inputs:
    """The actual, the annual target and the tiers."""
    return {
        "metric": item.metric,
        "actual": month.figure(unit, item.metric, "ytd_value"),
        "target": month.figure(unit, item.metric, "annual_target"),
        "tiers": [[exact(bound), exact(points)] for bound, points in item.tiers],
        "otherwise": exact(item.otherwise),
    }


def score(inputs: Inputs) -> Points | None:
    """Points of the highest tier whose bound the completion reaches, else `otherwise`; ÷ 100 × w."""
    share = completion(inputs["actual"], inputs["target"])
    if share is None:
        return None
    reached = [points for bound, points in sorted(inputs["tiers"], reverse=True) if share >= bound]
    score = (reached[0] if reached else inputs["otherwise"]) / 100 * inputs["weight"]
    return score, score


def words(scored: ScoredItem) -> list[str]:
    """完成率 …%，按分档计."""
    return [f"完成率 {percent_text(scored.inputs['actual'] / scored.inputs['target'])}，按分档计"]
