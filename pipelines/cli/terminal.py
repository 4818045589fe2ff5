"""The one place that writes to a terminal: nothing of a text is read as markup, nothing in it acts on the terminal."""

from __future__ import annotations

import sys
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from schemas.quoting import visible_lines


class Terminal(Console):
    """A console of plain texts; a style comes as an argument or a rich Text, never from within a text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """The text as it stands, without control characters."""
        return super().render_str(visible_lines(text), **{**options, "markup": False, "emoji": False})


def say(text: str = "", file: TextIO | None = None) -> None:
    """Prints a line."""
    print(visible_lines(text), file=file or sys.stdout)
