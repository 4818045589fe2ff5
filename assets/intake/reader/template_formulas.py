"""Values of the template's own formulas where a program that does not calculate (openpyxl) has saved the workbook.

Only a workbook that carries the template's mark, and only the three forms of sum the template writes; any other formula
that was never calculated stays what it is, an error at its cell. Exact decimals.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from assets.intake.reader.grids import Grid

MARKER = "zhaoyin_template"  # a defined name of the template (assets/review/template)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PAIR = re.compile(r"ROUND\((-?[A-Z]*[\d.]+)\+([A-Z]+\d+),4\)")
_COLUMN = re.compile(r"ROUND\(SUM\(([A-Z]+)(\d+):([A-Z]+)(\d+)\),4\)")
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def fill_template_formulas(data: bytes, grids: list[Grid]) -> list[tuple[str, str]]:
    """Puts the value of every never-calculated template formula into its grid cell; the (sheet, A1) that were filled."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if MARKER.encode() not in archive.read("xl/workbook.xml"):
                return []
            by_sheet = {name: _uncalculated(archive.read(part)) for name, part in _sheet_parts(archive).items()}
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        return []
    filled = []
    for grid in grids:
        formulas = by_sheet.get(grid.name, {})
        for place, value in _values(grid, formulas).items():
            row, column = _indexes(place)
            while len(grid.rows) <= row:
                grid.rows.append([])
            cells = grid.rows[row]
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = float(value)
            filled.append((grid.name, place))
    return filled


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    rels = {str(each.get("Id")): str(each.get("Target")) for each in _root(archive.read("xl/_rels/workbook.xml.rels"))}
    parts = {}
    for sheet in _root(archive.read("xl/workbook.xml")).iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        target = rels.get(str(sheet.get(_LINK)), "")
        part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if part in archive.namelist():
            parts[str(sheet.get("name"))] = part
    return parts


def _root(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _uncalculated(data: bytes) -> dict[str, str]:
    """A1 → formula, of the cells that have a formula of the template's and no value."""
    found = {}
    for cell in _root(data).iter(f"{_MAIN}c"):
        formula, value = cell.find(f"{_MAIN}f"), cell.find(f"{_MAIN}v")
        if formula is None or (value is not None and value.text):
            continue
        text = (formula.text or "").replace(" ", "").replace("$", "")
        if _PAIR.fullmatch(text) or _COLUMN.fullmatch(text):
            found[str(cell.get("r"))] = text
    return found


def _values(grid: Grid, formulas: dict[str, str]) -> dict[str, Decimal]:
    """The formulas' values; one that rests on a cell that is no number has none."""
    known: dict[str, Decimal] = {}

    def value(place: str, depth: int = 0) -> Decimal | None:
        if place in known:
            return known[place]
        if place not in formulas:
            return _number(grid, place)
        result = _calculated(formulas[place], lambda each: value(each, depth + 1)) if depth < 4 else None
        if result is not None:
            known[place] = result
        return result

    for place in formulas:
        value(place)
    return known


def _calculated(formula: str, value: Callable[[str], Decimal | None]) -> Decimal | None:
    pair, column = _PAIR.fullmatch(formula), _COLUMN.fullmatch(formula)
    if pair:
        first = value(pair[1]) if _ADDRESS.fullmatch(pair[1]) else Decimal(pair[1])
        second = value(pair[2])
        return None if first is None or second is None else first + second
    if column and column[1] == column[3] and 0 <= int(column[4]) - int(column[2]) < 10_000:
        cells = [value(f"{column[1]}{row}") for row in range(int(column[2]), int(column[4]) + 1)]
        return None if None in cells else sum((each for each in cells if each is not None), Decimal(0))
    return None


def _number(grid: Grid, place: str) -> Decimal | None:
    """A typed cell as a formula sees it: blank is 0, text is no number."""
    row, column = _indexes(place)
    cell: Any = grid.rows[row][column] if row < len(grid.rows) and column < len(grid.rows[row]) else ""
    if cell in (None, ""):
        return Decimal(0)
    return Decimal(repr(cell)) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else None


def _indexes(place: str) -> tuple[int, int]:
    match = _ADDRESS.fullmatch(place)
    if not match:
        raise ValueError(f"{place} is no A1 address")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1
