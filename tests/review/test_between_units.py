"""Units compared: what the rules say is what the plain way says."""

from __future__ import annotations

import copy
import dataclasses
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from assets.intake.model import Intake
from assets.intake.office.model import Reference
from assets.intake.office.reference import read_reference
from assets.intake.submissions.month_files import read_month
from assets.review.candidate_pairs import CROWD
from assets.review.judge import RULES
from assets.review.month_context import MonthContext
from assets.review.project_names import company_mark, project_core
from assets.review.rule_context import RuleContext, evaluators_of
from assets.review.rules.between_units.listings import current_projects, listing
from assets.review.similarity import Listing, likeness
from samples.load import write_load_home
from schemas.history import NoHistory

MONTH, AS_OF = "2025-01", datetime(2035, 1, 1)
UNITS, ROWS = 14, 16
COPIED = ("project_name", "company_name", "company_uscc", "investor_name", "investor_origin", "total_investment_yuan",
          "signed_on", "approval_code", "project_code")  # fmt: skip
MONEY = ("arrived_month_yuan", "arrived_ytd_yuan", "arrived_total_yuan")


class Before(NoHistory):
    """Last month's books: some of the month's projects, with other amounts; twelve months in which each unit had 50 million."""

    def __init__(self, projects: pd.DataFrame, units: list[str]) -> None:
        self._projects = projects
        self._sent = pd.DataFrame({"unit_code": units, "figures": "current"})
        money = {"out_of_district_month_yuan": 5 * 10**8, "out_of_district_ytd_yuan": 10**8}
        self._funds = pd.DataFrame({"unit_code": units, "caliber": "declared", **money})

    def months(self) -> list[str]:
        return [f"2024-{number:02d}" for number in range(1, 13)]

    def books(self, name: str, month: str) -> pd.DataFrame:
        return self._projects if (name, month) == ("project", "2024-12") else super().books(name, month)

    def table(self, name: str, month: str) -> pd.DataFrame:
        return self._sent if name == "submission" else self._funds


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], tuple[Reference, Intake]]:
    home: Path = tmp_path_factory.mktemp("between") / "home"
    for path in write_load_home(home, UNITS, MONTH, ROWS):
        os.utime(path, (1_738_500_000,) * 2)  # in one order, however fast they were written
    reference = read_reference(home)
    intake = read_month(reference, MONTH, AS_OF)
    return lambda: (reference, copy.deepcopy(intake))


def scrambled(read: Callable[[], tuple[Reference, Intake]], seed: int) -> RuleContext:
    """A month in which units copy each other's listings and money, one party has many projects, amounts slip by powers of
    ten, projects are shared, units send twice or cannot be told."""
    (reference, intake), rng = read(), Random(seed)
    rows = range(len(intake.rows["project"]))
    listed = {name: intake.rows["project"][name].tolist() for name in (*COPIED, "partner_unit", "own_share")}
    for _ in rows[::6]:
        mine, other = rng.choice(rows), rng.choice(rows)
        for name in COPIED:
            if rng.random() < (0.1 if name == "project_code" else 0.7):
                listed[name][mine] = listed[name][other]
        if isinstance(listed["project_name"][mine], str):
            listed["project_name"][mine] += rng.choice(("（一期）", "二期", "", ""))
    for unit in range(4):
        parts, party = rng.sample(range(unit * ROWS, (unit + 1) * ROWS), 3), f"浙江{'甲乙丙丁'[unit]}束投资有限公司"
        wholes = rng.sample(range(5 * ROWS, len(rows)), rng.choice((3, 5)))
        for at in parts + wholes:
            listed["investor_name"][at] = party
        listed["total_investment_yuan"][wholes[0]] = sum(listed["total_investment_yuan"][at] for at in parts[:3])
    for at in rng.sample(rows, 63):  # one more than a crowd has, or about that
        listed["project_name"][at] = "标准厂房项目" if rng.random() < 0.97 else None
    for at in rng.sample(rows, 40):
        listed["partner_unit"][at], listed["own_share"][at] = rng.choice(reference.units["unit_name"].tolist()), 33.3
    for at in rng.sample(rows, 12):
        listed["total_investment_yuan"][at] = rng.choice((pd.NA, 0, -500, 10**12, 5 * 10**12, 10_000))
        listed["investor_name"][at] = rng.choice((None, "", "  ", "有限公司", "\ud83d"))
    _put(intake.rows["project"], listed)
    money = {name: intake.rows["fund"][name].tolist() for name in MONEY}
    for _ in range(8):
        one, other = rng.randrange(UNITS) * ROWS, rng.randrange(UNITS) * ROWS
        for at in rng.sample(range(ROWS), rng.choice((1, 4, 6))):
            for name in MONEY:
                money[name][one + at] = money[rng.choice(MONEY)][other + rng.randrange(ROWS)]
    for at in rng.sample(rows, 20):
        money[rng.choice(MONEY)][at] = rng.choice((pd.NA, 0, -37, 123_450, 10**14 + 3))
    _put(intake.rows["fund"], money)
    visited = intake.rows["visit"]["company_name"].tolist()
    for at in rng.sample(range(len(visited)), 60):
        visited[at] = rng.choice([name for name in listed["company_name"] if name])
    _put(intake.rows["visit"], {"company_name": visited})
    units = intake.files["unit_code"].tolist()
    units[rng.randrange(UNITS)], units[rng.randrange(UNITS)] = units[rng.randrange(UNITS)], None
    authors = [rng.choice(("张三", "李四", "王五", "openpyxl", None)) for _ in units]
    intake.files = intake.files.assign(unit_code=units, author=authors)
    reference = dataclasses.replace(reference, enterprises=pd.DataFrame({"company_name": visited[::4]}, dtype=object))
    settings: dict[str, Any] = {
        "H207": {"width": 0.5},
        "H212": {"low": 0.1, "high": 99},
        "P302": {"score": rng.choice((0.85, 0.7))},
    }
    changed = reference.district.model_copy(update={"rules": settings})
    reference = dataclasses.replace(reference, district=changed)
    before = Before(_books(intake, rng), sorted({unit for unit in units if unit}))
    return RuleContext(intake, MonthContext(MONTH, reference, before, AS_OF, AS_OF))


