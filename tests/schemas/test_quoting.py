"""Text of others in our own: one line, nothing that acts, a quotation that ends where it should."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from assets.review.catalogue import finding
from pipelines.cli.terminal import Terminal
from schemas.quoting import MOST, quoted, visible

ACTING = ["\x1b[31m红", "甲\n乙", "甲\r\n乙", "甲\x07", "甲\x9b31m", "\u202e甲", "\ue000\U000f0000假\ue001", "甲\u2028乙", "\ud800甲"]  # fmt: skip


@pytest.mark.parametrize("text", ACTING)
def test_nothing_acts(text: str) -> None:
    assert "甲" in quoted(text) or "红" in quoted(text) or "假" in quoted(text)
    said = finding("C101", raw_value=text)
    for shown in (
        visible(text),
        quoted(text),
        said.message,
        said.raw_value or "",
        said.having(explanation=text).explanation or "",
    ):
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs") for c in shown)


@given(st.text())
def test_a_quotation_never_ends_itself(text: str) -> None:
    shown = quoted(text)
    assert not set(shown) & set('“”"《》「」\n\r\ue000')
    assert len(shown) <= MOST
    assert quoted(shown) == shown


def test_honest_names_stay() -> None:
    for name in ("霖邦年产8万台（套）洗扫车改装项目", "3,5万", "A-B (一期)", "省115团队"):
        assert quoted(name) == visible(name) == name


@pytest.mark.parametrize("text", ["待定\\[/b]", "[/]", "[bold red]", "\\[", ":smile:", "[link=http://x]y[/link]"])
def test_markup_in_a_text_is_printed_as_it_stands(text: str) -> None:
    out = io.StringIO()
    console = Terminal(file=out, width=200)
    table = Table(title=text)
    table.add_column(text)
    table.add_row(text)
    console.print(table)
    console.print(f"{text}\x1b[2J")
    assert out.getvalue().count(text) == 4
    assert "\x1b" not in out.getvalue()
