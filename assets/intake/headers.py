"""Which sheet is which, where its headers are, and which field each column is: by meaning, never by position.

A header is matched without spaces, line breaks, widths and the unit in brackets; known other words are data
(assets/intake/synonyms.py); what a person confirmed in header_aliases.csv comes first. A header that fits nothing is
never guessed: it is proposed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from assets.intake.cells.amounts import UNIT_FACTORS, USD_FACTORS
from assets.intake.cells.words import header as folded_header
from assets.intake.grids import Grid
from assets.intake.synonyms import SHEET_SYNONYMS, SYNONYMS
from schemas.submission import DATA_SHEETS, Sheet

_UNIT_IN_HEADER = re.compile(r"[(\uff08\[【]?(?:单位[:\uff1a])?(亿美元|万美元|美元|亿元|百万元|千元|万元|元|亿|万|%|个|人|家)[)\uff09\]】]?$")
_SEARCHED_ROWS = 40
_PROPOSED_AT = 60.0


@dataclass
class Layout:
    """Where a sheet's data are. `columns`: field name → column index; `factors`: money field → what 1 means (only where
    the header says it); `first_row`: index of the first row below the headers; `proposals`: (index, header, suggestion)
    of columns that fit no field."""

    sheet: Sheet
    header_row: int
    first_row: int
    columns: dict[str, int]
    factors: dict[str, int] = field(default_factory=dict)
    proposals: list[tuple[int, str, str]] = field(default_factory=list)
    doubled: list[tuple[int, str]] = field(default_factory=list)


def bare(text: str) -> tuple[str, str]:
    """(header without its unit and its 其中, the unit in it)."""
    whole = folded_header(text)
    match = _UNIT_IN_HEADER.search(whole)
    unit = match[1] if match and len(whole) > len(match[0]) else ""
    name = whole[: match.start()] if match and unit else whole
    return re.sub(r"^(其中)?[:\uff1a]?", "", name).strip("():"), unit


def _known(sheet: Sheet, aliases: dict[tuple[str, str], str]) -> dict[str, str]:
    """Folded header → field name for one sheet."""
    known: dict[str, str] = {}
    for item in sheet.fields:
        for written in (item.header, *SYNONYMS.get((sheet.kind, item.name), ())):
            known[bare(written)[0]] = item.name
    for (title, written), name in aliases.items():
        if folded_header(title) in (sheet.title, sheet.kind):
            known[bare(written)[0]] = name
    return known


def find_layout(grid: Grid, aliases: dict[tuple[str, str], str], sheet: Sheet | None = None) -> Layout | None:
    """The best layout of a grid among the form's sheets (or of the given one); None when nothing fits."""
    candidates = [sheet] if sheet else list(DATA_SHEETS.values())
    best: tuple[float, Layout] | None = None
    for each in candidates:
        known = _known(each, aliases)
        for index, row in enumerate(grid.rows[:_SEARCHED_ROWS]):
            hits = sum(1 for value in row if value not in (None, "") and bare(str(value))[0] in known)
            if hits < 2:
                continue
            layout = _layout(grid, each, index, known)
            score = len(layout.columns) / len(each.fields) + (0.5 if _titled(grid, each) else 0)
            if best is None or score > best[0]:
                best = (score, layout)
    return best[1] if best and len(best[1].columns) >= min(3, len(best[1].sheet.fields) - 1) else None


def _titled(grid: Grid, sheet: Sheet) -> bool:
    name = folded_header(grid.name)
    return name == sheet.title or name in SHEET_SYNONYMS.get(sheet.kind, ()) or sheet.title in name


def _layout(grid: Grid, sheet: Sheet, top: int, known: dict[str, str]) -> Layout:
    """Reads one to three header rows from `top` on: a lower level's words win over those that span them."""
    levels = [grid.rows[top]]
    for row in grid.rows[top + 1 : top + 3]:
        filled = [str(value) for value in row if value not in (None, "")]
        if not filled or any(isinstance(value, (int, float)) for value in row if value not in (None, "")):
            break
        if not any(bare(text)[0] in known for text in filled):
            break
        levels.append(row)
    spans = _spanned(levels[0]) if len(levels) > 1 else [str(value or "") for value in levels[0]]
    layout = Layout(sheet, top, top + len(levels), {})
    width = max(len(row) for row in levels)
    for index in range(width):
        words = [str(row[index]) for row in levels if index < len(row) and row[index] not in (None, "")]
        if not words:
            continue
        _place(layout, index, words[-1], spans[index] if index < len(spans) else "", known)
    return layout


def _spanned(row: list[Any]) -> list[str]:
    """The upper header row with a word carried over the blanks it spans."""
    carried, spans = "", []
    for value in row:
        carried = str(value) if value not in (None, "") else carried
        spans.append(carried)
    return spans


def _place(layout: Layout, index: int, word: str, above: str, known: dict[str, str]) -> None:
    name, unit = bare(word)
    target = known.get(name)
    if target is None:
        suggestion = process.extractOne(name, list(known), scorer=fuzz.WRatio, score_cutoff=_PROPOSED_AT)
        title = layout.sheet.field(known[suggestion[0]]).header if suggestion else ""
        layout.proposals.append((index, word, title))
        return
    if target in layout.columns:
        layout.doubled.append((index, word))
        return
    layout.columns[target] = index
    kind = layout.sheet.field(target).kind
    factors = USD_FACTORS if kind == "usd" else UNIT_FACTORS if kind == "money" else {}
    unit = unit if unit in factors else bare(above)[1]
    if unit in factors:
        layout.factors[target] = factors[unit]
