"""Methods that count events or average judgements."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def survey(inputs: dict[str, Any]) -> tuple[Fraction, Fraction] | None:
    """Mean of each rater group, weighted, out of 100 × w. A rater group without a rating makes the survey missing."""
    means = []
    for name, share in inputs["raters"].items():
        ratings = inputs["ratings"].get(name, [])
        if not ratings:
            return None
        means.append(share * sum(ratings, Fraction(0)) / len(ratings))
    score = sum(means, Fraction(0)) / sum(inputs["raters"].values(), Fraction(0)) / 100 * inputs["weight"]
    return score, score


def deduct_per_event(inputs: dict[str, Any]) -> tuple[Fraction, Fraction] | None:
    """`start` less points an event (each kind up to its limit), not below `floor`."""
    raw = inputs["start"]
    for name, points in inputs["events"].items():
        lost = points * inputs["counts"].get(name, Fraction(0))
        limit = inputs.get("limits", {}).get(name)
        raw -= lost if limit is None else min(lost, limit)
    return raw, max(raw, inputs["floor"])


def per_event_bonus(inputs: dict[str, Any]) -> tuple[Fraction, Fraction] | None:
    """Points an event, up to `cap`."""
    raw = sum(
        (points * inputs["counts"].get(name, Fraction(0)) for name, points in inputs["events"].items()), Fraction(0)
    )
    return raw, raw if inputs.get("cap") is None else min(raw, inputs["cap"])
