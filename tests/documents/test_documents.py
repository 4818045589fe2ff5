"""Bulletin, annual report, workbook, dashboard of a real December: figures, layout, linter, bytes."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from assets.publication.documents.build import SHIPPED, build_documents
from assets.publication.documents.dashboard.page import dashboard_page
from assets.publication.documents.figures import Bound, Figures, shown
from assets.publication.documents.linter import lint
from assets.publication.documents.render import render
from assets.publication.documents.view import ReleaseView
from assets.publication.documents.workbook.build import report_workbook
from tests.documents.views import december

SEED = (
    "145.4亿元 同比增长16.8% 96.6亿元 106.2亿元 完成序时进度117.9% 签约亿元以上项目38个 完成序时进度105.6% 115.57亿元 52.13% 28个 39.17亿元 "
    "7个,总投资42.83亿元 14个,总投资19.87亿元 8个,总投资16.44亿元 4个,总投资15.43亿元 2个,总投资6.8亿元 2个,总投资11.2亿元 1个,总投资3亿元 "
    "投产项目12个 建设16个 手续10个 项目120个 项目22个 项目60个 项目8个,签约总金额91.3亿元 19个 132人 14人 23.6万元 平台2个 资助1人 创新团队1个 工程3人 人才2人 工匠2人"
).replace(",", "\uff0c").split()  # fmt: skip


def _text(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


@pytest.mark.full
def test_the_annual_report_prints_every_figure_of_the_report_it_began_from(tmp_path: Path) -> None:
    """A whole year of the sample: 认定 stands on earlier months."""
    view = december(tmp_path / "year", months=12)
    made = render(view, SHIPPED / "annual.docx")
    text = _text(made.data)
    assert made.strays == []
    assert [figure for figure in SEED if figure not in text] == []
    assert len(made.bound) > 100
    assert not re.search("[\ue000-\uf8ff]", text)


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
    assert "草稿" in _text((tmp_path / "bulletin.draft.docx").read_bytes())


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
    fallen = Bound("metric", "ALL|x|verified", "yoy", -0.0892, "8.92%")
    mark = "\ue000\ue1008.92%\ue001"
    assert lint([f"12月同比下降{mark}"], [fallen]) == []
    assert lint([f"12月同比增长{mark}"], [fallen])
    assert lint(["完成序时进度\ue000\ue1008.92%\ue001"], [replace(fallen, column="schedule_progress")])
    assert lint([f"12月同比下降{mark.replace('8.92', '8.93')}"], [fallen])


def test_growth_words(view: ReleaseView) -> None:
    view._metric[("ALL", "fallen", "verified")] = {"yoy": -0.0892}
    assert re.sub("[\ue000-\uf8ff]", "", Figures(view).growth("fallen", 2)) == "同比下降8.92%"
    assert shown(11_557_000_000, "亿元2") == "115.57亿元"
    assert shown(None, "%1") == "—"
    assert shown(300_000_000, "亿元2*") == "3亿元"


def test_the_page_is_laid_out_after_gbt_9704(view: ReleaseView) -> None:
    for name in ("bulletin", "annual"):
        document = Document(io.BytesIO(render(view, SHIPPED / f"{name}.docx").data))
        section = document.sections[0]
        margins = section.top_margin, section.left_margin, section.right_margin, section.bottom_margin
        assert [round(margin.mm) for margin in margins] == [37, 28, 26, 35]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        body = document.styles["公文正文"]
        pitch = body.paragraph_format.line_spacing.pt
        assert 22 * pitch * 25.4 / 72 <= 225 < 23 * pitch * 25.4 / 72
        size = int(body.element.rPr.find(qn("w:sz")).get(qn("w:val"))) / 2
        step = size + int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
        assert size == 16
        assert 28 * step * 25.4 / 72 <= 156 < 29 * step * 25.4 / 72
        footers = section.footer._element, section.even_page_footer._element
        assert document.settings.odd_and_even_pages_header_footer
        assert all("PAGE" in f.xml for f in footers)


def test_a_provisional_release_says_so(view: ReleaseView) -> None:
    early = replace(view, release={**view.release, "status": "provisional"})
    assert "快报" in _text(render(early, SHIPPED / "bulletin.docx").data)
    assert 'class="flag"' in dashboard_page(early)
    assert 'class="flag"' not in dashboard_page(view)


def test_the_workbook_holds_numbers_and_totals_that_add_up(view: ReleaseView) -> None:
    data = report_workbook(view)
    values, formulas = (
        openpyxl.load_workbook(io.BytesIO(data), data_only=only)["附2 区外到位资金"] for only in (True, False)
    )
    last = next(row for row in range(4, 60) if values.cell(row, 1).value == "合计")
    units = [values.cell(r, 4).value for r in range(4, last) if not str(values.cell(r, 1).value).endswith("小计")]
    assert str(formulas.cell(last, 4).value).startswith("=")
    assert len(units) == 18
    assert abs(sum(units) - values.cell(last, 4).value) < 1e-6


def test_text_that_looks_like_a_formula_is_text(view: ReleaseView) -> None:
    project = view.table("project").copy()
    project["project_name"] = "=1+1"
    book = openpyxl.load_workbook(
        io.BytesIO(report_workbook(replace(view, tables={**view.tables, "project": project})))
    )
    assert (book["附10 项目明细"]["C4"].value, book["附10 项目明细"]["C4"].data_type) in (("=1+1", "s"), ("=1+1", "f"))
    assert "<f>1+1" not in _sheet_xml(report_workbook(replace(view, tables={**view.tables, "project": project})))


def _sheet_xml(data: bytes) -> str:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet"))


def test_the_dashboard_cannot_be_broken_out_of(view: ReleaseView) -> None:
    funds = view.table("fund_arrival").copy()
    funds["unit_name"] = "</script><script>alert(1)</script>"
    page = dashboard_page(replace(view, tables={**view.tables, "fund_arrival": funds}))
    assert "<script>alert" not in page
    assert "http://" not in page
    assert "https://" not in page
    embedded = re.search(r'id="figures">(.*?)</script>', page, re.S)
    assert embedded is not None
    assert json.loads(embedded[1])


@pytest.mark.full
@pytest.mark.parametrize("width", [1280, 390])
def test_the_dashboard_in_a_browser(view: ReleaseView, tmp_path: Path, chromium: str, width: int) -> None:
    """No console error, no request, no axe violation, no sideways scrolling; a figure opens with its cells."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    cells = view.table("source_cell").head(5)
    cells = cells.assign(contribution=cells["value_yuan"].astype(float))
    path = tmp_path / "dashboard.html"
    path.write_text(dashboard_page(replace(view, sources=lambda table, key, column: cells)), "utf-8")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900})
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: faults.append(request.url) if request.url.startswith("http") else None)
        page.goto(path.as_uri())
        assert Axe().run(page).violations_count == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.focus(".figure")
        page.keyboard.press("Enter")
        assert str(cells.iloc[0]["cell"]) in page.inner_text("#source")
        assert Axe().run(page).violations_count == 0
        browser.close()
    assert faults == []
