"""Targets, schedule, ranks; the same period of last year; worked by hand."""

from __future__ import annotations

import pytest

from tests.ledger.making import WAN, Releases, Sent, figure, project, reference

FUNDS = "funds_out_of_district"


def target(unit: str, value: float, since: str = "", metric: str = FUNDS, year: int = 2025) -> dict[str, object]:
    yuan = value * WAN if metric.startswith("funds") else value
    return {
        "year": year,
        "unit_code": unit,
        "metric_code": metric,
        "annual_target": float(yuan),
        "effective_from": since,
    }


def sending(t01: float = 0, t02: float = 0, z01: float = 0) -> dict[str, Sent | None]:
    return {
        unit: Sent([project(f"{unit}-2025-001", arrived_ytd=ytd)])
        for unit, ytd in (("T01", t01), ("T02", t02), ("Z01", z01))
    }


def verified(tables: dict, unit: str, column: str, metric: str = FUNDS) -> float | None:
    return figure(tables, unit, metric, "verified", column)


def test_progress_against_schedule() -> None:
    # Target 1,200 万, June: schedule 600 万. 708 万 → 59% of the year, 118% of schedule, 9 points ahead.
    releases = Releases(reference(targets=[target("T01", 1200), target("T02", 600)]))
    june = releases.run("2025-06", sending(708, 300))
    assert verified(june, "T01", "annual_target") == 1200 * WAN
    assert verified(june, "T01", "schedule_target") == 600 * WAN
    assert verified(june, "T01", "completion") == pytest.approx(0.59, abs=1e-15)
    assert verified(june, "T01", "schedule_progress") == 1.18
    assert verified(june, "T01", "schedule_gap") == pytest.approx(0.09)
    assert verified(june, "GROUP:town", "annual_target") == 1800 * WAN
    assert verified(june, "ALL", "annual_target") == 1800 * WAN
    assert verified(june, "Z01", "annual_target") is None
    assert verified(june, "GROUP:zone", "completion") is None
    for column in (
        "original_target",
        "annual_target",
        "completion",
        "schedule_target",
        "schedule_progress",
        "schedule_gap",
        "rank",
    ):
        assert figure(june, "T01", FUNDS, "declared", column) is None


def test_the_report_s_own_117_9_percent() -> None:
    # A = 1,061,520 万, target 900,000 万, December: 117.9467%, not the 118.0% of the rounded 106.2 亿.
    releases = Releases(reference(targets=[target("ALL", 900_000)]))
    december = releases.run("2025-12", sending(1_061_520))
    assert verified(december, "ALL", "schedule_progress") == pytest.approx(1.1794666666666667, abs=1e-15)


def test_the_district_has_its_own_target_where_given() -> None:
    releases = Releases(reference(targets=[target("T01", 1200), target("ALL", 1000), target("ALL", 2000, "2025-07")]))
    june, july = releases.run("2025-06", sending(708)), releases.run("2025-07", sending(708))
    assert [verified(t, "ALL", "annual_target") for t in (june, july)] == [1000 * WAN, 2000 * WAN]
    assert [verified(t, "ALL", "original_target") for t in (june, july)] == [1000 * WAN, 1000 * WAN]


def test_a_target_changed_in_mid_year_holds_for_the_whole_year() -> None:
    releases = Releases(reference(targets=[target("T01", 1200), target("T01", 1800, "2025-07")]))
    june, july = releases.run("2025-06", sending(600)), releases.run("2025-07", sending(700))
    assert verified(june, "T01", "schedule_progress") == 1.0
    assert verified(july, "T01", "annual_target") == 1800 * WAN
    assert verified(july, "T01", "original_target") == 1200 * WAN
    assert verified(july, "T01", "schedule_target") == 1050 * WAN
    assert verified(july, "T01", "schedule_progress") == pytest.approx(700 / 1050)


