"""The tables cut from the books: what is particular to each, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from assets.metrics.project_tables import can_be_among
from schemas.columns.report import REPORT_TABLES
from tests.ledger.making import WAN, Releases, Sent, figure, project, reference
from tests.metrics.a_month import released


def test_every_table_has_exactly_its_columns_and_types() -> None:
    tables = released()[1]
    wanted = {"int": "Int64", "float": "float64", "bool": "boolean"}
    for name, rows in tables.items():
        shape = REPORT_TABLES[name]
        assert list(rows.columns) == shape.names, name
        assert {c.name: str(rows[c.name].dtype) for c in shape.columns} == {
            c.name: wanted.get(c.dtype, "object") for c in shape.columns
        }
        if name not in ("source_cell", "submission"):
            assert not rows[shape.keys].isna().any(axis=None), name
            assert not rows.duplicated(shape.keys).any(), name
            assert not rows[[c.name for c in shape.columns if not c.nullable]].isna().any(axis=None), name


def test_chains_have_a_row_each_and_their_share() -> None:
    told = [project("T01-2025-001", total_investment=30_000, stage="building", arrived_ytd=10), project("T01-2025-002")]
    tables = Releases(reference()).run(
        "2025-03",
        {
            "T01": Sent(
                [*told, project("T01-2025-003", chain_code="equipment", total_investment=18_000, stage="completed")]
            )
        },
    )
    rows = tables["industry_chain"].query("unit_code == 'ALL' and caliber == 'declared'").set_index("chain_code")
    assert rows["projects"].to_dict() == {"new_materials": 2, "equipment": 1}
    assert rows.loc["equipment", "share_of_projects"] == 1 / 3
    assert rows.loc["equipment", "share_of_investment"] == 0.3
    assert rows["started"].to_dict() == {"new_materials": 1, "equipment": 1}
    assert rows["completed"].to_dict() == {"new_materials": 0, "equipment": 1}
    assert rows["arrived_yuan"].to_dict() == {"new_materials": 10 * WAN, "equipment": 0}
    assert rows["chain_name"].to_dict() == {"new_materials": "新材料", "equipment": "装备制造"}
    empty = tables["industry_chain"].query("unit_code == 'T02'")
    assert empty["projects"].tolist() == [0] * 4
    assert empty["share_of_projects"].isna().all()


def test_origins_once_a_project_with_money() -> None:
    told = [
        project("T01-2025-001", arrived_ytd=100, partner_unit_code="Z01", own_share=60.0),
        project("T01-2025-002", arrived_ytd=0),
        project("T01-2025-003", arrived_ytd=-7),
        project("T01-2025-004", arrived_ytd=5, origin_scope="overseas", origin_province="香港"),
        project("T01-2025-005", arrived_ytd=3, origin_scope="in_city", origin_province="安徽省"),
    ]
    rows = Releases(reference()).run("2025-03", {"T01": Sent(told)})["origin"].query("caliber == 'declared'")
    told_rows = rows[["origin_scope", "province", "region_block", "projects", "arrived_ytd_yuan"]].to_numpy().tolist()
    assert told_rows == [
        ["in_city", "安徽省", "本省", 1, 3 * WAN],
        ["out_of_province", "浙江省", "沪苏浙", 2, 93 * WAN],
        ["overseas", "香港", "粤港澳", 1, 5 * WAN],
    ]


def test_a_fair_that_cannot_be_among_the_ledger() -> None:
    # The report's own case: 8 projects of 91.3 亿 among 38 of 115.57 亿 would leave 30 with 24.27 亿.
    yi = 100_000_000
    assert can_be_among(8, 9_130_000_000, 38, 11_557_000_000) is False
    assert can_be_among(8, 11_557_000_000 - 30 * yi, 38, 11_557_000_000) is True
    assert can_be_among(8, 11_557_000_000 - 30 * yi + 1, 38, 11_557_000_000) is False
    assert can_be_among(39, 39 * yi, 38, 11_557_000_000) is False
    assert can_be_among(None, 5, 38, 11_557_000_000) is None
    assert can_be_among(8, pd.NA, 38, 11_557_000_000) is None


def test_events_of_the_year_beside_the_ledger() -> None:
    events = [
        {
            "event_name": "“一带一路”投洽会",
            "year": 2025,
            "signed_projects": 2,
            "signed_amount": 20_000,
            "highlights": "甲",
            "note": "",
        },
        {
            "event_name": "往年",
            "year": 2024,
            "signed_projects": 2,
            "signed_amount": 20_000,
            "highlights": "",
            "note": "",
        },
    ]
    told = [
        project("T01-2025-001", signing_event="“一带一路” 投洽会", total_investment=12_000),
        project("T01-2025-002", signing_event="“一带一路”投洽会", total_investment=9_000),
        project("T01-2025-003", total_investment=10_000),
    ]
    rows = Releases(reference(events=events)).run("2025-03", {"T01": Sent(told)})["event"]
    assert rows["event_name"].tolist() == ["“一带一路”投洽会"]
    assert rows[["ledger_projects", "ledger_amount_yuan", "signed_amount_yuan", "feasible"]].iloc[0].tolist() == [
        1,
        12_000 * WAN,
        20_000 * WAN,
        True,
    ]


def test_funds_beside_each_other() -> None:
    tables = Releases(reference()).run("2025-03", {"T01": Sent([project("T01-2025-001", arrived_ytd=100)])})
    row = tables["fund_arrival"].query("unit_code == 'ALL' and caliber == 'verified'").iloc[0]
    for short, metric in (("out_of_district", "funds_out_of_district"), ("overseas", "funds_overseas")):
        assert row[f"{short}_ytd_yuan"] == figure(tables, "ALL", metric, "verified")
    assert row["unit_name"] == "淮北市杜集区"


@pytest.mark.parametrize("placeholder", ["无", " 无 ", "—", "暂无", "", None, "/"])
def test_a_visit_without_an_issue(placeholder: str | None) -> None:
    visit = {"visited_on": "2025-03-01", "company_name": "甲公司", "issue": placeholder, "issue_status": "resolved"}
    tables = Releases(reference()).run("2025-03", {"T01": Sent(lists={"visit": [visit]})})
    assert figure(tables, "T01", "visits") == 1
    assert figure(tables, "T01", "issues_raised") == 0
    assert figure(tables, "T01", "issue_resolution_rate") is None


def test_a_company_is_one_by_its_credit_code() -> None:
    enterprises = [
        {"company_name": "甲公司", "company_uscc": "X1"},
        {"company_name": "甲(集团)公司", "company_uscc": "X1"},
    ]
    rows = [
        {"visited_on": "2025-03-01", "company_name": name, "issue": None, "issue_status": None}
        for name in ("甲公司", "甲（集团）公司", "乙公司")
    ]
    sent = {"T01": Sent(lists={"visit": rows[:2]}), "T02": Sent(lists={"visit": rows})}
    tables = Releases(reference(enterprises=enterprises)).run("2025-03", sent)
    assert [figure(tables, unit, "visited_companies") for unit in ("T01", "T02", "GROUP:town", "ALL")] == [1, 2, 2, 2]


def test_talent_by_cohort() -> None:
    def paid(person: str, year: int, yuan: float) -> dict[str, object]:
        return {"person_id": person, "person_name": "某", "employer": "甲", "cohort_year": year, "subsidy": yuan}

    sent = {
        "T01": Sent(lists={"talent_subsidy": [paid("1", 2023, 1), paid("1", 2024, 2)]}),
        "Z01": Sent(lists={"talent_subsidy": [paid("1", 2024, 4)]}),
    }
    rows = Releases(reference()).run("2025-03", sent)["talent"].set_index(["unit_code", "cohort_year"])
    assert rows.loc[("ALL", "ALL"), "subsidised_people"] == 1
    assert rows.loc[("ALL", "2024"), ["subsidised_people", "subsidy_yuan"]].tolist() == [1, 6 * WAN]
    assert rows.loc[("GROUP:town", "2023"), "subsidy_yuan"] == 1 * WAN
    assert ("T02", "2024") not in rows.index
    assert rows.loc[("T02", "ALL"), "subsidised_people"] == 0


def test_awards_by_counting_unit_are_never_added() -> None:
    awards = [
        {"name": "n", "category": "团队", "level": "省", "count_unit": unit, "quantity": n}
        for unit, n in (("个", 1), ("个", 2), ("人", 5))
    ]
    rows = Releases(reference()).run("2025-03", {"T01": Sent(lists={"recognition": awards})})["recognition"]
    assert rows.query("unit_code == 'ALL'")[["count_unit", "quantity"]].to_numpy().tolist() == [["个", 3], ["人", 5]]
    assert set(rows["unit_code"]) == {"T01", "GROUP:town", "ALL"}
