"""Level 3: a project that left one unit's list and came up under another's (P308)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from assets.review.catalogue import finding
from assets.review.rule_context import RuleContext, judges
from assets.review.rules.between_units.listings import current_projects
from schemas.codes.names import company_key, folded, name_key
from schemas.finding import Finding


@judges("P308")
def moved_projects(context: RuleContext) -> Iterator[Finding]:
    """A project of last month's books that its unit lists no more, and another unit's row of the same code, credit
    code, or name and investor, that is new there. Both are told what to do; a hand-over the office has recorded is no
    finding."""
    rows = current_projects(context)
    listed = {(row.unit_code, row.project_code) for row in rows}
    new: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        before = context.before.get(str(row.project_code))
        if before is None or _unit_now(context, before) != row.unit_code:
            for key in _keys(row):
                new[key].append(row)
    reported: set[tuple[Any, str]] = set()
    for code, before in context.before.items():
        unit = _unit_now(context, before)
        if unit not in context.latest or unit not in context.listing_units or (unit, code) in listed:
            continue
        for row in (row for key in _keys(before) for row in new.get(key, ())):
            if row.unit_code != unit and (row.Index, code) not in reported:
                reported.add((row.Index, code))
                yield from _both(context, unit, code, before, row)


def _unit_now(context: RuleContext, before: Any) -> str:
    """The unit whose project of the books it is this month: by a recorded hand-over, else by who took the unit over."""
    unit = str(before.unit_code)
    return (
        context.register.holder(str(before.project_code), context.month)
        or context.register.successor(unit, context.month)
        or unit
    )


def _both(context: RuleContext, unit: str, code: str, before: Any, row: Any) -> Iterator[Finding]:
    """The finding of the unit that lists it now, at its 项目编号, and of the one that listed it, at no cell (H205)."""
    here, there = context.register.name(str(row.unit_code)), context.register.name(unit)
    kept = row.project_code == code
    yield context.say(
        "P308",
        "here_kept" if kept else "here",
        "project",
        row.Index,
        "project_code",
        other=there,
        twin=str(before.project_name),
        twin_code=code,
    )
    yield finding(
        "P308",
        "there",
        raw_value=f"{code} {before.project_name}",
        other=here,
        twin=str(row.project_name),
        twin_code=str(row.project_code),
        sheet=context.project_sheet(context.latest[unit]),
        field="project_code",
        project_code=code,
        **context.of_file(context.latest[unit]),
    )


def _keys(row: Any) -> Iterator[tuple[str, str]]:
    """What makes two listings one project."""
    if code := folded(row.project_code):
        yield "code", code
    if len(credit := folded(row.company_uscc)) == 18:
        yield "credit", credit
    if (name := name_key(row.project_name)) and (investor := company_key(row.investor_name)):
        yield "name", f"{name}|{investor}"
