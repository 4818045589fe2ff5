"""Whole columns that need no closer look: every cell is what its field expects, as a program writes it.

Nothing is decided here that cells/columns.py would decide otherwise: where a column holds anything that might be said,
the answer is None and each cell is looked at by itself. A column of 120 rows costs a few passes in C instead of 120
calls.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from assets.intake.reader.cells.dates import EARLIEST, LATEST
from schemas.form.sheets import PLACEHOLDERS

_FAR = 2.0**31  # further than any money of the form; beyond, each cell is looked at by itself
_MOST_THINGS = 10**9
_MARK = "|"  # between the cells of a column looked at as one text
_BEGINNINGS = "=+-@#"  # of formulas and error values
_NO_WIDTH = "\u200b\u200c\u200d\ufeff"
_SCIENTIFIC = re.compile(rf"(?<![^{_MARK}])\d(?:\.\d+)?[eE]\+?\d+(?![^{_MARK}])")
_WORDS = ("text", "name", "place", "chain", "unit")


def plain_column(kind: str, values: list[Any], types: set[type], factor: int) -> list[Any] | None:
    """The typed values of a column without blanks whose cells are all of these types; None where one needs a look."""
    if types == {str}:
        if kind in _WORDS:
            return list(values) if _are_plain_words(values) else None
        return list(values) if kind == "code" and _are_plain_codes(values) else None
    if types == {float}:
        if kind in ("money", "usd"):
            return _whole_money(values, factor)
        if kind in _WORDS:
            return _numbers_as_words(values)
        return _things(values) if kind == "count" else None
    return _days(values) if types == {date} and kind == "date" else None


def _whole_money(values: list[float], factor: int) -> list[Any] | None:
    """Money whose shortest decimal is whole yuan."""
    if not _within(values, -_FAR, _FAR):
        return None
    whole = [round(value * factor) for value in values]
    return whole if [yuan / factor for yuan in whole] == values else None


def _numbers_as_words(values: list[float]) -> list[Any] | None:
    """序号 and other whole numbers in a column of words."""
    if not _within(values, -_FAR, _FAR):
        return None
    whole = list(map(int, values))
    return list(map(str, whole)) if whole == values else None


def _within(values: list[float], low: float, high: float) -> bool:
    """Every value is a number, not below `low` and below `high`."""
    return (total := sum(values)) == total and low <= min(values) and max(values) < high


def _things(values: list[float]) -> list[Any] | None:
    if not _within(values, 0, _MOST_THINGS):
        return None
    whole = list(map(int, values))
    return whole if whole == values else None


def _are_plain_words(values: list[str]) -> bool:
    """No blanks at either end, no word for nothing, nothing of no width, nothing that begins like a formula or an
    error."""
    if list(map(str.strip, values)) != values or not PLACEHOLDERS.isdisjoint(values):
        return False
    whole = _MARK.join(values)
    if any(char in whole for char in _NO_WIDTH):
        return False
    return not any(char in whole and (whole[0] == char or f"{_MARK}{char}" in whole) for char in _BEGINNINGS)


def _are_plain_codes(values: list[str]) -> bool:
    """ASCII without blanks, no word for nothing, nothing written as a number of science."""
    whole = _MARK.join(values)
    return (
        whole.isascii()
        and len(whole.split(None, 1)) == 1
        and "'" not in whole
        and not (("E" in whole or "e" in whole) and _SCIENTIFIC.search(whole))
        and _are_plain_words(values)
    )


def _days(values: list[date]) -> list[Any] | None:
    if min(values).year >= EARLIEST and max(values).year <= LATEST:
        return [day.isoformat() for day in values]
    return None
