"""Keeps the district's books: of every unit the rows that stand this month, with 认定 beside the declared figures.

No figure is summed here (assets/metrics); nothing a township sent is changed.
"""

from __future__ import annotations

import pandas as pd

from assets.intake.reference_model import Reference
from assets.intake.units import UnitRegister
from assets.ledger.carrying import standing_rows
from assets.ledger.current import LISTS, list_rows, project_rows
from assets.ledger.model import FACT_EXTRAS, Books
from assets.ledger.office_cells import verification_cells
from assets.ledger.reporting import reporting_of
from assets.ledger.standing import Standing, settled, standings
from assets.ledger.verification import Verified, verified_money
from assets.review.model import Review
from schemas.codes.lists import size_band
from schemas.columns.frames import typed_column, typed_frame
from schemas.columns.report import PROJECT, SOURCE_CELL
from schemas.history import History


def keep_books(review: Review, reference: Reference, history: History, month: str, person_key: bytes) -> Books:
    """The books at `month`: one row a project, a post, a subsidy, an award, a visit, an activity in force."""
    register = UnitRegister(reference)
    found = standings(review, history, register, month, reference.district.policies)
    earlier, earlier_cells = standing_rows(found, history, register, month)
    accepted = {kind: _of_current(rows, found) for kind, rows in review.accepted.items()}
    notes: list[str] = []
    projects, astray = project_rows(accepted, month)
    if len(astray):
        notes.append(
            f"到位资金表有{len(astray)}行的项目不在本单位项目台账中,未入账:{'、'.join(map(str, astray['project_code']))}"
        )
    tables = {"project": _one_each(_together(projects, earlier["project"], "project"), register, month, notes)}
    for name in LISTS:
        tables[name] = _together(list_rows(accepted, name, month, person_key), earlier[name], name)
    verified = verified_money(
        tables["project"], reference.verifications, history, month, reference.district.policies.unverified
    )
    notes += [f"{code}:{words}" for _, code, words in verified.notes]
    facts = project_facts(tables["project"], verified)
    cells = [_of_current(review.cells, found), earlier_cells, verification_cells(facts, reference)]
    return Books(
        month=month,
        tables=tables,
        facts=facts,
        cells=typed_frame(
            pd.concat([rows for rows in cells if len(rows)] or cells[:1], ignore_index=True), SOURCE_CELL
        ),
        submissions=settled(review.submissions, found),
        reporting=reporting_of(review),
        findings=[],
        notes=notes,
    )


def _of_current(rows: pd.DataFrame, found: dict[str, Standing]) -> pd.DataFrame:
    """Rows of the units whose own rows of the month are in force."""
    if not len(rows):
        return rows
    return rows[rows["unit_code"].isin([unit for unit, standing in found.items() if standing.source == "current"])]


def _together(current: pd.DataFrame, earlier: pd.DataFrame, name: str) -> pd.DataFrame:
    parts = [part for part in (current, earlier) if len(part)]
    if not parts:
        return current
    rows = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    order = ["unit_code", *(["project_code"] if name == "project" else []), "file_name", "sheet", "row"]
    return rows.sort_values(order, kind="stable", ignore_index=True)


def _one_each(projects: pd.DataFrame, register: UnitRegister, month: str, notes: list[str]) -> pd.DataFrame:
    """One row a project (the month's own before a carried one, then by unit); partners under their present code."""
    if not len(projects):
        return projects
    ordered = projects.assign(_late=projects["as_of_month"] != month).sort_values(
        ["project_code", "_late", "unit_code"], kind="stable"
    )
    doubled = ordered.duplicated("project_code")
    for code, unit in zip(ordered["project_code"][doubled], ordered["unit_code"][doubled], strict=True):
        notes.append(f"{code}:{register.name(unit)}与另一单位重复列报,只计一次")
    kept = projects.loc[sorted(ordered.index[~doubled])].reset_index(drop=True)
    heirs = {code: register.successor(str(code), month) for code in kept["partner_unit_code"].dropna().unique()}
    partner = kept["partner_unit_code"].map(heirs)
    alone = partner.isna() | (partner == kept["unit_code"])
    if (kept["partner_unit_code"].notna() & alone).any():
        notes.append("共同引进单位已并入牵头单位或已撤销,项目全额计牵头单位")
    kept["partner_unit_code"] = typed_column(partner.where(~alone, None), "text")
    kept["own_share"] = kept["own_share"].where(~alone, 1.0)
    return kept


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
