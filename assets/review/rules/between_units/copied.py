"""Level 3: workbooks that look copied (P306)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from assets.review.catalogue import finding
from assets.review.masking import masked
from assets.review.rule_context import RuleContext, judges, yuan_as_wan
from schemas.finding import Finding

_ROUND = 1_000_000  # whole hundreds of 万元 stand in every workbook: no sign of copying
_UNITS = 5  # units that have an amount, beyond which it says nothing
_SHOWN = 5  # amounts told
_FIELDS = ("arrived_month", "arrived_ytd", "arrived_total")  # in the order they are looked through
_PROGRAMS = {
    "openpyxl", "xlsxwriter", "zhaoyin", "administrator", "admin", "user", "wps", "wps office", "microsoft office user",
    "windows 用户", "windows user", "微软用户", "lenovo", "hp", "dell", "pc", "unknown", "libreoffice", "apache poi",
}  # fmt: skip


@judges("P306")
def copied_workbooks(context: RuleContext) -> Iterator[Finding]:
    """Two units whose money agrees in many cells, or whose files one person wrote."""
    for (first, second), amounts in _in_common(context):
        sample = "、".join(map(yuan_as_wan, amounts["yuan"].head(_SHOWN)))
        for side, twin in (("x", second), ("y", first)):
            row, name = amounts[f"row_{side}"].iloc[0], amounts[f"field_{side}"].iloc[0]
            other = context.register.name(twin)
            yield context.say("P306", "", "fund", row, name, other=other, raw=str(len(amounts)), detail=sample)
    yield from _same_author(context)


def _amounts(context: RuleContext) -> pd.DataFrame:
    """One row an amount of a unit's latest file, at the first cell that has it: unit, row (label), field, yuan, total,
    at (the order in which cells are looked through). A month's and a year's amounts are one kind, totals another."""
    unit_of = {file_id: unit for unit, file_id in context.latest.items()}
    rows = context.rows("fund")
    rows = rows[rows["file_id"].isin(list(unit_of))]
    units = rows["file_id"].map(unit_of).astype(object)
    cells = pd.concat(
        [
            pd.DataFrame(
                {
                    "unit": units,
                    "row": rows.index,
                    "field": name,
                    "total": name == "arrived_total",
                    "yuan": rows[f"{name}_yuan"].fillna(0).astype("int64"),
                }
            )
            for name in _FIELDS
        ],
        ignore_index=True,
    )
    cells = cells[cells["yuan"] % _ROUND != 0].drop_duplicates(["total", "yuan", "unit"])
    return cells.assign(at=range(len(cells)))


def _in_common(context: RuleContext) -> list[tuple[tuple[str, str], pd.DataFrame]]:
    """Two units (ascending) → the amounts both have: yuan, row and field in each (row_x, field_x, row_y, field_y), in
    the order they are first seen; pairs with as many amounts as the rule asks, in the order of their first amounts."""
    cells = _amounts(context)
    amount = cells.groupby(["total", "yuan"])
    holders, first_at = amount["unit"].transform("size"), amount["at"].transform("min")
    cells = cells.assign(first_at=first_at)[holders.between(2, _UNITS)]
    shared = cells.merge(cells, on=["total", "yuan", "first_at"])
    shared = shared[shared["unit_x"] < shared["unit_y"]].sort_values("first_at", kind="stable")
    least = int(context.limit("P306", "cells"))
    pairs = [(units, amounts) for units, amounts in shared.groupby(["unit_x", "unit_y"]) if len(amounts) >= least]
    return sorted(pairs, key=lambda pair: (pair[1]["first_at"].iloc[0], pair[0]))


def _same_author(context: RuleContext) -> Iterator[Finding]:
    by_author: dict[str, list[str]] = defaultdict(list)
    for unit, file_id in context.latest.items():
        author = context.files[file_id].author
        if isinstance(author, str) and author.strip() and author.strip().lower() not in _PROGRAMS:
            by_author[author.strip()].append(unit)
    for author, units in by_author.items():
        if len(units) < 2 or len(units) > max(2, len(context.latest) // 3):
            continue  # the author of a template that everybody fills in says nothing
        for unit in units:
            others = "、".join(context.register.name(other) for other in units if other != unit)
            yield finding(
                "P306",
                "author",
                raw_value=masked(author, "filler"),
                other=others,
                **context.of_file(context.latest[unit]),
            )
