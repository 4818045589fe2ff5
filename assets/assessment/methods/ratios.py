"""Methods that compare an actual with a target. A negative actual scores 0; a target that is not above 0 is missing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def capped(value: Fraction, cap: Fraction | None) -> Fraction:
    return value if cap is None else min(value, cap)


def _share(actual: Fraction | None, target: Fraction | None) -> Fraction | None:
    if actual is None or target is None or target <= 0:
        return None
    return max(actual, Fraction(0)) / target


def ratio(inputs: dict[str, Any]) -> tuple[Fraction, Fraction] | None:
    """w × min(actual ÷ target, cap); below `floor` nothing."""
    share = _share(inputs["actual"], inputs["target"])
    if share is None:
        return None
    if inputs.get("floor") is not None and share < inputs["floor"]:
        return Fraction(0), Fraction(0)
    return inputs["weight"] * share, inputs["weight"] * capped(share, inputs.get("cap"))


def mix(inputs: dict[str, Any]) -> tuple[Fraction, Fraction] | None:
    """w × min(alpha × count share + beta × amount share, cap)."""
    count = _share(inputs["count"], inputs["count_target"])
    amount = _share(inputs["amount"], inputs["amount_target"])
    if count is None or amount is None:
        return None
    mixed = inputs["alpha"] * count + inputs["beta"] * amount
    return inputs["weight"] * mixed, inputs["weight"] * capped(mixed, inputs.get("cap"))
