"""Numbers as an explanation of a score prints them."""

from __future__ import annotations

from fractions import Fraction

from schemas.rounding import half_up

_TEN_THOUSANDS = {"yuan": "万元", "usd": "万美元"}


def fraction_text(value: Fraction | None, places: int = 4) -> str:
    """A number as an explanation prints it: whole where whole, else up to `places`, no trailing zeros."""
    if value is None:
        return "无"
    if value.denominator == 1:
        return f"{value.numerator:,}"
    return f"{half_up(value, places):,f}".rstrip("0").rstrip(".")


def percent_text(value: Fraction, places: int = 2) -> str:
    """A share in per cent with its sign: 5/6 → 83.33%."""
    return f"{fraction_text(value * 100, places)}%"


def figure_words(value: Fraction | None, unit: str) -> str:
    """A figure with its unit, as an office writes it: yuan in 万元 and dollars in 万美元, to the last yuan; a ratio in
    per cent; a count bare. `unit`: that of the metric."""
    if value is None:
        return "无"
    if unit in _TEN_THOUSANDS:
        return f"{fraction_text(value / 10_000)}{_TEN_THOUSANDS[unit]}"
    return percent_text(value) if unit == "ratio" else fraction_text(value)
