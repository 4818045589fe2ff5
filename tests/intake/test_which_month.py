"""Which month a file belongs to: what the cover says, unless the name, a title or the time it came makes that doubtful."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from assets.intake.model import Received
from assets.intake.reader.cells.dates import month_of
from assets.intake.reader.parsed_file import FileSummary
from assets.intake.submissions.which_month import months_of
from schemas.office.district import Calendar


def reference(exempt: str = "") -> Any:
    units = pd.DataFrame(
        {"unit_code": ["T01"], "unit_name": ["青谷镇"], "aliases": [""], "unit_group": ["town"], "active_from": ["2020-01"],
         "active_to": [None], "successor_code": [None], "contact": [None]}
    )  # fmt: skip
    columns = ["unit_code", "project_code", "rule_code", "from_month", "to_month", "reason", "approved_by"]
    rows = [["T01", None, "F005", exempt, exempt, "补报", "甲"]] if exempt else []
    own = SimpleNamespace(name="濉阳市梅山区")
    district = SimpleNamespace(calendar=Calendar(), groups={"town": "镇"}, district=own)
    return SimpleNamespace(
        units=units, district=district, holidays=None, home=Path(), exemptions=pd.DataFrame(rows, columns=columns)
    )


def sent(name: str, at: str, *months: str, unclear: bool = False, sha: str = "") -> tuple[Received, FileSummary]:
    received = Received(name, sha or name + at, 1, datetime.fromisoformat(at), "")
    head = FileSummary(
        (("封面!B3", "青谷镇"),), tuple(("封面!B4", each) for each in months), True, month_unclear=unclear
    )
    return received, head


NOVEMBER = sent("青谷镇2025年11月.xlsx", "2025-12-02T09:00", "2025-11")
CASES = {
    "on time": ([sent("青谷镇2025年12月.xlsx", "2026-01-03T09:00", "2025-12")], "2025-12"),
    "before the month is over": ([sent("青谷镇.xlsx", "2025-12-28T09:00", "2025-12")], "2025-12"),
    "the name says the month being collected": ([sent("青谷镇2025年12月.xlsx", "2026-01-03T09:00", "2025-11")], "2025-12"),
    "an old name, the right cover": ([sent("青谷镇2025年11月.xlsx", "2026-01-03T09:00", "2025-12")], "2025-12"),
    "a title says it": ([sent("青谷镇.xlsx", "2026-01-03T09:00", "2025-11", "2025-12")], "2025-12"),
    "closed, and nothing in the name": ([sent("青谷镇.xlsx", "2026-01-03T09:00", "2025-11")], "2025-12"),
    "accepted already": ([NOVEMBER, sent("青谷镇2025年11月报表.xlsx", "2026-01-03T09:00", "2025-11")], "2025-12"),
    "a correction that says so": ([NOVEMBER, sent("青谷镇2025年11月(更正).xlsx", "2026-01-03T09:00", "2025-11")], "2025-11"),
    "the same bytes again": ([NOVEMBER, sent("x.xlsx", "2026-01-03T09:00", "2025-11", sha=NOVEMBER[0].sha256)], "2025-11"),
    "after December's own": (
        [NOVEMBER, sent("12月.xlsx", "2026-01-02T09:00", "2025-12"), sent("y.xlsx", "2026-01-04T09:00", "2025-11")], "2025-11"),
    "a month never sent, named": ([sent("青谷镇2025年11月.xlsx", "2026-01-05T09:00", "2025-11")], "2025-11"),
    "nothing is being collected": ([NOVEMBER, sent("z.xlsx", "2026-01-20T09:00", "2025-11")], "2025-11"),
    "within its own month": ([NOVEMBER, sent("z.xlsx", "2025-12-20T09:00", "2025-11")], "2025-11"),
    "the number 2025.1": ([sent("青谷镇2025.1.xlsx", "2025-11-03T09:00", unclear=True)], "2025-10"),
    "no month at all, a name": ([sent("青谷镇2025年8月.xlsx", "2025-11-03T09:00")], "2025-08"),
    "nothing": ([sent("青谷镇.xlsx", "2025-11-03T09:00")], "2025-10"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_last_file_belongs_to(case: str) -> None:
    files, month = CASES[case]
    received = [each for each, _ in files]
    assert months_of(received, {each.sha256: head for each, head in files}, reference())[-1] == month


def test_the_office_may_record_that_a_closed_month_is_meant() -> None:
    received, head = sent("青谷镇.xlsx", "2026-01-03T09:00", "2025-11")
    assert months_of([received], {received.sha256: head}, reference("2025-11")) == ["2025-11"]


@pytest.mark.parametrize(
    ("written", "month"),
    [(2025.12, "2025-12"), (2025.11, "2025-11"), (2025.2, "2025-02"), (2025.1, None), ("2025年元月", "2025-01"),
     ("2025.12", "2025-12"), (202512.0, "2025-12"), ("2025-12", "2025-12"), (datetime(2025, 12, 1), "2025-12")],
)  # fmt: skip
def test_months_as_they_are_typed(written: object, month: str | None) -> None:
    assert month_of(written) == month
