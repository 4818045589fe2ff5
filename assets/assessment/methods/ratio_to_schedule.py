"""Method `ratio_to_schedule`: as `ratio`, with the target due by the month instead of the annual target."""

from __future__ import annotations

from assets.assessment.methods import ratio
from assets.assessment.methods.method import Inputs
from assets.assessment.methods.ratio import score, words
from assets.assessment.scoring_month import ScoringMonth
from schemas.scoring import Ratio

__all__ = ["inputs", "score", "words"]


def inputs(month: ScoringMonth, unit: str, item: Ratio) -> Inputs:
    """The actual and the target due by the month."""
    return ratio.inputs(month, unit, item, "schedule_target")
