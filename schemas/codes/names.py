"""Names as compared: what counts as the same text, and as the same company."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")


def folded(text: object) -> str:
    """Text as compared: width folded, spaces dropped, letters in upper case; '' for a null."""
    if not isinstance(text, str):
        return ""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).upper()


def company_key(name: object) -> str:
    """A company's name as compared: width folded, spaces dropped, 有限责任公司 read as 有限公司."""
    return folded(name).replace("有限责任公司", "有限公司")
