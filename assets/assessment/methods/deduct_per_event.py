"""Method `deduct_per_event`: points at the start, less some for each event."""

from __future__ import annotations

from fractions import Fraction

from assets.assessment.methods.method import Inputs, Points, ScoredItem
from assets.assessment.number_words import fraction_text
from assets.assessment.scoring_month import ScoringMonth
from schemas.rounding import exact
from schemas.scoring import DeductPerEvent

# Events of reporting (assets/assessment/reporting_events.py); others are conduct items, named by their code.
_EVENTS = {"late": "迟报", "missing": "漏报", "returned": "退回", "unresolved_error": "未整改错误"}


def inputs(month: ScoringMonth, unit: str, item: DeductPerEvent) -> Inputs:
    """Points at the start, and for each kind of event its points, count and limit."""
    weight = exact(item.weight_of(month.register.group(unit) or "") or 0)
    return {
        "start": weight if item.start == "weight" else exact(item.start),
        "events": {name: exact(points) for name, points in item.events.items()},
        "counts": month.event_counts(unit, item.events),
        "floor": exact(item.floor),
        "limits": {name: exact(limit) for name, limit in item.limits.items()},
    }


def score(inputs: Inputs) -> Points | None:
    """`start` less points an event (each kind up to its limit), not below `floor`."""
    raw = inputs["start"]
    for name, points in inputs["events"].items():
        lost = points * inputs["counts"].get(name, Fraction(0))
        limit = inputs.get("limits", {}).get(name)
        raw -= lost if limit is None else min(lost, limit)
    return raw, max(raw, inputs["floor"])


def words(scored: ScoredItem) -> list[str]:
    """起评 … 分; then as event_steps."""
    return [f"起评 {fraction_text(scored.inputs['start'])} 分", *event_steps(scored.inputs)]


def event_steps(inputs: Inputs) -> list[str]:
    """迟报 … 次 × … for each kind of event that occurred."""
    lines = [
        f"{_EVENTS.get(name, name)} {fraction_text(number)} 次 × {fraction_text(inputs['events'][name])}"
        for name, number in inputs["counts"].items()
        if number
    ]
    return lines or ["无扣分或加分事项"]
