"""December into January, by hand: a nil return starts the year anew, a merger and a renaming take effect, a project that
does not count stays out until a row says 是."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.office import Office, project

UNITS = """\
unit_code,unit_name,aliases,unit_group,active_from,active_to,successor_code,contact
T01,东镇,,town,,,,
T02,西镇,,town,,,,
T03,南镇,,town,,2024-12,Z01,
T04,北镇,,town,,2024-12-31,T05,
T05,新北镇,,town,2025-01-01,,,
Z01,经开区,,zone,,,,
"""
FUNDS = "funds_out_of_district"


def money(code: str, month: float, ytd: float, before: float = 0, **cells: Any) -> dict[str, Any]:
    return project(code, **{"本月到位": month, "本年累计到位": ytd, "上年末累计到位": before, **cells})


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder: Path = tmp_path_factory.mktemp("years")
    office = Office(folder, units=UNITS)
    office.write(
        "reference/verifications.csv",
        "month,project_code,verified_ytd,counted,reason,verified_by,verified_on\n2024-12,T01-2024-001,800,,核减,甲,\n"
        "2024-12,T01-2024-002,,否,不实,甲,\n2025-02,T01-2024-002,,是,恢复,甲,\n",
    )
    ended = {"项目阶段": "终止", "备注": "终止:投资方资金链断裂"}
    december = [
        money("T01-2024-001", 1000, 1000, 项目阶段="在建"), money("T01-2024-002", 200, 200, 项目阶段="在建"),
        money("T01-2024-003", 300, 300, 项目阶段="投产"), money("T01-2024-004", 50, 50, **ended),
    ]  # fmt: skip
    visit = (datetime(2024, 12, 3), "甲公司", "张三", "用电", "要素", "已办结", datetime(2024, 12, 9), None)
    office.send("T01", "2024-12", december, {"企业走访": [visit]}, at="2025-01-02T10:00")
    office.send("T02", "2024-12", [money("T02-2024-001", 300, 300)], at="2025-01-02T10:00")
    office.send("T03", "2024-12", [money("T03-2024-001", 40, 40)], at="2025-01-02T10:00")
    office.send("T04", "2024-12", [money("T04-2024-001", 70, 70)], at="2025-01-02T10:00")
    shared = money("Z01-2024-001", 90, 90, **{"共同引进单位": "南镇", "本单位占比(%)": 60})
    office.send("Z01", "2024-12", [shared], at="2025-01-02T10:00")
    office.run("2024-12", "2025-01-20T09:00")
    office.send("T01", "2025-01", no_change=True)
    office.send("T05", "2025-01", [money("T04-2024-001", 30, 30, 70), money("T05-2025-001", 5, 5)])
    office.send("Z01", "2025-01", [money("Z01-2024-001", 10, 10, 90), money("T03-2024-001", 20, 20, 40)])
    office.run("2025-01", "2025-02-20T09:00")
    reduced = money("T01-2024-001", -100, -100, 1000, 项目阶段="在建", 备注="核减:退回投资款")
    office.send("T01", "2025-02", [reduced, money("T01-2024-002", 20, 20, 200, 项目阶段="在建")])
    office.run("2025-02", "2025-03-20T09:00")
    return office


def test_a_nil_january_starts_the_year_from_december(years: Office) -> None:
    assert years.submission("2025-01", "T01") == ("nil", "current")
    ledger = years.ask(
        "SELECT project_code, arrived_before_year_yuan, arrived_month_yuan, arrived_ytd_yuan, arrived_total_yuan FROM "
        "report_project WHERE month='2025-01' AND unit_code='T01' ORDER BY 1"
    )  # what was completed or terminated in 2024 is gone
    assert ledger == [("T01-2024-001", 10_000_000, 0, 0, 10_000_000), ("T01-2024-002", 2_000_000, 0, 0, 2_000_000)]
    assert [years.figure(month, "T01", "visits") for month in ("2024-12", "2025-01")] == [1, 0]
    assert years.figure("2025-01", "T01", FUNDS, "month_value") == 0


def test_nothing_is_carried_into_a_new_year(years: Office) -> None:
    assert years.submission("2025-01", "T02") == ("missing", "none")
    assert years.figure("2025-01", "T02", FUNDS) is None
    assert years.submission("2025-02", "Z01") == ("missing", "carried")
    assert years.figure("2025-02", "Z01", FUNDS) == 300_000


def test_a_merger_and_a_renaming(years: Office) -> None:
    assert years.ask("SELECT unit_code FROM report_submission WHERE month='2025-01' ORDER BY 1") == [
        ("T01",), ("T02",), ("T05",), ("Z01",),
    ]  # fmt: skip
    assert years.figure("2024-12", "T03", FUNDS) == 400_000 + 360_000  # 40% of the zone's 90
    assert years.figure("2025-01", "T05", FUNDS) == 350_000
    shared = "SELECT own_share, partner_unit_code FROM report_project WHERE project_code='Z01-2024-001' ORDER BY month"
    assert years.ask(shared)[:2] == [(0.6, "T03"), (1.0, None)]


def test_not_counted_lasts_until_a_row_says_so_and_a_january_reduction_is_below_zero(years: Office) -> None:
    assert years.figure("2024-12", "T01", FUNDS) == 8_000_000 + 3_000_000 + 500_000
    counted = "SELECT counted FROM report_project WHERE project_code='T01-2024-002' ORDER BY month"
    assert years.ask(counted) == [(0,), (0,), (1,)]
    assert years.figure("2025-02", "T01", FUNDS) == -1_000_000 + 200_000
    total = "SELECT arrived_total_yuan, verified_ytd_yuan FROM report_project WHERE project_code='T01-2024-001' AND month='2025-02'"
    assert years.ask(total) == [(9_000_000, -1_000_000)]
