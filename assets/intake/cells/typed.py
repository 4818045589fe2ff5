"""What typing one cell gives: a value, and perhaps a word on it. Never a different number in silence."""

from __future__ import annotations

from typing import NamedTuple


class Typed(NamedTuple):
    """`value` None: nothing usable. `issue`: a code of assets/intake/issue_codes.py, or None. `detail`: Chinese."""

    value: object
    issue: str | None = None
    detail: str = ""


BLANK = Typed(None)
PLACEHOLDERS = frozenset({"", "无", "—", "--", "-", "——", "/", "暂无", "空", "无。", "未到位", "N/A", "n/a"})


def is_blank(value: object) -> bool:
    """Blank or a placeholder for nothing; an error cell or a word is neither."""
    return value is None or (isinstance(value, str) and value.strip(" \u3000\u00a0\t\r\n\u200b\ufeff") in PLACEHOLDERS)
