"""The scoring methods, each a pure function of its inputs: method name → function. Points are exact fractions.

A method is given what its explanation stores and nothing else, so that anyone can recompute it. None: the indicator is
missing (no actual, no target above zero) and the rulebook's policy decides.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from assets.assessment.methods import events, ratios, relative, steps

Inputs = dict[str, Any]
Points = tuple[Fraction, Fraction]  # before the cap, after it
Method = Callable[[Inputs], Points | None]

METHODS: dict[str, Method] = {
    "ratio": ratios.ratio,
    "ratio_to_schedule": ratios.ratio,
    "mix": ratios.mix,
    "efficacy": relative.efficacy,
    "rank_points": relative.rank_points,
    "tiers": steps.tiers,
    "quota_deduct": steps.quota_deduct,
    "step_increment": steps.step_increment,
    "survey": events.survey,
    "deduct_per_event": events.deduct_per_event,
    "per_event_bonus": events.per_event_bonus,
}
