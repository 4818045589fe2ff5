"""How far a unit's month may lie from its others: the sample must not trip over its own randomness."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samples.plan import Plan

CALM = 4.8  # in MADs of the months so far; the rule H208 speaks from 5.2
_MONTHS_BEFORE_JUDGING = 8


def unrest(plan: Plan) -> float:
    """The largest distance of a unit's month from the median of its months before, in MADs."""
    largest = 0.0
    for code in (unit.code for unit in plan.units(plan.last_year)):
        history: list[int] = []
        for year in range(plan.first_year, plan.last_year + 1):
            own = [p for p in plan.projects if plan.reporting(p, plan.last_year) == code]
            for month in range(1, 13):
                value = sum(p.money.get((year, month), 0) for p in own)
                if len(history) >= _MONTHS_BEFORE_JUDGING and not plan.mess.is_still(code, year, month):
                    middle = median(history)
                    spread = median(abs(v - middle) for v in history)
                    largest = max(largest, abs(value - middle) / spread if spread else 9.0)
                history.append(value)
    return largest
