"""A month with everything in it: every scope, band, stage, shared projects across groups, 认定, lists of every kind."""

from __future__ import annotations

import random
from typing import Any

from tests.ledger.making import Releases, Sent, project, reference

UNITS = [
    ("T01", "东镇", "town"), ("T02", "西镇", "town"), ("T03", "南镇", "town"), ("Z01", "经开区", "zone"), ("Z02", "高新区", "zone"),
]  # fmt: skip
_SCOPES = (
    ("local", "安徽省"), ("in_city", "安徽省"), ("in_province", "安徽省"), ("out_of_province", "浙江省"),
    ("out_of_province", "江苏省"), ("overseas", "香港"),
)  # fmt: skip
_STAGES = ("signed", "preparing", "building", "completed", "terminated")


def sent_by(seed: int, month: str = "2025-05", size: int = 12) -> dict[str, Sent | None]:
    """What five units sent: reproducible, with money that does not divide evenly."""
    rng = random.Random(seed)
    codes = [unit[0] for unit in UNITS]
    return {
        unit: Sent([_project(rng, unit, number, codes, month) for number in range(size)], _lists(rng, month))
        for unit in codes
    }


def _project(rng: random.Random, unit: str, number: int, codes: list[str], month: str) -> dict[str, Any]:
    scope, province = rng.choice(_SCOPES)
    stage = rng.choice(_STAGES)
    partner = rng.choice([code for code in codes if code != unit]) if rng.random() < 0.3 else None
    signed = f"{rng.choice([int(month[:4]), int(month[:4]) - 1])}-0{rng.randint(1, 4)}-1{rng.randint(0, 9)}"
    return project(
        f"{unit}-{signed[:4]}-{number:03d}", origin_scope=scope, origin_province=province, stage=stage, signed_on=signed,
        started_on=f"{month[:4]}-04-20" if stage in ("building", "completed") else None,
        completed_on=f"{month[:4]}-05-02" if stage == "completed" else None,
        total_investment=rng.choice([800, 1000, 4999.9999, 5000, 9999.9999, 10_000, 60_000, 600_000.1234]),
        arrived_before_year=rng.randint(0, 100), arrived_ytd=rng.randint(-5, 3000) + 0.0001 * rng.randint(0, 9999),
        arrived_usd_ytd=rng.randint(0, 90_001), fixed_asset_ytd=rng.randint(0, 50),
        is_industrial=rng.random() < 0.6, chain_code=rng.choice(["new_materials", "equipment"]),
        partner_unit_code=partner, own_share=rng.choice([50.0, 60.0, 33.33]) if partner else 100.0,
        signing_event=rng.choice([None, "投洽会"]),
    )  # fmt: skip


def _lists(rng: random.Random, month: str) -> dict[str, list[dict[str, Any]]]:
    companies = ["甲公司", "乙公司", "丙(集团)公司", "丙(集团)公司"]
    return {
        "talent_demand": [
            {"employer": rng.choice(companies), "employer_kind": rng.choice(["enterprise", "institution"]), "post": "工程师", "posts_wanted": rng.randint(1, 9)}
            for _ in range(3)
        ],
        "talent_subsidy": [
            {"person_name": "某", "person_id": str(rng.randint(1, 6)), "employer": "甲公司", "cohort_year": rng.choice([2023, 2024]), "subsidy": rng.randint(1, 5)}
            for _ in range(3)
        ],
        "recognition": [
            {"name": "称号", "category": rng.choice(["团队", "工匠"]), "level": rng.choice(["省", "市"]), "count_unit": rng.choice(["个", "人"]), "quantity": rng.randint(1, 3)}
            for _ in range(2)
        ],
        "visit": [
            {"visited_on": f"{month}-03", "company_name": rng.choice(companies), "issue": rng.choice([None, "无", "用工难"]), "issue_status": rng.choice(["resolved", "overdue", "ongoing"])}
            for _ in range(4)
        ],
        "activity": [
            {"held_on": f"{month}-04", "activity_kind": rng.choice(["trip", "training", "fair"]), "place": "上海", "companies_met": rng.randint(0, 5), "people": rng.randint(0, 9), "leads": rng.randint(0, 3)}
            for _ in range(4)
        ],
    }  # fmt: skip


def verifications(sent: dict[str, Sent | None], month: str) -> list[dict[str, Any]]:
    """Every fifth project verified lower, every eleventh not counted."""
    codes = [told["project_code"] for what in sent.values() if what for told in what.projects]
    rows = [{"month": month, "project_code": code, "verified_ytd": 1, "counted": True} for code in codes[::5]]
    return rows + [
        {"month": month, "project_code": code, "verified_ytd": None, "counted": False} for code in codes[1::11]
    ]


def released(seed: int = 1, month: str = "2025-05", **given: Any) -> tuple[Releases, dict[str, Any]]:
    """The month's releases and its tables."""
    sent = sent_by(seed, month)
    releases = Releases(reference(units=UNITS, verifications=verifications(sent, month), **given))
    return releases, releases.run(month, sent)
