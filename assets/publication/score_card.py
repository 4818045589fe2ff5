"""A unit's score card with its evidence, one document for the publicity period (公示期)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from assets.publication.rank_margin import closers
from schemas.history import History
from schemas.months import span_label
from schemas.rounding import half_up
from schemas.typography import chinese

_COLUMNS = ("考核项目", "权重", "得分", "依据和步骤")


def write_score_card(path: Path, history: History, month: str, unit: str) -> None:
    """Writes the card of `unit` for `month`: every item with its clause, figures and steps; totals; what the next rank
    would take."""
    total = history.table("assessment", month).set_index("unit_code").loc[unit]
    items = history.table("assessment_item", month)
    document = Document()
    document.styles["Normal"].font.name = "仿宋_GB2312"
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    document.styles["Normal"].font.size = Pt(12)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(f"{total['unit_name']}{span_label(month)}招商引资考核计分说明")
    run.font.size, run.bold = Pt(18), True
    release = history.release(month) or {}
    document.add_paragraph(
        chinese(f"考核办法：{release.get('rulebook_version') or ''}；发布编号：{release.get('release_id') or ''}")
    )
    table = document.add_table(rows=1, cols=len(_COLUMNS))
    table.style = "Table Grid"
    for cell, name in zip(table.rows[0].cells, _COLUMNS, strict=True):
        cell.text = name
    for row in items[items["unit_code"] == unit].itertuples():
        cells = table.add_row().cells
        for cell, text in zip(
            cells, (row.item_label, _plain(row.weight), _plain(row.score), row.explanation_zh), strict=True
        ):
            cell.text = str(text)
    document.add_paragraph(chinese(_summary(total)))
    gap = total["gap_to_next"]
    ways = closers(items[items["unit_code"] == unit], float(gap)) if gap is not None and gap == gap else []
    if ways:
        document.add_paragraph(chinese(f"要追平上一位，下列一项即可：{';'.join(ways)}。"))
    document.add_paragraph(chinese("对本计分有异议的，请在公示期内书面提出，并附相关凭证。"))
    document.save(str(path))


def _summary(total: Any) -> str:
    if pd.isna(total["total_score"]):
        return "本单位本月缺数（没有可用数据），不计分，不参加排名。"
    words = (
        f"基础得分 {_plain(total['base_score'])}，加分 {_plain(total['bonus'])}，减分 {_plain(total['deduction'])}，"
        f"总分 {_plain(total['total_score'])}，组内第 {int(total['rank_in_group'])} 位"
    )
    gap = total["gap_to_next"]
    return f"{words}，距上一位 {_plain(gap)} 分。" if gap is not None and gap == gap else f"{words}。"


def _plain(value: float) -> str:
    if pd.isna(value):
        return "—"
    return f"{half_up(float(value), 3)}".rstrip("0").rstrip(".")
