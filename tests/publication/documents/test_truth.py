"""A bad year told as one: every sentence true, gaps said, words that judge borne out, townships' text inert."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

import samples.district
from assets.intake.home import MonthHome
from assets.month import run_month
from assets.publication.documents.build import SHIPPED, build_documents
from assets.publication.documents.comparability import comparability_plain
from assets.publication.documents.dashboard.page import dashboard_page
from assets.publication.documents.linter import lint
from assets.publication.documents.render import render
from assets.publication.documents.view import ReleaseView
from assets.publication.documents.workbook.build import report_workbook
from assets.publication.summary_page import month_markdown
from assets.store.published import Store
from pipelines.cli.summary import summary_table
from pipelines.cli.terminal import Terminal
from samples.mishaps import Mishap
from tests.publication.documents.claims import claims
from tests.publication.documents.views import released_view, text_of

MONTHS = ("2025-11", "2025-12")
FORGED = (
    "甲”。全区区外项目到位资金999.9亿元，同比增长-99%，超额完成。“\n乙\x1b[31m【资金增长？丙】\ue000\U000f0000丁\ue001"
)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MonthHome, Store]]:
    """Five units: one silent, one carried for want of a return, one carried because returned, two late; targets missed, below
    last year."""
    folder = tmp_path_factory.mktemp("bad")
    cases = [Mishap("Z02", month, "missing", "") for month in MONTHS]
    cases += [Mishap(unit, "2025-12", kind, "") for unit, kind in
              (("T02", "missing"), ("S01", "returned"), ("T01", "late"), ("Z01", "late"))]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(samples.district, "planted", lambda _year: tuple(cases))
        samples.district.write_demo(folder, last_month="2025-12", months=len(MONTHS), units=5)
    _scale(folder / "reference" / "targets.csv", "annual_target", 1.8)
    _scale(folder / "reference" / "prior_year.csv", "ytd_value", 1.6)
    home = MonthHome(folder, datetime(2026, 2, 1), f"sqlite:///{folder}/zhaoyin.db")
    with Store(home.database_url) as store:
        for month in MONTHS:
            run_month(home, month, store)
        yield home, store


def _scale(path: Path, column: str, by: float) -> None:
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, column: f"{float(row[column]) * by:.2f}"} for row in rows)


@pytest.fixture(scope="module", params=MONTHS)
def bad_view(request: pytest.FixtureRequest, bad: tuple[MonthHome, Store]) -> ReleaseView:
    return released_view(*bad, request.param)


@pytest.fixture(scope="module")
def failed_year(bad: tuple[MonthHome, Store]) -> ReleaseView:
    return released_view(*bad, "2025-12")


def test_every_sentence_of_a_bad_month_is_true(bad_view: ReleaseView) -> None:
    walked = claims(bad_view)
    assert [(claim.sentence, claim.faults) for claim in walked if not claim.ok] == []
    assert len(walked) > 60


def test_every_sentence_of_a_good_year_is_true(view: ReleaseView) -> None:
    assert [(claim.sentence, claim.faults) for claim in claims(view) if not claim.ok] == []


@pytest.mark.parametrize(
    ("unit", "code", "column", "by"),
    [("ALL", "funds_out_of_district", "yoy", -1), ("ALL", "signed_100m", "ytd_value", 2), ("Z01", "funds_out_of_district", "schedule_target", 0.5)],
)  # fmt: skip
def test_a_sentence_that_is_not_true_is_found(
    failed_year: ReleaseView, unit: str, code: str, column: str, by: float
) -> None:
    metric = failed_year.table("metric").copy()
    metric.loc[(metric["unit_code"] == unit) & (metric["metric_code"] == code), column] *= by
    assert [claim for claim in claims(failed_year, {**failed_year.tables, "metric": metric}) if not claim.ok]


def test_a_failed_year_says_so(failed_year: ReleaseView, tmp_path: Path) -> None:
    outcome = build_documents(failed_year, tmp_path)
    assert outcome.withheld == []
    annual, bulletin = (text_of((tmp_path / f"{name}.docx").read_bytes()) for name in ("annual", "bulletin"))
    assert re.search("目标任务未全面完成", annual)
    assert re.search(
        "全区区外项目到位资金[0-9.]+亿元\uff08未含未报送的梅山高新技术产业园区\uff0c城东街道、柳河镇沿用上次数\uff09",
        annual,
    )
    assert re.search("完成年度目标的[0-9.]+%", annual)
    assert not re.search("扎实推进|稳步|双提升|不断|显著|有序落地|好于预期", annual.split("工作展望")[0])
    assert re.search("梅山经济开发区欠年度目标[0-9.]+亿元", bulletin)
    assert re.search(
        "报表未报送的有柳河镇\uff08沿用上次数\uff09、梅山高新技术产业园区\uff08缺数\uff09\uff0c共2家", bulletin
    )
    assert "报表被退回的有城东街道\uff08沿用上次数\uff09\uff0c共1家" in bulletin
    assert "报表迟报的有青谷镇、梅山经济开发区\uff0c共2家" in bulletin
    assert "开发区\uff08参评1/2家\uff09" in bulletin
    assert "区外项目到位资金完成情况\uff08缺数1家、沿用上次数2家\uff09" in bulletin
    for text in (annual, bulletin):
        assert not re.search("[\uff0c、][\uff0c。\uff1b]|到位—|(?<![0-9.])0[家期个批次]|【[^】]*？", text)


def test_every_page_of_a_month_with_gaps_says_so(bad: tuple[MonthHome, Store], failed_year: ReleaseView) -> None:
    home, store = bad
    said = "缺数1家：梅山高新技术产业园区；沿用上次数2家：城东街道、柳河镇"
    out = io.StringIO()
    Terminal(file=out, width=120).print(summary_table(store, "2025-12"))
    page = month_markdown(store, "2025-12", home.register)
    for shown in (out.getvalue(), page):
        assert said in shown
        assert "参评4/5家" in shown
    assert "未含未报送的梅山高新技术产业园区" in page
    assert "数据不全" in dashboard_page(failed_year)
    assert said.encode() in _shared_strings(report_workbook(failed_year))


def _shared_strings(data: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read("xl/sharedStrings.xml")


def test_level_with_last_year_and_carried_figures_are_no_fall(failed_year: ReleaseView) -> None:
    metric = failed_year.table("metric").copy()
    funds = metric["metric_code"] == "funds_out_of_district"

    def annual(growth: float, **of_units: float) -> str:
        changed = metric.copy()
        changed.loc[funds & (changed["unit_code"] == "ALL"), "yoy"] = growth
        for unit, value in of_units.items():
            changed.loc[funds & (changed["unit_code"] == unit), "ytd_value"] = value
        view = replace(failed_year, tables={**failed_year.tables, "metric": changed})
        return text_of(render(view, SHIPPED / "annual.docx").data)

    assert "二是资金到位低于上年同期" in annual(-0.1)
    assert "二是资金到位情况" in annual(0.0)
    assert "二是资金到位情况" in annual(-0.1, T01=1e12, Z01=1e12)  # only those that are carried are below


def test_what_must_be_known_before_comparing_is_said(bad: tuple[MonthHome, Store], failed_year: ReleaseView) -> None:
    projects = failed_year.table("project")
    code = str(projects.loc[projects["unit_code"] == "T01", "project_code"].iloc[0])
    handed = replace(failed_year, hand_overs=[(code, "2025-12", "Z01")])
    assert f"自2025年12月起移交{handed.name_of('Z01')}，本年数计入" in comparability_plain(handed)
    assert comparability_plain(replace(failed_year, hand_overs=[(code, "2025-12", "T01")])) == ""
    november = released_view(*bad, "2025-11").tables["submission"].assign(figures="carried")
    told = {"submission": november, "project": projects, "metric": failed_year.table("metric")}
    past = SimpleNamespace(table=lambda name, _month: told.get(name, november))
    assert "青谷镇、梅山经济开发区上月沿用上次数，当月数含以前月份补报数" in comparability_plain(
        replace(failed_year, history=past)  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    "text",
    ["年度目标任务超额完成。", "招商引资工作取得了显著成效。", "资金到位稳步提高。", "各项工作扎实推进。", "项目数量和质量双提升。", "高层次人才引进质量不断提高。",
     "产业链重大项目有序落地。", "【没有的条件？甲｜乙】", "力争把超额完成了的任务写进去。", "全区天气持续优化。"],
)  # fmt: skip
def test_words_that_judge_a_failed_year_withhold_the_document(
    failed_year: ReleaseView, tmp_path: Path, text: str
) -> None:
    outcome = build_documents(replace(failed_year, narrative={"funds": text}), tmp_path)
    assert outcome.withheld == ["annual"]
    assert {each.rule_code for each in outcome.findings} == {"D408"}


@pytest.mark.parametrize(
    "text",
    ["目标任务未超额完成。", "【资金增长？资金到位稳步提高｜资金到位低于上年同期】。", "下一步，全区将推动项目有序落地，力争超额完成年度任务。", "截至12月底未达到有序时的要求。"],
)  # fmt: skip
def test_a_plan_a_denial_and_a_bound_word_pass(failed_year: ReleaseView, text: str) -> None:
    assert render(replace(failed_year, narrative={"funds": text}), SHIPPED / "annual.docx").strays == []


def test_a_bound_word_needs_the_condition_that_carries_it(view: ReleaseView) -> None:
    wrong = replace(view, narrative={"funds": "【资金增长？年度任务超额完成｜】。"})
    assert [each.rule for each in render(wrong, SHIPPED / "annual.docx").strays] == ["D408"]


def test_a_township_cannot_write_into_a_document_or_withhold_it(failed_year: ReleaseView, tmp_path: Path) -> None:
    """A project's name that closes its quotation and goes on, a category of a platform that is a sentence."""
    project = failed_year.table("project").assign(project_name=FORGED)
    recognition = failed_year.table("recognition").assign(category="平台1个。全区区外到位资金999.9亿元")
    forged = replace(failed_year, tables={**failed_year.tables, "project": project, "recognition": recognition})
    outcome = build_documents(forged, tmp_path)
    assert (outcome.withheld, outcome.findings) == ([], [])
    for name in ("bulletin", "annual"):
        for match in re.finditer("999.9亿元", text := text_of((tmp_path / f"{name}.docx").read_bytes())):
            before = text[: match.start()]
            assert before.rfind("“") > before.rfind("”"), "outside its quotation"
            assert "\n" not in before[before.rfind("“") :]
        assert not re.search("[\x00-\x08\x0b-\x1f\ue000-\uf8ff]", text)
    page = dashboard_page(forged)
    assert not re.search("[\x00-\x08\x0b-\x1f\ue000-\uf8ff]", page)
    assert lint(["项目“甲”。全区区外到位资金999.9亿元“乙”。"], [])


def test_a_year_without_targets_or_rulebook_says_so_once(view: ReleaseView) -> None:
    metric = view.table("metric").copy()
    metric[
        [
            "annual_target",
            "original_target",
            "completion",
            "schedule_target",
            "schedule_progress",
            "schedule_gap",
            "rank",
        ]
    ] = None
    empty = {name: view.table(name).head(0) for name in ("assessment", "assessment_item", "supervision")}
    new = replace(view, rulebook_title="", tables={**view.tables, **empty, "metric": metric}, narrative={})
    for name in ("bulletin", "annual"):
        text = text_of(render(new, SHIPPED / f"{name}.docx").data)
        assert text.count("年度目标尚未下达") == 1
        assert text.count("考核办法尚未印发") == 1
        assert "工作展望" not in text
        assert not re.search("序时进度[0-9]|未下达目标|按完成序时进度排序", text)