def test_ranks_are_within_the_group_with_ties() -> None:
    units = [(f"T0{n}", f"第{n}镇", "town") for n in range(1, 6)] + [("Z01", "经开区", "zone")]
    targets = [target("T01", 100), target("T02", 300), target("T03", 200), target("T04", 100), target("Z01", 100)]
    releases = Releases(reference(units=units, targets=targets))
    sent = {unit: Sent([project(f"{unit}-2025-001", arrived_ytd=ytd)]) for unit, ytd in
            (("T01", 30), ("T02", 90), ("T03", 50), ("T04", 40), ("T05", 999), ("Z01", 1))}  # fmt: skip
    march = releases.run("2025-03", sent)
    assert [verified(march, unit, "rank") for unit in ("T01", "T02", "T03", "T04", "T05", "Z01", "GROUP:town", "ALL")] == [
        2, 2, 4, 1, None, 1, None, None,
    ]  # fmt: skip


def test_the_same_progress_is_the_same_rank_whatever_the_floats() -> None:
    # 0.6 of 3 and 0.4 of 2 are both one fifth; as floats 0.6 × 12 ÷ 9 and 0.4 × 12 ÷ 6 differ in the last bit.
    shared = project("T01-2025-001", total_investment=10_000, partner_unit_code="T02", own_share=60.0)
    targets = [target("T01", 3, metric="signed_100m"), target("T02", 2, metric="signed_100m")]
    march = Releases(reference(targets=targets)).run("2025-03", {"T01": Sent([shared]), "T02": Sent(), "Z01": Sent()})
    assert [verified(march, unit, "rank", "signed_100m") for unit in ("T01", "T02")] == [1, 1]
    assert 0.6 * 12 / 9 != 0.4 * 12 / 6


def test_counts_differ_and_add_up_as_the_decimals_they_are() -> None:
    # 1.01% and 33.33% of a project: 0.0101 + 0.3333 = 0.3434 − 0.3333 = 0.0101, to the last bit.
    def sent(*shares: float) -> dict[str, Sent | None]:
        projects = [
            project(f"T01-2025-00{n}", total_investment=10_000, partner_unit_code="Z01", own_share=share)
            for n, share in enumerate(shares, 1)
        ]
        return {"T01": Sent(projects), "T02": Sent(), "Z01": Sent()}

    releases = Releases(reference())
    releases.run("2025-03", sent(33.33))
    april = releases.run("2025-04", sent(33.33, 1.01))
    assert figure(april, "T01", "signed_100m", column="ytd_value") == 0.3434
    assert figure(april, "T01", "signed_100m", column="month_value") == 0.0101
    assert figure(april, "Z01", "signed_100m", column="month_value") == 0.9899
    assert figure(april, "ALL", "signed_100m", column="ytd_value") == 2
    assert figure(april, "ALL", "signed_100m", column="month_value") == 1


def test_a_zero_target_gives_no_ratio() -> None:
    releases = Releases(reference(targets=[target("T01", 0)]))
    march = releases.run("2025-03", sending(10))
    assert verified(march, "T01", "completion") is None
    assert verified(march, "T01", "schedule_progress") is None
    assert verified(march, "T01", "rank") is None


