"""Splits are for scores only; the margin to the next rank says what would close it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assets.assessment.actuals import _split
from assets.assessment.number_words import figure_words
from assets.publication.rank_margin import closers
from tests.assessment.world import item_scores, oracle, projects_of, score

SHARED = [
    {"unit_code": "T1", "partner_unit_code": "T2", "own_share": 0.7, "total_investment_yuan": 10**9},
    {"unit_code": "T1", "total_investment_yuan": 10**8},
]


@pytest.mark.parametrize(
    ("split", "credited"),
    [({"lead": 0.6, "partner": 0.4}, [("T1", "T2", 0.6), ("T1", None, 1.0)]), ("equal", [("T1", "T2", 0.5), ("T1", None, 1.0)]),
     ("double", [("T1", None, 1.0), ("T1", None, 1.0), ("T2", None, 1.0)])],
)  # fmt: skip
def test_who_is_credited_with_a_shared_project(split: object, credited: list[tuple[str, str | None, float]]) -> None:
    rulebook = type(oracle(1)).model_validate({**oracle(1).model_dump(by_alias=True), "split": split})
    facts = projects_of(SHARED)
    made = _split(rulebook, facts)
    rows = list(zip(made["unit_code"], made["partner_unit_code"], made["own_share"], strict=True))
    assert rows == credited


def test_the_explanation_says_that_the_split_is_the_rulebooks() -> None:
    made = score(oracle(1), ["T1"], {("T1", "trips"): {"ytd_value": 10.0, "annual_target": 12.0}})
    words = made.items.set_index("item_code").loc["trips", "explanation_zh"]
    assert "按本办法的比例计分" in words


def test_an_explanation_says_what_is_counted() -> None:
    figures = {("T1", "funds_out_of_district"): {"ytd_value": 43_488_000.0, "annual_target": 740_000_000.0}}
    words = score(oracle(6), ["T1"], figures).items.iloc[0]["explanation_zh"]
    assert "实际 4,348.8万元 ÷ 目标 74,000万元 = 5.88%" in words
    for unit, value, text in (
        ("usd", 12_345_678, "1,234.5678万美元"),
        ("ratio", "7/8", "87.5%"),
        ("count", "31/10", "3.1"),
    ):
        assert figure_words(Fraction(value), unit) == text


def test_what_would_close_the_gap_does() -> None:
    figures = {
        ("T1", "funds_out_of_district"): {"ytd_value": 900.0, "annual_target": 1000.0},
        ("T2", "funds_out_of_district"): {"ytd_value": 960.0, "annual_target": 1000.0},
    }
    made = score(oracle(6), ["T1", "T2"], figures)
    gap = float(made.totals.set_index("unit_code").loc["T1", "gap_to_next"])
    assert gap == 6.0
    ways = closers(made.items[made.items["unit_code"] == "T1"], gap)
    assert ways == ["“完成任务”由 0.09万元 再增加 0.006万元"]
    figures["T1", "funds_out_of_district"] = {"ytd_value": 960.0, "annual_target": 1000.0}
    again = score(oracle(6), ["T1", "T2"], figures)
    assert item_scores(again, "T1")["base"] == item_scores(again, "T2")["base"]


def test_an_item_at_its_cap_closes_nothing() -> None:
    made = score(oracle(6), ["T1"], {("T1", "funds_out_of_district"): {"ytd_value": 1000.0, "annual_target": 1000.0}})
    assert closers(made.items, 1.0) == []
