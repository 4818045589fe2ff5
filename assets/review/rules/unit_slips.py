"""Level 2: money typed in another unit (H207). The likely value is proposed, never applied."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median
from typing import Any

import pandas as pd

from assets.review.scene import Scene, judges, wan
from schemas.finding import Finding

_POWERS = (4, 8)  # 元 for 万元 or the reverse; 元 for 亿元
_PEERS = 5  # amounts of a kind that make a usual size


@judges("H207", between_units=True)
def unit_slips(scene: Scene) -> Iterator[Finding]:
    """A money cell about 10⁴ or 10⁸ times what it is compared with: its own history; without one, a project's money its
    总投资, and an amount that stands alone its peers of the month."""
    planned = {(r.file_id, r.project_code): r.total_investment_yuan for r in scene.records("project")}
    usual = _usual(scene, "project", "total_investment_yuan")
    width = float(scene.limit("H207", "width"))
    for row in scene.records("project"):
        before = scene.before.get(str(row.project_code))
        then = before.total_investment_yuan if before is not None else usual
        yield from _slip(scene, "project", row.Index, "total_investment", row.total_investment_yuan, then, width)
    for row in scene.records("fund"):
        before = scene.before.get(str(row.project_code))
        then = before.arrived_total_yuan if before is not None else None
        if not _positive(then):
            then = planned.get((row.file_id, row.project_code))
        yield from _slip(scene, "fund", row.Index, "arrived_total", row.arrived_total_yuan, then, width)
    usual = _usual(scene, "talent_subsidy", "subsidy_yuan")
    for row in scene.records("talent_subsidy"):
        yield from _slip(scene, "talent_subsidy", row.Index, "subsidy", row.subsidy_yuan, usual, width)


def _usual(scene: Scene, kind: str, column: str) -> float | None:
    """The middle of a column over all units' latest files; None where there are too few to speak of one."""
    latest = set(scene.latest.values())
    amounts = [
        int(yuan) for _, file_id, yuan in scene.lists(kind, "file_id", column) if file_id in latest and _positive(yuan)
    ]
    return median(amounts) if len(amounts) >= _PEERS else None


def _positive(value: Any) -> bool:
    return value is not None and value is not pd.NA and bool(value > 0)  # a float that is no number is not above 0


def _slip(scene: Scene, kind: str, index: Any, name: str, now: Any, then: Any, width: float) -> Iterator[Finding]:
    if not (_positive(now) and _positive(then)):
        return
    ratio = math.log10(int(now) / float(then))
    for power in _POWERS:
        if abs(abs(ratio) - power) <= width:
            proposed = int(now) // 10**power if ratio > 0 else int(now) * 10**power
            yield scene.say("H207", "", kind, index, name, raw=wan(now), times=f"{10**power:,}", want=wan(proposed))