RENAMED = [
    ("T01", "东乡", "town", "", "2025-06", "T09"), ("T09", "东镇", "town", "2025-07", "", ""), ("Z01", "经开区", "zone"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("targets", "in_force", "original"),
    [
        ([target("T01", 1200)], 1200, 1200),
        ([target("T01", 1200), target("T09", 1500)], 1500, 1200),
        ([target("T01", 1200), target("T09", 1500, "2025-07")], 1500, 1200),
        ([target("T09", 1500)], 1500, 1500),
    ],
)
def test_a_renamed_unit_takes_over_the_target(
    targets: list[dict[str, object]], in_force: float, original: float
) -> None:
    releases = Releases(reference(units=RENAMED, targets=targets))
    july = releases.run("2025-07", {"T09": Sent(), "Z01": Sent()})
    assert verified(july, "T09", "annual_target") == in_force * WAN
    assert verified(july, "T09", "original_target") == original * WAN
    assert verified(july, "ALL", "annual_target") == in_force * WAN


# the same period -----------------------------------------------------------------------------------------------------


def base(unit: str, value: float, caliber: str = "", metric: str = FUNDS) -> dict[str, object]:
    return {
        "month": "2025-03",
        "unit_code": unit,
        "metric_code": metric,
        "caliber": caliber,
        "ytd_value": value * WAN,
        "note": "",
    }


def test_growth_over_the_released_value() -> None:
    releases = Releases(reference())
    releases.run("2024-03", sending(100, 50))
    march = releases.run("2025-03", sending(120, 50))
    assert figure(march, "T01", FUNDS, column="prior_ytd_value") == 100 * WAN
    assert figure(march, "T01", FUNDS, column="yoy") == 0.2
    assert figure(march, "T02", FUNDS, column="yoy") == 0
    assert figure(march, "Z01", FUNDS, column="yoy") is None  # 0 a year ago
    assert figure(march, "ALL", FUNDS, column="yoy") == pytest.approx(20 / 150)


def test_the_office_s_base_wins_and_is_summed_or_not() -> None:
    given = [base("T01", 80), base("T02", 60, "verified")]
    releases = Releases(reference(prior_year=given))
    releases.run("2024-03", sending(100, 50, 30))
    march = releases.run("2025-03", sending(120, 50, 30))
    prior = {
        (unit, caliber): figure(march, unit, FUNDS, caliber, "prior_ytd_value")
        for unit in ("T01", "T02", "GROUP:town", "GROUP:zone", "ALL")
        for caliber in ("declared", "verified")
    }
    assert {key: value / WAN for key, value in prior.items()} == {
        ("T01", "declared"): 80, ("T01", "verified"): 80, ("T02", "declared"): 50, ("T02", "verified"): 60,
        ("GROUP:town", "declared"): 130, ("GROUP:town", "verified"): 140, ("GROUP:zone", "declared"): 30,
        ("GROUP:zone", "verified"): 30, ("ALL", "declared"): 180, ("ALL", "verified"): 180,  # as released: it has no row
    }  # fmt: skip


def test_a_base_that_one_unit_lacks_gives_no_sum() -> None:
    march = Releases(reference(prior_year=[base("T01", 80), base("ALL", 500)])).run("2025-03", sending(120))
    assert figure(march, "GROUP:town", FUNDS, column="prior_ytd_value") is None
    assert figure(march, "GROUP:zone", FUNDS, column="prior_ytd_value") is None
    assert figure(march, "ALL", FUNDS, column="prior_ytd_value") == 500 * WAN


def test_ratios_change_by_points_and_have_no_growth() -> None:
    def sent(started: int) -> dict[str, Sent | None]:
        stages = ["building"] * started + ["signed"] * (4 - started)
        told = [project(f"T01-2025-{n:03d}", stage=stage, signed_on="2025-01-02") for n, stage in enumerate(stages)]
        last = [{**row, "project_code": f"{row['project_code']}x", "signed_on": "2024-01-02"} for row in told]
        return {"T01": Sent(told + last), "T02": Sent(), "Z01": Sent()}

    releases = Releases(reference(targets=[target("T01", 1, metric="start_rate")]))
    releases.run("2024-03", sent(1))
    march = releases.run("2025-03", sent(3))
    assert figure(march, "T01", "start_rate") == 0.75
    assert figure(march, "T01", "start_rate", column="prior_ytd_value") == 0.25
    assert figure(march, "T01", "start_rate", column="change_points") == 0.5
    for column in ("month_value", "yoy", "annual_target", "completion", "rank"):
        assert figure(march, "T01", "start_rate", "verified", column) is None
    assert figure(march, "T02", "start_rate") is None
    assert figure(march, "T01", FUNDS, column="change_points") is None


def test_the_month_s_value_needs_the_month_before() -> None:
    releases = Releases(reference())
    first = sending(120)
    first["T01"] = Sent(
        [project("T01-2025-001", arrived_ytd=120, arrived_month=25, partner_unit_code="Z01", own_share=60)]
    )
    march = releases.run("2025-03", first)  # the first month in use: what the townships declare of the month itself
    for caliber in ("declared", "verified"):
        assert figure(march, "T01", FUNDS, caliber, "month_value") == 15 * WAN
        assert figure(march, "Z01", FUNDS, caliber, "month_value") == 10 * WAN
        assert figure(march, "ALL", FUNDS, caliber, "month_value") == 25 * WAN
    assert figure(march, "T01", "signed_100m", column="month_value") is None
    assert figure(releases.run("2025-04", sending(150)), "T01", FUNDS, column="month_value") == 78 * WAN
    assert figure(releases.run("2026-01", sending(7)), "T01", FUNDS, column="month_value") == 7 * WAN
