"""Methods by properties: bounded, monotone in the actual, free of order; and what happens at the edges."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.assessment.methods import deduct_per_event, efficacy, rank_points, ratio, registry, survey, tiers
from assets.assessment.methods.registry import METHODS
from assets.publication import recompute
from schemas import scoring

number = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)
positive = st.fractions(min_value=Fraction(1, 100), max_value=1000, max_denominator=1000)


def _ratio(actual: Fraction | None, target: Fraction | None, **more: Fraction) -> dict[str, object]:
    return {"weight": Fraction(25), "actual": actual, "target": target, "cap": Fraction(6, 5), **more}


@given(number, positive)
def test_a_ratio_is_bounded(actual: Fraction, target: Fraction) -> None:
    points = ratio.score(_ratio(actual, target))
    assert points is not None
    assert 0 <= points[1] <= 30


@given(number, number, positive)
def test_a_ratio_grows_with_the_actual(one: Fraction, other: Fraction, target: Fraction) -> None:
    low, high = sorted((one, other))
    first, second = ratio.score(_ratio(low, target)), ratio.score(_ratio(high, target))
    assert first is not None
    assert second is not None
    assert first[1] <= second[1]


@pytest.mark.parametrize("target", [None, Fraction(0), Fraction(-3)])
def test_no_target_above_zero_is_a_missing_indicator(target: Fraction | None) -> None:
    assert ratio.score(_ratio(Fraction(5), target)) is None
    assert (
        tiers.score(
            {"weight": Fraction(1), "actual": Fraction(5), "target": target, "tiers": [], "otherwise": Fraction(0)}
        )
        is None
    )


def test_a_negative_actual_scores_nothing() -> None:
    assert ratio.score(_ratio(Fraction(-5), Fraction(10))) == (0, 0)


def test_the_floor_is_inclusive() -> None:
    at = ratio.score(_ratio(Fraction(4), Fraction(10), floor=Fraction(2, 5)))
    below = ratio.score(_ratio(Fraction(399, 100), Fraction(10), floor=Fraction(2, 5)))
    assert at == (10, 10)
    assert below == (0, 0)


@given(st.lists(number, min_size=1, max_size=12), st.randoms())
def test_efficacy_is_bounded_and_free_of_order(values: list[Fraction], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for value in values:
        base = {"weight": Fraction(30), "actual": value, "lo": Fraction(60), "hi": Fraction(100), "flat": Fraction(80)}
        first, second = efficacy.score({**base, "peers": values}), efficacy.score({**base, "peers": shuffled})
        assert first == second
        assert first is not None
        assert 18 <= first[1] <= 30


def test_a_group_of_one_and_a_group_without_differences_are_flat() -> None:
    base = {
        "weight": Fraction(30),
        "actual": Fraction(5),
        "lo": Fraction(60),
        "hi": Fraction(100),
        "flat": Fraction(80),
    }
    assert efficacy.score({**base, "peers": [Fraction(5)]}) == (24, 24)
    assert efficacy.score({**base, "peers": [Fraction(5)] * 4}) == (24, 24)


@given(st.lists(number, min_size=2, max_size=12))
def test_rank_points_never_favour_the_lower(values: list[Fraction]) -> None:
    table = [Fraction(n) for n in (10, 9, 8, 7)]
    for ties in ("competition", "dense"):
        base = {
            "weight": Fraction(10),
            "table": table,
            "beyond": Fraction(0),
            "scale": Fraction(10),
            "peers": values,
            "ties": ties,
        }
        scored = sorted((value, rank_points.score({**base, "actual": value})) for value in values)  # type: ignore[type-var]
        points = [each[1][1] for each in scored]  # type: ignore[index]
        assert points == sorted(points)


def test_ties_competition_and_dense() -> None:
    values = [Fraction(3), Fraction(3), Fraction(1)]
    assert [rank_points.rank_of(value, values, "competition") for value in values] == [1, 1, 3]
    assert [rank_points.rank_of(value, values, "dense") for value in values] == [1, 1, 2]


@given(st.integers(0, 50), st.integers(0, 50))
def test_deductions_only_lower_and_stop_at_the_floor(one: int, more: int) -> None:
    base = {
        "start": Fraction(8),
        "events": {"late": Fraction(1, 2)},
        "floor": Fraction(0),
        "limits": {},
        "weight": Fraction(8),
    }
    first = deduct_per_event.score({**base, "counts": {"late": Fraction(one)}})
    second = deduct_per_event.score({**base, "counts": {"late": Fraction(one + more)}})
    assert first is not None
    assert second is not None
    assert 0 <= second[1] <= first[1] <= 8


def test_a_survey_without_one_rater_group_is_missing() -> None:
    base = {"weight": Fraction(15), "raters": {"zone": Fraction(7, 10), "town": Fraction(3, 10)}}
    assert survey.score({**base, "ratings": {"zone": [Fraction(90)]}}) is None


def test_every_method_a_rulebook_may_name_has_its_file_and_is_recomputed() -> None:
    """A new one fails here until its module and its second arithmetic are there."""
    assert set(METHODS) >= {
        "ratio", "ratio_to_schedule", "mix", "efficacy", "rank_points", "tiers", "quota_deduct", "step_increment", "survey",
        "deduct_per_event", "per_event_bonus",
    }  # fmt: skip
    for name, method in METHODS.items():
        assert all(callable(getattr(method, part, None)) for part in ("inputs", "score", "words")), name
        with suppress(KeyError):  # it is known, and asks for its inputs; NotImplementedError otherwise
            recompute.points(name, {})


def test_every_file_of_methods_is_one_a_rulebook_may_name() -> None:
    files = {path.stem for path in Path(registry.__file__).parent.glob("*.py")}
    assert files - {"__init__", "method", "registry"} == set(METHODS) == set(scoring.METHODS)
