"""Level 3: several projects made one, or one made several, between units (P303). Said with the rows that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pandas as pd

from assets.review.project_names import company_mark, phase_of, project_core
from assets.review.rule_context import RuleContext, judges, yuan_as_wan
from assets.review.rules.between_units.listings import current_projects, listing, side_by_side, twin_words
from assets.review.rules.merged_projects import MOST_ADDENDS, adding_up, has_amount
from assets.review.similarity import Listing, likeness
from schemas.finding import Finding


def _related(rows: list[Any], marks: dict[Any, set[str]]) -> dict[tuple[str, str], list[Any]]:
    """(unit, mark of a party) → its rows with an amount, the larger first."""
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        if has_amount(row):
            for mark in marks[row.Index]:
                groups[(str(row.unit_code), mark)].append(row)
    return groups


def _marks(row: Any) -> set[str]:
    return {
        company_mark(name) for name in (row.investor_name, row.company_name) if isinstance(name, str) and name.strip()
    }


def _all_marks(context: RuleContext) -> dict[Any, set[str]]:
    """Index of a project row → the marks of its parties; made once for all rules."""
    marks: dict[Any, set[str]] = context.made(
        ("marks",), lambda: {row.Index: _marks(row) for row in current_projects(context)}
    )
    return marks


@judges("P303")
def bundled_projects(context: RuleContext) -> Iterator[Finding]:
    """Rows of one party in one unit that add up to another unit's row of that party; both units are told."""
    least, tolerance = int(context.limit("P303", "rows")), float(context.limit("P303", "tolerance"))
    rows, marks = current_projects(context), _all_marks(context)
    groups = {key: parts for key, parts in _related(rows, marks).items() if len(parts) >= least}
    units_of: dict[str, list[str]] = defaultdict(list)
    for unit, mark in groups:
        units_of[mark].append(unit)
    reported: set[tuple[Any, Any]] = set()
    for whole in rows:
        for mark in sorted(marks[whole.Index] & units_of.keys()):
            if pd.isna(whole.total_investment_yuan):
                continue
            for unit in units_of[mark]:
                if unit == whole.unit_code:
                    continue
                parts = [row for row in groups[(unit, mark)] if row.total_investment_yuan < whole.total_investment_yuan]
                if not least <= len(parts) <= MOST_ADDENDS or (whole.Index, unit) in reported:
                    continue
                found = adding_up(parts, int(whole.total_investment_yuan), least, tolerance)
                if found:
                    reported.add((whole.Index, unit))
                    yield from _bundle_findings(context, whole, found)


def _bundle_findings(context: RuleContext, whole: Any, parts: tuple[Any, ...]) -> Iterator[Finding]:
    named = "、".join(f"{row.project_name} {yuan_as_wan(row.total_investment_yuan)}" for row in parts)
    yield context.say(
        "P303",
        "",
        "project",
        whole.Index,
        "project_code",
        raw=yuan_as_wan(whole.total_investment_yuan),
        other=context.register.name(str(parts[0].unit_code)),
        rows=len(parts),
        detail=named,
    )
    for row in parts:
        rest = "、".join(str(other.project_name) for other in parts if other is not row)
        yield context.say(
            "P303",
            "part",
            "project",
            row.Index,
            "project_code",
            raw=yuan_as_wan(whole.total_investment_yuan),
            detail=rest,
            **twin_words(context, whole),
        )


@judges("P303")
def split_projects(context: RuleContext) -> Iterator[Finding]:
    """Phases of one project listed as projects of their own: by two units, or by one unit and signed in one year."""
    groups: dict[tuple[str, str], list[tuple[Any, Listing]]] = defaultdict(list)
    marks = _all_marks(context)
    for row in current_projects(context):
        if phase_of(row.project_name) is None:
            continue
        for mark in marks[row.Index]:
            groups[(project_core(row.project_name), mark)].append((row, listing(context, row)))
    reported: set[tuple[Any, Any]] = set()
    for members in groups.values():
        for (one, first), (other, second) in combinations(members, 2):
            if phase_of(one.project_name) == phase_of(other.project_name) or (one.Index, other.Index) in reported:
                continue
            same_year = bool(first.signed_on and second.signed_on and first.signed_on[:4] == second.signed_on[:4])
            if one.unit_code == other.unit_code and not same_year:
                continue
            reported.add((one.Index, other.Index))
            evidence = likeness(first, second).evidence
            for mine, twin in ((one, other), (other, one)):
                yield context.say(
                    "P303",
                    "split",
                    "project",
                    mine.Index,
                    "project_code",
                    **twin_words(context, twin),
                    detail=f"{evidence};{side_by_side(mine, twin)}",
                )
