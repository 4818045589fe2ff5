"""Keeps the district's books: of every unit the rows that stand this month, with 认定 beside the declared figures.

No figure is summed here (assets/metrics); nothing a township sent is changed.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.ledger.carrying import standing_rows
from assets.ledger.current import LISTS, list_rows, project_rows
from assets.ledger.figure_source import figure_sources_of, settled
from assets.ledger.model import Books, Remark
from assets.ledger.office_cells import OfficeCells
from assets.ledger.projects import once_each, project_facts, with_partners
from assets.ledger.reporting import reporting_of
from assets.ledger.verification import Verification
from assets.review.model import Review
from schemas.columns.frames import stacked, typed_frame
from schemas.columns.releases import SOURCE_CELL
from schemas.history import History


def keep_books(review: Review, reference: Reference, history: History, month: str, person_key: bytes) -> Books:
    """The books at `month`: one row a project, a post, a subsidy, an award, a visit, an activity in force."""
    register = UnitRegister(reference)
    found = figure_sources_of(review, history, register, month, reference.district.policies)
    current = [unit for unit, standing in found.items() if standing.source == "current"]
    accepted = {kind: _of_units(rows, current) for kind, rows in review.accepted.items()}
    earlier, earlier_cells = standing_rows(found, history, register, month)
    projects, astray = project_rows(accepted, month)
    remarks = [
        Remark("astray", "到位资金行的项目不在本单位项目台账中，未入账", str(code), str(unit))
        for unit, code in zip(astray["unit_code"], astray["project_code"], strict=True)
    ]
    listed = once_each(_together(projects, earlier["project"], "project"), month, remarks)
    tables = {"project": with_partners(listed, register, month, remarks)}
    for name in LISTS:
        tables[name] = _together(list_rows(accepted, name, month, person_key), earlier[name], name)
    verification = Verification(reference.verifications, history, month, reference.district.policies.unverified)
    verified = verification.of(tables["project"])
    remarks += [*verified.remarks, *verification.unknown(verified.met)]
    facts = project_facts(tables["project"], verified)
    cells = [_of_units(review.cells, current), earlier_cells, OfficeCells(reference).of(facts)]
    return Books(
        month=month,
        tables=tables,
        facts=facts,
        cells=typed_frame(stacked(cells), SOURCE_CELL),
        submissions=settled(review.submissions, found),
        reporting=reporting_of(review, remarks),
        remarks=remarks,
    )


def _of_units(rows: pd.DataFrame, units: Collection[str]) -> pd.DataFrame:
    if not len(rows):
        return rows
    theirs = rows["unit_code"].isin(list(units))
    return rows if theirs.all() else rows[theirs]


def _together(current: pd.DataFrame, earlier: pd.DataFrame, name: str) -> pd.DataFrame:
    """The month's own rows and the standing ones, in an order that no order of files can change."""
    order = ["unit_code", *(["project_code"] if name == "project" else []), "file_name", "sheet", "row"]
    return stacked([current, earlier]).sort_values(order, kind="stable", ignore_index=True)