def _put(frame: pd.DataFrame, columns: dict[str, list[Any]]) -> None:
    for name, values in columns.items():
        frame[name] = pd.Series(values, index=frame.index, dtype=frame[name].dtype)


def _books(intake: Intake, rng: Random) -> pd.DataFrame:
    books = intake.rows["project"].drop_duplicates("project_code").iloc[::3]
    names = ["project_code", "project_name", "company_name", "company_uscc", "investor_name", "total_investment_yuan"]
    books = books[names].iloc[:60]
    return books.assign(unit_code="U0001", arrived_total_yuan=rng.randrange(10**9), fund_row=1, as_of_month="2024-12")


@pytest.mark.parametrize("seed", range(4))
def test_what_is_said_of_units_compared_is_what_the_plain_way_says(read: Any, seed: int) -> None:
    """Every rule between units speaks; P302 and P306 say what looking at every pair says."""
    scene = scrambled(read, seed)
    modules = [module for module in RULES if "between_units" in module.__name__]
    found = [each for module in modules for evaluator in evaluators_of(module) for each in evaluator(scene)]
    assert {each.rule_code for each in found} == {
        "P301",
        "P302",
        "P303",
        "P306",
        "P308",
        "H207",
        "H208",
        "H212",
        "D401",
    }
    assert {(each.file_sha256, each.cell) for each in found if each.rule_code == "P302"} == _alike(scene)
    counts = {
        (str(each.unit_code), each.message.split("与")[1].split("有")[0]): each
        for each in found
        if each.rule_code == "P306" and each.cell
    }
    assert {pair: int(each.message.split(" ")[1]) for pair, each in counts.items()} == _money(scene)


def _alike_pairs(scene: RuleContext) -> set[tuple[int, int]]:
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


def _same_money(scene: RuleContext) -> dict[tuple[str, str], int]:
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


def _alike(scene: RuleContext) -> set[tuple[str | None, str | None]]:
    """Where P302 stands: the pairs that nothing proves to be one project."""
    rows = {row.Index: row for row in scene.records("project")}
    told = set()
    for first, second in _alike_pairs(scene):
        one, other = rows[first], rows[second]
        same = [
            isinstance(getattr(one, name), str) and getattr(one, name) == getattr(other, name)
            for name in ("project_code", "approval_code", "company_uscc")
        ]
        if not (same[0] or same[1] or (same[2] and one.project_name == other.project_name)):
            told |= {
                (scene.files[row.file_id].file_sha256, scene.intake.cell("project", row.Index, "project_code"))
                for row in (one, other)
            }
    return told


def _money(scene: RuleContext) -> dict[tuple[str, str], int]:
    """Both ways round, the other by its name."""
    name = scene.register.name
    pairs = _same_money(scene).items()
    return {key: count for (one, other), count in pairs for key in ((one, name(other)), (other, name(one)))}
