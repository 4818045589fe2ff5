"""Level 3: listings of two units that look like one project (P302)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assets.review.candidate_pairs import candidate_pairs
from assets.review.rule_context import RuleContext, judges
from assets.review.rules.between_units.listings import current_projects, listing, side_by_side, twin_words
from assets.review.similarity import likeness
from schemas.finding import Finding


@judges("P302")
def near_duplicates(context: RuleContext) -> Iterator[Finding]:
    """Two units' rows alike in name, party, amount and place; both are told. What P301 proves is not said again."""
    least = float(context.limit("P302", "score"))
    rows = [row for row in current_projects(context) if isinstance(row.project_name, str)]
    listings = [listing(context, row) for row in rows]
    for first, second in candidate_pairs(listings, [row.file_id for row in rows], least):
        one, other = rows[first], rows[second]
        if _proven(one, other):
            continue
        like = likeness(listings[first], listings[second])
        if like.score < least:
            continue
        for mine, twin in ((one, other), (other, one)):
            yield context.say(
                "P302",
                "",
                "project",
                mine.Index,
                "project_code",
                **twin_words(context, twin),
                score=f"{like.score:.2f}",
                detail=f"{like.evidence};{side_by_side(mine, twin)}",
            )


def _proven(one: Any, other: Any) -> bool:
    same_code = isinstance(one.project_code, str) and one.project_code == other.project_code
    same_approval = isinstance(one.approval_code, str) and one.approval_code == other.approval_code
    same_company = isinstance(one.company_uscc, str) and one.company_uscc == other.company_uscc
    return same_code or same_approval or (same_company and one.project_name == other.project_name)
