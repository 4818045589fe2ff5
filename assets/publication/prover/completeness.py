"""Proofs of wholeness: every table is as the column dictionary says, every expected unit stands exactly once."""

from __future__ import annotations

from assets.publication.prover.case import Case
from schemas.columns.report import REPORT_TABLES
from schemas.columns.validation import table_faults


def tables_valid(case: Case) -> list[str]:
    """Columns, types, nulls, keys and codes of every table."""
    return [
        fault for name, frame in case.candidate.tables.items() for fault in table_faults(frame, REPORT_TABLES[name])
    ]


def every_unit_once(case: Case) -> list[str]:
    """report_submission, report_fund_arrival and (where scored) report_assessment hold each expected unit once."""
    expected = set(case.register.expected(case.candidate.month))
    faults = []
    for name in ("submission", "fund_arrival", "assessment"):
        frame = case.candidate.tables[name]
        if name == "assessment" and not len(frame):
            continue
        units = [
            code for code in frame["unit_code"] if code in expected or not (code == "ALL" or code.startswith("GROUP:"))
        ]
        per = 2 if name == "fund_arrival" else 1
        faults += [f"report_{name} 缺少 {case.register.name(code)}" for code in sorted(expected - set(units))]
        faults += [f"report_{name} 多出 {code}" for code in sorted(set(units) - expected)]
        faults += [
            f"report_{name} {code} 出现 {units.count(code)} 次"
            for code in sorted(set(units))
            if units.count(code) != per
        ]
    return faults
