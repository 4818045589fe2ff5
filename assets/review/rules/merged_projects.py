"""Level 3: small projects of last month made one that passes a threshold (P303). Said with the rows that add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import pandas as pd

from assets.review.rule_context import RuleContext, judges, yuan_as_wan
from assets.review.rules.between_units.listings import current_projects
from schemas.finding import Finding

_LINES = (100_000_000, 50_000_000, 10_000_000)
MOST_ADDENDS = 12  # rows among which sums are looked for


def has_amount(row: Any) -> bool:
    amount = row.total_investment_yuan
    return amount is not None and amount is not pd.NA and bool(amount > 0)


def adding_up(rows: list[Any], total: int, least: int, tolerance: float) -> tuple[Any, ...] | None:
    """At least `least` of the rows whose amounts make `total` within the tolerance; the most rows first."""
    amounts = [int(row.total_investment_yuan) for row in rows]
    for size in range(len(rows), least - 1, -1):
        for chosen in combinations(range(len(rows)), size):
            if abs(sum(amounts[at] for at in chosen) - total) <= tolerance * total:
                return tuple(rows[at] for at in chosen)
    return None


@judges("P303")
def merged_past_a_threshold(context: RuleContext) -> Iterator[Finding]:
    """Small projects of last month that are gone, and a new row of their sum on the other side of a line."""
    least, tolerance = int(context.limit("P303", "rows")), float(context.limit("P303", "tolerance"))
    before = _by_unit(context.before.values())
    for unit, mine in _by_unit(current_projects(context)).items():
        listed = {row.project_code for row in mine}
        gone = [row for row in before.get(unit, []) if row.project_code not in listed and has_amount(row)]
        if not least <= len(gone) <= MOST_ADDENDS:
            continue
        for row in mine:
            total = row.total_investment_yuan
            if pd.isna(total) or row.project_code in context.before:
                continue
            line = next((line for line in _LINES if total >= line), None)
            small = [each for each in gone if each.total_investment_yuan < line] if line else []
            found = adding_up(small, int(total), least, tolerance) if line else None
            if found:
                named = "、".join(f"{each.project_name} {yuan_as_wan(each.total_investment_yuan)}" for each in found)
                yield context.say(
                    "P303",
                    "merged",
                    "project",
                    row.Index,
                    "project_code",
                    raw=yuan_as_wan(total),
                    rows=len(found),
                    want=yuan_as_wan(line),
                    detail=named,
                )


def _by_unit(rows: Iterable[Any]) -> dict[str, list[Any]]:
    units: dict[str, list[Any]] = {}
    for row in rows:
        units.setdefault(str(row.unit_code), []).append(row)
    return units
