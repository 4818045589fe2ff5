"""The lists: subsidies, visits, activities (level 1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assets.review.rule_context import RuleContext, judges
from schemas.codes.names import folded
from schemas.finding import Finding
from schemas.form.frames import AGES, DATED, is_identity
from schemas.form.sheets import DATA_SHEETS, LISTS


@judges("C116")
def subsidies(context: RuleContext) -> Iterator[Finding]:
    """Id checksum and age, the cap, the employer."""
    cap = context.reference.district.policies.subsidy_cap
    for index in context.failing("talent_subsidy", "person_id", "C116"):
        valid = is_identity(str(context.rows("talent_subsidy").at[index, "person_id"]))
        want = f"{AGES[0]} 至 {AGES[-1]} 周岁" if valid else "18 位公民身份号码"
        yield context.say(
            "C116", "age" if valid else "id", "talent_subsidy", index, "person_id", severity="E", want=want
        )
    for index in context.failing("talent_subsidy", "subsidy_yuan", "C116"):
        yield context.say("C116", "cap", "talent_subsidy", index, "subsidy", severity="W", want=f"不超过 {cap} 万元")
    for index in context.failing("talent_subsidy", "employer", "C116"):
        yield context.say("C116", "employer", "talent_subsidy", index, "employer", severity="W", want="填写用人单位")


@judges("C117")
def visits_and_activities(context: RuleContext) -> Iterator[Finding]:
    """Dated in this year up to the month; 已办结 has its date."""
    for kind, name in DATED.items():
        for index in context.failing(kind, name, "C117"):
            yield context.say(
                "C117", "year", kind, index, name, want=f"{context.against.first_day} 至 {context.against.last_day}"
            )
    for index in context.failing("visit", "resolved_on", "C117"):
        yield context.say("C117", "resolved", "visit", index, "resolved_on", want="填写办结日期")
    for name in ("people", "companies_met"):
        for index in context.failing("activity", name, "C117"):
            if context.intake.cell("activity", index, name) is None:
                continue  # the sheet has no such column: F003 says so
            yield context.say("C117", "missing", "activity", index, name, want="填写人数或个数,没有的填 0")


@judges("C128")
def repeated_rows(context: RuleContext) -> Iterator[Finding]:
    """A row of a list whose every cell is as in an earlier row of the sheet; each repetition names the first."""
    for kind in LISTS:
        names = [item.name for item in DATA_SHEETS[kind].fields if item.name != "seq"]
        rows, raw = context.rows(kind), context.intake.raw[kind]
        first: dict[tuple[Any, ...], int] = {}
        cells = raw[names].itertuples(index=False)
        for index, file_id, sheet, number, row in zip(
            rows.index, *(rows[name].tolist() for name in ("file_id", "sheet", "row")), cells, strict=True
        ):
            key = (file_id, sheet, *(folded(text) for text in row))
            if (at := first.setdefault(key, number)) != number:
                yield context.say("C128", "", kind, index, None, first=at)
