"""Finds the sheet of the form that a grid holds, its header rows, and the field of each column: by meaning, not
position.

A header is matched without spaces, line breaks, widths and the unit in brackets; known other words are data
(assets/intake/reader/synonyms.py); what a person confirmed in header_aliases.csv comes first. A header that fits
nothing is never guessed: it is proposed. Two columns that claim one field and differ are both left unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from assets.intake.reader.cells.amounts import UNIT_FACTORS, USD_FACTORS
from assets.intake.reader.cells.words import header as folded_header
from assets.intake.reader.grids import Grid
from assets.intake.reader.synonyms import FOREIGN_BANDS_BARRED, HARMLESS_IN_BRACKETS, SHEET_SYNONYMS, SYNONYMS
from schemas.form.sheets import DATA_SHEETS, Field, Sheet

_MONEY_UNITS = "亿美元|万美元|美元|亿元|百万元|千万元|千元|万元|元|亿|万"
_UNIT_IN_BRACKETS = re.compile(
    rf"[(\[【](?:(?:金额|计量)?单位:)?(?:人民币)?({_MONEY_UNITS}|%|个|人|家|条|次|是/否)[)\]】]"
)
_UNIT_BARE = re.compile(r"[,:/]?(?:单位:)?(亿美元|万美元|亿元|百万元|千元|万元|亿|万|%)$")
_MARKS = re.compile(r"[*★▲※#]+|[(\[【](?:必填|选填|文本|下拉选择)[)\]】]")
_LISTED = re.compile(r"[(\[][^()\[\]]*/[^()\[\]]*[)\]]|[(\[](?:1[-—~至])?\d{1,2}月[)\]]")  # (国家/省/市/区), (1-3月)
_LAST_BRACKETS = re.compile(r"(.+)[(\[【]([^()\[\]【】]*)[)\]】]")
_NUMBERED = re.compile(r"^[(\[]?\d{1,2}[)\].、]")
_SEARCHED_ROWS = 60
_USUAL_ROWS = 6  # where headers stand in nearly every sheet
_NO_BETTER = 1.5  # every field of a sheet that is named so
_PROPOSED_AT = 60.0

Aliases = dict[tuple[str, str], str]


@dataclass
class Layout:
    """Where a sheet's data are. `columns`: field name → column index; `factors`: money field → what 1 means (only where
    the header says it); `units`: the word for it; `first_row`: index of the first row below the headers; `proposals`:
    (index, header, suggestion) of columns that fit no field; `doubled` and `misfits`: (index, header, Chinese
    reason)."""

    sheet: Sheet
    header_row: int
    first_row: int
    columns: dict[str, int]
    factors: dict[str, int] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    proposals: list[tuple[int, str, str]] = field(default_factory=list)
    doubled: list[tuple[int, str, str]] = field(default_factory=list)
    misfits: list[tuple[int, str, str]] = field(default_factory=list)


@lru_cache(maxsize=8192)
def bare(text: str) -> tuple[str, str]:
    """(header without its unit, its marks and its 其中, the unit in it)."""
    name, unit = _without_remarks(_MARKS.sub("", folded_header(text))), ""
    inside = _UNIT_IN_BRACKETS.search(name)
    if inside and len(name) > len(inside[0]):
        unit, name = inside[1], name[: inside.start()] + name[inside.end() :]
    else:
        tail = _UNIT_BARE.search(name)
        if tail and tail.start() > 0:
            unit, name = tail[1], name[: tail.start()]
    name = _without_remarks(name)
    listed = _LISTED.sub("", name)
    name = re.sub(r"^(其中|#)?[:,]?", "", _NUMBERED.sub("", listed or name))
    return name.strip(":、,。"), unit


def _without_remarks(name: str) -> str:
    """A heading without brackets at its end that only say how to fill it in: (18位), (含税)."""
    while (found := _LAST_BRACKETS.fullmatch(name)) and HARMLESS_IN_BRACKETS.fullmatch(found[2].lower()):
        name = found[1]
    return name


@lru_cache(maxsize=256)
def _known(kind: str, aliases: frozenset[tuple[str, str, str]]) -> dict[str, tuple[str, int]]:
    """Folded header → (field name, 0 for the form's own word and a confirmed one, 1 for a synonym) of one sheet."""
    sheet = DATA_SHEETS[kind]
    known: dict[str, tuple[str, int]] = {}
    for item in sheet.fields:
        for written in SYNONYMS.get((kind, item.name), ()):
            known[bare(written)[0]] = (item.name, 1)
    for item in sheet.fields:
        known[bare(item.header)[0]] = (item.name, 0)
    for title, written, name in aliases:
        if folded_header(title) in (sheet.title, kind):
            known[bare(written)[0]] = (name, 0)
    return known


def _frozen(aliases: Aliases) -> frozenset[tuple[str, str, str]]:
    return frozenset((title, written, name) for (title, written), name in aliases.items())


def find_layout(grid: Grid, aliases: Aliases, start: int = 0, until: int | None = None) -> Layout | None:
    """The best layout of a grid among the form's sheets, its headers at row index `start` or below; None when nothing
    fits."""
    confirmed = _frozen(aliases)
    end = min(len(grid.rows), start + _SEARCHED_ROWS) if until is None else until
    best = _best(grid, confirmed, start, min(end, start + _USUAL_ROWS))
    if best is None or best[0] < _NO_BETTER:
        best = _best(grid, confirmed, start, end)
    if best is None or len(best[1].columns) < min(3, len(best[1].sheet.fields) - 1):
        return None
    chosen = best[1]
    known = _known(chosen.sheet.kind, confirmed)
    chosen.proposals = [(at, word, _suggestion(chosen.sheet, bare(word)[0], known)) for at, word, _ in chosen.proposals]
    return chosen


def _best(grid: Grid, confirmed: frozenset[tuple[str, str, str]], start: int, end: int) -> tuple[float, Layout] | None:
    """The layout of most fields with its headers among these rows, and its score."""
    words = {
        at: found
        for at in range(start, end)
        if not _is_figures(grid.rows[at]) and len(found := _header_words(grid.rows[at])) >= 2
    }
    best: tuple[float, Layout] | None = None
    for kind, sheet in DATA_SHEETS.items():
        known = _known(kind, confirmed)
        tops = [at for at, found in words.items() if sum(name in known for name in found) >= 2]
        if not tops:
            continue
        bonus = 0.5 if _titled(grid, sheet) else 0.0
        for top in tops[:6]:
            layout = _layout(grid, sheet, top, known)
            score = len(layout.columns) / len(sheet.fields) + bonus
            if best is None or score > best[0]:
                best = (score, layout)
    return best


def _is_figures(row: list[Any]) -> bool:
    """A row more of numbers than of words holds no headers."""
    types = [type(value) for value in row if value != ""]
    numbers = types.count(float) + types.count(int)
    return numbers >= 3 and 2 * numbers > types.count(str)


def looks_like_headers(row: list[Any], aliases: Aliases) -> bool:
    """Whether a row among the data is the head of a table: three or more words of one sheet and no number."""
    if not {float, int, bool}.isdisjoint(map(type, row)):
        return False
    names = _header_words(row)
    if len(names) < 3:
        return False
    confirmed = _frozen(aliases)
    return any(sum(name in _known(kind, confirmed) for name in names) >= 3 for kind in DATA_SHEETS)


def _header_words(row: list[Any]) -> list[str]:
    return [bare(value)[0] for value in row if isinstance(value, str) and value and len(value) < 40]


def _titled(grid: Grid, sheet: Sheet) -> bool:
    name = folded_header(grid.name)
    return name == sheet.title or name in SHEET_SYNONYMS.get(sheet.kind, ()) or sheet.title in name


def _layout(grid: Grid, sheet: Sheet, top: int, known: dict[str, tuple[str, int]]) -> Layout:
    """Reads one to three header rows from `top` on: a lower level's words win over those that span them."""
    levels = [grid.rows[top]]
    for row in grid.rows[top + 1 : top + 3]:
        if not _is_level([value for value in row if value not in (None, "")], known):
            break
        levels.append(row)
    spans = _spanned(grid, top, levels)
    layout = Layout(sheet, top, top + len(levels), {})
    claims: dict[str, list[tuple[int, int, str]]] = {}
    for index in range(max(len(row) for row in levels)):
        words = [str(row[index]) for row in levels if index < len(row) and row[index] not in (None, "")]
        if words:
            _claim(layout, index, words[-1], " ".join(spans.get(index, ())), known, claims)
    for target, wanted in claims.items():
        _settle(layout, grid, target, wanted)
    for target, index in layout.columns.items():
        _note_unit(layout, target, str(_lowest(levels, index)), spans.get(index, ()))
    for index, _, _ in layout.misfits:
        layout.columns = {name: at for name, at in layout.columns.items() if at != index}
    return layout


def _is_level(filled: list[Any], known: dict[str, tuple[str, int]]) -> bool:
    """Whether a row below a header row is one more level of it."""
    if not filled or any(not isinstance(value, str) for value in filled):
        return False
    return any(bare(value)[0] in known for value in filled) and not _is_data_like(filled, known)


def _lowest(levels: list[list[Any]], index: int) -> Any:
    return next(row[index] for row in reversed(levels) if index < len(row) and row[index] not in (None, ""))


def _is_data_like(filled: list[Any], known: dict[str, tuple[str, int]]) -> bool:
    """A row of texts below the headers of which hardly one is a header: the first data row of a csv, not a level."""
    hits = sum(bare(str(value))[0] in known for value in filled)
    return len(filled) >= 4 and hits * 4 < len(filled)


def _spanned(grid: Grid, top: int, levels: list[list[Any]]) -> dict[int, tuple[str, ...]]:
    """Column → the words above its own, the highest first: of the upper header rows, and of a band row over them. A
    merged heading ends where its merge ends; one that is not merged goes on over the blanks beside it."""
    first = top
    above = grid.rows[top - 1] if top else []
    texts = [str(value) for value in above if value not in (None, "")]
    if texts and above[0] in (None, "") and all(len(text) <= 24 and "填报" not in text for text in texts):
        first = top - 1
    spans: dict[int, tuple[str, ...]] = {}
    for number in range(first, top + len(levels) - 1):
        ends = {left: right for (row, left), (_, right) in grid.merged if row == number}
        carried, until = "", -1
        for index, value in enumerate(grid.rows[number]):
            if value not in (None, ""):
                carried, until = str(value), ends.get(index, -1 if ends else len(grid.rows[number]))
            if carried and (index <= until or value not in (None, "")):
                spans[index] = (*spans.get(index, ()), carried)
    return spans


def _claim(
    layout: Layout,
    index: int,
    word: str,
    above: str,
    known: dict[str, tuple[str, int]],
    claims: dict[str, list[tuple[int, int, str]]],
) -> None:
    name, _ = bare(word)
    hit = known.get(name)
    if hit and hit[1] and _foreign(layout.sheet, hit[0], name, above, word):
        hit = None
    if hit is None:
        layout.proposals.append((index, word, ""))
    else:
        claims.setdefault(hit[0], []).append((index, hit[1], word))


def _foreign(sheet: Sheet, target: str, name: str, above: str, word: str) -> bool:
    """A word that says only 本月 or 累计, under a heading that is not about this money (税收, 用电量)."""
    own = FOREIGN_BANDS_BARRED.get(sheet.kind)
    over = folded_header(above).replace(folded_header(word), "")
    return bool(own and sheet.field(target).kind == "money" and over and not own.search(name) and not own.search(over))


def _suggestion(sheet: Sheet, name: str, known: dict[str, tuple[str, int]]) -> str:
    if len(name) < 2:
        return ""
    from rapidfuzz import fuzz, process

    near = process.extractOne(name, list(known), scorer=fuzz.WRatio, score_cutoff=_PROPOSED_AT)
    return sheet.field(known[near[0]][0]).header if near else ""


def _settle(layout: Layout, grid: Grid, target: str, wanted: list[tuple[int, int, str]]) -> None:
    """Gives a field to the one column that claims it; of several, to the form's own word, or to the first where they
    say the same; otherwise to none."""
    own = [claim for claim in wanted if claim[1] == 0]
    rivals = own if own else wanted
    chosen = rivals[0]
    form = layout.sheet.field(target)
    differ = len(rivals) > 1 and len({tuple(_column(grid, layout.first_row, at)) for at, _, _ in rivals}) > 1
    if differ and (form.feeds or form.kind in ("money", "usd", "count")):
        layout.doubled += [
            (at, word, f"有{len(rivals)}列都像“{form.label}”而数据不同,均未读取") for at, _, word in rivals
        ]
        chosen_at = None
    else:
        layout.columns[target] = chosen_at = chosen[0]
        layout.doubled += [(at, word, f"与“{form.label}”列重复,未读取") for at, _, word in rivals[1:]]
    layout.doubled += [
        (at, word, f"与“{form.label}”列重复,未读取") for at, rank, word in wanted if own and rank and at != chosen_at
    ]


def _column(grid: Grid, first: int, index: int) -> list[Any]:
    return [row[index] if index < len(row) else "" for row in grid.rows[first:]]


def _note_unit(layout: Layout, target: str, word: str, above: tuple[str, ...]) -> None:
    """What 1 means in a money column, where its header or the heading above says it; the wrong currency is no fit."""
    form: Field = layout.sheet.field(target)
    if form.kind not in ("money", "usd"):
        return
    factors = USD_FACTORS if form.kind == "usd" else UNIT_FACTORS
    others = UNIT_FACTORS if form.kind == "usd" else USD_FACTORS
    own = bare(word)[1]
    if own in others:
        layout.misfits.append((layout.columns[target], word, f"单位“{own}”与“{form.label}”的币种不符,未读取"))
        return
    unit = next((unit for unit in (own, *(bare(each)[1] for each in reversed(above))) if unit in factors), "")
    if unit:
        layout.factors[target] = factors[unit]
        layout.units[target] = unit
