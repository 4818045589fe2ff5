"""Level 2: money typed in another unit (H207). The likely value is proposed, never applied."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from assets.review.background import Background
from assets.review.keys import Array, Table, of_month, some_of, table
from assets.review.scene import Comparison, Met, Scene, judges, wan
from schemas.finding import Finding

_POWERS = (4, 8)  # 元 for 万元 or the reverse; 元 for 亿元
_PEERS = 5  # amounts of a kind that make a usual size
_PEERS_OF = {
    "project": "total_investment",
    "talent_subsidy": "subsidy",
}  # money cells that are compared with their peers


@judges("H207")
def slips_beside_their_own(scene: Scene) -> Iterator[Finding]:
    """A money cell about 10⁴ or 10⁸ times its own history; without one, a project's money its 总投资."""
    planned = {(r.file_id, r.project_code): r.total_investment_yuan for r in scene.records("project")}
    width = float(scene.limit("H207", "width"))
    for row in scene.records("project"):
        before = scene.before.get(str(row.project_code))
        if before is not None:
            then = before.total_investment_yuan
            yield from _slip(scene, "project", row.Index, "total_investment", row.total_investment_yuan, then, width)
    for row in scene.records("fund"):
        before = scene.before.get(str(row.project_code))
        then = before.arrived_total_yuan if before is not None else None
        if not _positive(then):
            then = planned.get((row.file_id, row.project_code))
        yield from _slip(scene, "fund", row.Index, "arrived_total", row.arrived_total_yuan, then, width)


def _alone(scene: Scene) -> dict[str, Table]:
    """Sheet kind → one row an amount: `usual`, whether it is of a unit's latest file, and `alone`, whether it has nothing of
    its own to be compared with."""
    latest, before = set(scene.latest.values()), scene.before
    told = {}
    for kind, name in _PEERS_OF.items():
        rows = scene.rows(kind)
        codes = rows["project_code"].tolist() if kind == "project" else [None] * len(rows)
        amounts = [
            (at, int(yuan), file in latest, code is None or str(code) not in before)
            for at, (yuan, file, code) in enumerate(
                zip(rows[f"{name}_yuan"].tolist(), rows["file_id"].tolist(), codes, strict=True)
            )
            if _positive(yuan)
        ]
        at, yuan, usual, alone = zip(*amounts, strict=True) if amounts else ((),) * 4
        told[kind] = table(row=(at, np.int32), yuan=(yuan, np.int64), usual=(usual, bool), alone=(alone, bool))
    return told


def _far_from_usual(background: Background, batches: Sequence[dict[str, Table]]) -> Met:
    """The amounts that stand alone and are far from the middle of all units' latest files; where there are too few of
    those to speak of one, none."""
    width = float(background.limit("H207", "width")) + 1e-9
    found: dict[str, Array] = {}
    middles: dict[str, float | None] = {}
    for kind in _PEERS_OF:
        amounts = of_month([each[kind] for each in batches])
        peers = np.sort(amounts["yuan"][amounts["usual"]])
        middles[kind] = None
        if len(peers) < _PEERS:
            continue
        middles[kind] = middle = median(peers[(len(peers) - 1) // 2 : len(peers) // 2 + 1].tolist())
        alone = some_of(amounts, amounts["alone"])
        away = np.abs(np.log10(alone["yuan"] / float(middle)))
        found[kind] = alone["row"][np.any([np.abs(away - power) <= width for power in _POWERS], axis=0)]
    return Met(found, middles)


USUAL = Comparison("usual", _alone, _far_from_usual)


@judges("H207", compares=USUAL)
def slips_beside_peers(scene: Scene) -> Iterator[Finding]:
    """An amount that stands alone, about 10⁴ or 10⁸ times the middle of its peers of the month."""
    usual, width = scene.known(USUAL), float(scene.limit("H207", "width"))
    for kind, name in _PEERS_OF.items():
        for row in scene.records(kind):
            if kind != "project" or str(row.project_code) not in scene.before:
                yield from _slip(scene, kind, row.Index, name, getattr(row, f"{name}_yuan"), usual[kind], width)


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
