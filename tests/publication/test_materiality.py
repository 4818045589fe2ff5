"""Materiality by hand: three towns, one metric, figures shown in 亿元 with two places.

A 12,000.0万元 (1.20亿), B 10,004.0万元 (1.00亿), C 10,001.0万元 (1.00亿), together 32,005.0万元 (3.20亿); each owes
10,000万元 by now, so they rank 1, 2, 3.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from assets.publication.materiality import with_materiality
from assets.store.candidate import Candidate, finding_rows
from schemas.finding import Finding
from schemas.office.district import Display

FUNDS, VISITS = "funds_out_of_district", "visits"
MONEY = {"A": 120_000_000, "B": 100_040_000, "C": 100_010_000}


def metric_rows() -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for caliber in ("declared", "verified"):
        for unit, money in {**MONEY, "ALL": sum(MONEY.values())}.items():
            ranked = caliber == "verified" and unit != "ALL"
            rows.append(
                {"unit_code": unit, "unit_group": None if unit == "ALL" else "town", "metric_code": FUNDS, "caliber": caliber,
                 "value_unit": "yuan", "ytd_value": float(money), "schedule_target": 1e8 if ranked else None,
                 "rank": list(MONEY).index(unit) + 1 if ranked else None}
            )  # fmt: skip
            rows.append(
                {
                    **rows[-1],
                    "metric_code": VISITS,
                    "value_unit": "count",
                    "ytd_value": 7.0,
                    "schedule_target": None,
                    "rank": None,
                }
            )
    return pd.DataFrame(rows)


def candidate(*findings: Finding) -> Candidate:
    """Each unit's money in one cell F5 of its file, of its project <unit>-1; A has a visit in row 4."""
    cells = [
        {"source_id": f"s{unit}", "file_sha256": f"sha{unit}", "sheet": "到位资金", "cell": "F5", "value_yuan": money,
         "unit_code": unit, "project_code": f"{unit}-1", "field": "fund.arrived_ytd_yuan"}
        for unit, money in MONEY.items()
    ]  # fmt: skip
    cells.append({"source_id": "sV", "file_sha256": "shaA", "sheet": "企业走访", "cell": "B4", "value_yuan": None,
                  "unit_code": "A", "project_code": None, "field": "visit.company_name"})  # fmt: skip
    members = pd.DataFrame(
        [[f"s{unit}", unit, 1, float(money)] for unit, money in MONEY.items()] + [["sV", "A", 2, 1.0]],
        columns=["source_id", "unit_code", "set_id", "contribution"],
    )
    sets = pd.DataFrame(
        [[number, "report_metric", f"{code}|{caliber}", "ytd_value", True]
         for number, code in ((1, FUNDS), (2, VISITS)) for caliber in ("declared", "verified")],
        columns=["set_id", "table_name", "row_key_rest", "column_name", "additive"],
    )  # fmt: skip
    tables = {"metric": metric_rows(), "source_cell": pd.DataFrame(cells), "finding": finding_rows(list(findings))}
    return Candidate("2025-06", tables, {}, {}, {}, {"figure_member": members, "figure_set": sets})


def at(unit: str, expected: str, **instead: Any) -> Finding:
    values: dict[str, Any] = {
        "rule_code": "H207", "severity": "W", "level": 2, "message": "…", "expected": expected, "unit_code": unit,
        "file_sha256": f"sha{unit}", "file_name": "x", "sheet": "到位资金", "cell": "F5", "field": "arrived_ytd",
        "project_code": f"{unit}-1", "raw_value": str(MONEY.get(unit, 0) / 10_000),
    }  # fmt: skip
    return Finding(**{**values, **instead})


CASES = [
    ("A would be 7,500万元 (0.75亿)", at("A", "7,500万元"), True),
    ("C would be 10,000.5万元: still 1.00 and 3.20, still third", at("C", "10,000.5万元"), False),
    ("C would be 10,005万元: still 1.00 and 3.20, but before B", at("C", "10,005万元；核减须在备注写明"), True),
    ("A would be 12,040万元: 1.20, but the district 3.2045 → 3.20", at("A", "12,040万元"), False),
    ("A would be 12,045万元: 1.20, but the district 3.2050 → 3.21", at("A", "12,045万元"), True),
    ("no known right value: the whole cell", at("C", "核对凭证"), True),
    ("the project's stage: all its money", at("C", "阶段与日期一致", cell="Q4", sheet="项目台账", field="stage"), True),
    ("a returned cell: 10,001.2 against 10,001 in force", at("C", "核对", file_sha256="other", raw_value="10001.2"), False),
    ("a returned cell: 100,010 against 10,001 in force", at("C", "核对", file_sha256="other", raw_value="100010"), True),
    ("a returned cell that is no amount", at("C", "核对", file_sha256="other", raw_value="约1亿"), True),
    ("a total 0.2万元 off", at("C", "10,001万元", cell="F9", project_code=None, raw_value="10,001.2万元"), False),
    ("a total 5万元 off: as far as from third to second", at("C", "10,006万元", cell="F9", project_code=None, raw_value="10,001万元"), True),
    ("one visit of seven", at("A", "核对", sheet="企业走访", cell="A4", field="visited_on", project_code=None), True),
    ("a file that cannot be opened", at("B", "", severity="F", cell=None, sheet=None, project_code=None, field=None), True),
    ("a hidden sheet", at("B", "", cell=None, sheet=None, project_code=None, field=None), False),
    ("a figure of the prover", at("B", "", cell=None, sheet=None, project_code=None, field=FUNDS), True),
]  # fmt: skip


@pytest.mark.parametrize(("why", "each", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_hangs_on_a_finding(why: str, each: Finding, expected: bool) -> None:
    marked = with_materiality(candidate(each), Display())
    assert [bool(flag) for flag in marked.tables["finding"]["material"]] == [expected], why


def test_shown_digits_are_the_districts() -> None:
    """The same 0.5万元 moves C's figure where money is shown in 万元 with one place."""
    marked = with_materiality(candidate(at("C", "10,000.5万元")), Display(money="万元", decimals=1))
    assert bool(marked.tables["finding"]["material"].iloc[0])


def test_without_findings_nothing_is_done() -> None:
    assert with_materiality(candidate(), Display()).tables["finding"].empty
