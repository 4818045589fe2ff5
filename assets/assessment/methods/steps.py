"""Methods that go by steps: tiers, quotas, whole points above target."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def tiers(inputs: dict[str, Any]) -> tuple[Fraction, Fraction] | None:
    """Points of the highest tier whose bound the completion reaches, else `otherwise`; ÷ 100 × w."""
    actual, target = inputs["actual"], inputs["target"]
    if actual is None or target is None or target <= 0:
        return None
    reached = [points for bound, points in sorted(inputs["tiers"], reverse=True) if actual / target >= bound]
    score = (reached[0] if reached else inputs["otherwise"]) / 100 * inputs["weight"]
    return score, score


def quota_deduct(inputs: dict[str, Any]) -> tuple[Fraction, Fraction] | None:
    """w less `points` a missing project, quota by quota; not below 0. A surplus in one quota fills no other."""
    missing = sum((max(Fraction(0), wanted - have) for have, wanted in inputs["quotas"]), Fraction(0))
    raw = inputs["weight"] - inputs["points"] * missing
    return raw, max(Fraction(0), raw)


def step_increment(inputs: dict[str, Any]) -> tuple[Fraction, Fraction] | None:
    """`points` for each whole `per` of completion above 1; nothing at or below target."""
    actual, target = inputs["actual"], inputs["target"]
    if actual is None or target is None or target <= 0:
        return None
    above = actual / target - 1
    raw = inputs["points"] * (above // inputs["per"]) if above > 0 else Fraction(0)
    return raw, raw if inputs.get("cap") is None else min(raw, inputs["cap"])
