"""Keeps the district's books: of every unit the rows that stand this month, with 认定 beside the declared figures.

No figure is summed here (assets/metrics); nothing a township sent is changed.
"""

from __future__ import annotations

import pandas as pd

from assets.intake.collecting import collector_paused
from assets.intake.reference_model import Reference
from assets.intake.units import UnitRegister
from assets.ledger.carrying import standing_rows
from assets.ledger.current import LISTS, list_rows, project_rows
from assets.ledger.model import FACT_EXTRAS, Books, Remark
from assets.ledger.office_cells import verification_cells
from assets.ledger.reporting import reporting_of
from assets.ledger.standing import Standing, settled, standings
from assets.ledger.verification import Verified, verified_money
from assets.review.model import Review
from schemas.codes.lists import size_band
from schemas.columns.frames import typed_column, typed_frame
from schemas.columns.listed import PROJECT
from schemas.columns.releases import SOURCE_CELL
from schemas.history import History


@collector_paused()
def keep_books(review: Review, reference: Reference, history: History, month: str, person_key: bytes) -> Books:
    """The books at `month`: one row a project, a post, a subsidy, an award, a visit, an activity in force."""
    register = UnitRegister(reference)
    found = standings(review, history, register, month, reference.district.policies)
    earlier, earlier_cells = standing_rows(found, history, register, month)
    accepted = {kind: _of_current(rows, found) for kind, rows in review.accepted.items()}
    projects, astray = project_rows(accepted, month)
    remarks = [
        Remark("astray", "到位资金行的项目不在本单位项目台账中，未入账", str(code), str(unit))
        for unit, code in zip(astray["unit_code"], astray["project_code"], strict=True)
    ]
    listed = _once_each(_together(projects, earlier["project"], "project"), month, remarks)
    tables = {"project": _with_partners(listed, register, month, remarks)}
    for name in LISTS:
        tables[name] = _together(list_rows(accepted, name, month, person_key), earlier[name], name)
    verified = verified_money(
        tables["project"], reference.verifications, history, month, reference.district.policies.unverified
    )
    facts = project_facts(tables["project"], verified)
    cells = [_of_current(review.cells, found), earlier_cells, verification_cells(facts, reference)]
    return Books(
        month=month,
        tables=tables,
        facts=facts,
        cells=typed_frame(_joined(cells), SOURCE_CELL),
        submissions=settled(review.submissions, found),
        reporting=reporting_of(review, remarks + verified.remarks),
        remarks=remarks + verified.remarks,
    )


def _of_current(rows: pd.DataFrame, found: dict[str, Standing]) -> pd.DataFrame:
    """Rows of the units whose own rows of the month are in force."""
    if not len(rows):
        return rows
    theirs = rows["unit_code"].isin([unit for unit, standing in found.items() if standing.source == "current"])
    return rows if theirs.all() else rows[theirs]


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    if len(filled) > 1:
        return pd.concat(filled, ignore_index=True)
    return filled[0] if filled else parts[0]


def _together(current: pd.DataFrame, earlier: pd.DataFrame, name: str) -> pd.DataFrame:
    """The month's own rows and the standing ones, in an order that no order of files can change."""
    order = ["unit_code", *(["project_code"] if name == "project" else []), "file_name", "sheet", "row"]
    return _joined([current, earlier]).sort_values(order, kind="stable", ignore_index=True)


def _once_each(projects: pd.DataFrame, month: str, remarks: list[Remark]) -> pd.DataFrame:
    """One row a project: the month's own before a carried one, then by unit."""
    if not projects["project_code"].duplicated().any():
        return projects
    ordered = projects.assign(_late=projects["as_of_month"] != month)
    ordered = ordered.sort_values(["project_code", "_late", "unit_code"], kind="stable")
    doubled = ordered[ordered.duplicated("project_code")]
    for code, unit in zip(doubled["project_code"], doubled["unit_code"], strict=True):
        remarks.append(Remark("doubled", "另一单位也列报了本项目，只计一次", str(code), str(unit)))
    return projects.drop(index=doubled.index).reset_index(drop=True)


def _with_partners(projects: pd.DataFrame, register: UnitRegister, month: str, remarks: list[Remark]) -> pd.DataFrame:
    """Partners under their present code; a partner that became the lead itself, or is no more, leaves it the whole."""
    heirs = {code: register.successor(str(code), month) for code in projects["partner_unit_code"].dropna().unique()}
    partner = projects["partner_unit_code"].map(heirs)
    alone = projects["partner_unit_code"].notna() & (partner.isna() | (partner == projects["unit_code"]))
    for code, unit in zip(projects["project_code"][alone], projects["unit_code"][alone], strict=True):
        words = "共同引进单位已并入牵头单位或已撤销，项目全额计牵头单位"
        remarks.append(Remark("no_partner", words, str(code), str(unit)))
    return projects.assign(
        partner_unit_code=typed_column(partner.mask(alone), "text"), own_share=projects["own_share"].mask(alone, 1.0)
    )


def project_facts(projects: pd.DataFrame, verified: Verified) -> pd.DataFrame:
    """One row a project: report_project's columns and FACT_EXTRAS."""
    facts = projects.assign(
        industry_chain=projects["chain_code"],
        size_band=projects["total_investment_yuan"].map(lambda yuan: size_band(int(yuan)), na_action="ignore"),
        verified_ytd_yuan=verified.ytd,
        counted=verified.counted,
        verified_total_yuan=verified.total,
        verification_month=typed_column(verified.month, "text"),
    )
    extras = facts[list(FACT_EXTRAS)]
    return pd.concat([typed_frame(facts, PROJECT), extras.reset_index(drop=True)], axis=1)
