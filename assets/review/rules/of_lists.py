"""The lists: subsidies, visits, activities (level 1), and whether their companies are known (D401)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from assets.review.background import Background
from assets.review.keys import Array, Table, hashed, of_month, table
from assets.review.scene import Comparison, Met, Scene, judges
from schemas.codes.names import company_key
from schemas.finding import Finding
from schemas.submission import PLACEHOLDERS
from schemas.submission_frames import AGES, DATED, is_identity

_COMPANIES = {"talent_subsidy": "employer", "visit": "company_name"}  # lists whose companies should be known


@judges("C116")
def subsidies(scene: Scene) -> Iterator[Finding]:
    """Id checksum and age, the cap, the employer."""
    cap = scene.reference.district.policies.subsidy_cap
    for index in scene.failing("talent_subsidy", "person_id", "C116"):
        valid = is_identity(str(scene.rows("talent_subsidy").at[index, "person_id"]))
        want = f"{AGES[0]} 至 {AGES[-1]} 周岁" if valid else "18 位公民身份号码"
        yield scene.say("C116", "age" if valid else "id", "talent_subsidy", index, "person_id", severity="E", want=want)
    for index in scene.failing("talent_subsidy", "subsidy_yuan", "C116"):
        yield scene.say("C116", "cap", "talent_subsidy", index, "subsidy", severity="W", want=f"不超过 {cap} 万元")
    for index in scene.failing("talent_subsidy", "employer", "C116"):
        yield scene.say("C116", "employer", "talent_subsidy", index, "employer", severity="W", want="填写用人单位")


@judges("C117")
def visits_and_activities(scene: Scene) -> Iterator[Finding]:
    """Dated in this year up to the month; 已办结 has its date."""
    for kind, name in DATED.items():
        for index in scene.failing(kind, name, "C117"):
            yield scene.say(
                "C117", "year", kind, index, name, want=f"{scene.against.first_day} 至 {scene.against.last_day}"
            )
    for index in scene.failing("visit", "resolved_on", "C117"):
        yield scene.say("C117", "resolved", "visit", index, "resolved_on", want="填写办结日期")
    for name in ("people", "companies_met"):
        for index in scene.failing("activity", name, "C117"):
            if scene.intake.cell("activity", index, name) is None:
                continue  # the sheet has no such column: F003 says so
            yield scene.say("C117", "missing", "activity", index, name, want="填写人数或个数,没有的填 0")


def _companies(scene: Scene) -> tuple[Array, dict[str, Table]]:
    """(keys of the companies of the ledger, sheet kind → one row a company of a unit's list, at its first row)."""
    if not len(scene.reference.enterprises):
        return hashed([]), {}
    listed = {
        company_key(name)
        for row in scene.records("project")
        for name in (row.company_name, row.investor_name)
        if _named(name)
    }
    lists = {}
    for kind, field in _COMPANIES.items():
        first: dict[tuple[int, str], int] = {}
        for index, file_id, name in scene.lists(kind, "file_id", field):
            if key := company_key(name) if _named(name) else "":
                first.setdefault((file_id, key), index)
        lists[kind] = {**table(row=(list(first.values()), np.int32)), "key": hashed([key for _, key in first])}
    return hashed(sorted(listed)), lists


def _nowhere(background: Background, batches: Sequence[tuple[Array, dict[str, Table]]]) -> Met:
    """The listed companies that are in no unit's ledger, nor in last month's, nor in enterprises.csv."""
    enterprises = background.reference.enterprises
    if not len(enterprises):
        return Met({}, {})
    office = {company_key(str(name)) for name in enterprises["company_name"]}
    office |= {
        company_key(name)
        for row in background.before.values()
        for name in (row.company_name, row.investor_name)
        if _named(name)
    }
    known = np.unique(np.concatenate([hashed(sorted(office)), *(listed for listed, _ in batches)]))
    found = {}
    for kind in _COMPANIES:
        named = of_month([lists[kind] for _, lists in batches])
        found[kind] = named["row"][~np.isin(named["key"], known)]
    return Met(found, {kind: rows.tolist() for kind, rows in found.items()})


COMPANIES = Comparison("companies", _companies, _nowhere)


@judges("D401", compares=COMPANIES)
def known_companies(scene: Scene) -> Iterator[Finding]:
    """Employers that were paid for and companies that were visited are in the ledger or in enterprises.csv, where the office
    keeps one. A company is named once a unit and list, at its first row."""
    for kind, rows in scene.known(COMPANIES).items():
        for row in rows:
            yield scene.say("D401", "", kind, row, _COMPANIES[kind])


def _named(value: object) -> bool:
    return isinstance(value, str) and value.strip() not in PLACEHOLDERS
