"""Bulletin and annual report of a real December: figures, layout after GB/T 9704, linter, bytes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from assets.publication.documents.build import SHIPPED, build_documents
from assets.publication.documents.figures import BoundFigure, Figures, display_text
from assets.publication.documents.linter import lint
from assets.publication.documents.rankings import leading
from assets.publication.documents.render import render
from assets.publication.documents.view import ReleaseView
from tests.publication.documents.views import PRIVATE, text_of


def test_nothing_is_withheld_and_the_same_release_gives_the_same_bytes(view: ReleaseView, tmp_path: Path) -> None:
    outcome = build_documents(view, tmp_path)
    assert [path.name for path in outcome.files] == ["bulletin.docx", "annual.docx", "report.xlsx", "dashboard.html"]
    assert (outcome.withheld, outcome.findings) == ([], [])
    first = {path.name: path.read_bytes() for path in outcome.files}
    assert first == {path.name: path.read_bytes() for path in build_documents(view, tmp_path).files}


def test_a_typed_number_withholds_the_document_and_not_the_tables(view: ReleaseView, tmp_path: Path) -> None:
    faulty = replace(view, narrative={**view.narrative, "next_steps": "力争全年到位资金达到150亿元。"})
    outcome = build_documents(faulty, tmp_path)
    assert outcome.withheld == ["bulletin"]
    assert [f.rule_code for f in outcome.findings] == ["D405"]
    assert "150" in outcome.findings[0].message
    assert (tmp_path / "bulletin.draft.docx").is_file()
    assert (tmp_path / "report.xlsx").is_file()
    assert "草稿" in text_of((tmp_path / "bulletin.draft.docx").read_bytes())


@pytest.mark.parametrize(
    "text", ["截至12月底同比增长-8.92%", "到位率提高3.2%", "增长3.2%个百分点", "突破三十亿元", "完成150亿元"]
)
def test_the_linter_refuses(text: str) -> None:
    assert lint([text], [])


@pytest.mark.parametrize(
    "text", ["2025年1—12月", "《考核办法2025》", "“115”团队", "梅招发〔2025〕3号", "第3名", "附件2", "4+2产业"]
)
def test_the_linter_lets_free_words_pass(text: str) -> None:
    assert lint([text], [], ["4+2产业"]) == []


def test_growth_agrees_with_its_sign_and_schedule_names_its_month() -> None:
    fallen = BoundFigure("metric", "ALL|x|verified", "yoy", -0.0892, "8.92%")
    mark = "\ue000\U000f00008.92%\ue001"
    assert lint([f"12月同比下降{mark}"], [fallen]) == []
    assert lint([f"12月同比增长{mark}"], [fallen])
    assert lint(["完成序时进度\ue000\U000f00008.92%\ue001"], [replace(fallen, column="schedule_progress")])
    assert lint([f"12月同比下降{mark.replace('8.92', '8.93')}"], [fallen])


def test_a_district_of_thousands_of_units_has_room_for_its_figures(view: ReleaseView) -> None:
    figures = Figures(view)
    marked = [figures.bind("metric", f"U{number}|x|verified", "ytd_value", number, f"{number}亿元") for number in range(100_000)]  # fmt: skip
    assert lint(marked[::9_999], figures.bound) == []
    assert lint([marked[99_999].replace("99999亿元", "88888亿元")], figures.bound)


def test_growth_words(view: ReleaseView) -> None:
    view._metric[("ALL", "fallen", "verified")] = {"yoy": -0.0892}
    assert re.sub(PRIVATE, "", Figures(view).growth("fallen", 2)) == "同比下降8.92%"
    assert display_text(11_557_000_000, "亿元2") == "115.57亿元"
    assert display_text(None, "%1") == "—"
    assert display_text(300_000_000, "亿元2*") == "3亿元"


@pytest.mark.parametrize("name", ["bulletin", "annual"])
def test_the_page_is_laid_out_after_gbt_9704(view: ReleaseView, name: str) -> None:
    """A4; 天头 37, 订口 28, 版心 156×225 mm; 22 lines of 28 characters; 3号 text, 2号 title; — 1 — outside."""
    document = Document(io.BytesIO(render(view, SHIPPED / f"{name}.docx").data))
    section = document.sections[0]
    margins = section.top_margin, section.left_margin, section.right_margin, section.bottom_margin
    assert [round(margin.mm) for margin in margins] == [37, 28, 26, 35]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    styles = document.styles
    sizes = {
        each: int(styles[each].element.rPr.find(qn("w:sz")).get(qn("w:val"))) / 2
        for each in ("公文标题", "公文正文", "公文一级标题", "公文二级标题")
    }
    fonts = {each: styles[each].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) for each in sizes}
    assert list(sizes.values()) == [22, 16, 16, 16]
    assert list(fonts.values()) == ["方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"]
    body = styles["公文正文"]
    pitch = body.paragraph_format.line_spacing.pt
    assert 22 * pitch * 25.4 / 72 <= 225 < 23 * pitch * 25.4 / 72
    step = sizes["公文正文"] + int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 * step * 25.4 / 72 <= 156 < 29 * step * 25.4 / 72
    assert body.element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert document.settings.odd_and_even_pages_header_footer
    assert all("PAGE" in each._p.xml and "— " in each.text for each in (odd, even))
    assert (odd.alignment, even.alignment) == (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)


def test_a_provisional_release_says_so_beside_every_total_it_understates(view: ReleaseView) -> None:
    missing = view.units_by_group()[0]
    sent = view.table("submission").copy()
    sent.loc[sent["unit_code"] == missing, ["status", "figures"]] = ["missing", "none"]
    stated = {**view.release, "status": "provisional", "units_current": 17, "units_missing": 1, "coverage": 0.9321}
    made = render(replace(view, release=stated, tables={**view.tables, "submission": sent}), SHIPPED / "bulletin.docx")
    text = text_of(made.data)
    assert made.strays == []
    assert "【快报】应报18家\uff0c采用当月数17家\uff0c覆盖率93.2%" in text
    assert re.search(
        "全区区外项目到位资金不低于[0-9.]+亿元\uff08未含未报送的[^\uff09]+\uff09\uff0c(按已报数|同口径)同比", text
    )
    assert "合计\uff08不低于\uff09" in text
    assert "缺数" in text
    assert "不低于" not in text_of(render(replace(view, release=stated), SHIPPED / "bulletin.docx").data)  # all are in


def test_a_month_with_nothing_reads_like_one(view: ReleaseView) -> None:
    """Nothing signed, started or finished, no target, no rulebook, nobody sent: whole sentences, no 0个, no stray dash."""
    metric = view.table("metric").copy()
    metric.loc[metric["value_unit"] != "ratio", ["ytd_value", "month_value", "prior_ytd_value"]] = 0.0
    metric.loc[metric["value_unit"] == "ratio", "ytd_value"] = None
    metric[["yoy", "change_points", "annual_target", "completion", "schedule_target", "schedule_progress", "rank"]] = (
        None
    )
    empty = {
        name: view.table(name).head(0)
        for name in ("industry_chain", "assessment", "assessment_item", "supervision", "project", "event")
    }
    made = render(replace(view, tables={**view.tables, **empty, "metric": metric}), SHIPPED / "bulletin.docx")
    text = text_of(made.data).split("附件1\n")[0]
    assert made.strays == []
    assert "无新签约亿元以上项目" in text
    assert "尚无签约亿元以上项目的有" in text
    assert not re.search("—(?![0-9])|引进项目0个|考核得分", text)


def test_the_boards_are_printed_where_the_rulebook_has_them(view: ReleaseView) -> None:
    entries = [
        (view.month, "红榜", "望湖镇\uff08省级现场会交流\uff09"),
        ("2025-03", "黑榜", "黄里街道\uff08虚报项目\uff09"),
    ]
    told = replace(view, commendations=entries)
    bulletin, annual = (text_of(render(told, SHIPPED / f"{name}.docx").data) for name in ("bulletin", "annual"))
    assert "红榜\uff1a望湖镇\uff08省级现场会交流\uff09。" in bulletin
    assert "黑榜" not in bulletin  # not of this month
    assert "受到减分或否决的有\uff1a黄里街道\uff08虚报项目\uff09。" in annual


def test_who_leads_when_many_are_level() -> None:
    assert leading({"a": 3.0, "b": 2.0, "c": 2.0, "d": 1.0, "e": None, "f": 0.0}) == ["a", "b", "c"]
    assert leading({"a": 3.0, "b": 1.0, "c": 1.0, "d": 1.0}) == ["a", "b", "c", "d"]
    assert leading({"a": 3.0, **dict.fromkeys("bcdefg", 1.0)}) == ["a"]
    assert leading(dict.fromkeys("abcdefg", 1.0)) == []
