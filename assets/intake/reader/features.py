"""Workbook features that cell values do not show: errors, uncalculated formulas, hidden rows, struck-through text,
links.

calamine gives values only. xlsx_features.py, xls_features.py and ods_features.py fill this in.
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
class WorkbookFeatures:
    """The features of one workbook.

    By sheet name: `errors` A1 → error text · `uncalculated` A1 of formulas without a value · `hidden_rows` row numbers
    ·
    `hidden_columns` (first, last) column numbers · `filtered` · `struck` A1 of struck-through cells · `marked` A1 of
    texts of which a part is raised, lowered or struck · `merged` (0-based corners, as in Grid) where calamine gives
    none ·
    `formulas` A1 → the formula of a number · `printed` A1 → function from the number to what its format shows.
    For the file: `file_issues` (code, Chinese), `author`, `epoch_1904`.
    """

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
