"""A column looked through at once says of each cell what looking at it alone says."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from schemas.personal import all_without_numbers, without_numbers

PIECES = st.sampled_from(
    ["13812345678", "340602199003071234", "0561-3063038", "1381234567", "8", " ", "\n", "本人", "A", "2025-01-15", ""]
)
CELLS = st.lists(st.one_of(st.none(), st.integers(), st.lists(PIECES, max_size=4).map("".join)), max_size=8)


@given(CELLS)
@example(["1381234567", "8"])  # two cells are never one number
@example([None, "经办人13812345678", 13812345678])
def test_a_column_at_once_is_each_cell_alone(cells: list[object]) -> None:
    alone = [without_numbers(cell) if isinstance(cell, str) else cell for cell in cells]
    assert all_without_numbers(list(cells)) == alone
