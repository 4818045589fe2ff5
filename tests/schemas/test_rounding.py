"""The one place that rounds."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.rounding import exact, half_up, half_up_int


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (1.005, 2, "1.01"),  # the binary float is below 1.005; its decimal text is not
        (2.675, 2, "2.68"),
        (0.5, 0, "1"),
        (-0.5, 0, "-1"),
        (-0.04, 1, "0.0"),
        (Fraction(117947, 100000), 3, "1.179"),
        (Decimal("68.75"), 1, "68.8"),
        (0.125, 2, "0.13"),
    ],
)
def test_ties_go_away_from_zero(value: float, places: int, shown: str) -> None:
    assert str(half_up(value, places)) == shown


def test_the_seed_figure_that_goes_wrong_from_rounded_numbers() -> None:
    unrounded = Fraction(10_615_200_000, 9_000_000_000)
    assert str(half_up(unrounded * 100, 1)) == "117.9"
    assert str(half_up(Fraction("106.2") / 90 * 100, 1)) == "118.0"


@given(st.integers(-(10**15), 10**15), st.integers(0, 6))
def test_never_off_by_more_than_half_a_place(number: int, places: int) -> None:
    value = Fraction(number, 9973)
    off = abs(exact(half_up(value, places)) - value)
    assert off <= Fraction(1, 2 * 10**places)


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_stay(number: int) -> None:
    assert half_up_int(number) == number
