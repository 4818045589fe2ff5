"""Lays out the shipped Word templates after GB/T 9704-2012: run as a module after changing template_text.py.

版心 156×225 mm (天头 37, 订口 28), 22 lines of 28 characters, 3号仿宋 text, 2号小标宋 title, 黑体 and 楷体 headings,
page number — 1 — in 4号宋体, right on odd and left on even pages. Fonts are named, never embedded; fontTable names fallbacks.
"""

from __future__ import annotations

import re
from pathlib import Path

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from assets.publication.documents.archive import steady_archive
from assets.publication.documents.template_text import TABLES, TEMPLATES, Annex, Line

FOLDER = Path(__file__).parent / "templates"
LINE_TWIPS = 579  # 225 mm ÷ 22 lines
BODY, TITLE, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
FALLBACKS = {BODY: "仿宋", TITLE: "宋体", KAI: "楷体", HEI: "SimHei", SONG: "SimSun"}
_STYLES: dict[str, tuple[str, str, float, str, int]] = {  # key → style name, font, size pt, alignment, first-line characters
    "title": ("公文标题", TITLE, 22, "CENTER", 0), "body": ("公文正文", BODY, 16, "JUSTIFY", 2),
    "body0": ("公文主送", BODY, 16, "LEFT", 0), "h1": ("公文一级标题", HEI, 16, "JUSTIFY", 2),
    "h2": ("公文二级标题", KAI, 16, "JUSTIFY", 2), "attach": ("公文附件说明", BODY, 16, "LEFT", 5),
    "sign": ("公文署名", BODY, 16, "RIGHT", 0), "date": ("公文成文日期", BODY, 16, "RIGHT", 0),
    "mark": ("公文快报标记", HEI, 14, "LEFT", 0), "draft": ("公文草稿标记", HEI, 14, "CENTER", 0),
    "stamp": ("公文发布标识", SONG, 9, "LEFT", 0), "note": ("公文表注", SONG, 10.5, "LEFT", 0),
    "annex": ("公文附件序号", HEI, 16, "LEFT", 0), "cell": ("公文表格", SONG, 10.5, "CENTER", 0),
    "sum_cell": ("公文表格合计", HEI, 10.5, "CENTER", 0), "head_cell": ("公文表头", HEI, 10.5, "CENTER", 0), "unit": ("公文表格单位", SONG, 10.5, "RIGHT", 0),
    "annex_title": ("公文附件标题", TITLE, 18, "CENTER", 0), "tag": ("模板指令", SONG, 9, "LEFT", 0),
}  # fmt: skip
_WIDE = str.maketrans(",:;()", "\uff0c\uff1a\uff1b\uff08\uff09")


def wide(text: str) -> str:
    """Full-width punctuation outside the template's tags."""
    parts = re.split(r"(\{\{.*?\}\}|\{%.*?%\})", text)
    return "".join(part if part.startswith("{") else part.translate(_WIDE) for part in parts)


def make_template(lines: tuple[Line, ...], with_tables: bool) -> bytes:
    """One template's bytes; the same words give the same bytes."""
    document = Document()
    _page(document)
    _styles(document)
    _fallbacks(document)
    for key, text in lines:
        if text or key != "draft":
            paragraph = document.add_paragraph(style=_STYLES[key][0])
            paragraph.add_run(wide(text))
            paragraph.paragraph_format.keep_with_next = key == "sign" or text.startswith(("3.", "4.")) or None
    if with_tables:
        for annex in TABLES:
            _annex(document, annex)
    _page_numbers(document)
    return steady_archive(document)


def _page(document: object) -> None:
    section = document.sections[0]  # type: ignore[attr-defined]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    section.footer_distance = Mm(23)  # the number's line begins 7 mm below the text
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE_TWIPS))
    properties.append(grid)


def _styles(document: object) -> None:
    for name, font, size, alignment, indent in _STYLES.values():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)  # type: ignore[attr-defined]
        style.quick_style = True
        _font(style.element.get_or_add_rPr(), font, size)
        form = style.paragraph_format
        form.alignment = getattr(WD_ALIGN_PARAGRAPH, alignment)
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_TWIPS / 20 if size > 11 else 16)
        form.widow_control = False
        for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no gap between 汉字 and digits: 28 characters stay 28
            element = OxmlElement(tag)
            element.set(qn("w:val"), "0")
            style.element.get_or_add_pPr().insert_element_before(element, "w:spacing", "w:ind", "w:jc")
        if indent:
            element = style.element.get_or_add_pPr().get_or_add_ind()
            element.set(qn("w:firstLineChars"), str(indent * 100))
            element.set(qn("w:firstLine"), str(int(indent * 15.75 * 20)))
        if size < 11 or name == "公文标题":
            loose = OxmlElement("w:snapToGrid")
            loose.set(qn("w:val"), "0")
            style.element.get_or_add_pPr().insert_element_before(loose, "w:spacing", "w:ind", "w:jc")
        if name == "公文标题":
            form.line_spacing = Pt(34)
        if name == "公文成文日期":
            form.right_indent = Pt(4 * 15.75)
        if name == "公文署名":
            form.right_indent = Pt(2 * 15.75)


