"""The value of a formula by the cells it refers to.

Sums, differences, products, quotients, ROUND and SUM over cells of the same sheet, in exact decimals. Any other
formula, and one that refers to a cell that is no number, has no value here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from assets.intake.reader.features import Formula
from schemas.addresses import column_index
from schemas.rounding import half_up

CellAt = Callable[[int, int], Any]  # (row, column) indexes → the cell's value
_TOKEN = re.compile(
    r"\s*(?:(?P<range>\$?[A-Z]{1,3}\$?\d{1,7}:\$?[A-Z]{1,3}\$?\d{1,7})|(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})(?![\w(!.])"
    r"|(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<name>SUM|ROUND)(?=\()|(?P<mark>[-+*/(),]))"
)
_REFERENCE = re.compile(r"(\$?)([A-Z]+)(\$?)(\d+)")
_SLACK = Decimal("0.006")  # a workbook may calculate with the digits it shows
_MOST_CELLS = 20_000


class NoValue(Exception):
    """The formula has no value here."""


def formula_value(formula: Formula, cell_at: CellAt) -> Decimal:
    """The value of a formula, where `cell_at` gives the cells it refers to (blank is 0); raises NoValue."""
    try:
        return _Parser(formula, cell_at).value()
    except (InvalidOperation, DivisionByZero, Overflow, RecursionError) as fault:
        raise NoValue from fault


def recalculated(saved: object, formula: Formula, cell_at: CellAt) -> Decimal | None:
    """The formula's value where it is another number than the saved one; None where they agree or it has no value."""
    if isinstance(saved, bool) or not isinstance(saved, (int, float)):
        return None
    try:
        value = formula_value(formula, cell_at)
    except NoValue:
        return None
    before = Decimal(repr(saved))
    return value if abs(value - before) > max(_SLACK, abs(before) * Decimal("1e-9")) else None


class _Parser:
    """Evaluates one formula from left to right (recursive descent)."""

    def __init__(self, formula: Formula, cell_at: CellAt) -> None:
        self.formula, self.cell_at = formula, cell_at
        self.tokens, self.at = list(_tokens(formula.text)), 0

    def value(self) -> Decimal:
        result = self._sum()
        if self.at != len(self.tokens):
            raise NoValue
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
            self._close()
            return result
        if self.at >= len(self.tokens):
            raise NoValue
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Decimal(text)
        if kind == "cell":
            return _number(self.cell_at(*self._indexes(text)))
        if kind == "name" and self._next("("):
            return self._function(text)
        raise NoValue

    def _function(self, name: str) -> Decimal:
        if name == "ROUND":
            value = self._sum()
            if not self._next(","):
                raise NoValue
            digits = self._sum()
            self._close()
            if digits != digits.to_integral_value() or not 0 <= digits <= 10:
                raise NoValue
            return half_up(value, int(digits))
        total = self._argument()
        while self._next(","):
            total += self._argument()
        self._close()
        return total

    def _argument(self) -> Decimal:
        """One argument of SUM. In a range plain text counts nothing; anything but text, number and blank stops it."""
        if self.at >= len(self.tokens) or self.tokens[self.at][0] != "range":
            return self._sum()
        first, _, last = self.tokens[self.at][1].partition(":")
        self.at += 1
        corners = zip(self._indexes(first), self._indexes(last), strict=True)
        rows, columns = (range(min(pair), max(pair) + 1) for pair in corners)
        if len(rows) * len(columns) > _MOST_CELLS:
            raise NoValue
        cells = (self.cell_at(row, column) for row in rows for column in columns)
        return sum((_number(each) for each in cells if not _is_plain_text(each)), Decimal(0))

    def _close(self) -> None:
        if not self._next(")"):
            raise NoValue

    def _indexes(self, text: str) -> tuple[int, int]:
        match = _REFERENCE.fullmatch(text)
        if not match:
            raise NoValue
        row, column = int(match[4]) - 1, column_index(match[2])
        return row + (0 if match[3] else self.formula.down), column + (0 if match[1] else self.formula.right)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of every token; NoValue at the first thing that is none."""
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if not match:
            raise NoValue
        yield str(match.lastgroup), match[str(match.lastgroup)]
        at = match.end()


def _number(value: Any) -> Decimal:
    """A cell as an operand: blank is 0; NoValue for anything but a number."""
    if value in (None, ""):
        return Decimal(0)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise NoValue
    return Decimal(repr(value))


def _is_plain_text(value: Any) -> bool:
    """Whether a cell is text that is neither an error value nor one of the marks the reader puts in."""
    return type(value) is str and not value.startswith("#")
