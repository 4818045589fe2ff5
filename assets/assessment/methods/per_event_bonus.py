"""Method `per_event_bonus`: points for each event, up to a cap."""

from __future__ import annotations

from fractions import Fraction

from assets.assessment.methods.deduct_per_event import event_steps
from assets.assessment.methods.method import Inputs, Points, ScoredItem, at_most, given
from assets.assessment.scoring_month import ScoringMonth
from schemas.rounding import exact
from schemas.scoring import PerEventBonus


def inputs(month: ScoringMonth, unit: str, item: PerEventBonus) -> Inputs:
    """Points and count of each kind of event."""
    return {
        "events": {name: exact(points) for name, points in item.events.items()},
        "counts": month.event_counts(unit, item.events),
        **given(cap=item.cap),
    }


def score(inputs: Inputs) -> Points | None:
    """Points an event, up to `cap`."""
    counts = inputs["counts"]
    raw = sum((points * counts.get(name, Fraction(0)) for name, points in inputs["events"].items()), Fraction(0))
    return raw, at_most(raw, inputs.get("cap"))


def words(scored: ScoredItem) -> list[str]:
    """迟报 … 次 × … for each kind of event that occurred."""
    return event_steps(scored.inputs)
