"""Text of others where our own text is read: in a sentence, a table, a message, on a terminal. One line, nothing that acts.

A township's words may hold line breaks, escape sequences, marks that turn the writing round or quotation marks that end
the quotation they stand in. Here is the one place that takes them out.
"""

from __future__ import annotations

import re
import unicodedata

_ACTS = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")  # controls, formats, private use, surrogates, unassigned, separators
_QUOTES = str.maketrans({
    "\u201c": "\u2018", "\u201d": "\u2019", "\u201e": "\u2018", "\u201f": "\u2018", '"': "\u2019", "\uff02": "\u2019",
    "\u300c": "\u2018", "\u300d": "\u2019", "\u300e": "\u2018", "\u300f": "\u2019", "\u300a": "\u3008", "\u300b": "\u3009",
})  # fmt: skip
MOST = 60  # characters of a quotation; a name is shorter


def visible(text: str) -> str:
    """The text without characters that act: line breaks and tabs become blanks, the rest is left out."""
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(_kept(character) for character in text)
    return re.sub(r"\s{2,}", " ", kept).strip() if kept != text else text


def visible_lines(text: str) -> str:
    """The same line by line: our own text with another's words in it keeps its lines."""
    return "\n".join(visible(line) if line.strip() else line for line in text.split("\n"))


def inert(text: str) -> str:
    """The text without characters that act, its line breaks, tabs and blanks as they are: for a cell of a table."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(each for each in text if each in "\t\n" or unicodedata.category(each) not in _ACTS)


def quoted(text: str, most: int = MOST) -> str:
    """The text as it may stand between “ and ”: visible, its own quotation marks the inner ones, at most so long."""
    plain = visible(text).translate(_QUOTES)
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def _kept(character: str) -> str:
    if character in "\t\n\v\f\r\x85\u2028\u2029":
        return " "
    return "" if unicodedata.category(character) in _ACTS else character
