"""The added first sheet 退回说明 as worksheet XML: the summary, what to do, one line a finding with a link to its
cell."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from assets.review.returns.annotate.findings_table import HEADERS, INSTRUCTION, FindingLine, legible
from assets.review.returns.annotate.package import LINKS, MAIN
from assets.review.returns.annotate.styles import Styles
from schemas.addresses import cell_numbers, numbered_address

_WIDTHS = (5, 10, 15, 12, 8, 20, 18, 24, 38, 24)
_LONGEST = 2000  # of a cell's text as quoted


def return_sheet(
    title: str, about: str, summary: str, lines: list[FindingLine], sheet_names: set[str], styles: Styles
) -> bytes:
    """The worksheet part. Links only to sheets that are in the workbook."""
    look = _Looks(styles)
    rows = [
        _merged_row(1, title, look.title, 30),
        _merged_row(2, about, look.about, 20),
        _merged_row(3, summary, look.summary, 22),
        _merged_row(4, INSTRUCTION, look.plain, 36),
        _row(5, [_text(5, n, word, look.head) for n, word in enumerate(HEADERS, 1)], 24),
    ]
    links = []
    for number, line in enumerate(lines, 1):
        row = number + 5
        target = _target(line, sheet_names)
        cells = [_text(row, 1, str(number), look.centre)]
        for column, word in enumerate(line.words, 2):
            style = look.centre if column in (2, 4, 5) else look.body
            if column == 2 and line.fill:
                style = look.degree(line.fill)
            elif column == 5 and target:
                style = look.link
            cells.append(_text(row, column, word, style))
        if target:
            links.append(
                f'<hyperlink ref="{numbered_address(row, 5)}" location={quoteattr(target)} display={quoteattr(line.words[3])}/>'
            )
        rows.append(_row(row, cells, _height(line)))
    end = len(lines) + 5
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(_WIDTHS, 1)
    )
    merged = "".join(f'<mergeCell ref="A{n}:J{n}"/>' for n in range(1, 5))
    hyperlinks = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}" xmlns:r="{LINKS}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:J{end}"/><sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        '<pane ySplit="5" topLeftCell="A6" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>{"".join(rows)}</sheetData>'
        f'<mergeCells count="4">{merged}</mergeCells>{hyperlinks}'
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页\uff0c共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    ).encode()


class _Looks:
    """The styles of the sheet."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.title = styles.added(18, bold=True, wide="center", font="黑体")
        self.about = styles.added(11, wide="center")
        self.summary = styles.added(12, bold=True, colour="C00000")
        self.plain = styles.added(10, high="top")
        self.head = styles.added(10, bold=True, fill="E8EEF4", border=True, wide="center", font="黑体")
        self.body = styles.added(10, border=True)
        self.centre = styles.added(10, border=True, wide="center")
        self.link = styles.added(10, border=True, wide="center", colour="0563C1", underline=True)

    def degree(self, fill: str) -> int:
        return self._styles.added(10, bold=True, border=True, wide="center", fill=fill)


def link_to(sheet: str, cell: str) -> str:
    """The location of a cell in this workbook: '项目台账'!B5."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def _target(line: FindingLine, sheet_names: set[str]) -> str:
    found = line.finding
    if not found.sheet or found.sheet not in sheet_names:
        return ""
    return link_to(found.sheet, found.cell) if found.cell and cell_numbers(found.cell) else ""


def _height(line: FindingLine) -> int:
    """Enough for the longest of the wrapped texts."""
    needed = 1
    for width, word in zip(_WIDTHS[1:], line.words, strict=True):
        taken = sum(2 if ord(letter) > 0x2E7F else 1 for letter in word[:_LONGEST]) * 1.06
        needed = max(needed, -int(-taken // max(width - 1, 1)) + word.count("\n"))
    return min(15 * needed + 6, 400)


def _merged_row(number: int, text: str, style: int, height: int) -> str:
    blank = "".join(f'<c r="{numbered_address(number, column)}" s="{style}"/>' for column in range(2, 11))
    return _row(number, [_text(number, 1, text, style), blank], height)


def _row(number: int, cells: list[str], height: int) -> str:
    return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'


def _text(row: int, column: int, text: str, style: int) -> str:
    if not text:
        return f'<c r="{numbered_address(row, column)}" s="{style}"/>'
    clean = escape(legible(text[:_LONGEST]))
    return f'<c r="{numbered_address(row, column)}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'
