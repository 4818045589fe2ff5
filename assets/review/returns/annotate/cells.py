"""Cells of a sheet's XML: found by address, made in order where absent, given another style. Values are never
touched."""

from __future__ import annotations

from bisect import bisect_right

from lxml import etree

from assets.review.returns.annotate.package import LINKS, MAIN
from schemas.addresses import cell_numbers, numbered_address

# what stands before legacyDrawing in a worksheet (ECMA-376 18.3.1.99)
_BEFORE_DRAWING = frozenset({
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches", "ignoredErrors", "smartTags", "drawing",
})  # fmt: skip
_ROW, _CELL = f"{{{MAIN}}}row", f"{{{MAIN}}}c"


class SheetCells:
    """The rows and cells of one worksheet."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        data = root.find(f"{{{MAIN}}}sheetData")
        self.data = data if data is not None else etree.SubElement(root, f"{{{MAIN}}}sheetData")
        self._rows: dict[int, etree._Element] = {}
        number = 0
        for row in self.data.iterchildren(_ROW):
            number = int(row.get("r") or number + 1)
            self._rows[number] = row
        self._numbers = sorted(self._rows)
        self._merged = [
            _span(str(each.get("ref"))) for each in root.iterfind(f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell")
        ]

    def shown_at(self, row: int, column: int) -> tuple[int, int]:
        """Where a cell is seen: itself, or the first cell of the merged range that covers it."""
        for top, left, bottom, right in self._merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    def style(self, row: int, column: int) -> int:
        """The style index of a cell, else of its row, else of its column."""
        cell = self._find(row, column)
        return int(cell.get("s") or 0) if cell is not None else self._inherited(row, column)

    def set_style(self, row: int, column: int, style: int) -> None:
        """Gives the cell a style; a cell that is not there is made, empty, in its place."""
        cell = self._find(row, column)
        if cell is None:
            cell = self._made(row, column)
        cell.set("s", str(style))

    def _find(self, row: int, column: int) -> etree._Element | None:
        element = self._rows.get(row)
        if element is None:
            return None
        at = 0
        for cell in element.iterchildren(_CELL):
            at = _column(cell, at)
            if at == column:
                return cell
        return None

    def _inherited(self, row: int, column: int) -> int:
        element = self._rows.get(row)
        if element is not None and element.get("customFormat") in ("1", "true"):
            return int(element.get("s") or 0)
        for col in self.root.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col"):
            if int(col.get("min") or 0) <= column <= int(col.get("max") or 0):
                return int(col.get("style") or 0)
        return 0

    def _made(self, row: int, column: int) -> etree._Element:
        element = self._rows.get(row)
        if element is None:
            element = etree.Element(_ROW, r=str(row))
            place = bisect_right(self._numbers, row)
            if place < len(self._numbers):
                self._rows[self._numbers[place]].addprevious(element)
            else:
                self.data.append(element)
            self._numbers.insert(place, row)
            self._rows[row] = element
        cell = etree.Element(_CELL, r=numbered_address(row, column))
        at, before = 0, None
        for each in element.iterchildren(_CELL):
            at = _column(each, at)
            if each.get("r") is None:
                each.set("r", numbered_address(row, at))  # positions by order alone would move
            if at > column:
                before = each
                break
        if before is None:
            element.append(cell)
        else:
            before.addprevious(cell)
        return cell

    def draw_legacy(self, relation: str) -> None:
        """Points the sheet to its comment shapes, at the place the schema gives the element."""
        drawing = etree.Element(f"{{{MAIN}}}legacyDrawing")
        drawing.set(f"{{{LINKS}}}id", relation)
        last = None
        for child in self.root:
            if isinstance(child.tag, str) and etree.QName(child).localname in _BEFORE_DRAWING:
                last = child
        if last is None:
            self.root.append(drawing)
        else:
            last.addnext(drawing)

    @property
    def legacy_drawing(self) -> str | None:
        found = self.root.find(f"{{{MAIN}}}legacyDrawing")
        return None if found is None else found.get(f"{{{LINKS}}}id")


def _column(cell: etree._Element, before: int) -> int:
    place = cell_numbers(str(cell.get("r") or ""))
    return place[1] if place else before + 1


def _span(ref: str) -> tuple[int, int, int, int]:
    first, _, last = ref.partition(":")
    top, left = cell_numbers(first) or (0, 0)
    bottom, right = cell_numbers(last or first) or (0, 0)
    return top, left, bottom, right
