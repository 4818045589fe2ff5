"""A correction in one unit moves others' scores where a method compares units; the list is the difference of two full
recomputations. And the discipline of reporting over a year."""

from __future__ import annotations

import pandas as pd

from assets.assessment.discipline import discipline
from assets.assessment.spill_over import spill_over
from assets.publication.recompute import recomputed
from schemas.columns.frames import typed_frame
from schemas.columns.judged import SUBMISSION
from schemas.history import NoHistory
from tests.assessment.world import oracle, score


def _scored(first: float) -> pd.DataFrame:
    values = {"A": first, "B": 3.2, "C": 1.1, "D": 0.0}
    return score(
        oracle(2), list(values), {(unit, "funds_industrial"): {"ytd_value": value} for unit, value in values.items()}
    ).totals


def test_those_who_moved_without_correcting_are_listed_with_the_cause() -> None:
    before, after = _scored(5.0), _scored(4.0)
    moved = spill_over(before, after, {"A"})
    assert list(moved["unit_code"]) == ["B", "C"]  # D is the minimum either way
    assert set(moved["cause"]) == {"A更正数据"}
    difference = after.set_index("unit_code")["total_score"] - before.set_index("unit_code")["total_score"]
    assert (moved.set_index("unit_code")["score_after"] - moved.set_index("unit_code")["score_before"]).round(
        6
    ).to_dict() == difference[["B", "C"]].round(6).to_dict()


def test_nothing_spills_where_a_score_looks_at_its_own_unit_alone() -> None:
    figures = {
        ("T1", "funds_industrial"): {"ytd_value": 85.0, "annual_target": 100.0},
        ("T2", "funds_industrial"): {"ytd_value": 60.0, "annual_target": 100.0},
    }
    before = score(oracle(5), ["T1", "T2"], figures).totals
    figures["T1", "funds_industrial"] = {"ytd_value": 81.0, "annual_target": 100.0}
    after = score(oracle(5), ["T1", "T2"], figures).totals
    assert list(spill_over(before, after, {"T1"})["unit_code"]) == []


def test_every_oracle_recomputes_from_its_explanations_alone() -> None:
    values = {"A": 5.0, "B": 3.2, "C": 1.1, "D": 0.0}
    made = score(
        oracle(2), list(values), {(unit, "funds_industrial"): {"ytd_value": value} for unit, value in values.items()}
    )
    assert all(abs(recomputed(row.explanation) - row.score) < 1e-9 for row in made.items.itertuples())


class Year(NoHistory):
    def table(self, name: str, month: str) -> pd.DataFrame:
        late = month == "2025-02"
        rows = [
            {"unit_code": "T1", "status": "accepted", "figures": "current", "on_time": True, "errors": 0, "revision": 1},
            {"unit_code": "T2", "status": "missing" if late else "accepted", "figures": "carried" if late else "current",
             "on_time": not late, "errors": 0, "revision": None if late else 2},
        ]  # fmt: skip
        return typed_frame(pd.DataFrame(rows), SUBMISSION)


def test_discipline_over_four_months() -> None:
    made = discipline(Year(), "2025-01", "2025-04").set_index("unit_code")
    assert made.loc["T1"].tolist() == [1.0, 1.0, 1.0, 1.0]
    assert made.loc["T2"].tolist() == [0.75, 0.75, 1.0, 0.0]
