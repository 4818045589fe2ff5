"""report.xlsx of a real December: attachments, totals as formulas, text that stays text, print set-up, charts."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assets.publication.documents.view import ReleaseView
from assets.publication.documents.workbook.build import report_workbook
from assets.publication.documents.workbook.lists import project_list
from assets.publication.documents.workbook.sizes import SizeRows

NAMES = ["说明", "图1_进度和走势", "图2_产业链和推进", "附1_主要指标", "附2-1_区外到位", "附2-2_工业到位", "附2-3_省外亿元到位", "附3_亿元以上项目", "附4_产业链", "附5_投资规模", "附6_资金来源地", "附7-1_新签约项目", "附7-2_新开工项目", "附7-3_新投产项目", "附8_展会签约", "附9_外资", "附10_外出招商", "附11_督办清单", "附12_考核得分", "附12-1_镇分项", "附12-2_街道分项", "附12-3_开发区分项", "附13-1_人才", "附13-2_平台称号", "附14_企业走访", "附15_数据质量", "附16_分月走势"]  # fmt: skip
ATTACHMENTS = [name.replace("_", " ") for name in NAMES]
FUNDS = "附2-1 区外到位"


@pytest.fixture(scope="module")
def made(view: ReleaseView) -> bytes:
    return report_workbook(view)


def _read(data: bytes, values: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def _total(sheet: Any, name: str = "合计") -> int:
    return next(row for row in range(3, 80) if str(sheet.cell(row, 1).value).startswith(name))


def test_every_attachment_is_there_and_set_up_for_print(made: bytes) -> None:
    book = _read(made)
    assert book.sheetnames == ATTACHMENTS
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        assert "&P" in sheet.oddFooter.right.text
        assert sheet.title.startswith("图") or sheet.print_title_rows


def test_numbers_are_numbers_and_totals_are_formulas_that_hold_the_published_sum(
    view: ReleaseView, made: bytes
) -> None:
    values, formulas = (_read(made, only)[FUNDS] for only in (True, False))
    last = _total(values)
    units = [values.cell(row, 4).value for row in range(4, last) if not str(values.cell(row, 1).value).endswith("小计")]
    assert str(formulas.cell(last, 4).value).startswith("=SUM(")
    assert len(units) == 18
    assert abs(sum(units) - values.cell(last, 4).value) < 1e-6
    assert values.cell(last, 4).value == pytest.approx(float(view.metric("funds_out_of_district", "ytd_value")) / 1e8)


def test_sizes_and_project_lists_agree_with_the_published_counts(view: ReleaseView) -> None:
    size_row = SizeRows()
    for unit in [*view.units, "ALL"]:
        row = size_row(view, unit)
        assert sum(row[f"finer.{part}"] for part in "abc") == pytest.approx(row["100m.n"])
        assert row["all.n"] == pytest.approx(view.metric("projects_introduced", "ytd_value", unit))
    for kind, metric in (
        ("signed", "projects_introduced"),
        ("started", "started_100m"),
        ("completed", "completed_projects"),
    ):
        assert len(project_list(view, kind)) == pytest.approx(view.metric(metric, "ytd_value"))


def test_text_that_looks_like_a_formula_is_text(view: ReleaseView) -> None:
    dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"]
    project = view.table("project").copy()
    chosen = [row["project_code"] for row in project_list(view, "signed")[:5]]
    for code, text in zip(chosen, dangerous, strict=True):
        project.loc[project["project_code"] == code, "project_name"] = text
    data = report_workbook(replace(view, tables={**view.tables, "project": project}))
    sheet = _read(data, values=False)["附7-1 新签约项目"]
    assert [sheet.cell(row, 2).value for row in range(4, 9)] == dangerous
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        written = parts.read(f"xl/worksheets/sheet{ATTACHMENTS.index('附7-1 新签约项目') + 1}.xml").decode()
    cells = [re.search(rf'<c r="B{row}"([^>]*)>(<f>)?', written) for row in range(4, 9)]
    assert all(cell is not None and 't="s"' in cell[1] and cell[2] is None for cell in cells)


def test_a_provisional_total_that_lacks_a_unit_says_not_less_than(view: ReleaseView) -> None:
    sent = view.table("submission").copy()
    missing = view.units_by_group()[0]
    sent.loc[sent["unit_code"] == missing, ["status", "figures"]] = ["missing", "none"]
    early = replace(
        view,
        release={**view.release, "status": "provisional", "units_current": 17, "units_missing": 1},
        tables={**view.tables, "submission": sent},
    )
    sheet = _read(report_workbook(early))[FUNDS]
    words = [str(sheet.cell(row, 1).value) for row in range(3, 40)]
    assert "快报" in str(sheet["A2"].value)
    assert "合计\uff08不低于\uff09" in words
    assert sum("不低于" in each for each in words) == 2  # its group and the district, no other group
    assert "缺数" in str(sheet.cell(4, 11).value)
    assert not any("不低于" in str(cell.value) for row in _read(report_workbook(view))[FUNDS] for cell in row)


def test_the_funnel_and_the_other_charts_are_native(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 4
    assert sum('barDir val="bar"' in each and "签约→开工→投产" in each for each in charts) == 1
    assert sum("c:lineChart" in each for each in charts) == 2


@pytest.mark.full
def test_libreoffice_computes_the_same_sums_and_draws_the_charts(made: bytes, tmp_path: Path, soffice: str) -> None:
    """Every cached result is taken out first, so that LibreOffice must compute."""
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data)
            target.writestr(name, data)
    convert = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    (tmp_path / "out").mkdir()
    for kind in ("xlsx", "pdf"):
        subprocess.run(
            [*convert, kind, "--outdir", str(tmp_path / "out"), str(bare)], check=True, capture_output=True, timeout=180
        )
    published, formulas = _read(made), _read(made, values=False)
    computed = openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    assert computed[sheet.title][cell.coordinate].value == pytest.approx(
                        published[sheet.title][cell.coordinate].value
                    ), (sheet.title, cell.coordinate)
                    compared += 1
    assert compared > 200
    pdf = (tmp_path / "out" / "bare.pdf").read_bytes()
    assert pdf.count(b"/Type /Page") + pdf.count(b"/Type/Page") > 20
