"""Bands, origins, lists, a district's own metrics, and the policies, each against a count made by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.office import DISTRICT, Office, project

ORIGINS = {
    "浙江省杭州市": ("out_of_province", "浙江省"), "江苏": ("out_of_province", "江苏省"), "上海市": ("out_of_province", "上海市"),
    "昆山": ("out_of_province", "江苏省"), "浙江杭州余杭区": ("out_of_province", "浙江省"), "110105": ("out_of_province", "北京市"),
    "本市杜集区": ("local", "安徽省"), "340602": ("local", "安徽省"), "本市烈山区": ("in_city", "安徽省"), "相山区": ("in_city", "安徽省"),
    "宿州市埇桥区": ("in_province", "安徽省"), "合肥": ("in_province", "安徽省"), "香港": ("overseas", "香港"),
    "中国香港": ("overseas", "香港"), "台湾省": ("overseas", "台湾"), "德国": ("overseas", "德国"),
}  # fmt: skip
SIZES = [(999.9999, "签约"), (1000, "前期"), (4999.9999, "在建"), (5000, "投产"), (9999.9999, "签约"), (10_000, "终止"),
         (50_000, "在建"), ("1亿", "投产"), ("0.5亿", "前期")]  # fmt: skip
METRICS = """\
talent_employers: {label: 征集用人单位数}
east: {label: 沪苏浙签约, fact: project, where: {origin_province: {in: [浙江省, 江苏省, 上海市]}, total_investment_yuan: {gt: 20010000, le: 20050000}, signed_on: {ge: 2025-01-01}}, measure: {count: rows}, unit: count}
average: {label: 平均规模, measure: {ratio: [signed_100m_amount, signed_100m]}, unit: ratio}
standing_money: {label: 未终止项目到位, fact: fund_arrival, where: {industry_chain: {ne: food}, company_uscc: {is_null: true}, stage: {not_in: [terminated]}}, measure: {sum: arrived_ytd_yuan}, unit: yuan, schedule: [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]}
"""


def money(code: str, ytd: float, **cells: Any) -> dict[str, Any]:
    return project(code, **{"本月到位": ytd, "本年累计到位": ytd, **cells})


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder: Path = tmp_path_factory.mktemp("counted")
    office = Office(folder)
    office.write("metrics.yaml", METRICS)
    office.write("reference/targets.csv", "year,unit_code,metric_code,annual_target\n2025,T02,standing_money,100\n")
    first = [
        money(f"T01-2025-{at:03d}", 1.0001, **{"投资方所在地": text, "总投资(万元)": 2000 + at})
        for at, text in enumerate(ORIGINS, 1)
    ]
    second = [
        money(f"T02-2025-{at:03d}", 30, **{"总投资(万元)": size, "项目阶段": stage}, 备注="终止:投资方资金链断裂" if stage == "终止" else None)
        for at, (size, stage) in enumerate(SIZES, 1)
    ]  # fmt: skip
    day = datetime(2025, 1, 3)
    known, unknown = "11010519491231002X", "110105194912310021"  # the second fails its checksum
    office.send("T01", "2025-01", first, {
        "人才需求": [("甲公司", "企业", "新材料", "工程师", 3, "本科", None), ("乙学校", "事业", None, "教师", 2, "硕士", None)],
        "人才奖补": [("张三", known, "甲公司", 2024, "引才", 1.5, day, None), ("李四", None, "乙公司", 2025, "引才", 0.8, day, None),
                     ("王五", unknown, "丙公司", 2025, "引才", 0.5, day, None)],
        "企业走访": [(day, "甲公司", "张", "用电", "要素", "已办结", day, None), (day, "甲 公司", "张", "无", None, None, None, None),
                     (day, "丙公司", "张", "用工", "要素", "超期", None, None)],
        "招商活动": [(day, "外出招商", "上海", "李", 3, 5, 2, None), (day, "培训", "本地", "李", 0, 50, 0, None)],
    })  # fmt: skip
    office.send("T02", "2025-01", second, {
        "人才需求": [("甲公司", "企业", "新材料", "技工", 10, "大专", None)],
        "人才奖补": [("张三", known.lower(), "丁公司", 2024, "引才", 1, day, None), ("李四", None, "乙公司", 2024, "引才", 0.2, day, None),
                     ("王五", None, "丙公司", 2025, "引才", 0.1, day, None)],
        "企业走访": [(day, "甲公司", "张", "用地", "要素", "办理中", None, None)],
        "招商活动": [(day, "外出招商", "苏州", "李", 1, 1, 1, None)],
    })  # fmt: skip
    office.run("2025-01", "2025-02-20T09:00")
    return office


def test_origins_of_free_text(counted: Office) -> None:
    found = counted.ask(
        "SELECT investor_origin, origin_scope, origin_province FROM report_project WHERE unit_code='T01'"
    )
    assert {text: (scope, province) for text, scope, province in found} == ORIGINS
    assert counted.figure("2025-01", "T01", "funds_out_of_district") == 14 * 10_001
    assert counted.figure("2025-01", "T01", "funds_overseas") == 4 * 10_001


def test_bands_are_half_open_and_the_terminated_count_only_as_money(counted: Office) -> None:
    rows = counted.ask("SELECT size_band FROM report_project WHERE unit_code='T02' ORDER BY project_code")
    assert [band for (band,) in rows] == ["below", "10m", "10m", "50m", "50m", "100m", "100m", "100m", "50m"]
    counts = {
        code: counted.figure("2025-01", "T02", code)
        for code in ("projects_introduced", "projects_100m", "projects_50m", "projects_10m")
    }
    assert counts == {"projects_introduced": 7, "projects_100m": 2, "projects_50m": 3, "projects_10m": 2}
    assert counted.figure("2025-01", "T02", "signed_equivalents") == 3 * 0.5 + 1 + 2
    assert counted.figure("2025-01", "T02", "funds_out_of_district") == 9 * 300_000
    assert counted.figure("2025-01", "T02", "funds_out_of_province_100m") == 3 * 300_000
    assert counted.figure("2025-01", "T02", "start_rate") == 1


def test_distinct_people_employers_and_companies_are_unions(counted: Office) -> None:
    def row(code: str) -> list[float | None]:
        return [counted.figure("2025-01", unit, code) for unit in ("T01", "T02", "GROUP:town", "ALL", "Z01")]

    assert row("talent_employers") == [2, 1, 2, 2, None]
    assert row("talent_posts_wanted") == [5, 10, 15, 15, None]
    assert row("visited_companies") == [2, 1, 2, 2, None]
    # 张三 by his id in either case, 李四 and 王五 by name and employer: 王五's id fails its checksum and is left out
    assert row("talent_subsidised") == [3, 3, 3, 3, None]
    assert row("talent_subsidy") == [28_000, 13_000, 41_000, 41_000, None]
    assert row("issue_resolution_rate") == [0.5, 0, pytest.approx(1 / 3), pytest.approx(1 / 3), None]
    assert row("trainees")[:2] == [50, 0]
    cohorts = counted.ask(
        "SELECT cohort_year, subsidised_people, subsidy_yuan FROM report_talent WHERE unit_code='ALL' ORDER BY 1"
    )
    assert cohorts == [("2024", 2, 27_000), ("2025", 2, 14_000), ("ALL", 3, 41_000)]


def test_a_district_adds_and_changes_metrics_in_its_own_file(counted: Office) -> None:
    labels = counted.ask("SELECT DISTINCT metric_label FROM report_metric WHERE metric_code='talent_employers'")
    assert labels == [("征集用人单位数",)]
    assert counted.figure("2025-01", "T01", "east") == 4  # 2001 is not above 2001; 2002 to 2005 万元 are
    assert counted.figure("2025-01", "ALL", "average") == (500_000_000 + 100_000_000) / 2
    assert counted.figure("2025-01", "T02", "standing_money") == 8 * 300_000
    assert counted.figure("2025-01", "T02", "standing_money", "schedule_target") == 50_000
    assert counted.figure("2025-01", "T02", "standing_money", "schedule_progress") == 48


def test_rows_refused_one_by_one_and_a_missing_unit_that_counts_as_nothing(tmp_path: Path) -> None:
    policies = "policies: {on_error: reject_rows, timeliness: first_received, missing: zero, unverified: zero}\n"
    office = Office(tmp_path, district=DISTRICT + policies)
    office.send("T01", "2025-01", [
        money("T01-2025-001", 100), money("T01-2025-002", 100, 投资方所在地="火星"), money("T01-2025-003", 50, 本月到位="约3亿"),
    ])  # fmt: skip
    office.send("T02", "2025-01", [money("T02-2025-001", 100)], at="2025-02-06T10:00")
    result = office.run("2025-01", "2025-02-14T09:00")
    balance = "rows_read, rows_loaded, rows_rejected"
    assert office.submission("2025-01", "T01", f"status, figures, {balance}") == ("accepted", "current", 6, 3, 3)
    refused = result.review.rejected[["sheet", "row", "rule_code", "amount_yuan"]].values.tolist()
    assert refused == [
        ["项目台账", 5, "C113", 123_450_000],
        ["到位资金", 5, "C121", 1_000_000],
        ["到位资金", 6, "C101", 500_000],
    ]
    tally = result.review.tally.set_index("kind")
    assert list(tally.loc["fund", ["amount_read_yuan", "amount_loaded_yuan", "amount_rejected_yuan"]]) == [
        2_500_000 + 1_000_000,
        2_000_000,
        1_500_000,
    ]
    assert office.submission("2025-01", "T02", "on_time, late_days") == (0, 1)
    assert office.figure("2025-01", "Z01", "funds_out_of_district", caliber="declared") == 0  # missing: zero
    assert office.figure("2025-01", "ALL", "funds_out_of_district", caliber="declared") == 2_000_000
    assert office.figure("2025-01", "ALL", "funds_out_of_district") == 0  # unverified: zero


def test_a_month_in_which_nobody_reported_is_a_release_too(office: Office) -> None:
    result = office.run("2025-01", "2025-02-14T09:00")
    assert result.outcome is not None
    assert result.outcome.published
    assert office.figure("2025-01", "ALL", "funds_out_of_district") is None
    assert office.ask("SELECT units_missing, coverage FROM report_release") == [(3, None)]
