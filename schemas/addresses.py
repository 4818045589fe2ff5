"""Addresses of workbook cells: A1 text to rows and columns, and back.

An index counts from 0, as lists do. A number counts from 1, as the workbook does.
"""

from __future__ import annotations

import re
from functools import cache

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384  # numbers, of an .xlsx sheet


@cache
def column_letters(index: int) -> str:
    """Letters of a column index: 0 → A, 26 → AA."""
    text, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_index(letters: str) -> int:
    """Column index of capital letters: A → 0, AA → 26; -1 for no letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_address(row: int, column: int) -> str:
    """A1 address of a row index and a column index."""
    return f"{column_letters(column)}{row + 1}"


def cell_indexes(address: str) -> tuple[int, int]:
    """(row, column) indexes of an A1 address in capital letters without $; ValueError for text without a row number."""
    digits = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) - 1, column_index(address[: len(address) - len(digits)])


def numbered_address(row: int, column: int) -> str:
    """A1 address of a row number and a column number."""
    return cell_address(row - 1, column - 1)


def cell_numbers(text: str) -> tuple[int, int] | None:
    """(row, column) numbers of an A1 address as people and programs write it; None for anything else."""
    match = _ADDRESS.fullmatch(text.strip())
    if not match:
        return None
    row, column = int(match[2]), column_index(match[1].upper()) + 1
    return (row, column) if 1 <= row <= _LAST_ROW and column <= _LAST_COLUMN else None
