"""The projects of the books: each counted once, with its partner of today and what the office verified."""

from __future__ import annotations

import pandas as pd

from assets.intake.office.units import UnitRegister
from assets.ledger.model import FACT_EXTRAS, Remark
from assets.ledger.verification import Verified
from schemas.codes.lists import size_band
from schemas.columns.frames import typed_column, typed_frame
from schemas.columns.lists import PROJECT


def once_each(projects: pd.DataFrame, month: str, remarks: list[Remark]) -> pd.DataFrame:
    """One row a project. Of several the month's own comes before a carried one, then the order of unit_code decides;
    each row left out is remarked."""
    if not projects["project_code"].duplicated().any():
        return projects
    ordered = projects.assign(_late=projects["as_of_month"] != month)
    ordered = ordered.sort_values(["project_code", "_late", "unit_code"], kind="stable")
    doubled = ordered[ordered.duplicated("project_code")]
    for code, unit in zip(doubled["project_code"], doubled["unit_code"], strict=True):
        remarks.append(Remark("doubled", "另一单位也列报了本项目，只计一次", str(code), str(unit)))
    return projects.drop(index=doubled.index).reset_index(drop=True)


def with_partners(projects: pd.DataFrame, register: UnitRegister, month: str, remarks: list[Remark]) -> pd.DataFrame:
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
