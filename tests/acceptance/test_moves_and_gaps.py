"""A first workbook, a silent December, a project handed to another town, an old month on the cover: by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assets.intake.home import MonthHome
from assets.review.new_year import year_lacks
from assets.review.returns.notice import compose_notice, notice_text
from assets.review.submission_status import submission_statuses
from assets.review.template.workbook import write_template
from assets.store.published import Store
from schemas.calendar import Deadlines
from tests.acceptance.office import Office, project

HANDED = """\
unit_code,project_code,rule_code,from_month,to_month,reason,approved_by
T02,T01-2024-001,P308,2025-01,,项目移交西镇,区政府
"""


def money(code: str, month: float, ytd: float, before: float = 0, **cells: Any) -> dict[str, Any]:
    return project(code, **{"本月到位": month, "本年累计到位": ytd, "上年末累计到位": before, **cells})


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """November of three units; in December Z01 says nothing."""
    office = Office(tmp_path_factory.mktemp("moves"))
    for month, ytd, step in (("2024-11", 100, 100), ("2024-12", 130, 30)):
        office.send("T01", month, [money("T01-2024-001", step, ytd), money("T01-2024-002", step, ytd)])
        office.send("T02", month, [money("T02-2024-001", step, ytd)])
        if month == "2024-11":
            office.send("Z01", month, [money("Z01-2024-001", step, ytd)])
        office.run(month, {"2024-11": "2024-12-20T09:00", "2024-12": "2025-01-20T09:00"}[month])
    return office


def template(office: Office, unit: str, month: str, folder: Path) -> Any:
    home = MonthHome(office.home, datetime(2025, 2, 1), office.url)
    with Store(office.url) as store:
        return openpyxl.load_workbook(write_template(folder / f"{unit}.xlsx", unit, month, home.reference, store))


def words_of(sheet: Any) -> str:
    return "".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_after_a_silent_december_the_month_compared_with_is_named(office: Office, tmp_path: Path) -> None:
    office.send("Z01", "2025-01", [money("Z01-2024-001", 10, 10, 150)])
    found = [each for each in office.judged("2025-01", "2025-02-05T09:00").findings if each.rule_code == "H203"]
    assert [each.unit_code for each in found] == ["Z01"]
    assert "2024年11月历史累计 100万元" in found[0].message
    assert "补报2024年12月月报" in found[0].message
    assert "本单位2024年12月未报，以下结转的是2024年11月数据" in words_of(
        template(office, "Z01", "2025-01", tmp_path)["封面"]
    )
    assert "未报" not in words_of(template(office, "T02", "2025-01", tmp_path)["封面"])


def test_a_first_workbook_takes_codes_of_earlier_years(office: Office, tmp_path: Path) -> None:
    home = MonthHome(office.home, datetime(2024, 10, 1), office.url)
    with Store(f"sqlite:///{tmp_path}/none.db") as store:
        path = write_template(tmp_path / "first.xlsx", "T01", "2024-10", home.reference, store)
    ledger = openpyxl.load_workbook(path)["项目台账"]
    assert "T01-2023-001" in words_of(ledger)
    assert not any("B4" in str(each.sqref) for each in ledger.data_validations.dataValidation)
    later = template(office, "T01", "2025-01", tmp_path)["项目台账"]
    assert any("B6" in str(each.sqref) for each in later.data_validations.dataValidation)


def test_a_project_is_handed_over_with_its_code_and_history(office: Office, tmp_path: Path) -> None:
    office.send("T01", "2025-01", [money("T01-2024-002", 5, 5, 130)])
    office.send("T02", "2025-01", [money("T02-2024-001", 5, 5, 130), money("T01-2024-001", 7, 7, 130)])
    told = {(each.rule_code, each.unit_code) for each in office.judged("2025-01", "2025-02-05T09:00").findings}
    assert {("P308", "T01"), ("P308", "T02"), ("C106", "T02"), ("H205", "T01")} <= told
    office.write("reference/exemptions.csv", HANDED)
    review = office.judged("2025-01", "2025-02-05T09:00")
    assert not {each.rule_code for each in review.findings if each.unit_code in ("T01", "T02")} & {
        "P308",
        "C106",
        "H205",
        "H203",
    }
    ledger = words_of(template(office, "T02", "2025-01", tmp_path)["项目台账"])
    assert "T01-2024-001" in ledger
    assert "T01-2024-001" not in words_of(template(office, "T01", "2025-01", tmp_path)["项目台账"])
    # the receiving unit's workbook is returned: the project stands in its carried figures, not nowhere
    office.run("2025-01", "2025-02-20T09:00")
    owner = (
        "SELECT unit_code, arrived_total_yuan FROM report_project WHERE month='2025-01' AND project_code='T01-2024-001'"
    )
    assert office.ask(owner) == [("T02", 1_370_000)]
    office.send("T01", "2025-02", [money("T01-2024-002", 5, 10, 130)])
    office.run("2025-02", "2025-03-20T09:00")
    assert office.ask(owner.replace("2025-01", "2025-02")) == [("T02", 1_370_000)]


def test_an_old_month_on_the_cover_is_received_and_said_to_be_wrong(office: Office) -> None:
    office.send("T02", "2025-01", [money("T02-2024-001", 9, 14, 130)], at="2025-04-02T09:00", name="西镇.xlsx")
    home = MonthHome(office.home, datetime(2025, 4, 3, 9), office.url)
    review = office.judged("2025-03", "2025-04-03T09:00")
    deadlines = Deadlines(home.reference.district.calendar)
    row = next(
        each for each in submission_statuses(review, home.register, deadlines, home.as_of) if each.unit_code == "T02"
    )
    assert (row.status, row.next_step) == ("returned", "已收到，月份写错，请改正填报月份后重报")
    mine = [each for each in review.findings if each.unit_code == "T02"]
    said = next(each for each in mine if each.rule_code == "F005")
    assert (said.severity, said.returns, said.sheet, said.cell) == ("E", True, "封面", "B3")
    notice = notice_text(
        compose_notice("returned", "西镇", "2025-03", mine, deadlines, "区招商办", received_at="2025-04-02T09:00")
    )
    assert "已收到，月份写错" in notice
    assert "未收到" not in notice
    assert "西镇.xlsx" not in set(office.judged("2025-01", "2025-04-03T09:00").revisions["file_name"])


def test_a_year_without_targets_and_rulebook_is_said(office: Office) -> None:
    home = MonthHome(office.home, datetime(2025, 4, 3, 9), office.url)
    lacking = year_lacks(home.reference, "2025-01")
    assert ["2025年目标" in lacking[0], "没有生效的考核办法" in lacking[1]] == [True, True]
