"""What a formula gives by the cells it stands on, to tell a figure that was saved before its cells changed.

Sums, differences, products, ROUND and SUM over cells of the same sheet, nothing else: a formula that says more, or rests on
a cell that is no number, has no value here, and then the saved one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from assets.intake.reader.features import Formula, indexes
from schemas.rounding import half_up

_TOKEN = re.compile(
    r"\s*(?:(?P<range>\$?[A-Z]{1,3}\$?\d{1,7}:\$?[A-Z]{1,3}\$?\d{1,7})|(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})(?![\w(!.])"
    r"|(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<name>SUM|ROUND)(?=\()|(?P<mark>[-+*/(),]))"
)
_REFERENCE = re.compile(r"(\$?)([A-Z]+)(\$?)(\d+)")
_SLACK = Decimal("0.006")  # a workbook may calculate with the digits it shows
_MOST_CELLS = 20_000

Rows = list[list[Any]]


class _Unknown(Exception):
    """This formula has no value here."""


def stale(saved: object, formula: Formula, rows: Rows) -> Decimal | None:
    """What the formula gives now, where that is another number than the saved one; None where they agree or nobody can
    tell."""
    if isinstance(saved, bool) or not isinstance(saved, (int, float)):
        return None
    try:
        value = _Reading(formula, rows).value()
    except (_Unknown, InvalidOperation, DivisionByZero, Overflow, RecursionError):
        return None
    shown = Decimal(repr(saved))
    return value if abs(value - shown) > max(_SLACK, abs(shown) * Decimal("1e-9")) else None


class _Reading:
    """One formula read from left to right."""

    def __init__(self, formula: Formula, rows: Rows) -> None:
        self.formula, self.rows = formula, rows
        self.tokens, self.at = list(_tokens(formula.text)), 0

    def value(self) -> Decimal:
        result = self._sum()
        if self.at != len(self.tokens):
            raise _Unknown
        return result

    def _next(self, *marks: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at][1] in marks:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def _sum(self) -> Decimal:
        result = self._product()
        while mark := self._next("+", "-"):
            term = self._product()
            result = result + term if mark == "+" else result - term
        return result

    def _product(self) -> Decimal:
        result = self._factor()
        while mark := self._next("*", "/"):
            factor = self._factor()
            result = result * factor if mark == "*" else result / factor
        return result

    def _factor(self) -> Decimal:
        if mark := self._next("-", "+"):
            return -self._factor() if mark == "-" else self._factor()
        if self._next("("):
            result = self._sum()
            self._closed()
            return result
        if self.at >= len(self.tokens):
            raise _Unknown
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Decimal(text)
        if kind == "cell":
            return _number(self._cell(text))
        if kind == "name" and self._next("("):
            return self._function(text)
        raise _Unknown

    def _function(self, name: str) -> Decimal:
        if name == "ROUND":
            value = self._sum()
            if not self._next(","):
                raise _Unknown
            digits = self._sum()
            self._closed()
            if digits != digits.to_integral_value() or not 0 <= digits <= 10:
                raise _Unknown
            return half_up(value, int(digits))
        total = self._argument()
        while self._next(","):
            total += self._argument()
        self._closed()
        return total

    def _argument(self) -> Decimal:
        """One argument of SUM: in a range text counts nothing; a state that is neither number nor blank stops it."""
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "range":
            first, _, last = self.tokens[self.at][1].partition(":")
            self.at += 1
            (top, left), (bottom, right) = self._place(first), self._place(last)
            if (bottom - top + 1) * (right - left + 1) > _MOST_CELLS:
                raise _Unknown
            cells = [self._at(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
            return sum((_summed(each) for each in cells), Decimal(0))
        return self._sum()

    def _closed(self) -> None:
        if not self._next(")"):
            raise _Unknown

    def _cell(self, text: str) -> Any:
        return self._at(*self._place(text))

    def _place(self, text: str) -> tuple[int, int]:
        match = _REFERENCE.fullmatch(text)
        if not match:
            raise _Unknown
        row, column = indexes(match[2] + match[4])
        return row + (0 if match[3] else self.formula.down), column + (0 if match[1] else self.formula.right)

    def _at(self, row: int, column: int) -> Any:
        return self.rows[row][column] if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]) else ""


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if not match:
            raise _Unknown
        yield str(match.lastgroup), match[str(match.lastgroup)]
        at = match.end()


def _number(value: Any) -> Decimal:
    """A cell in a sum: blank is 0, anything but a number is unknown."""
    if value in (None, ""):
        return Decimal(0)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _Unknown
    return Decimal(repr(value))


def _summed(value: Any) -> Decimal:
    """A cell in a range of SUM: plain text counts nothing."""
    return Decimal(0) if type(value) is str and not value.startswith("#") else _number(value)
