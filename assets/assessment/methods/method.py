"""What a scoring method is: a module of this package, named after the method, with `inputs`, `score` and `words`.

Points are exact fractions. The model of a method's item in a rulebook is in schemas/scoring.py, because schemas import
no room; docs/adding.md has the guide for a new method.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from assets.assessment.number_words import figure_words
from assets.assessment.scoring_month import ScoringMonth
from schemas.rounding import exact

Inputs = dict[str, Any]
Points = tuple[Fraction, Fraction]  # before the cap, after it


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """One item of one unit with its inputs and points. `value_units`: metric → yuan, usd, count or ratio."""

    item: Any
    inputs: Inputs
    raw: Fraction
    capped: Fraction
    value_units: Mapping[str, str]

    def figure(self, name: str, metric: str) -> str:
        """The input `name` with the unit of `metric`."""
        return figure_words(self.inputs[name], self.value_units.get(metric, ""))


class Method(Protocol):
    """The functions of a method's module."""

    def inputs(self, month: ScoringMonth, unit: str, item: Any) -> Inputs:
        """What the method reads of one unit, exact. The explanation stores it, so that anyone can score again."""

    def score(self, inputs: Inputs) -> Points | None:
        """The points from `inputs` (with `weight`) alone. None: the indicator is missing, and the rulebook's policy
        decides."""

    def words(self, scored: ScoredItem) -> list[str]:
        """The steps of the score in Chinese, for a town that appeals."""


def given(**numbers: Decimal | None) -> Inputs:
    """The optional numbers of an item that the rulebook gives."""
    return {name: exact(value) for name, value in numbers.items() if value is not None}


def at_most(value: Fraction, cap: Fraction | None) -> Fraction:
    """The value, or the cap where it is lower."""
    return value if cap is None else min(value, cap)


def completion(actual: Fraction | None, target: Fraction | None) -> Fraction | None:
    """actual ÷ target; None without an actual or without a target above 0."""
    return None if actual is None or target is None or target <= 0 else actual / target


def completion_not_negative(actual: Fraction | None, target: Fraction | None) -> Fraction | None:
    """The same, 0 for a negative actual."""
    share = completion(actual, target)
    return None if share is None else max(share, Fraction(0))
