"""Which one cell would make a total right: a slip of the hand in it is exactly what is missing or too much.

A proposal in the words of the finding on the total, never applied; several cells that would do, or none: nothing is
said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

_POWERS = (10, 100, 1_000, 10_000)


def mistyped(values: Sequence[int], total: int, one: int, broken: Sequence[bool]) -> tuple[int, int] | None:
    """(position, what it should be) of the one value that explains why `values` do not add up to `total`; None where no
    single one does, or where the total itself may be the slip. `one`: what 1 stands for in the column; `broken`:
    whether the value breaks an identity of its row that the other value would keep."""
    whole = sum(values)
    more = whole - total
    candidates = [at for at, wrong in enumerate(broken) if wrong]
    if len(candidates) != 1:
        if total in _slips(whole, one):
            return None
        candidates = [at for at, value in enumerate(values) if value and value - more in _slips(value, one)]
    if not candidates:
        candidates = [at for at, value in enumerate(values) if not value]
    return (
        (candidates[0], values[candidates[0]] - more)
        if len(candidates) == 1 and values[candidates[0]] - more >= 0
        else None
    )


def _slips(value: int, one: int) -> Iterator[int]:
    """What may have been meant: two neighbouring digits exchanged, a digit or a unit too much or too few, a sign."""
    yield -value
    for power in _POWERS:
        yield value * power
        if value % power == 0:
            yield value // power
    text = format((Decimal(value) / one).normalize(), "f")
    for at in range(len(text) - 1):
        pair = text[at : at + 2]
        if pair.isdigit() and pair[0] != pair[1]:
            meant = Decimal(f"{text[:at]}{pair[1]}{pair[0]}{text[at + 2 :]}") * one
            if meant == meant.to_integral_value():
                yield int(meant)
