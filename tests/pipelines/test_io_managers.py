"""What an asset returns comes back the same: frames, findings, addresses."""

from pathlib import Path

import pandas as pd

from assets.intake.model import FILE_COLUMNS, ISSUE_COLUMNS, Intake
from assets.review.model import Review
from pipelines.io_managers import keep, recall
from schemas.finding import Finding


def _intake() -> Intake:
    rows = pd.DataFrame(
        {
            "file_id": [0, 0],
            "sheet": ["项目台账", "项目台账"],
            "row": [5, 6],
            "project_code": ["T01-2025-001", None],
            "total_investment_yuan": pd.array([120_000_000, None], dtype="Int64"),
        }
    )
    raw = pd.DataFrame({"project_code": ["T01-2025-001", None], "total_investment": ["1.2亿", "约3亿"]})
    return Intake(
        month="2025-03",
        files=pd.DataFrame([[0, "甲镇.xlsx", "ab", 10, "2025-04-02T09:00:00", "T01", "甲镇", "2025-03", False, "2025.1", None, True]], columns=FILE_COLUMNS),
        rows={"project": rows},
        raw={"project": raw},
        columns={(0, "项目台账", "project"): {"project_code": "B", "total_investment": "L"}},
        totals=pd.DataFrame(columns=["file_id", "kind"]),
        issues=pd.DataFrame(columns=ISSUE_COLUMNS),
        covers={0: {"填报单位": "甲镇"}},
    )  # fmt: skip


def test_an_intake_survives_with_its_addresses(tmp_path: Path) -> None:
    before = _intake()
    keep(before, tmp_path)
    after = recall(Intake, tmp_path)
    assert after.month == "2025-03"
    assert after.columns == before.columns
    assert after.cell("project", 0, "total_investment") == "L5"
    assert after.rows["project"]["total_investment_yuan"].tolist()[0] == 120_000_000
    assert after.raw["project"]["total_investment"].tolist() == ["1.2亿", "约3亿"]
    assert list(after.covers.values()) == [{"填报单位": "甲镇"}]


def test_findings_survive(tmp_path: Path) -> None:
    finding = Finding(
        "C101", "E", 1, "金额无法辨认", returns=True, unit_code="T01", sheet="项目台账", cell="L6", raw_value="约3亿"
    )
    empty = pd.DataFrame()
    keep(Review("2025-03", empty, empty, [finding], {}, empty, empty, empty), tmp_path)
    assert recall(Review, tmp_path).findings == [finding]


def test_nothing_found_stays_nothing(tmp_path: Path) -> None:
    empty = pd.DataFrame({"a": []})
    keep(Review("2025-03", empty, empty, [], {}, empty, empty, empty), tmp_path)
    review = recall(Review, tmp_path)
    assert review.findings == []
    assert review.accepted == {}
