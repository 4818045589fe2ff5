"""Level 3: several projects made one, or one made several, to pass a threshold (P303). Said with the rows that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from assets.review.background import Background
from assets.review.duplicates import Listing, likeness
from assets.review.keys import Table, hashed, in_groups, of_month, shared_between, sizes, some_of, table
from assets.review.project_names import company_mark, phase_of, project_core
from assets.review.rules.likeness import current_projects, listing, side_by_side
from assets.review.scene import Comparison, Met, Scene, judges, wan
from schemas.finding import Finding

_LINES = (100_000_000, 50_000_000, 10_000_000)
_MOST = 12  # rows of one party in one unit among which sums are looked for


def _related(rows: list[Any], marks: dict[Any, set[str]]) -> dict[tuple[str, str], list[Any]]:
    """(unit, mark of a party) → its rows with an amount, the larger first."""
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        if _has_amount(row):
            for mark in marks[row.Index]:
                groups[(str(row.unit_code), mark)].append(row)
    return groups


def _has_amount(row: Any) -> bool:
    amount = row.total_investment_yuan
    return amount is not None and amount is not pd.NA and bool(amount > 0)


def _marks(row: Any) -> set[str]:
    return {
        company_mark(name) for name in (row.investor_name, row.company_name) if isinstance(name, str) and name.strip()
    }


def _all_marks(scene: Scene) -> dict[Any, set[str]]:
    """Index of a project row → the marks of its parties; made once for all rules."""
    marks: dict[Any, set[str]] = scene.made(
        ("marks",), lambda: {row.Index: _marks(row) for row in current_projects(scene)}
    )
    return marks


def _adding_up(rows: list[Any], total: int, least: int, tolerance: float) -> tuple[Any, ...] | None:
    """At least `least` of the rows whose amounts make `total` within the tolerance; the most rows first."""
    amounts = [int(row.total_investment_yuan) for row in rows]
    for size in range(len(rows), least - 1, -1):
        for chosen in combinations(range(len(rows)), size):
            if abs(sum(amounts[at] for at in chosen) - total) <= tolerance * total:
                return tuple(rows[at] for at in chosen)
    return None


def _parties(scene: Scene) -> tuple[Table, Table]:
    """(one row a party of a listing, `counts` where the listing has an amount; one row a party of a listing that is a phase:
    its key is what the phases of one project have in common)."""
    marks = _all_marks(scene)
    rows = [(row, mark) for row in current_projects(scene) for mark in marks[row.Index]]
    parties = table(
        row=([row.Index for row, _ in rows], np.int32), file=([row.file_id for row, _ in rows], np.int64),
        counts=([_has_amount(row) for row, _ in rows], bool),
    )  # fmt: skip
    phases = [(row, mark) for row, mark in rows if phase_of(row.project_name) is not None]
    parts = table(row=([row.Index for row, _ in phases], np.int32))
    keys = hashed([f"{project_core(row.project_name)}|{mark}" for row, mark in phases])
    return {**parties, "key": hashed([mark for _, mark in rows])}, {**parts, "key": keys}


def _related_rows(background: Background, batches: Sequence[tuple[Table, Table]]) -> Met:
    """The rows of every party that has as many rows as the rule asks in one unit, and a row in another; and phases that are
    not alone."""
    parties, phases = of_month([each for each, _ in batches]), of_month([each for _, each in batches])
    parties = some_of(parties, shared_between(parties["key"], parties["file"]))
    order, begins = in_groups(parties["key"], parties["file"])
    least, size = int(background.limit("P303", "rows")), sizes(begins, len(order))
    many = np.add.reduceat(parties["counts"][order], begins, dtype=np.int64) >= least if len(order) else size > 0
    bundled = np.isin(parties["key"], parties["key"][order[begins[many]]])
    order, begins = in_groups(phases["key"])
    several = np.repeat(sizes(begins, len(order)) > 1, sizes(begins, len(order)))
    return Met({"project": np.concatenate([parties["row"][bundled], phases["row"][order[several]]])})


PARTIES = Comparison("parties", _parties, _related_rows)


@judges("P303", compares=PARTIES)
def bundled_projects(scene: Scene) -> Iterator[Finding]:
    """Rows of one party in one unit that add up to another unit's row of that party; both units are told."""
    least, tolerance = int(scene.limit("P303", "rows")), float(scene.limit("P303", "tolerance"))
    rows, marks = current_projects(scene), _all_marks(scene)
    groups = {key: parts for key, parts in _related(rows, marks).items() if len(parts) >= least}
    units_of: dict[str, list[str]] = defaultdict(list)
    for unit, mark in groups:
        units_of[mark].append(unit)
    said: set[tuple[Any, Any]] = set()
    for whole in rows:
        for mark in sorted(marks[whole.Index] & units_of.keys()):
            if pd.isna(whole.total_investment_yuan):
                continue
            for unit in units_of[mark]:
                if unit == whole.unit_code:
                    continue
                parts = [row for row in groups[(unit, mark)] if row.total_investment_yuan < whole.total_investment_yuan]
                if not least <= len(parts) <= _MOST or (whole.Index, unit) in said:
                    continue
                found = _adding_up(parts, int(whole.total_investment_yuan), least, tolerance)
                if found:
                    said.add((whole.Index, unit))
                    yield from _told(scene, whole, found)


