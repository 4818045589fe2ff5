"""Classifies each row below the headers by its words: data, a total, a comparison, a note, a repeated header, another
table, or a row that cannot be placed. row_sums.py classifies by numbers.

A row that may be data and is not read is reported as `row_unplaced`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assets.intake.reader.cells.columns import NUMBERS
from assets.intake.reader.cells.typed import is_blank
from assets.intake.reader.cells.words import header as folded
from assets.intake.reader.grids import Grid
from assets.intake.reader.headers import Aliases, Layout, bare, find_layout, looks_like_headers
from assets.intake.reader.row_words import row_word
from assets.intake.reader.synonyms import BAND_WORDS, NOTE_WORDS

_FOOT = re.compile(
    r"^(?:填报人|填表人|审核人|复核人|单位负责人|负责人|分管领导|主要负责人|联系人|联系电话|制表|报出日期|填报日期|填报时间|备注:|注:|注释:|注\d|说明:|附注|数据来源|填表说明|填报说明|指标解释)"
)
_ORGANISATION = re.compile(r"(?:公司|集团|厂|合作社|中心|学校|学院|医院|研究院|研究所|项目|工程)$")
_CODE = re.compile(r"[A-Za-z]+\d+-\d{4}-\d{3}$")
_BAND = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|[IVX]+[.、]|\d{1,2}[.、](?!\d)|第[一二三四五六七八九十]+类)"
)


def kinds_of_rows(grid: Grid, layout: Layout, aliases: Aliases) -> Iterator[tuple[int, str, Layout | None]]:
    """(row index, kind, layout) of every row below the headers that is not blank.

    Kinds: those of `row_kind`; 'moved', below a header row of this sheet with its columns in another order; 'table',
    the header row of another sheet, with its layout: the rows that follow belong to that table.
    """
    header_rows = _header_rows(grid, layout)
    meaning = {at for name, at in layout.columns.items() if name != "seq"}
    moved = False
    index = layout.first_row
    if index < len(grid.rows) and _numbers_its_columns(grid.rows[index]):
        yield index, "note", None
        index += 1
    while index < len(grid.rows):
        row = grid.rows[index]
        if _is_plain_data(row, layout) or _is_listed(row, meaning):
            yield index, "moved" if moved else "data", None
            index += 1
            continue
        if header_rows and _is_repeated_header(row, header_rows):
            index += 1
            continue
        if looks_like_headers(row, aliases):
            other = find_layout(grid, aliases, index, min(index + 1, len(grid.rows)))
            if other and other.sheet.kind != layout.sheet.kind and not _shares(other, layout, row):
                yield index, "table", other
                return
            if other and other.sheet.kind == layout.sheet.kind:
                moved = other.columns != layout.columns or other.factors != layout.factors
                index = other.first_row
                continue
        kind = row_kind(row, layout)
        if kind != "blank":
            yield index, "moved" if moved and kind == "data" else kind, None
        index += 1


def _is_plain_data(row: list[Any], layout: Layout) -> bool:
    """The common case without a closer look: a number in the first column, a code, and another number."""
    code = layout.columns.get("project_code")
    if not code or len(row) <= code or type(row[0]) is not float or type(row[code]) is not str:
        return False
    return (
        any(type(row[at]) is float for at in layout.columns.values() if code < at < len(row))
        and _CODE.match(row[code]) is not None
    )


def _is_listed(row: list[Any], meaning: set[int]) -> bool:
    """The common case of a list: a number in the first column, something beside it, and no word a total could have."""
    return (
        bool(row)
        and type(row[0]) is float
        and not any(type(value) is str and value and row_word(value) for value in row)
        and any(at < len(row) and type(row[at]) is str and row[at].strip() for at in meaning)
    )


def _shares(other: Layout, layout: Layout, row: list[Any]) -> bool:
    """Whether a head of another sheet is this sheet's head at least as well."""
    names = {bare(value)[0] for value in row if isinstance(value, str)}
    own = {bare(item.header)[0] for item in layout.sheet.fields}
    theirs = {bare(item.header)[0] for item in other.sheet.fields}
    return len(names & own) >= len(names & theirs)


def _header_rows(grid: Grid, layout: Layout) -> list[list[str]]:
    """The words of each header row, to find the same rows printed again on further pages."""
    rows = grid.rows[layout.header_row : layout.first_row]
    return [[folded(value) for value in row if value not in (None, "")] for row in rows]


