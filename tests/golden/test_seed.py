"""The annual report this project began from, figure by figure, out of the views that other tools load."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from assets.publication.documents.build import SHIPPED
from assets.publication.documents.render import render
from tests.golden.conftest import Released
from tests.golden.moved import moved
from tests.golden.table import MONTH, SEEDS, Seed
from tests.publication.documents.views import PRIVATE, released_view, text_of

PRINTED = (
    "145.4亿元 同比增长16.8% 96.6亿元 106.2亿元 完成序时进度117.9% 签约亿元以上项目38个 完成序时进度105.6% 115.57亿元 52.13% 28个 39.17亿元 "
    "7个,总投资42.83亿元 14个,总投资19.87亿元 8个,总投资16.44亿元 4个,总投资15.43亿元 2个,总投资6.8亿元 2个,总投资11.2亿元 1个,总投资3亿元 "
    "投产项目12个 建设16个 手续10个 项目120个 项目22个 项目60个 项目8个,签约总金额91.3亿元 19个 132人 14人 23.6万元 平台2个 资助1人 创新团队1个 工程3人 人才2人 工匠2人"
).replace(",", "\uff0c").split()  # fmt: skip
pytestmark = pytest.mark.timeout(900)  # the first test releases 24 months


def ask(released: Released, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(released.database) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.said} {seed.printed}")
def test_a_figure_of_the_report(released: Released, seed: Seed) -> None:
    assert seed.text(released.database) == seed.printed


def test_the_annual_report_prints_every_figure_of_the_report_it_began_from(released: Released) -> None:
    """A whole year of the sample: 认定 stands on earlier months."""
    made = render(released_view(released.home, released.store, MONTH), SHIPPED / "annual.docx")
    text = text_of(made.data)
    assert made.strays == []
    assert [figure for figure in PRINTED if figure not in text] == []
    assert len(made.bound) > 100
    assert not re.search(PRIVATE, text)


def test_three_inputs_changed_move_their_figures_by_exactly_that(released: Released, tmp_path: Path) -> None:
    moves, figures = moved(released.home, tmp_path)
    by = {said: step for move in moves for said, step in move.by.items()}
    assert len(moves) == 3
    for seed, before, after in figures:
        if seed.unit != "%":  # growth and progress follow from theirs
            assert after - before == by.get(seed.said, 0), seed.said


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
