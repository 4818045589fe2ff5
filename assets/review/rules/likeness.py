"""Level 3: listings of two units that look like one project (P302)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from assets.review.background import Background
from assets.review.duplicates import Listing, candidates, likeness
from assets.review.keys import Array, labels
from assets.review.scene import Comparison, Met, Scene, judges, wan
from assets.review.sketch import Sketch, month_of, sketched
from schemas.finding import Finding


def current_projects(scene: Scene) -> list[Any]:
    """Project rows of each unit's latest readable file; made once for all rules."""
    latest = set(scene.latest.values())
    rows: list[Any] = scene.made(
        ("current projects",), lambda: [row for row in scene.records("project") if row.file_id in latest]
    )
    return rows


def listing(scene: Scene, row: Any) -> Listing:
    """A row of the ledger as it is compared."""
    origin = row.investor_origin if isinstance(row.investor_origin, str) else None
    place = scene.places.get(origin) if origin else None
    amount = row.total_investment_yuan
    return Listing(
        name=str(row.project_name) if isinstance(row.project_name, str) else "",
        company=_text(row.company_name), investor=_text(row.investor_name),
        place=place.province if place and not place.multiple else origin,
        amount_yuan=None if pd.isna(amount) else int(amount), signed_on=_text(row.signed_on),
    )  # fmt: skip


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def side_by_side(one: Any, other: Any) -> str:
    """Both listings' facts: 甲项目 / 投资方 / 12000万元 / 2025-03-05 ↔ …"""

    def told(row: Any) -> str:
        facts = (row.project_name, row.investor_name, wan(row.total_investment_yuan), row.signed_on)
        return "/".join(str(fact) for fact in facts if isinstance(fact, str) and fact)

    return f"{told(one)} ↔ {told(other)}"


def _named(scene: Scene) -> list[Any]:
    return [row for row in current_projects(scene) if isinstance(row.project_name, str)]


def _sketched(scene: Scene) -> tuple[Array, Sketch]:
    rows = _named(scene)
    places = np.array([row.Index for row in rows], dtype=np.int32)
    return places, sketched([listing(scene, row) for row in rows], [row.file_id for row in rows])


def _alike(background: Background, batches: Sequence[tuple[Array, Sketch]]) -> Met:
    """The pairs (labels) of listings that may be alike enough."""
    row = np.concatenate([labels(at, places) for at, (places, _) in enumerate(batches)])
    least = float(background.limit("P302", "score"))
    month = month_of((sketch for _, sketch in batches), len(row))
    pairs = np.array(list(candidates(month, least)), dtype=np.int64).reshape(-1, 2)
    return Met({"project": row[pairs].ravel()}, row[pairs].tolist())


LISTINGS = Comparison("listings", _sketched, _alike)


@judges("P302", compares=LISTINGS)
def near_duplicates(scene: Scene) -> Iterator[Finding]:
    """Two units' rows alike in name, party, amount and place; both are told. What P301 proves is not said again."""
    least = float(scene.limit("P302", "score"))
    rows = {row.Index: row for row in current_projects(scene)}
    for first, second in scene.known(LISTINGS):
        one, other = rows[first], rows[second]
        if _proven(one, other):
            continue
        like = likeness(listing(scene, one), listing(scene, other))
        if like.score < least:
            continue
        for mine, twin in ((one, other), (other, one)):
            yield scene.say(
                "P302", "", "project", mine.Index, "project_code", other=scene.register.name(str(twin.unit_code)),
                twin=twin.project_name, twin_code=twin.project_code, score=f"{like.score:.2f}",
                detail=f"{like.evidence};{side_by_side(mine, twin)}",
            )  # fmt: skip


def _proven(one: Any, other: Any) -> bool:
    same_code = isinstance(one.project_code, str) and one.project_code == other.project_code
    same_approval = isinstance(one.approval_code, str) and one.approval_code == other.approval_code
    same_company = isinstance(one.company_uscc, str) and one.company_uscc == other.company_uscc
    return same_code or same_approval or (same_company and one.project_name == other.project_name)
