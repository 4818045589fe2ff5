"""Level 3: listings of two units that look like one project (P302), and workbooks that look copied (P306)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pandas as pd

from assets.review.catalogue import finding
from assets.review.duplicates import Listing, candidates, likeness
from assets.review.masking import masked
from assets.review.scene import Scene, judges, wan
from schemas.finding import Finding

_ROUND = 1_000_000  # whole hundreds of 万元 stand in every workbook: no sign of copying
_PROGRAMS = {"openpyxl", "xlsxwriter", "zhaoyin", "administrator", "admin", "user", "wps", "wps office", "microsoft office user",
             "windows 用户", "windows user", "微软用户", "lenovo", "hp", "dell", "pc", "unknown", "libreoffice", "apache poi"}  # fmt: skip


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


@judges("P302", between_units=True)
def near_duplicates(scene: Scene) -> Iterator[Finding]:
    """Two units' rows alike in name, party, amount and place; both are told. What P301 proves is not said again."""
    least = float(scene.limit("P302", "score"))
    rows = [row for row in current_projects(scene) if isinstance(row.project_name, str)]
    listings = [listing(scene, row) for row in rows]
    for first, second in candidates(listings, [str(row.unit_code) for row in rows], least):
        one, other = rows[first], rows[second]
        if _proven(one, other):
            continue
        like = likeness(listings[first], listings[second])
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


@judges("P306", between_units=True)
def copied_workbooks(scene: Scene) -> Iterator[Finding]:
    """Two units whose money agrees in many cells, or whose files one person wrote."""
    yield from _same_money(scene)
    yield from _same_author(scene)


def _same_money(scene: Scene) -> Iterator[Finding]:
    least = int(scene.limit("P306", "cells"))
    rows = scene.rows("fund")
    rows = rows[rows["file_id"].isin(set(scene.latest.values()))]
    holders: dict[tuple[str, int], dict[str, Any]] = defaultdict(dict)
    cells: list[tuple[tuple[str, int], str, tuple[Any, str]]] = []
    for name in ("arrived_month", "arrived_ytd", "arrived_total"):
        told = rows[(rows[f"{name}_yuan"].fillna(0) % _ROUND) != 0]
        values = told[f"{name}_yuan"].to_numpy("int64")
        cells += [
            (("total" if name == "arrived_total" else "year", value), str(unit), (index, name))
            for index, unit, value in zip(told.index, told["unit_code"], values.tolist(), strict=True)
        ]
    often = Counter(key for key, _, _ in cells)
    for key, unit, cell in cells:
        if often[key] > 1:
            holders[key].setdefault(unit, cell)
    shared: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], list[tuple[int, tuple[Any, ...]]]] = defaultdict(list)
    for (_, value), units in holders.items():
        if 1 < len(units) <= 5:
            for pair in combinations(sorted(units), 2):
                shared[pair] += 1
                where[pair].append((value, (units[pair[0]], units[pair[1]])))
    for pair, count in shared.items():
        if count < least:
            continue
        sample = "、".join(wan(value) for value, _ in where[pair][:5])
        for side in (0, 1):
            index, name = where[pair][0][1][side]
            yield scene.say(
                "P306",
                "",
                "fund",
                index,
                name,
                other=scene.register.name(pair[1 - side]),
                raw=str(count),
                detail=sample,
            )


def _same_author(scene: Scene) -> Iterator[Finding]:
    by_author: dict[str, list[str]] = defaultdict(list)
    for unit, file_id in scene.latest.items():
        author = scene.files[file_id].author
        if isinstance(author, str) and author.strip() and author.strip().lower() not in _PROGRAMS:
            by_author[author.strip()].append(unit)
    for author, units in by_author.items():
        if len(units) < 2 or len(units) > max(2, len(scene.latest) // 3):
            continue  # the author of a template that everybody fills in says nothing
        for unit in units:
            others = "、".join(scene.register.name(other) for other in units if other != unit)
            yield finding(
                "P306", "author", raw_value=masked(author, "filler"), other=others, **scene.of_file(scene.latest[unit])
            )
