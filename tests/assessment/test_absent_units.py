"""A unit without figures: not scored, not ranked, said as 缺数; `absent_unit: zero`; peers, ranks and supervision of others."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from assets.assessment.score import Assessment
from assets.publication.participation import participation
from assets.publication.prover.case import Case
from assets.publication.prover.scores import absent_unscored, scores_recompute
from assets.store.candidate import Candidate
from schemas.office.rulebook import Rulebook
from schemas.scoring import Extra
from tests.assessment.test_supervision import EVERYBODY, _ranks, _run
from tests.assessment.test_supervision import rulebook as supervising
from tests.assessment.world import metrics_of, oracle, score

UNITS = ["A", "B", "C"]
FUNDS = "funds_out_of_district"
FIGURES = {
    ("A", FUNDS): {"ytd_value": 5.0, "annual_target": 10.0},
    ("B", FUNDS): {"ytd_value": 9.0, "annual_target": 10.0},
}


def rules(**changed: Any) -> Rulebook:
    """Everything on one ratio; a missing indicator gives its weight to the others, as in the report of a silent January."""
    funds = next(item for item in oracle(6).items if item.code == "base")
    reporting = next(item for item in oracle(1).items if item.method == "deduct_per_event")
    items = [funds.model_copy(update={"weight": {"town": 90}}), reporting.model_copy(update={"weight": {"town": 10}})]
    return oracle(6).model_copy(update={"items": items, "missing_indicator": "redistribute", **changed})


def sent(silent: str) -> list[dict[str, Any]]:
    return [
        {"unit_code": unit, "status": "missing" if unit in silent else "accepted", "on_time": unit not in silent,
         "figures": "none" if unit in silent else "current", "late_days": None}
        for unit in UNITS
    ]  # fmt: skip


def made(silent: str = "C", figures: Any = FIGURES, book: Rulebook | None = None, **options: Any) -> Assessment:
    return score(book or rules(), UNITS, figures, submissions=sent(silent), **options)


def column(assessment: Assessment, name: str) -> list[Any]:
    return [None if pd.isna(value) else value for value in assessment.totals.set_index("unit_code")[name]]


def case(assessment: Assessment, silent: str, book: Rulebook, figures: Any = FIGURES) -> Case:
    tables = {"assessment": assessment.totals, "assessment_item": assessment.items, "submission": pd.DataFrame(sent(silent)),
              "metric": metrics_of(figures)}  # fmt: skip
    nothing: Any = None  # neither history nor the office's files are looked at
    return Case(Candidate("2025-06", tables, {}, {}), nothing, nothing, nothing, book)


@pytest.mark.parametrize("policy", ["redistribute", "full", "group_average", "zero"])
def test_it_is_neither_scored_nor_ranked_whatever_a_missing_indicator_gives(policy: str) -> None:
    book = rules(missing_indicator=policy)
    found = made(book=book)
    assert column(found, "rank_in_group") == [2, 1, None]
    for name in ("base_score", "bonus", "deduction", "total_score", "gap_to_next", "rank_change"):
        assert column(found, name)[2] is None
    items = found.items[found.items["unit_code"] == "C"]
    assert len(items) == 2
    assert items["score"].isna().all()
    assert all("缺数" in text and "不计分" in text for text in items["explanation_zh"])
    assert absent_unscored(case(found, "C", book)) == scores_recompute(case(found, "C", book)) == []
    assert participation(found.totals).words == "参评2/3家"
    assert participation(found.totals).ranked == ["B", "A"]


def test_zero_gives_nothing_and_the_last_place_even_after_a_veto() -> None:
    book = rules(absent_unit="zero", veto=oracle(1).veto)
    conduct = [("A", "veto_accident", 1.0, "")]
    found = made(book=book, conduct=conduct)
    assert column(found, "total_score")[2] == 0.0
    assert column(found, "rank_in_group") == [2, 1, 3]
    assert absent_unscored(case(found, "C", book)) == scores_recompute(case(found, "C", book)) == []


def test_credits_of_others_projects_make_no_figures() -> None:
    """C is credited money as a partner: neither scored by it nor a peer of the others."""
    figures = {**FIGURES, ("C", FUNDS): {"ytd_value": 1.0, "annual_target": 1.0}}
    assert column(made(figures=figures), "rank_in_group") == [2, 1, None]
    lone = oracle(2).model_copy(update={"items": [oracle(2).items[0].model_copy(update={"metric": FUNDS})]})
    with_it, without = (made(silent, figures, lone).items.set_index("unit_code")["score"] for silent in ("C", "C"))
    assert with_it["A"] == without["A"] == 0.6 * with_it["B"]  # lowest and highest of the two that reported


def test_a_deduction_of_an_absent_unit_stays_visible_and_costs_nothing() -> None:
    book = rules(deduction=oracle(1).deduction)
    found = made(book=book, conduct=[("C", "falsified_project", 2.0, "")])
    row = found.items[(found.items["unit_code"] == "C") & (found.items["method"] == "deduction")].iloc[0]
    assert pd.isna(row["score"])
    assert "缺数" in row["explanation_zh"]
    assert absent_unscored(case(found, "C", book)) == []


def test_the_proof_sees_a_score_and_a_rank_that_should_not_be() -> None:
    book, found = rules(), made()
    for name, value in (("total_score", 90.0), ("rank_in_group", 1)):
        wrong = found.totals.copy()
        wrong.loc[wrong["unit_code"] == "C", name] = value
        assert any("C" in fault for fault in absent_unscored(case(Assessment(found.items, wrong), "C", book)))
    lost = found.totals.copy()
    lost.loc[lost["unit_code"] == "A", "total_score"] = None
    assert absent_unscored(case(Assessment(found.items, lost), "C", book))
    ranked = {**FIGURES, ("C", FUNDS): {"ytd_value": 1.0, "rank": 1}}
    assert any("位次" in fault for fault in absent_unscored(case(found, "C", book, ranked)))


def test_late_counts_a_clean_workbook_after_the_deadline_day_though_no_working_day_was_missed() -> None:
    rows = sent("")
    rows[0] |= {"on_time": False, "late_days": 0}
    rows[1] |= {"on_time": False, "status": "missing", "figures": "carried"}
    book = rules()
    found = score(book, UNITS, FIGURES, submissions=rows)
    told = found.items[found.items["method"] == "deduct_per_event"].set_index("unit_code")["explanation_zh"]
    assert "迟报 1 次" in told["A"]
    assert "迟报" not in told["B"]
    assert "漏报 1 次" in told["B"]


@pytest.mark.parametrize("points", [{"points": 0.6}, {"classes": [[0, 0.1], [100, 0.6]]}])
def test_step_increment_works_as_a_bonus(points: dict[str, Any]) -> None:
    written = {
        "code": "beyond",
        "clause": "第六条（二）",
        "method": "step_increment",
        "metric": FUNDS,
        "per": 0.01,
        "weight": 0,
    }
    extra = Extra.model_validate({**written, **points})
    bonus = oracle(1).bonus.model_copy(update={"cap": None, "items": [extra]})
    figures = {
        ("A", FUNDS): {"ytd_value": 112.7, "annual_target": 100.0},
        ("B", FUNDS): {"ytd_value": 100.9, "annual_target": 100.0},
    }
    book = rules(bonus=bonus)
    found = made("", figures, book)
    assert column(found, "bonus")[:2] == [pytest.approx(7.2), 0.0]
    assert scores_recompute(case(found, "", book, figures)) == []


def test_a_standing_item_is_not_cleared_by_silence() -> None:
    """Last in May and June; nothing is known of July; last again in August."""
    months = ["2025-05", "2025-06", "2025-07", "2025-08"]

    def totals(month: str) -> pd.DataFrame:
        ranks = _ranks("T3")
        return (
            ranks.assign(rank_in_group=ranks["rank_in_group"].mask(ranks["unit_code"] == "T3"))
            if month == months[2]
            else ranks
        )

    silent = EVERYBODY.assign(figures=["current", "current", "none"])
    found = _run(supervising("last"), months, None, totals=totals,
                 submissions=lambda month: silent if month == months[2] else EVERYBODY)  # fmt: skip
    july = found["2025-07"].set_index("unit_code")
    assert pd.isna(july.loc["T3", "cleared_month"])
    assert july.loc["T3", "months_open"] == 1
    assert "缺数" in july.loc["T3", "actual"]
    august = found["2025-08"].set_index("unit_code")
    assert august.loc["T3", "actual"] == "已连续3个月组内末位（缺数月份不计）"
    assert august.loc["T3", "months_open"] == 2
