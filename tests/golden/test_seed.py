"""The annual report this project began from, figure by figure, out of the views that other tools load."""

from __future__ import annotations

import sqlite3
from fractions import Fraction

import pytest

from schemas.rounding import exact, half_up
from tests.golden.conftest import Released

YI = 100_000_000


def ask(released: Released, query: str) -> list[tuple[object, ...]]:
    path = released.home.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        return connection.execute(query).fetchall()


def metric(released: Released, code: str, column: str = "ytd_value", unit: str = "ALL") -> Fraction:
    rows = ask(
        released,
        f"SELECT {column} FROM report_metric WHERE month='2025-12' AND unit_code='{unit}' AND metric_code='{code}' "
        "AND caliber='verified'",
    )
    assert len(rows) == 1
    return exact(rows[0][0])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "column", "scale", "places", "shown"),
    [
        ("funds_out_of_district", "ytd_value", Fraction(1, YI), 1, "145.4"),
        ("funds_out_of_district", "yoy", Fraction(100), 1, "16.8"),
        ("funds_industrial", "ytd_value", Fraction(1, YI), 1, "96.6"),
        ("funds_industrial", "yoy", Fraction(100), 1, "16.8"),
        ("funds_out_of_province_100m", "ytd_value", Fraction(1, YI), 1, "106.2"),
        ("funds_out_of_province_100m", "schedule_progress", Fraction(100), 1, "117.9"),
        ("signed_100m", "ytd_value", Fraction(1), 0, "38"),
        ("signed_100m", "schedule_progress", Fraction(100), 1, "105.6"),
        ("signed_100m_amount", "ytd_value", Fraction(1, YI), 2, "115.57"),
        ("signed_100m_amount", "yoy", Fraction(100), 2, "52.13"),
        ("signed_100m_started", "ytd_value", Fraction(1), 0, "28"),
        ("signed_100m_funds", "ytd_value", Fraction(1, YI), 2, "39.17"),
        ("projects_introduced", "ytd_value", Fraction(1), 0, "120"),
        ("projects_100m", "ytd_value", Fraction(1), 0, "38"),
        ("projects_50m", "ytd_value", Fraction(1), 0, "22"),
        ("projects_10m", "ytd_value", Fraction(1), 0, "60"),
        ("talent_employers", "ytd_value", Fraction(1), 0, "19"),
        ("talent_posts_wanted", "ytd_value", Fraction(1), 0, "132"),
        ("talent_subsidised", "ytd_value", Fraction(1), 0, "14"),
        ("talent_subsidy", "ytd_value", Fraction(1, 10_000), 1, "23.6"),
    ],
)
def test_a_figure_of_the_report(
    released: Released, code: str, column: str, scale: Fraction, places: int, shown: str
) -> None:
    assert str(half_up(metric(released, code, column) * scale, places)) == shown


def test_chains(released: Released) -> None:
    rows = ask(
        released,
        "SELECT chain_name, projects, investment_yuan FROM report_industry_chain WHERE month='2025-12' AND unit_code='ALL' "
        "AND caliber='verified'",
    )
    shown = {name: (int(projects), str(half_up(Fraction(int(yuan), YI), 2))) for name, projects, yuan in rows}  # type: ignore[call-overload]
    assert shown == {
        "新材料": (7, "42.83"), "装备制造和新能源汽车": (14, "19.87"), "绿色食品": (8, "16.44"),
        "现代服务业及商贸物流": (4, "15.43"), "生命健康": (2, "6.80"), "绿色建筑建材": (2, "11.20"),
        "电子信息及光电显示": (1, "3.00"),
    }  # fmt: skip


def test_stages(released: Released) -> None:
    rows = ask(
        released,
        "SELECT stage, projects FROM report_stage WHERE month='2025-12' AND unit_code='ALL' AND caliber='verified'",
    )
    stages = {stage: int(projects) for stage, projects in rows}  # type: ignore[call-overload]
    assert (stages["completed"], stages["building"], stages["signed"] + stages["preparing"]) == (12, 16, 10)


def test_recognitions_are_never_added_across_units_of_count(released: Released) -> None:
    rows = ask(
        released,
        "SELECT category, count_unit, quantity FROM report_recognition WHERE month='2025-12' AND unit_code='ALL'",
    )
    assert sorted((unit, int(n)) for _, unit, n in rows) == [  # type: ignore[call-overload]
        ("个", 1), ("个", 1), ("个", 2), ("人", 1), ("人", 2), ("人", 2), ("人", 3)
    ]  # fmt: skip


def test_the_subsidies_are_of_two_cohorts(released: Released) -> None:
    rows = ask(
        released,
        "SELECT cohort_year, subsidised_people, subsidy_yuan FROM report_talent WHERE month='2025-12' AND unit_code='ALL' "
        "AND cohort_year <> 'ALL'",
    )
    assert len(rows) == 2
    assert sum(int(row[1]) for row in rows) == 14  # type: ignore[call-overload]
    assert sum(int(row[2]) for row in rows) == 236_000  # type: ignore[call-overload]


def test_the_fair_cannot_be_inside_the_ledger_and_the_prover_says_so(released: Released) -> None:
    events = ask(
        released, "SELECT signed_projects, signed_amount_yuan, feasible FROM report_event WHERE month='2025-12'"
    )
    assert events == [(8, 9_130_000_000, 0)]
    said = ask(released, "SELECT message FROM report_finding WHERE month='2025-12' AND rule_code='D406'")
    assert len(said) == 1
    assert "85.57" in str(said[0][0])


def test_every_unit_exceeds_its_targets(released: Released) -> None:
    rows = ask(
        released,
        "SELECT unit_code, MIN(completion), MAX(completion) FROM report_metric WHERE month='2025-12' "
        "AND caliber='verified' AND completion IS NOT NULL AND unit_group IS NOT NULL AND unit_code NOT LIKE 'GROUP:%' "
        "GROUP BY unit_code",
    )
    assert len(rows) == 18
    assert all(low >= 1 and high > 1 for _, low, high in rows)  # type: ignore[operator]


def test_planted_months_stand_as_planted(released: Released) -> None:
    rows = ask(released, "SELECT month, unit_code, status, figures, on_time FROM report_submission")
    state = {(month, unit): (status, figures, on_time) for month, unit, status, figures, on_time in rows}
    assert state["2024-08", "S02"] == ("missing", "carried", 0)
    assert state["2024-10", "T07"] == ("nil", "current", 1)
    assert state["2025-01", "S04"] == ("nil", "current", 1)
    assert state["2025-08", "T06"][:2] == ("needs_explanation", "current")
    assert state["2025-09", "S01"] == ("returned", "carried", 0)
    assert state["2025-10", "T09"][:2] == ("late_closed", "carried")
    assert state["2025-03", "S05"][:2] == ("accepted", "current")
    assert ("2025-01", "T11") not in state  # renamed: S05 stands for it


def test_every_release_is_whole(released: Released) -> None:
    rows = ask(
        released,
        "SELECT month, revision, status, units_expected, units_current, coverage FROM report_release ORDER BY month",
    )
    assert len(rows) == 24
    assert all(revision == 1 and status == "final" for _, revision, status, *_ in rows)
    september = next(row for row in rows if row[0] == "2025-09")
    assert september[3:5] == (18, 17)
    assert 0.9 < float(september[5]) < 1  # type: ignore[arg-type]
