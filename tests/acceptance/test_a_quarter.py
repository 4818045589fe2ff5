"""Three months of a small district, by hand: shared money, a returned, a missing and a nil unit, the same period, a target
raised in March, 认定 with and without a word on whether the project counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.office import Office, project

UNITS = """\
unit_code,unit_name,aliases,unit_group,active_from,active_to,successor_code,contact
T01,东镇,,town,,,,
T02,西镇,,town,,,,
T03,南镇,,town,,,,
Z01,经开区,,zone,,,,
"""
FUNDS = "funds_out_of_district"


def money(code: str, month: float, ytd: float, **cells: Any) -> dict[str, Any]:
    return project(code, **{"本月到位": month, "本年累计到位": ytd, **cells})


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder: Path = tmp_path_factory.mktemp("quarter")
    office = Office(folder, units=UNITS)
    office.write(
        "reference/targets.csv",
        f"year,unit_code,metric_code,annual_target,effective_from\n2025,T01,{FUNDS},12000,\n2025,T01,{FUNDS},24000,2025-03\n"
        f"2025,T02,{FUNDS},6000,\n2025,Z01,{FUNDS},5000,2025-01\n2025,ALL,{FUNDS},50000,\n",
    )
    office.write(
        "reference/prior_year.csv",
        f"month,unit_code,metric_code,caliber,ytd_value,note\n2025-02,T01,{FUNDS},,500,\n2025-02,T02,{FUNDS},verified,100,\n"
        f"2025-02,T03,{FUNDS},,1,\n2025-02,Z01,{FUNDS},,0,\n2025-02,GROUP:zone,{FUNDS},declared,77,\n",
    )
    office.write(
        "reference/verifications.csv",
        "month,project_code,verified_ytd,counted,reason,verified_by,verified_on\n"
        "2025-02,T01-2025-001,800,,核减,甲,2025-03-01\n2025-02,T02-2025-001,,否,不实,甲,2025-03-01\n"
        "2025-03,T02-2025-001,5000,,,甲,\n2025-03,X99-2025-001,1,,,甲,\n",
    )
    shared = {"共同引进单位": "经开区", "本单位占比(%)": 33.33, "总投资(万元)": 20_000}
    office.send(
        "T01", "2025-01", [money("T01-2025-001", 500, 500), money("T01-2025-002", 100.0001, 100.0001, **shared)]
    )
    office.send("T02", "2025-01", [money("T02-2025-001", 300, 300)])
    office.send("T03", "2025-01", [money("T03-2025-001", 40, 40)])
    office.run("2025-01", "2025-02-20T09:00")
    office.send("T01", "2025-02", [money("T01-2025-001", 500, 1000), money("T01-2025-002", 100, 200.0001, **shared)])
    office.send("T02", "2025-02", [money("T02-2025-001", 200, 900)])  # 300 + 200 is not 900: returned
    office.send("Z01", "2025-02", no_change=True)  # nothing sent before, nothing changed
    office.run("2025-02", "2025-03-20T09:00")
    office.send("T01", "2025-03", no_change=True)
    office.send("T02", "2025-03", [money("T02-2025-001", 700, 1000)])
    office.send("T03", "2025-03", [money("T03-2025-001", 60, 100)])
    office.run("2025-03", "2025-04-20T09:00")
    return office


def test_how_each_unit_stands(quarter: Office) -> None:
    assert [quarter.submission("2025-01", unit) for unit in ("T01", "Z01")] == [
        ("accepted", "current"),
        ("missing", "none"),
    ]
    assert [quarter.submission("2025-02", unit) for unit in ("T01", "T02", "T03", "Z01")] == [
        ("accepted", "current"), ("returned", "carried"), ("missing", "carried"), ("nil", "current"),
    ]  # fmt: skip
    assert [quarter.submission("2025-03", unit) for unit in ("T01", "Z01")] == [
        ("nil", "current"),
        ("missing", "carried"),
    ]
    assert quarter.ask("SELECT units_expected, units_current, units_carried, units_missing FROM report_release") == [
        (4, 3, 0, 1), (4, 2, 2, 0), (4, 3, 1, 0),
    ]  # fmt: skip


def test_a_share_of_odd_yuan_and_a_unit_without_figures_that_is_credited(quarter: Office) -> None:
    # 1,000,001 yuan: the lead has 33.33% = 333,300.33 → 333,300, the partner the rest, 666,701
    assert quarter.figure("2025-01", "T01", FUNDS, caliber="declared") == 5_000_000 + 333_300
    assert quarter.figure("2025-01", "Z01", FUNDS, caliber="declared") == 666_701
    assert quarter.figure("2025-01", "Z01", "projects_introduced") == 0.6667
    assert quarter.figure("2025-01", "Z01", "visits") is None  # its own values are null, its credits are not
    assert quarter.figure("2025-01", "ALL", FUNDS, caliber="declared") == 5_000_000 + 1_000_001 + 3_000_000 + 400_000
    # 2,000,001: 666,600.33 → 666,600 and 1,333,401; the month is the difference of the credits
    assert quarter.figure("2025-02", "T01", FUNDS, "month_value", "declared") == 5_000_000 + 666_600 - 333_300
    assert quarter.figure("2025-02", "Z01", FUNDS, "month_value", "declared") == 1_333_401 - 666_701


def test_returned_and_missing_units_are_carried_and_a_nil_one_stands(quarter: Office) -> None:
    assert quarter.figure("2025-02", "T02", FUNDS, caliber="declared") == 3_000_000
    assert quarter.figure("2025-02", "T02", FUNDS, "month_value", "declared") == 0
    assert quarter.figure("2025-02", "T03", FUNDS, "month_value", "declared") == 0
    assert quarter.figure("2025-03", "T01", FUNDS, "month_value", "declared") == 0
    months = "SELECT arrived_month_yuan, arrived_ytd_yuan FROM report_project WHERE project_code='T01-2025-001'"
    assert quarter.ask(f"{months} AND month='2025-03'") == [(0, 10_000_000)]
    # on time: T01 3 of 3, T02 2 of 3, T03 2 of 3, Z01 1 of 3; the district pools them
    assert quarter.figure("2025-03", "GROUP:town", "on_time_rate") == pytest.approx(7 / 9)
    assert quarter.figure("2025-03", "ALL", "on_time_rate") == pytest.approx(8 / 12)


def test_the_same_period_of_units_groups_and_the_district(quarter: Office) -> None:
    assert quarter.figure("2025-02", "T01", FUNDS, "yoy", "declared") == pytest.approx(10_666_600 / 5_000_000 - 1)
    assert quarter.figure("2025-02", "Z01", FUNDS, "yoy", "declared") is None  # a base of 0
    assert quarter.figure("2025-02", "GROUP:zone", FUNDS, "prior_ytd_value", "declared") == 770_000  # its own row
    assert quarter.figure("2025-02", "GROUP:zone", FUNDS, "prior_ytd_value", "verified") == 0  # the sum of its units
    assert quarter.figure("2025-02", "ALL", FUNDS, "prior_ytd_value", "declared") is None  # T02 has no declared row
    assert quarter.figure("2025-02", "ALL", FUNDS, "prior_ytd_value", "verified") == 5_000_000 + 1_000_000 + 10_000


def test_a_target_raised_in_march_holds_for_the_year_and_ranks_go_by_it(quarter: Office) -> None:
    target = [
        quarter.figure("2025-03", "T01", FUNDS, name)
        for name in ("original_target", "annual_target", "schedule_target")
    ]
    assert target == [120_000_000, 240_000_000, 60_000_000]
    assert quarter.figure("2025-02", "T01", FUNDS, "annual_target") == 120_000_000
    assert quarter.figure("2025-03", "GROUP:town", FUNDS, "annual_target") == 300_000_000  # T03 has none
    assert quarter.figure("2025-03", "ALL", FUNDS, "annual_target") == 500_000_000  # its own row
    assert quarter.figure("2025-03", "T01", FUNDS, "schedule_progress") == pytest.approx(8_666_600 / 60_000_000)
    assert quarter.figure("2025-03", "T01", FUNDS, "schedule_gap") == pytest.approx(8_666_600 / 240_000_000 - 3 / 12)
    # January: T02 300/6000 before T01 533.33/12000; T03 has no target, Z01 only what T01 credits it; on declared rows nobody
    ranks = [quarter.figure("2025-01", unit, FUNDS, "rank") for unit in ("T01", "T02", "T03", "Z01")]
    assert ranks == [2, 1, None, None]
    assert quarter.figure("2025-01", "Z01", FUNDS, "schedule_progress") is not None
    assert quarter.figure("2025-01", "T01", FUNDS, "rank", "declared") is None


def test_verified_money_and_a_project_that_does_not_count(quarter: Office) -> None:
    assert quarter.figure("2025-02", "T01", FUNDS) == 8_000_000 + 666_600
    assert quarter.figure("2025-02", "T02", FUNDS) == 0
    assert quarter.figure("2025-02", "T02", "projects_introduced") == 0
    assert quarter.figure("2025-02", "T02", "projects_introduced", caliber="declared") == 1
    # March's row says an amount and no word on counting: the 否 of February stands
    counted = quarter.ask("SELECT counted FROM report_project WHERE month='2025-03' AND project_code='T02-2025-001'")
    assert counted == [(0,)]
    assert quarter.figure("2025-03", "T02", FUNDS) == 0
    said = [
        row[0]
        for row in quarter.ask("SELECT project_code FROM report_finding WHERE month='2025-03' AND rule_code='L401'")
    ]
    assert sorted(said) == ["T02-2025-001", "X99-2025-001"]  # more than declared; unknown
