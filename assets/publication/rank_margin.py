"""What would close the gap to the next rank: for each item with room under its cap, how much more of its actual."""

from __future__ import annotations

import json
from fractions import Fraction

import pandas as pd

from assets.assessment.number_words import figure_words
from schemas.rounding import exact

_BY_ACTUAL = ("ratio", "ratio_to_schedule")


def closers(items: pd.DataFrame, gap: float) -> list[str]:
    """Sentences, one an item of a unit that could close `gap` alone; none where none can. `items`: the unit's rows of
    report_assessment_item."""
    found = []
    for row in items[items["method"].isin(_BY_ACTUAL)].itertuples():
        told = json.loads(row.explanation)
        if told["missing"]:
            continue
        inputs = told["inputs"]
        weight = Fraction(inputs["weight"]) * Fraction(inputs.get("factor", "1"))
        target, actual = Fraction(inputs["target"]), max(Fraction(inputs["actual"]), Fraction(0))
        cap = inputs.get("cap")
        room = None if cap is None else weight * Fraction(cap) - Fraction(told["capped"])
        if weight <= 0 or (room is not None and room < exact(gap)):
            continue
        more = exact(gap) / weight * target
        now, needed = (figure_words(value, told.get("value_unit", "")) for value in (actual, more))
        found.append(f"“{row.item_label}”由 {now} 再增加 {needed}")
    return found
