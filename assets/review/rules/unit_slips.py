"""Level 2: money typed in another unit (H207). The likely value is proposed, never applied."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from assets.review.rule_context import RuleContext, judges, yuan_as_wan
from schemas.finding import Finding

_POWERS = (4, 8)  # 元 for 万元 or the reverse; 元 for 亿元


@judges("H207")
def slips_beside_their_own(context: RuleContext) -> Iterator[Finding]:
    """A money cell about 10⁴ or 10⁸ times its own history; without one, a project's money its 总投资."""
    planned = {(r.file_id, r.project_code): r.total_investment_yuan for r in context.records("project")}
    width = float(context.limit("H207", "width"))
    for row in context.records("project"):
        before = context.before.get(str(row.project_code))
        if before is not None:
            then = before.total_investment_yuan
            yield from slip(context, "project", row.Index, "total_investment", row.total_investment_yuan, then, width)
    for row in context.records("fund"):
        before = context.before.get(str(row.project_code))
        then = before.arrived_total_yuan if before is not None else None
        if not positive(then):
            then = planned.get((row.file_id, row.project_code))
        yield from slip(context, "fund", row.Index, "arrived_total", row.arrived_total_yuan, then, width)


def positive(value: Any) -> bool:
    return value is not None and value is not pd.NA and bool(value > 0)  # a float that is no number is not above 0


def slip(
    context: RuleContext, kind: str, index: Any, name: str, now: Any, then: Any, width: float
) -> Iterator[Finding]:
    """H207 at a money cell that is about 10⁴ or 10⁸ times `then`."""
    if not (positive(now) and positive(then)):
        return
    ratio = math.log10(int(now) / float(then))
    for power in _POWERS:
        if abs(abs(ratio) - power) <= width:
            proposed = int(now) // 10**power if ratio > 0 else int(now) * 10**power
            yield context.say(
                "H207", "", kind, index, name, raw=yuan_as_wan(now), times=f"{10**power:,}", want=yuan_as_wan(proposed)
            )
