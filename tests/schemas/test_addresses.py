"""Addresses of cells: there and back, and what is none."""

from __future__ import annotations

import pytest

from schemas.addresses import cell_address, cell_indexes, cell_numbers, column_letters, numbered_address


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
)
def test_columns(index: int, letters: str) -> None:
    assert column_letters(index) == letters
    assert cell_address(9, index) == numbered_address(10, index + 1) == f"{letters}10"
    assert cell_indexes(f"{letters}10") == (9, index)
    assert cell_numbers(f"{letters}10") == (10, index + 1)


def test_what_people_write() -> None:
    assert cell_numbers(" $b$3 ") == (3, 2)
    assert [cell_numbers(text) for text in ("", "B", "3", "B0", "XFE1", "A1048577", "A1:B2")] == [None] * 7
