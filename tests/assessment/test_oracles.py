"""The seven oracles: published results and results worked by hand, to the last digit."""

from __future__ import annotations

import pytest

from tests.assessment.world import QuietYear, item_scores, oracle, score, totals

WAN = 10_000.0


def _ratio(actual: float, target: float) -> dict[str, float]:
    return {"ytd_value": actual, "annual_target": target}


def test_oracle_1_composite_completion_rate() -> None:
    figures = {
        ("T1", "funds_out_of_district"): _ratio(42_300 * WAN, 36_000 * WAN),
        ("T1", "funds_industrial"): _ratio(20_100 * WAN, 24_000 * WAN),
        ("T1", "funds_out_of_province_100m"): _ratio(15_000 * WAN, 12_000 * WAN),
        ("T1", "signed_equivalents"): _ratio(3.3, 3),
        ("T1", "started_100m"): _ratio(1, 2),
        ("T1", "completed_projects"): _ratio(1, 1),
        ("T1", "trips"): _ratio(10, 12),
    }
    big = {"unit_code": "T1", "partner_unit_code": "T2", "own_share": 0.5, "total_investment_yuan": 1_200_000_000}
    made = score(
        oracle(1), ["T1"], figures, projects=[big], conduct=[("T1", "falsified_project", 1, "")],
        history=QuietYear(["T1"], {"T1": ("2025-02", "2025-07")}),
    )  # fmt: skip
    scores = item_scores(made, "T1")
    assert scores["funds"] == 29.375
    assert scores["industrial"] == 8.375
    assert scores["out_of_province"] == 18.0
    assert scores["signed"] == 16.5
    assert scores["started"] == 5.0
    assert scores["completed"] == 5.0
    assert scores["trips"] == 10.0
    assert scores["reporting"] == 7.0
    assert scores["big_started"] == 2.4  # the rulebook's 6:4, not the ledger's half
    assert scores["falsified"] == -5.0
    total = made.totals.iloc[0]
    assert (total["base_score"], total["bonus"], total["deduction"], total["total_score"]) == (99.25, 2.4, 5.0, 96.65)


def test_oracle_2_efficacy() -> None:
    units = ["A", "B", "C", "D"]
    values = dict(zip(units, (5.0, 3.2, 1.1, 0.0), strict=True))
    made = score(oracle(2), units, {(unit, "funds_industrial"): {"ytd_value": value} for unit, value in values.items()})
    assert totals(made) == {"A": 30.0, "B": 25.68, "C": 20.64, "D": 18.0}
    assert made.totals.set_index("unit_code")["rank_in_group"].to_dict() == {"A": 1, "B": 2, "C": 3, "D": 4}


def _city(unit: str, inland: float) -> dict[tuple[str, str], dict[str, float]]:
    return {
        (unit, "funds_out_of_district"): _ratio(inland, 100),
        (unit, "foreign_capital_usd"): _ratio(150, 100),
        (unit, "signed_100m"): _ratio(28, 27),
        (unit, "signed_100m_amount"): _ratio(177.7, 54),
    }


def test_oracle_3_small_weights_of_a_city() -> None:
    sizes = [500_000_000] * 7 + [1_500_000_000] * 4 + [2_000_000_000]
    projects = [{"unit_code": unit, "total_investment_yuan": size} for unit in ("U1", "U2") for size in sizes]
    conduct = [
        ("U1", "province_incentive", 1, ""), ("U1", "platform_signing", 1, ""), ("U1", "overdue_start", 1, ""),
        ("U2", "province_incentive", 1, ""), ("U2", "key_enterprise", 1, ""), ("U2", "platform_signing", 1, ""),
        ("U2", "overdue_start", 1, ""),
    ]  # fmt: skip
    made = score(oracle(3), ["U1", "U2"], {**_city("U1", 96), **_city("U2", 90)}, projects=projects, conduct=conduct)
    one, two = item_scores(made, "U1"), item_scores(made, "U2")
    assert [one[c] for c in ("inland", "foreign", "signed", "quotas", "activities", "quality")] == [
        0.48,
        0.6,
        0.5,
        0.5,
        0.3,
        0.4,
    ]
    assert [two[c] for c in ("inland", "foreign", "signed", "quotas", "activities", "quality")] == [
        0.45,
        0.6,
        0.5,
        0.5,
        0.5,
        0.4,
    ]
    assert totals(made) == {"U1": 2.78, "U2": 2.95}


def test_a_quota_is_short_by_one() -> None:
    sizes = [500_000_000] * 6 + [1_500_000_000] * 5 + [2_000_000_000]
    projects = [{"unit_code": "U1", "total_investment_yuan": size} for size in sizes]
    assert item_scores(score(oracle(3), ["U1"], _city("U1", 96), projects=projects), "U1")["quotas"] == 0.4


def test_oracle_4_quarterly_task_force() -> None:
    figures = {
        ("T1", "signed_100m"): {"ytd_value": 3, "schedule_target": 4},
        ("T1", "funds_out_of_district"): {"ytd_value": 1.1, "schedule_target": 1},
        ("T1", "started_100m"): {"ytd_value": 2},
        ("T1", "projects_introduced"): {"ytd_value": 3},
    }
    conduct = [
        ("T1", "host_survey", 90, "zone"),
        ("T1", "host_survey", 80, "town"),
        ("T1", "team_survey", 88, "team"),
        ("T1", "team_survey", 92, "team"),
    ]
    made = score(oracle(4), ["T1"], figures, conduct=conduct)  # type: ignore[arg-type]
    assert item_scores(made, "T1") == {
        "introduced": 22.5,
        "funds": 22.0,
        "matching": 13.333,
        "hosts": 13.05,
        "team": 13.5,
    }
    assert totals(made) == {"T1": 84.383}


@pytest.mark.parametrize(("actual", "expected"), [(80.0, 67.0), (79.99, 42.0), (100.0, 92.0), (49.9, 0.0)])
def test_oracle_5_tiers_and_deductions(actual: float, expected: float) -> None:
    conduct = [("T1", "no_plan", None, ""), ("T1", "missing_month", 3, "")]
    made = score(oracle(5), ["T1"], {("T1", "funds_industrial"): _ratio(actual, 100)}, conduct=conduct)  # type: ignore[arg-type]
    assert totals(made)["T1"] == pytest.approx(expected if expected else -8.0)


def test_oracle_5_just_below_a_tier_is_the_next_one() -> None:
    made = score(oracle(5), ["T1"], {("T1", "funds_industrial"): _ratio(79.99, 100)})
    assert item_scores(made, "T1")["completion"] == 50.0


def test_oracle_6_step_increments() -> None:
    made = score(oracle(6), ["T1"], {("T1", "funds_out_of_district"): _ratio(1_127_000_000, 1_000_000_000)})
    assert item_scores(made, "T1")["beyond"] == 7.2
    small = score(oracle(6), ["T1"], {("T1", "funds_out_of_district"): _ratio(112_700_000, 100_000_000)})
    assert item_scores(small, "T1")["beyond"] == 2.4


def test_oracle_7_rank_points() -> None:
    values = {"A": (120.0, 0.05), "B": (100.0, 0.20), "C": (100.0, None), "D": (80.0, 0.10)}
    figures = {(unit, "trips"): {"ytd_value": total, "yoy": growth} for unit, (total, growth) in values.items()}
    made = score(oracle(7), list(values), figures)  # type: ignore[arg-type]
    assert totals(made) == {"A": 9.2, "B": 9.4, "C": 5.4, "D": 7.8}
    assert made.totals.set_index("unit_code")["gap_to_next"].to_dict()["A"] == pytest.approx(0.2)
