"""What docs/adding.md says an office adds by its own files alone: a unit, a word for a header. (A metric: tests/metrics.)"""

from __future__ import annotations

import os

import openpyxl

from tests.acceptance.office import UNITS, Office, project


def test_a_unit_is_added_renamed_and_merged_by_units_csv_alone(office: Office) -> None:
    for unit in ("T01", "T02", "Z01"):
        office.send(unit, "2025-01", [project(f"{unit}-2025-001", 本月到位=100, 本年累计到位=100)])
    office.run("2025-01", "2025-02-20T09:00")
    changed = UNITS.replace("T02,西镇,,town,,,,", "T02,西镇,,town,,2025-01,T04,").replace(
        "Z01,经开区,,zone,,,,", "Z01,经开区,,zone,,2025-01,Z02,"
    )
    office.write("reference/units.csv", changed + "T04,西新镇,西镇,town,2025-02,,,\nZ02,高新区,,zone,2025-02,,,\n"
                 "T03,新桥镇,,town,2025-02,,,\n")  # fmt: skip
    again = {"本月到位": 50, "本年累计到位": 150}
    office.send("T01", "2025-02", [project("T01-2025-001", **again)])
    office.send("T02", "2025-02", [project("T02-2025-001", **again)])  # in the old name, which is the new one's alias
    office.send("Z01", "2025-02", [project("Z01-2025-001", **again)])  # in a name that nobody has any more
    office.run("2025-02", "2025-03-20T09:00")
    units = office.ask("SELECT unit_code, status, figures FROM report_submission WHERE month = '2025-02' ORDER BY 1")
    assert units == [("T01", "accepted", "current"), ("T03", "missing", "none"), ("T04", "accepted", "current"),
                     ("Z02", "missing", "carried")]  # fmt: skip
    funds = [office.figure("2025-02", unit, "funds_out_of_district") for unit in ("T03", "T04", "Z02", "ALL")]
    assert funds == [None, 1_500_000, 1_000_000, 4_000_000]
    said = office.ask("SELECT message FROM report_finding WHERE month = '2025-02' AND rule_code = 'F004'")
    assert [("经开区" in words, "现由“高新区”承接" in words) for (words,) in said] == [(True, True)]


def test_a_header_is_known_once_a_person_has_confirmed_it(office: Office) -> None:
    path = office.send("T01", "2025-01", [project("T01-2025-001")])
    sent = path.stat().st_mtime
    book = openpyxl.load_workbook(path)
    assert book["项目台账"]["K3"].value == "建设性质"
    book["项目台账"]["K3"] = "项目类型口径"
    book.save(path)
    os.utime(path, (sent, sent))
    before = office.judged("2025-01", "2025-02-02T09:00")
    assert ("F003", "K3") in {(each.rule_code, each.cell) for each in before.findings}
    office.write(
        "reference/header_aliases.csv",
        "sheet,header,field,confirmed_by,confirmed_on\n项目台账,项目类型口径,build_kind,甲,2025-02-01\n",
    )
    after = office.judged("2025-01", "2025-02-02T09:00")
    assert [each.message for each in after.findings if each.rule_code == "F003"] == []
    assert after.accepted["project"]["build_kind"].tolist() == ["新建"]
