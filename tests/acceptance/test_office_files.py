"""A broken office file names file, line, column, value and what is expected, and stops the run: exit code 2."""

from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter

from assets.intake.office.reference import ReferenceProblem, read_reference
from schemas.metrics import RegistryProblem
from schemas.office.rulebook import RulebookProblem, rulebook_for
from tests.acceptance.office import DISTRICT, Office

FILES = {
    "holidays": ("date,kind,note\n2025-02-30,rest,\n", ["第2行 date：“2025-02-30”", "第2行 kind：“rest”"]),
    "receipts": ("file_name,sha256,received_at\na.xlsx,,2025-99-01\n", ["第2行 received_at：“2025-99-01”"]),
    "targets": (
        "year,unit_code,metric_code,annual_target,effective_from\n2025,T99,trips,\"1,000\",2025-13\n2025,T01,tripz,1,\n",
        ["第2行 unit_code：“T99”", "第2行 annual_target：“1,000”", "第2行 effective_from：“2025-13”", "第3行 metric_code：“tripz”"],
    ),
    "verifications": (
        "month,project_code,verified_ytd,counted\n2025-3,T01-2025-001,1,yes\n", ["第2行 month：“2025-3”", "第2行 counted：“yes”"],
    ),
    "prior_year": (
        "month,unit_code,metric_code,caliber,ytd_value,note\n2025-01,GROUP:village,trips,decl,1,\n2025-01,T01,trips,,1,甲,乙\n",
        ["第2行 unit_code：“GROUP:village”", "第2行 caliber：“decl”", "第3行 表头之外：“乙”"],
    ),
    "events": (
        "event_name,year,signed_projects,signed_amount\n投洽会,25,八,9亿\n",
        ["第2行 year：“25”", "第2行 signed_projects：“八”", "第2行 signed_amount：“9亿”"],
    ),
    "conduct": ("month,unit_code,item_code\n2025-01,T09,survey\n", ["第2行 unit_code：“T09”"]),
    "exemptions": (
        "unit_code,rule_code,from_month,reason,approved_by,project_code,to_month\nT09,H999,2025-01,因故,甲,,\n",
        ["第2行 unit_code：“T09”", "第2行 rule_code：“H999”"],
    ),
    "header_aliases": (
        "sheet,header,field,confirmed_by,confirmed_on\n项目台账,总额,total_investmen,甲,2025-01-01\n", ["第2行 field：“total_investmen”"],
    ),
    "external": ("source,month,code,metric_code,value\n平台,2025-01,T01,nope,1\n", ["第2行 metric_code：“nope”"]),
    "industry_chains": ("chain_code,chain_name\n新,新材料\n", ["第2行 chain_code：“新”"]),
    "units": (
        "unit_code,unit_name,aliases,unit_group,active_from,active_to,successor_code,contact\nT01,东镇,,town,,,,\n"
        "T03,东镇,,village,2025-05,2025-01,T77,\n",
        ["第3行 unit_group：“village”", "第3行 successor_code：“T77”", "第3行 active_to：“2025-01”", "第3行 unit_name：“东镇”"],
    ),
}  # fmt: skip


def test_money_of_the_office_is_whole_yuan_and_counts_stay(office: Office) -> None:
    rows = "2025-01,T01,funds_out_of_district,,12.34565,\n2025-01,T01,signed_100m,,0.6,\n"
    office.write("reference/prior_year.csv", f"month,unit_code,metric_code,caliber,ytd_value,note\n{rows}")
    assert read_reference(office.home).prior_year["ytd_value"].tolist() == [123_457.0, 0.6]


@pytest.mark.parametrize("name", FILES)
def test_each_file_says_where_and_what(office: Office, name: str) -> None:
    text, said = FILES[name]
    office.write(f"reference/{name}.csv", text)
    with pytest.raises(ReferenceProblem) as caught:
        read_reference(office.home)
    for words in said:
        assert f"reference/{name}.csv {words}" in str(caught.value), str(caught.value)


