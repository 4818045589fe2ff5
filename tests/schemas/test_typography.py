"""Full-width punctuation around what others wrote, and never inside it."""

from __future__ import annotations

import pytest

from assets.review.catalogue import finding
from schemas.typography import chinese


@pytest.mark.parametrize("raw", ["1,2,3亿元;约?", "甲公司(集团),乙公司", "3月:初!", "约3亿(含税)", "甲,乙”丙"])
def test_a_quoted_original_is_exact(raw: str) -> None:
    said = finding("C101", "amount_unreadable", raw_value=raw)
    shown = raw.replace("”", "’")  # a quotation ends where we end it
    assert said.message == f"“{shown}”不是数字"
    assert said.raw_value == raw
    row = chinese(f"到位资金 E5 本月到位:{said.message},请改正(见附件)")
    assert row == f"到位资金 E5 本月到位：“{shown}”不是数字，请改正（见附件）"
    assert chinese(row) == row


def test_both_sides_of_a_change_are_exact() -> None:
    words = {"before": "甲(集团)公司", "raw_value": "甲集团公司,乙公司", "label": "投资方(全称)"}
    assert finding("H206", **words).message == "“投资方（全称）”由“甲(集团)公司”改为“甲集团公司,乙公司”"