def _is_repeated_header(row: list[Any], header_rows: list[list[str]]) -> bool:
    filled = [value for value in row if value not in (None, "")]
    return (
        len(filled) >= 2
        and all(isinstance(value, str) for value in filled)
        and [folded(value) for value in filled] in header_rows
    )


def row_kind(row: list[Any], layout: Layout) -> str:
    """The kind of a row: 'blank', 'data', 'total', 'told_total' (a total in words that the form does not have),
    'comparison', 'unsure' (the word of a total beside another word), 'note' (foot lines, bands) or 'unplaced' (may be
    data)."""
    filled = [
        (index, value)
        for index, value in enumerate(row)
        if value not in (None, "") and (type(value) is not str or value.strip())
    ]
    if not filled:
        return "blank"
    numbers = sum(isinstance(value, (int, float)) for _, value in filled)
    first = folded(filled[0][1]) if isinstance(filled[0][1], str) else ""
    kind, _ = label_of_row(row, layout)
    if kind and not (kind != "total" and len(filled) == 1 and _single(first, filled[0][0], layout) == "note"):
        return kind
    if len(filled) == 1 and isinstance(filled[0][1], str):
        return _single(first, filled[0][0], layout)
    if first and numbers == 0 and _FOOT.match(first):
        return "note"
    seq = layout.columns.get("seq")
    placed = set(layout.columns.values())
    meaning = [index for index, _ in filled if index in placed and index != seq]
    if not meaning:
        return "blank" if all(index == seq for index, _ in filled) else "unplaced"
    if first and len(meaning) == 1 and (_BAND.match(first) or BAND_WORDS.match(first)) and len(filled) <= 2:
        return "unplaced" if numbers else "note"
    return "data"


def _single(text: str, index: int, layout: Layout) -> str:
    """A row of one text: a band, a note, or a name alone that may be a row half deleted."""
    if _FOOT.match(text) or _BAND.match(text) or BAND_WORDS.match(text) or NOTE_WORDS.match(text):
        return "note"
    leading = index <= min(layout.columns.values())
    if len(text) > 12 and (index not in layout.columns.values() or (leading and not _ORGANISATION.search(text))):
        return "note"
    code = layout.columns.get("project_code")
    return "data" if code is not None and index == code else "unplaced"


def _numbers_its_columns(row: list[Any]) -> bool:
    """The row of statistical forms that numbers the columns: 甲 乙 1 2 3 …"""
    filled = [folded(value) if isinstance(value, str) else value for value in row if value not in (None, "")]
    numbers = [value for value in filled if value not in tuple("甲乙丙丁戊己")]
    if len(numbers) < 4:
        return False
    try:
        counted = [int(str(value).strip("()").removesuffix(".0")) for value in numbers]
    except ValueError:
        return False
    return counted == list(range(counted[0], counted[0] + len(counted))) and counted[0] in (0, 1, 2, 3)


_KINDS = {"plain": "total", "total": "told_total", "comparison": "comparison"}


def label_of_row(row: list[Any], layout: Layout) -> tuple[str, str]:
    """(kind, word) of a row that is no data by a word in one of its first cells; ('', '') for any other row.

    The row must name no project. A word that the form does not have counts only without another word beside it.
    """
    seen = 0
    for index, value in enumerate(row):
        if value in (None, ""):
            continue
        seen += 1
        if isinstance(value, str):
            word = row_word(value)
            if word:
                if has_code(row, layout, index):
                    return "", ""
                others = 0 if word == "plain" else sum(at != index for at in words_beside(row, layout))
                if others < 2:
                    return "unsure" if others else _KINDS[word], folded(value).rstrip(":")
            if seen == 1 and not folded(value).isdigit() and not _BAND.match(folded(value)):
                continue
        if seen >= 3:
            break
    return "", ""


def has_code(row: list[Any], layout: Layout, but: int = -1) -> bool:
    """Whether the row has a project code, other than in the cell `but`."""
    code = layout.columns.get("project_code")
    return code is not None and code != but and code < len(row) and not is_blank(row[code])


def words_beside(row: list[Any], layout: Layout) -> list[int]:
    """Columns of the row's filled cells that are no figures: what the row is about, without 序号 and 备注."""
    return [
        at
        for name, at in layout.columns.items()
        if name not in ("seq", "note")
        and at < len(row)
        and layout.sheet.field(name).kind not in NUMBERS
        and not is_blank(row[at])
    ]
