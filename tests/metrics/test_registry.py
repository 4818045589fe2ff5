"""The registry as data: what a home's metrics.yaml may add and change, and what it is told when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.metrics import RegistryProblem, default_registry, load_registry
from tests.ledger.making import WAN, Releases, Sent, figure, project, reference

_CONTRACT = """
funds_out_of_district funds_industrial funds_services funds_out_of_province_100m funds_overseas foreign_capital_usd
funds_fixed_asset funds_new funds_carried_over projects_introduced projects_100m projects_50m projects_10m signed_100m
signed_100m_amount signed_100m_started signed_100m_completed signed_100m_building signed_100m_preparing
signed_100m_funds signed_equivalents started_100m completed_projects completed_100m start_rate completion_rate
arrival_rate talent_employers talent_posts_wanted talent_subsidised talent_subsidy visits visited_companies
issues_raised issues_resolved issue_resolution_rate trips study_tours receptions promotions fairs trainings trainees
leads on_time_rate returned_count finding_count
"""


def home_with(tmp_path: Path, text: str) -> Path:
    (tmp_path / "metrics.yaml").write_text(text, "utf-8")
    return tmp_path


def test_the_registry_has_every_metric_of_the_contract() -> None:
    assert {code for code, metric in default_registry().items() if metric.published} == set(_CONTRACT.split())


def test_a_district_adds_a_metric_by_metrics_yaml_alone(tmp_path: Path) -> None:
    home = home_with(
        tmp_path,
        """
funds_jiangsu_new_materials:
  label: 江苏新材料项目到位资金
  fact: fund_arrival
  where: {origin_province: 江苏省, industry_chain: [new_materials], total_investment_yuan: {ge: 100000000, lt: 1000000000}}
  measure: {sum: arrived_ytd_yuan}
  unit: yuan
  schedule: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0]
provinces:
  label: 投资来源省份数
  fact: fund_arrival
  where: {origin_scope: out_of_province}
  measure: {distinct: origin_province}
  unit: count
""",
    )
    targets = [
        {
            "year": 2025,
            "unit_code": "T01",
            "metric_code": "funds_jiangsu_new_materials",
            "annual_target": 1000.0 * WAN,
            "effective_from": "",
        }
    ]
    told = [
        project("T01-2025-001", origin_province="江苏省", arrived_ytd=300),
        project("T01-2025-002", origin_province="江苏省", arrived_ytd=40, total_investment=100_000),
        project("T01-2025-003", origin_province="江苏省", arrived_ytd=40, chain_code="equipment"),
        project("T01-2025-004", arrived_ytd=40),
    ]
    march = Releases(reference(home=home, targets=targets)).run(
        "2025-03", {"T01": Sent(told), "T02": Sent(), "Z01": Sent(told[:0])}
    )
    assert figure(march, "T01", "funds_jiangsu_new_materials") == 300 * WAN
    assert figure(march, "T01", "funds_jiangsu_new_materials", "verified", "schedule_progress") == 1.5
    assert [figure(march, unit, "provinces") for unit in ("T01", "T02", "ALL")] == [2, 0, 2]
    assert march["metric"].loc[march["metric"]["metric_code"] == "provinces", "metric_label"].unique().tolist() == [
        "投资来源省份数"
    ]


def test_a_district_changes_one_field_of_a_metric(tmp_path: Path) -> None:
    registry = load_registry(home_with(tmp_path, "trips: {label: 外出招商批次}"))
    assert registry["trips"].label == "外出招商批次"
    assert registry["trips"].where == default_registry()["trips"].where
    assert list(registry) == list(default_registry())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x: {label: 甲, fact: project, measure: {count: rows}, unit: 个}", "metrics.yaml 第1行 x.unit“个”"),
        ("x: {label: 甲, fact: project, where: {colour: red}, measure: {count: rows}, unit: count}", "where.colour"),
        ("x: {label: 甲, fact: visit, measure: {sum: arrived_ytd_yuan}, unit: yuan}", "measure.sum"),
        ("x: {label: 甲, measure: {ratio: [trips, nothing]}, unit: ratio}", "没有指标 nothing"),
        ("x: {label: 甲, measure: {ratio: [trips, start_rate]}, unit: ratio}", "本身是比率"),
        ("x: {label: 甲, fact: project, measure: {count: rows, sum: arrived_ytd_yuan}, unit: count}", "只写一种"),
        ("x: {label: 甲, measure: {count: rows}, unit: count}", "缺 fact"),
        ("trips: {schedule: [0.5, 1.0]}", "12 个累计比例"),
        ("trips: {where: {activity_kind: {like: trip}}}", "metrics.yaml 第1行 trips.where.activity_kind.like"),
        ("visited_companies: {additive: true}", "不可相加"),
        ("a b: {label: 甲}", "指标编码"),
        ("- x", "映射"),
        ("x: {label: [", "无法解析"),
    ],
)  # fmt: skip
def test_a_fault_names_file_path_and_expectation(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RegistryProblem) as problem:
        load_registry(home_with(tmp_path, text))
    assert said in str(problem.value)
    assert str(problem.value).startswith("metrics.yaml")


@pytest.mark.parametrize(
    ("investment", "equivalents"),
    [(999, None), (1000, 0), (4999.9999, 0), (5000, 0.5), (9999.9999, 0.5), (10_000, 1), (50_000, 2), (99_999, 2), (100_000, 3), (499_999, 3), (500_000, 5)],
)  # fmt: skip
def test_conversion_bands_are_half_open(investment: float, equivalents: float | None) -> None:
    tables = Releases(reference()).run("2025-03", {"T01": Sent([project("T01-2025-001", total_investment=investment)])})
    assert figure(tables, "T01", "signed_equivalents") == (equivalents or 0)
    assert figure(tables, "T01", "projects_introduced") == (0 if equivalents is None else 1)


def test_parts_of_projects_add_up_to_what_they_are() -> None:
    listed = [project(f"T01-2025-{n:03d}", total_investment=5000) for n in range(1, 4)]
    tables = Releases(reference()).run("2025-03", {"T01": Sent(listed)}, conversion={"below": 0, "50m": 0.07})
    assert figure(tables, "T01", "signed_equivalents") == 0.21  # not 0.21000000000000005


def test_a_rulebook_s_conversion_wins() -> None:
    sent = {"T01": Sent([project("T01-2025-001", total_investment=60_000)])}
    tables = Releases(reference()).run("2025-03", sent, conversion={"below": 0, "100m": 1, "500m": 10})
    assert figure(tables, "T01", "signed_equivalents") == 10


def test_the_metric_of_the_guide_is_taken_as_it_is_printed(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "adding.md").read_text("utf-8")
    (tmp_path / "metrics.yaml").write_text(guide.split("```yaml\n")[1].split("```")[0], "utf-8")
    assert load_registry(tmp_path)["funds_out_of_province_500m"].label == "省外五亿元以上项目到位资金"
