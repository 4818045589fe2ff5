"""The office's own files: what is read, and what is said of each fault."""

from pathlib import Path

import pytest
import xlsxwriter

from assets.intake.office.reference import ReferenceProblem, read_reference
from assets.intake.office.units import UnitRegister
from pipelines.cli.init import init


@pytest.fixture
def office(home: Path) -> Path:
    init(home=home)
    return home


def _write(office: Path, name: str, text: str, encoding: str = "utf-8") -> None:
    (office / "reference" / name).write_bytes(text.encode(encoding))


def test_a_fresh_home_validates(office: Path) -> None:
    reference = read_reference(office)
    assert list(reference.units["unit_code"]) == ["T01"]
    assert len(reference.industry_chains) == 7
    assert "reference/units.csv" in reference.digests


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_office_saves_csv_in_any_of_three_ways(office: Path, encoding: str) -> None:
    _write(
        office,
        "targets.csv",
        "year,unit_code,metric_code,annual_target,effective_from\n2025,T01,funds_out_of_district,36000.5,\n",
        encoding,
    )
    targets = read_reference(office).targets
    assert targets["annual_target"].tolist() == [360_005_000.0]
    assert targets["effective_from"].tolist() == ["2025-01"]


def test_an_xlsx_of_the_same_name_serves_too(office: Path) -> None:
    with xlsxwriter.Workbook(str(office / "reference" / "events.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["event_name", "year", "signed_projects", "signed_amount", "highlights", "note"])
        sheet.write_row(1, 0, ["首届投资贸易洽谈会", 2025, 8, 913000, "财富中心", ""])
    events = read_reference(office).events
    assert events["signed_amount_yuan"].tolist() == [9_130_000_000]
    assert events["signed_projects"].tolist() == [8]


def test_every_fault_is_said_with_file_line_column_value_and_expectation(office: Path) -> None:
    _write(office, "units.csv", "unit_code,unit_name,unit_group\nT01,甲镇,town\nT 2,乙镇,village\n")
    _write(office, "targets.csv", "year,unit_code,metric_code,annual_target\n2025,T09,funds_out_of_district,3.6亿\n")
    with pytest.raises(ReferenceProblem) as caught:
        read_reference(office)
    said = str(caught.value)
    assert "reference/units.csv 第3行 unit_code：“T 2”" in said
    assert "reference/units.csv 第3行 unit_group：“village”" in said
    assert "reference/targets.csv 第2行 unit_code：“T09”" in said
    assert "reference/targets.csv 第2行 annual_target：“3.6亿” —— 应为：数字，不带单位和千分位" in said


def test_an_unknown_metric_and_a_doubled_key_are_errors(office: Path) -> None:
    rows = "2025,T01,funds_of_the_moon,1\n2025,T01,signed_100m,3\n2025,T01,signed_100m,4\n"
    _write(office, "targets.csv", "year,unit_code,metric_code,annual_target\n" + rows)
    with pytest.raises(ReferenceProblem) as caught:
        read_reference(office)
    assert "funds_of_the_moon" in str(caught.value)
    assert "第4行" in str(caught.value)


def test_a_bad_district_yaml_names_the_path(office: Path) -> None:
    text = (office / "district.yaml").read_text().replace("submit_by_day: 3", "submit_by_day: 三")
    (office / "district.yaml").write_text(text)
    with pytest.raises(ReferenceProblem) as caught:
        read_reference(office)
    assert "calendar.submit_by_day" in str(caught.value)


def test_a_merger_to_come_hands_nothing_over_yet(office: Path) -> None:
    # 西镇 goes into 东镇 after June: until then 东镇 must neither list its projects nor may use its codes.
    _write(
        office, "units.csv",
        "unit_code,unit_name,unit_group,active_from,active_to,successor_code\n"
        "T01,东镇,town,,,\nT02,西镇,town,,2025-06,T01\nT03,南镇,town,,2025-03,T02\n",
    )  # fmt: skip
    register = UnitRegister(read_reference(office))
    assert register.predecessors("T01", "2025-06") == []
    assert register.predecessors("T02", "2025-06") == ["T03"]
    assert register.predecessors("T01", "2025-07") == ["T02", "T03"]


def test_units_by_name_alias_and_date(office: Path) -> None:
    _write(
        office, "units.csv",
        "unit_code,unit_name,aliases,unit_group,active_from,active_to,successor_code\n"
        "T01,城关镇,城关,town,,2024-12,S01\nS01,城关街道,,subdistrict,2025-01,,\nS02,南湖街道,南湖街道办,subdistrict,,,\n",
    )  # fmt: skip
    register = UnitRegister(read_reference(office))
    assert register.expected("2024-12") == ["T01", "S02"]
    assert register.expected("2025-01") == ["S01", "S02"]
    assert register.resolve("城关镇人民政府(盖章)", "2024-12") == "T01"
    assert register.resolve("城关镇", "2025-01") is None
    assert register.successor("T01", "2025-03") == "S01"
    assert register.predecessors("S01", "2025-01") == ["T01"]
    assert register.resolve(" 南 湖 街道办事处", "2025-01") == "S02"
    assert "南湖街道" in register.suggest("南湖街到")
