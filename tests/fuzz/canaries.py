"""Parser branches broken on purpose: with one of them the fuzz must go red."""

from __future__ import annotations

from collections.abc import Callable

from assets.intake.cells import amounts, dates


def suffix_ignored() -> None:
    """1.2亿 read as 1.2 of the column's unit."""
    for word in list(amounts.UNIT_FACTORS):
        amounts.UNIT_FACTORS[word] = 10_000


def doubt_ignored() -> None:
    """约3亿 read as if it were sure."""
    real = amounts.amount

    def sure(value: object, factor: int, *rest: object) -> object:
        return real(value.replace("约", "").rstrip("余多") if isinstance(value, str) else value, factor, *rest)  # type: ignore[arg-type]

    amounts.amount = sure  # type: ignore[assignment]


def days_and_months_exchanged() -> None:
    real = dates._day

    def exchanged(year: int, month: int, day: int) -> object:
        return real(year, day, month) if day <= 12 else real(year, month, day)

    dates._day = exchanged  # type: ignore[assignment]


CANARIES: dict[str, Callable[[], None]] = {
    each.__name__: each for each in (suffix_ignored, doubt_ignored, days_and_months_exchanged)
}
