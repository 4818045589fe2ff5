"""What comes again: a corrected workbook over the old one, the same bytes, a file after the close, and after a reopening."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest
import sqlalchemy as sa

from assets.review.model import Review
from tests.acceptance.office import DISTRICT, FUND, PROJECT, Office, project

FUNDS = "funds_out_of_district"


def money(code: str, month: float, ytd: float) -> dict[str, Any]:
    return project(code, **{"本月到位": month, "本年累计到位": ytd})


def standing(review: Review, unit: str) -> tuple[Any, ...]:
    row = review.submissions.set_index("unit_code").loc[unit]
    return row["status"], row["figures"], row["revision"], row["file_name"]


def test_a_workbook_corrected_in_place_is_a_second_revision(office: Office) -> None:
    office.send("T01", "2025-01", [money("T01-2025-001", 100, 200)], at="2025-02-01T10:00")
    first = office.judged("2025-01", "2025-02-02T09:00")
    assert standing(first, "T01") == ("returned", "carried", 1, "东镇2025-01.xlsx")
    office.send("T01", "2025-01", [money("T01-2025-001", 100, 100)], at="2025-02-04T10:00")
    office.run("2025-01", "2025-02-20T09:00")
    assert office.submission("2025-01", "T01", "status, figures, revision, on_time") == ("accepted", "current", 2, 1)
    assert office.figure("2025-01", "T01", "returned_count") == 1
    assert office.figure("2025-01", "T01", FUNDS) == 1_000_000


def test_an_unreadable_file_over_a_good_one_leaves_the_good_one_in_force(office: Office) -> None:
    path = office.send("T01", "2025-01", [money("T01-2025-001", 100, 100)], at="2025-02-01T10:00")
    office.judged("2025-01", "2025-02-02T09:00")
    stamp = path.stat().st_mtime
    path.write_bytes(path.read_bytes()[:2000])
    os.utime(path, (stamp, stamp))  # even where a copy kept the old time
    review = office.judged("2025-01", "2025-02-03T09:00")
    assert list(review.accepted["fund"]["arrived_ytd_yuan"]) == [1_000_000]
    assert standing(review, "T01") == ("unreadable", "current", 2, "东镇2025-01.xlsx")


def test_the_same_bytes_again_change_nothing(office: Office) -> None:
    path = office.send("T01", "2025-01", [money("T01-2025-001", 100, 100)], at="2025-02-01T10:00")
    shutil.copyfile(path, path.with_name("请查收.xlsx"))
    review = office.judged("2025-01", "2030-02-02T09:00")
    assert standing(review, "T01") == ("accepted", "current", 1, "东镇2025-01.xlsx")
    assert [each.rule_code for each in review.findings] == []
    shutil.copyfile(path, path.with_name("西镇2025-01.xlsx"))
    review = office.judged("2025-01", "2030-02-02T09:00")
    assert standing(review, "T01")[:3] == ("needs_explanation", "current", 1)
    assert standing(review, "T02")[0] == "missing"
    assert [(each.rule_code, each.unit_code) for each in review.findings] == [("F002", "T01")]
    assert len(review.accepted["project"]) == 1


def test_saved_again_unchanged_it_came_when_it_first_did(office: Office) -> None:
    path = office.send("T01", "2025-01", [money("T01-2025-001", 100, 100)], at="2025-02-01T10:00")
    office.judged("2025-01", "2025-02-02T09:00")
    os.utime(path, None)
    row = office.judged("2025-01", "2030-02-02T09:00").submissions.iloc[0]
    assert (row["status"], row["received_at"], row["on_time"]) == ("accepted", "2025-02-01T10:00:00", True)


def test_late_reopened_and_late_again(office: Office) -> None:
    # 2025-04-04 is 清明: the 3rd is on time, Monday the 7th one working day late
    office.send("T01", "2025-03", [money("T01-2025-001", 100, 100)], at="2025-04-07T23:59:30")
    office.send("T02", "2025-03", [money("T02-2025-001", 100, 100)], at="2025-04-03T23:59:30")
    office.send("Z01", "2025-03", [money("Z01-2025-001", 100, 100)], at="2025-04-12T10:00")
    columns = "status, figures, on_time, late_days"
    office.run("2025-03", "2025-04-14T09:00")
    assert office.submission("2025-03", "T01", columns) == ("accepted", "current", 0, 1)
    assert office.submission("2025-03", "T02", columns) == ("accepted", "current", 1, 0)
    assert office.submission("2025-03", "Z01", columns) == ("late_closed", "none", 0, None)
    assert office.figure("2025-03", "ALL", FUNDS) == 2_000_000
    office.reopen("2025-03", "2025-04-15T09:00")
    office.run("2025-03", "2025-04-16T09:00")
    assert office.submission("2025-03", "Z01", columns) == ("accepted", "current", 0, 5)
    assert office.figure("2025-03", "ALL", FUNDS) == 3_000_000
    # closed again: what comes now waits for another reopening, and Z01 stays in
    office.send("T01", "2025-03", [money("T01-2025-001", 150, 150)], at="2025-04-17T10:00")
    review = office.judged("2025-03", "2025-04-18T09:00")
    assert standing(review, "T01")[:3] == ("accepted", "current", 1)
    assert standing(review, "Z01")[0] == "accepted"
    assert sorted(review.revisions["outcome"]) == ["accepted", "accepted", "accepted", "late_closed"]


def test_a_receipt_with_a_hash_speaks_of_those_bytes_alone(office: Office) -> None:
    path = office.send("T01", "2025-01", [money("T01-2025-001", 100, 100)], at="2025-02-20T10:00")
    review = office.judged("2025-01", "2025-03-01T09:00")
    digest = review.submissions["file_sha256"].iloc[0]
    header = "file_name,sha256,received_at,channel,received_by\n"
    office.write("reference/receipts.csv", f"{header}{path.name},{digest},2025-02-03T08:30,邮箱,乙\n")
    assert office.judged("2025-01", "2025-03-01T09:00").submissions["on_time"].iloc[0]
    office.send("T01", "2025-01", [money("T01-2025-001", 120, 120)], at="2025-02-25T10:00")
    revisions = office.judged("2025-01", "2025-03-01T09:00").revisions
    assert list(revisions["received_at"]) == ["2025-02-03T08:30:00", "2025-02-25T10:00:00"]
    assert list(revisions["outcome"]) == ["accepted", "late_closed"]


@pytest.mark.parametrize("told", [True, False])
def test_an_upstream_database_without_cover_or_times(office: Office, told: bool) -> None:
    url = f"sqlite:///{office.home}/upstream.db"
    row = money("T01-2025-001", 100, 100)
    with sa.create_engine(url).begin() as connection:
        for table, headers in (("t_project", PROJECT), ("t_fund", FUND)):
            names = ["填报单位", "填报月份", *headers, *(["更新时间"] if told else [])]
            values = [
                "东镇",
                "2025-01",
                *(_text(row.get(name)) for name in headers),
                *(["2025-02-01 08:00"] if told else []),
            ]
            columns = ", ".join(f'"{name}" TEXT' for name in names)
            connection.exec_driver_sql(f"CREATE TABLE {table} ({columns})")
            connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", tuple(values))
    tables = "{项目台账: t_project, 到位资金: t_fund}"
    office.write("district.yaml", f"{DISTRICT}inbox: {{database: '{url}', tables: {tables}}}\n")
    first = office.judged("2025-01", "2025-02-05T09:00")
    later = office.judged("2025-01", "2025-02-06T09:00")  # seen again: received when first seen
    assert list(first.accepted["fund"]["arrived_ytd_yuan"]) == [1_000_000]
    moment = "2025-02-01T08:00:00" if told else "2025-02-05T09:00:00"
    assert [review.submissions["received_at"].iloc[0] for review in (first, later)] == [moment, moment]


def _text(value: Any) -> str | None:
    return None if value is None else value.date().isoformat() if hasattr(value, "date") else str(value)