def _told(scene: Scene, whole: Any, parts: tuple[Any, ...]) -> Iterator[Finding]:
    named = "、".join(f"{row.project_name} {wan(row.total_investment_yuan)}" for row in parts)
    yield scene.say(
        "P303", "", "project", whole.Index, "project_code", raw=wan(whole.total_investment_yuan),
        other=scene.register.name(str(parts[0].unit_code)), rows=len(parts), detail=named,
    )  # fmt: skip
    for row in parts:
        rest = "、".join(str(other.project_name) for other in parts if other is not row)
        yield scene.say(
            "P303", "part", "project", row.Index, "project_code", raw=wan(whole.total_investment_yuan), detail=rest,
            other=scene.register.name(str(whole.unit_code)), twin=whole.project_name, twin_code=whole.project_code,
        )  # fmt: skip


@judges("P303")
def merged_past_a_threshold(scene: Scene) -> Iterator[Finding]:
    """Small projects of last month that are gone, and a new row of their sum on the other side of a line."""
    least, tolerance = int(scene.limit("P303", "rows")), float(scene.limit("P303", "tolerance"))
    before: dict[str, list[Any]] = scene.background.made(("rows before",), lambda: _by_unit(scene.before.values()))
    for unit, mine in _by_unit(current_projects(scene)).items():
        listed = {row.project_code for row in mine}
        gone = [row for row in before.get(unit, []) if row.project_code not in listed and _has_amount(row)]
        if not least <= len(gone) <= _MOST:
            continue
        for row in mine:
            total = row.total_investment_yuan
            if pd.isna(total) or row.project_code in scene.before:
                continue
            line = next((line for line in _LINES if total >= line), None)
            small = [each for each in gone if each.total_investment_yuan < line] if line else []
            found = _adding_up(small, int(total), least, tolerance) if line else None
            if found:
                named = "、".join(f"{each.project_name} {wan(each.total_investment_yuan)}" for each in found)
                yield scene.say(
                    "P303",
                    "merged",
                    "project",
                    row.Index,
                    "project_code",
                    raw=wan(total),
                    rows=len(found),
                    want=wan(line),
                    detail=named,
                )


def _by_unit(rows: Iterable[Any]) -> dict[str, list[Any]]:
    units: dict[str, list[Any]] = {}
    for row in rows:
        units.setdefault(str(row.unit_code), []).append(row)
    return units


@judges("P303", compares=PARTIES)
def split_projects(scene: Scene) -> Iterator[Finding]:
    """Phases of one project listed as projects of their own: by two units, or by one unit and signed in one year."""
    groups: dict[tuple[str, str], list[tuple[Any, Listing]]] = defaultdict(list)
    marks = _all_marks(scene)
    for row in current_projects(scene):
        if phase_of(row.project_name) is None:
            continue
        for mark in marks[row.Index]:
            groups[(project_core(row.project_name), mark)].append((row, listing(scene, row)))
    said: set[tuple[Any, Any]] = set()
    for members in groups.values():
        for (one, first), (other, second) in combinations(members, 2):
            if phase_of(one.project_name) == phase_of(other.project_name) or (one.Index, other.Index) in said:
                continue
            same_year = bool(first.signed_on and second.signed_on and first.signed_on[:4] == second.signed_on[:4])
            if one.unit_code == other.unit_code and not same_year:
                continue
            said.add((one.Index, other.Index))
            evidence = likeness(first, second).evidence
            for mine, twin in ((one, other), (other, one)):
                yield scene.say(
                    "P303", "split", "project", mine.Index, "project_code", other=scene.register.name(str(twin.unit_code)),
                    twin=twin.project_name, twin_code=twin.project_code, detail=f"{evidence};{side_by_side(mine, twin)}",
                )  # fmt: skip
