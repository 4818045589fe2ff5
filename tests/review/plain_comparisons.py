"""What comparing units must find, written as plainly as can be: over all rows at once, no keys, no parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pandas as pd

from assets.review.duplicates import Listing, likeness
from assets.review.project_names import company_mark, project_core
from assets.review.rules.likeness import current_projects, listing
from assets.review.scene import Scene
from schemas.codes.names import company_key

CROWD = 60


def alike(scene: Scene) -> set[tuple[int, int]]:
    """Pairs of listings (index) of two units that have a party's mark, a name, or a near amount from one place in common,
    no more than CROWD listings having it, and reach the score."""
    least = float(scene.limit("P302", "score"))
    rows = [row for row in current_projects(scene) if isinstance(row.project_name, str)]
    buckets: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        for key in _keys(listing(scene, row)):
            buckets[key].append(row)
    found = set()
    for members in buckets.values():
        if len(members) > CROWD:
            continue
        for one, other in combinations(members, 2):
            if one.unit_code != other.unit_code and likeness(listing(scene, one), listing(scene, other)).score >= least:
                found.add((one.Index, other.Index))
    return found


def _keys(each: Listing) -> Iterator[Any]:
    for party in (each.investor, each.company):
        if party:
            yield "party", company_mark(party)
    yield "name", project_core(each.name)
    if each.amount_yuan and each.place:
        for amount in (each.amount_yuan, int(each.amount_yuan * 0.98)):
            yield "amount", len(str(amount)), str(amount)[:2], each.place


def same_money(scene: Scene) -> dict[tuple[str, str], int]:
    """Two units → how many amounts of theirs are the same, a month's and a year's taken as one kind, a total's as another."""
    latest = {file: unit for unit, file in scene.latest.items()}
    holders: dict[Any, set[str]] = defaultdict(set)
    for row in scene.records("fund"):
        for name in ("arrived_month", "arrived_ytd", "arrived_total"):
            yuan = getattr(row, f"{name}_yuan")
            if row.file_id in latest and yuan is not pd.NA and yuan % 1_000_000:
                holders[name == "arrived_total", int(yuan)].add(latest[row.file_id])
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for units in holders.values():
        if len(units) <= 5:
            for pair in combinations(sorted(units), 2):
                counts[pair] += 1
    least = int(scene.limit("P306", "cells"))
    return {pair: count for pair, count in counts.items() if count >= least}


def nowhere(scene: Scene) -> set[tuple[str, str, str]]:
    """(unit, sheet kind, company) of the lists, in no ledger and not in enterprises.csv."""
    ledger = [*scene.before.values(), *scene.records("project")]
    known = {company_key(name) for row in ledger for name in (row.company_name, row.investor_name)}
    known |= {company_key(name) for name in scene.reference.enterprises["company_name"]}
    lists = (("talent_subsidy", "employer"), ("visit", "company_name"))
    named = {
        (file, kind, company_key(name))
        for kind, field in lists
        for _, file, name in scene.lists(kind, "file_id", field)
    }
    return {(scene.files[file].file_sha256, kind, key) for file, kind, key in named if key and key not in known}


def credit(scene: Scene, column: str) -> dict[str, int]:
    """Unit → its money, in whole yuan: own projects at their share, the rest of those it is the partner of; local ones none.
    Shares are decimals of at most three places here."""
    latest = {file: unit for unit, file in scene.latest.items()}
    local = {text for text, place in scene.places.items() if place is not None and place.scope == "local"}
    projects = {
        (row.file_id, row.project_code): row for row in scene.records("project") if row.investor_origin not in local
    }
    sums = dict.fromkeys(scene.latest, 0)
    for row in scene.records("fund"):
        project, yuan = projects.get((row.file_id, row.project_code)), getattr(row, column)
        if row.file_id not in latest or project is None or yuan is pd.NA:
            continue
        share = round(float(project.own_share) * 1_000)
        sums[latest[row.file_id]] += int(yuan) * share
        partner = scene.register.resolve(project.partner_unit, scene.month) if project.partner_unit else None
        if partner in sums:
            sums[partner] += int(yuan) * (100_000 - share)
    return {unit: parts // 100_000 for unit, parts in sums.items()}
