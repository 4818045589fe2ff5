"""What stands in a file beside the values: errors, formulas never calculated, what is hidden, struck through or linked.

calamine gives values only; the formats' own readers (parts, biff, ods_parts) fill this in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from assets.intake.reader.cells.typed import PrintedNumber


class Formula(NamedTuple):
    """A formula as written, and how many rows and columns its relative references lie further on (shared formulas)."""

    text: str
    down: int = 0
    right: int = 0


@dataclass
class PartsSeen:
    """By sheet name: `errors` A1 → error text · `uncalculated` A1 set · `hidden_rows` (1-based) · `hidden_columns`
    (first, last; 1-based) · `filtered` · `struck` A1 set · `marked` A1 set
    of texts of which a part is raised, lowered or struck · `merged` (0-based corners, as in Grid) where calamine gives none
    · `formulas` A1 → the formula of a number · `printed` A1 → what makes of a number what is shown of it. For the file: `file_issues` (code, Chinese), `author`, `epoch_1904`."""

    errors: dict[str, dict[str, str]] = field(default_factory=dict)
    uncalculated: dict[str, set[str]] = field(default_factory=dict)
    hidden_rows: dict[str, set[int]] = field(default_factory=dict)
    hidden_columns: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    filtered: dict[str, bool] = field(default_factory=dict)
    struck: dict[str, set[str]] = field(default_factory=dict)
    marked: dict[str, set[str]] = field(default_factory=dict)
    merged: dict[str, list[tuple[tuple[int, int], tuple[int, int]]]] = field(default_factory=dict)
    formulas: dict[str, dict[str, Formula]] = field(default_factory=dict)
    printed: dict[str, dict[str, Callable[[float], PrintedNumber | None]]] = field(default_factory=dict)
    file_issues: list[tuple[str, str]] = field(default_factory=list)
    author: str | None = None
    epoch_1904: bool = False
