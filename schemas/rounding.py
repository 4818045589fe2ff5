"""The one place that rounds: half up, from the exact decimal value.

Nothing else in the project calls round(), format() or a %.nf on a figure a person reads.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

Number = int | float | Decimal | Fraction


def exact(value: Number) -> Fraction:
    """The value as a fraction. A float counts as the decimal text it prints (0.1 is one tenth)."""
    if isinstance(value, float):
        return Fraction(repr(float(value)))
    return Fraction(int(value)) if hasattr(value, "dtype") else Fraction(value)


def half_up(value: Number, places: int) -> Decimal:
    """`value` at `places` decimals, ties away from zero (GB/T 8170 leaves the choice; offices round half up)."""
    fraction = exact(value)
    scaled = abs(fraction) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    if 2 * rest >= scaled.denominator:
        whole += 1
    sign = -1 if fraction < 0 and whole else 1
    return (Decimal(sign * whole) / (Decimal(10) ** places)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def half_up_int(value: Number) -> int:
    """`value` rounded half up to a whole number: yuan, dollars, ranks."""
    return int(half_up(value, 0))


def half_up_shares(amounts: np.ndarray, shares: np.ndarray, scale: int) -> np.ndarray:
    """`amounts` × `shares` / `scale`, each rounded half up to a whole number: half_up_int for whole columns.

    All int64, 0 ≤ shares ≤ scale ≤ 10**9; exact for every int64 amount.
    """
    import numpy as np  # not above: the reading processes round, and need no arrays

    whole, rest = np.divmod(np.abs(amounts), scale)
    rounded = whole * shares + (2 * rest * shares + scale) // (2 * scale)
    return np.where(amounts < 0, -rounded, rounded)
