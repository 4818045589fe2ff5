"""Project rows as the rules between units compare them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.review.rule_context import RuleContext, yuan_as_wan
from assets.review.similarity import Listing


def current_projects(context: RuleContext) -> list[Any]:
    """Project rows of each unit's latest readable file; made once for all rules."""
    latest = set(context.latest.values())
    rows: list[Any] = context.made(
        ("current projects",), lambda: [row for row in context.records("project") if row.file_id in latest]
    )
    return rows


def listing(context: RuleContext, row: Any) -> Listing:
    """A project row as it is compared."""
    origin = row.investor_origin if isinstance(row.investor_origin, str) else None
    place = context.places.get(origin) if origin else None
    amount = row.total_investment_yuan
    return Listing(
        name=str(row.project_name) if isinstance(row.project_name, str) else "",
        company=_text(row.company_name),
        investor=_text(row.investor_name),
        place=place.province if place and not place.multiple else origin,
        amount_yuan=None if pd.isna(amount) else int(amount),
        signed_on=_text(row.signed_on),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def twin_words(context: RuleContext, twin: Any) -> dict[str, Any]:
    """What a finding says of the other listing: its unit, its name and its code."""
    return {
        "other": context.register.name(str(twin.unit_code)),
        "twin": twin.project_name,
        "twin_code": twin.project_code,
    }


def side_by_side(one: Any, other: Any) -> str:
    """Both listings' facts: 甲项目 / 投资方 / 12000万元 / 2025-03-05 ↔ …"""

    def described(row: Any) -> str:
        facts = (row.project_name, row.investor_name, yuan_as_wan(row.total_investment_yuan), row.signed_on)
        return "/".join(str(fact) for fact in facts if isinstance(fact, str) and fact)

    return f"{described(one)} ↔ {described(other)}"
