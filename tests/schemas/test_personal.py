"""Masking: what identifies a person is unreadable in every form, amounts and document numbers stay."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.personal import mask_column, mask_id_numbers
from tests.schemas.personal_corpus import CUED, EMAILS, FORMS, NEAR_MISSES

PIECES = st.sampled_from(
    ["13812345678", "340602199003071234", "0561-3063038", "1381234567", "8", " ", "\n", "本人", "A", "2025-01-15", ""]
)
CELLS = st.lists(st.one_of(st.none(), st.integers(), st.lists(PIECES, max_size=4).map("".join)), max_size=8)


def test_every_form_is_masked() -> None:
    """At least six characters of each number are starred, its surroundings and its length stay."""
    assert len(FORMS) >= 200
    readable = []
    for text, number in FORMS:
        masked = mask_id_numbers(text)
        before, _, after = text.partition(number)
        stays = masked.startswith(before) and masked.endswith(after) and len(masked) == len(text)
        if not stays or masked.count("*") < 5:
            readable.append((text, masked))
    assert readable == []


@pytest.mark.parametrize("text", [*CUED, *EMAILS])
def test_what_a_word_announces_is_masked(text: str) -> None:
    assert mask_id_numbers(text).count("*") >= 3


def test_amounts_dates_and_document_numbers_stay() -> None:
    assert len(NEAR_MISSES) >= 80
    assert [(text, mask_id_numbers(text)) for text in NEAR_MISSES if mask_id_numbers(text) != text] == []


@given(
    st.lists(st.sampled_from([*(text for text, _ in FORMS), *CUED, *EMAILS, *NEAR_MISSES]), max_size=4).map("，".join)
)
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_id_numbers(text)
    assert mask_id_numbers(once) == once


@given(CELLS)
@example(["1381234567", "8"])  # two cells are never one number
@example([None, "经办人13812345678", 13812345678])
def test_a_column_at_once_is_each_cell_alone(cells: list[object]) -> None:
    alone = [mask_id_numbers(cell) if isinstance(cell, str) else cell for cell in cells]
    assert mask_column(list(cells)) == alone


@pytest.mark.parametrize("piece", ["1 ", "1", "a", "@", "1-", "a@", "电话", "QQ1", "微信a", "138 "])
def test_long_texts_take_linear_time(piece: str) -> None:
    started = time.process_time()
    mask_id_numbers(piece * 50_000)
    assert time.process_time() - started < 3
