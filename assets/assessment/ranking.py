"""Totals and ranks within the groups, with the change since last month and the gap to the one above."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd

from assets.assessment.scoring_month import ScoringMonth
from schemas.months import shift
from schemas.rounding import exact


def ranked(
    month: ScoringMonth, units: list[str], items: list[dict[str, Any]], extras: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """report_assessment rows, ranks among those that are ranked. Vetoed units rank last, among them by score; ties
    1,1,3. A unit without figures has neither score nor rank, or 0 and the last place where the rulebook says so."""
    rows = [_total(month, unit, items, extras) for unit in units]
    before = month.history.table("assessment", shift(month.month, -1))
    earlier = dict(zip(before["unit_code"], before["rank_in_group"], strict=True))
    for row in rows:
        row |= {"rank_in_group": None, "gap_to_next": None, "rank_change": None}
        if row["total_score"] is None:
            continue
        group = [
            other for other in rows if other["unit_group"] == row["unit_group"] and other["total_score"] is not None
        ]
        rank = 1 + sum(_order(other) > _order(row) for other in group)
        promoted = 0 if row["_absent"] else _promoted(month, row["unit_code"])
        row["rank_in_group"] = max(1, rank - promoted)
        row["gap_to_next"] = _gap(row, group)
        old = earlier.get(row["unit_code"])
        row["rank_change"] = None if old is None or pd.isna(old) else int(old) - row["rank_in_group"]
    return rows


def _total(month: ScoringMonth, unit: str, items: list[dict[str, Any]], extras: list[dict[str, Any]]) -> dict[str, Any]:
    def summed(rows: list[dict[str, Any]], method: str | None = None) -> Fraction:
        mine = (
            row["_score"] for row in rows if row["unit_code"] == unit and (method is None or row["method"] == method)
        )
        return sum(mine, Fraction(0))

    rulebook = month.rulebook
    base, bonus, lost = summed(items), summed(extras, "bonus"), -summed(extras, "deduction")
    if rulebook.bonus.cap is not None:
        bonus = min(bonus, exact(rulebook.bonus.cap))
    if rulebook.deduction.cap is not None:
        lost = min(lost, exact(rulebook.deduction.cap))
    vetoes = [each for each in rulebook.veto if len(month.conduct_rows(unit, each.conduct))]
    total = rulebook.rounding.total_score(base + bonus - lost)
    absent = unit in month.absent
    if absent or any(each.effect == "zero" for each in vetoes):
        total = Fraction(0)
    scores: dict[str, float | None] = {
        "base_score": float(base),
        "bonus": float(bonus),
        "deduction": float(lost),
        "total_score": float(total),
    }
    if absent and rulebook.absent_unit == "unranked":
        scores = dict.fromkeys(scores, None)
    return {
        "unit_code": unit,
        "unit_name": month.register.name(unit),
        "unit_group": month.register.group(unit),
        **scores,
        "vetoed": bool(vetoes),
        "_total": total,
        "_absent": absent,
    }


def _order(row: dict[str, Any]) -> tuple[bool, bool, Fraction]:
    return (not row["_absent"], not row["vetoed"], row["_total"])


def _gap(row: dict[str, Any], group: list[dict[str, Any]]) -> float | None:
    """Score of the one above minus own; null for the first."""
    above = [other for other in group if _order(other) > _order(row)]
    if not above:
        return None
    return float(min(above, key=_order)["_total"] - row["_total"])


def _promoted(month: ScoringMonth, unit: str) -> int:
    """Places a promotion lifts a unit by."""
    return sum(
        1
        for each in month.rulebook.promote
        if each.effect == "up_one_tier" and len(month.conduct_rows(unit, each.conduct))
    )
