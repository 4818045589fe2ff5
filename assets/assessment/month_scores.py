"""The month's scores from what the earlier rooms made, by the rulebook in effect; no rulebook, no scores."""

from __future__ import annotations

import pandas as pd

from assets.assessment.actuals import score_metrics
from assets.assessment.score import Assessment, assess
from assets.intake.home import MonthHome
from assets.ledger.model import Books
from assets.review.model import Review
from schemas.calendar import Deadlines
from schemas.finding import findings_frame
from schemas.history import History
from schemas.office.rulebook import rulebook_for


def score_month(
    home: MonthHome, month: str, review: Review, books: Books, metrics: pd.DataFrame, history: History
) -> Assessment:
    """report_assessment_item and report_assessment; raises RulebookProblem where the rulebook does not load."""
    rulebook = rulebook_for(home.path, month)
    if rulebook is None:
        return Assessment.empty()
    reference = home.reference
    closed = Deadlines(reference.district.calendar, reference.holidays).is_closed(month, home.as_of)
    figures = score_metrics(rulebook, metrics, books, reference, history, month, home.as_of)
    return assess(
        rulebook,
        figures,
        books.facts,
        books.submissions,
        findings_frame(review.findings),
        reference.conduct,
        home.register,
        history,
        month,
        closed=closed,
    )