def _font(properties: object, font: str, size: float) -> None:
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    for place in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{place}"), font if place == "eastAsia" or font != TITLE else "Times New Roman")
    for tag, value in (
        ("w:spacing", "-5" if size == 16 else "0"),
        ("w:sz", str(int(size * 2))),
        ("w:szCs", str(int(size * 2))),
    ):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        properties.append(element)  # type: ignore[attr-defined]


def _fallbacks(document: object) -> None:
    """altName of every font named: a computer without 小标宋 shows 宋体, not whatever comes."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable"))  # type: ignore[attr-defined]
    text = part.blob.decode("utf-8")
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in FALLBACKS.items()
    )
    part._blob = text.replace("</w:fonts>", f"{fonts}</w:fonts>").encode("utf-8")


_ROWS = (
    ("head_cell", ""),
    ("", "{{%tr for r in {rows} %}}"),
    ("", "{{%tr if r.whole %}}"),
    ("sum_cell", ""),
    ("", "{{%tr else %}}"),
    ("cell", ""),
    ("", "{{%tr endif %}}"),
    ("", "{{%tr endfor %}}"),
)


def _annex(document: object, annex: Annex) -> None:
    """A page of its own: number, title on the third line, unit at the right, the table; nothing where its condition fails."""
    number, title, unit, rows, condition, columns = annex
    add = lambda text, key: document.add_paragraph(wide(text), style=_STYLES[key][0])  # type: ignore[attr-defined]  # noqa: E731
    if condition:
        add(f"{{%p if {condition} %}}", "tag")
    add(number, "annex").paragraph_format.page_break_before = True
    add("", "body0")
    add(title, "annex_title")
    add(f"单位:{unit}", "unit")
    table = document.add_table(rows=len(_ROWS), cols=len(columns), style="Table Grid")  # type: ignore[attr-defined]
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _narrow_margins(table)
    for line, (style, instruction) in enumerate(_ROWS):
        if instruction:
            table.cell(line, 0).paragraphs[0].add_run(instruction.format(rows=rows))
            continue
        table.rows[line].height, table.rows[line].height_rule = Mm(7), WD_ROW_HEIGHT_RULE.AT_LEAST
        for at, (label, field, _width) in enumerate(columns):
            cell = table.cell(line, at)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            cell.paragraphs[0].style = _STYLES[style][0]
            cell.paragraphs[0].add_run(wide(label) if line == 0 else f"{{{{ r.{field} }}}}")
    for at, (_label, _field, width) in enumerate(columns):
        table.columns[at].width = Mm(width)
        for cell in table.columns[at].cells:
            cell.width = Mm(width)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    note = f"notes.{rows.removesuffix('_rows')}"
    add(f"{{%p if {note} %}}", "tag")
    add(f"{{{{ {note} }}}}", "note")
    add("{%p endif %}", "tag")
    if condition:
        add("{%p endif %}", "tag")


def _narrow_margins(table: object) -> None:
    """Half a millimetre beside the text of a cell, so that 107.3% stays on its line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), "28")
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    properties = table._tbl.tblPr  # type: ignore[attr-defined]
    look = properties.find(qn("w:tblLook"))
    look.addprevious(margins) if look is not None else properties.append(margins)


def _page_numbers(document: object) -> None:
    document.settings.odd_and_even_pages_header_footer = True  # type: ignore[attr-defined]
    section = document.sections[0]  # type: ignore[attr-defined]
    for footer, alignment, side in (
        (section.footer, "RIGHT", "right_indent"),
        (section.even_page_footer, "LEFT", "left_indent"),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, alignment)
        setattr(paragraph.paragraph_format, side, Pt(14))
        for kind, text in (("t", "— "), ("begin", ""), ("instr", " PAGE "), ("end", ""), ("t", " —")):
            run = paragraph.add_run(text if kind == "t" else "")
            _font(run._r.get_or_add_rPr(), SONG, 14)
            if kind == "instr":
                element = OxmlElement("w:instrText")
                element.text = text
            elif kind != "t":
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            if kind != "t":
                run._r.append(element)


def main() -> None:
    """Writes every template of template_text.py into templates/."""
    FOLDER.mkdir(exist_ok=True)
    for name, (lines, with_tables) in TEMPLATES.items():
        (FOLDER / f"{name}.docx").write_bytes(make_template(lines, with_tables))


if __name__ == "__main__":
    main()
