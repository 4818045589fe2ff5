"""What an asset returns comes back the same: frames, findings, addresses."""

from pathlib import Path

import pandas as pd
import pytest
from cryptography.fernet import InvalidToken

from assets.intake.model import FILE_COLUMNS, ISSUE_COLUMNS, Intake
from assets.review.model import Review
from pipelines.io_manager import keep, recall
from schemas.finding import Finding


def _key() -> bytes:
    return b"key-of-the-tests"


KEY = _key


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
    keep(before, tmp_path, KEY)
    after = recall(Intake, tmp_path, KEY)
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
    keep(Review("2025-03", empty, empty, [finding], {}, empty, empty, empty), tmp_path, KEY)
    assert recall(Review, tmp_path, KEY).findings == [finding]


def test_nothing_found_stays_nothing(tmp_path: Path) -> None:
    empty = pd.DataFrame({"a": []})
    keep(Review("2025-03", empty, empty, [], {}, empty, empty, empty), tmp_path, KEY)
    review = recall(Review, tmp_path, KEY)
    assert review.findings == []
    assert review.accepted == {}


def test_personal_data_lies_sealed_beside_the_table_and_comes_back_with_the_key(tmp_path: Path) -> None:
    before = _intake()
    before.rows["talent_subsidy"] = pd.DataFrame(
        {"row": [4], "person_name": ["孙晓梅"], "person_id": ["340602199003071234"]}
    )
    before.covers = {0: {"phone": "0561-3063038", "unit_name": "甲镇"}}
    keep(before, tmp_path, KEY)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            told = path.read_bytes() + (pd.read_parquet(path).to_csv().encode() if path.suffix == ".parquet" else b"")
            assert "孙晓梅".encode() not in told
            assert b"340602199003071234" not in told
            assert b"3063038" not in told
    after = recall(Intake, tmp_path, KEY)
    assert after.rows["talent_subsidy"].to_dict("records") == before.rows["talent_subsidy"].to_dict("records")
    with pytest.raises(InvalidToken):
        recall(Intake, tmp_path, lambda: b"another key")