def test_an_xlsx_is_named_as_such_and_a_month_typed_into_excel_is_a_month(office: Office) -> None:
    with xlsxwriter.Workbook(str(office.home / "reference" / "verifications.xlsx")) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm"})
        sheet.write_row(0, 0, ["month", "project_code", "verified_ytd", "counted"])
        sheet.write_datetime(1, 0, date(2025, 3, 1), day)
        sheet.write_row(1, 1, ["T01-2025-001", 800, ""])
    rows = read_reference(office.home).verifications
    assert rows[["month", "verified_ytd_yuan"]].values.tolist() == [["2025-03", 8_000_000]]
    assert rows["counted"].isna().all()
    with xlsxwriter.Workbook(str(office.home / "reference" / "conduct.xlsx")) as book:
        book.add_worksheet().write_row(0, 0, ["month", "unit_code", "item_code"])
        book.get_worksheet_by_name("Sheet1").write_row(1, 0, ["2025-01", "T09", "x"])
    with pytest.raises(ReferenceProblem, match=r"reference/conduct\.xlsx 第2行 unit_code：“T09”"):
        read_reference(office.home)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("calendar: {submit_by_day: 40}", "district.yaml 第3行 calendar.submit_by_day：“40” —— 应不大于 28"),
        (
            "policies: {missing: carry}",
            "district.yaml 第3行 policies.missing：“carry” —— 应为 carry_forward、zero 或 exclude",
        ),
        ("limits: {cels: 3}", "district.yaml 第3行 limits.cels：“3” —— 不认识的项"),
        ("inbox: {database: 'sqlite:///x', tables: {项目: t}}", "tables 的键“项目”不是统计表的名称"),
        ("calendar: [1", "district.yaml 第"),
    ],
)
def test_district_yaml_names_the_path_in_it(office: Office, text: str, said: str) -> None:
    office.write("district.yaml", f"{DISTRICT}{text}\n")
    with pytest.raises(ReferenceProblem) as caught:
        read_reference(office.home)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "x: {label: 甲, fact: projet, measure: {count: rows}, unit: count}",
            "metrics.yaml 第1行 x.fact“projet” —— 应为",
        ),
        (
            "x: {label: 甲, fact: project, where: {invested: {ge: 1}}, measure: {count: rows}, unit: count}",
            "where.invested",
        ),
        (
            "x: {label: 甲, fact: project, where: {stage: [buildin]}, measure: {count: rows}, unit: count}",
            "没有代码 buildin",
        ),
        ("signed_100m: {where: {total_investment_yuan: {ge: abc}}}", "应与数字比较"),
        (
            "x: {label: 甲, fact: project, where: {signed_this_year: 是}, measure: {count: rows}, unit: count}",
            "应为 true 或 false",
        ),
    ],
)
def test_a_metric_that_fits_no_column_stops_the_run(office: Office, text: str, said: str) -> None:
    office.write("metrics.yaml", text)
    with pytest.raises(RegistryProblem) as caught:
        read_reference(office.home)
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("where", "said"),
    [("{investd: {ge: 1}}", "bonus.items[big].where：investd"), ("{started: {ge: 1}}", "应为 true 或 false"),
     ("{stage: {above: signed}}", "不认识的项"), ("{total_investment_yuan: {ge: 1亿}}", "应与数字比较")],
)  # fmt: skip
def test_a_rulebook_s_conditions_are_checked_when_it_is_loaded(office: Office, where: str, said: str) -> None:
    office.write("rulebooks/2025.yaml", (
        "title: 考核办法\nmonths: {from: 2025-01, to: 2025-12}\n"
        "items: [{code: a, label: 外出, method: ratio, metric: trips, weight: {town: 100, zone: 100}}]\n"
        f"bonus: {{items: [{{code: big, per: project, where: {where}, points: 1}}]}}\n"
    ))  # fmt: skip
    with pytest.raises(RulebookProblem) as caught:
        rulebook_for(office.home, "2025-01")
    assert said in str(caught.value)
