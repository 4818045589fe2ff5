"""One page of the books: of a batch of units the rows that stand this month, with 认定 beside the declared figures."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
import pandas as pd

from assets.intake.parted import Frames, FramesRead, stacked
from assets.intake.reference_model import Reference
from assets.intake.units import UnitRegister
from assets.ledger.carrying import standing_rows
from assets.ledger.current import LISTS, list_rows, project_rows
from assets.ledger.doubled import hashed, in_precedence
from assets.ledger.model import CELLS, FACT_EXTRAS, FACTS, PAGE, Remark
from assets.ledger.office_cells import OfficeCells
from assets.ledger.standing import Standing
from assets.ledger.verification import Verification, Verified
from assets.review.model import CELLS as ENTERED_CELLS
from schemas.code_version import code_version
from schemas.codes.lists import size_band
from schemas.columns.frames import typed_column, typed_frame
from schemas.columns.listed import PROJECT
from schemas.columns.releases import SOURCE_CELL
from schemas.history import History, built_on

NOTHING: Frames = {}


@dataclass
class Said:
    """What the month needs to know of a page: `remarks`, in two parts, as the books say them; `verified`: its projects that
    verifications.csv speaks of; `listed`: its projects, hashed."""

    remarks: list[Remark]
    of_verification: list[Remark]
    verified: set[str]
    listed: np.ndarray


@dataclass
class Page:
    """`frames`: as model.PAGE, its cells those alone that are not among what entered."""

    frames: dict[str, pd.DataFrame]
    said: Said


def with_cells(frames: Frames, entered: Frames, found: dict[str, Standing]) -> Frames:
    """The page whole. The cells of what entered the books lie with review and are read when asked for."""

    def read(name: str) -> pd.DataFrame:
        if name != CELLS or ENTERED_CELLS not in entered:
            return frames[name]
        return typed_frame(stacked([_of_current(entered[ENTERED_CELLS], found), frames[CELLS]]), SOURCE_CELL)

    return FramesRead(PAGE, read)


class Clerk:
    """Writes the pages of a month. `found`: how its units stand; what stands from earlier months is read once for all."""

    def __init__(
        self, found: dict[str, Standing], reference: Reference, history: History, month: str, person_key: bytes
    ) -> None:
        self.month, self._person_key = month, person_key
        self._found, self._reference, self._history = found, reference, history
        self._register = UnitRegister(reference)
        self._earlier, self._earlier_cells = standing_rows(found, history, self._register, month)
        self._office = OfficeCells(reference)
        self.verification = Verification(
            reference.verifications, history, month, reference.district.policies.unverified
        )

    @cached_property
    def circumstances(self) -> list[object]:
        """What a page depends on beside what entered of its units and how they stand."""
        taken = sorted({each.from_month for each in self._found.values() if each.from_month})
        releases = [(month, self._history.release(month)) for month in taken]
        return [
            self.month, code_version(), sorted(self._reference.digests.items()), built_on(self._history, self.month),
            [(month, str(release and release["release_id"])) for month, release in releases],
            sha256(self._person_key).hexdigest(), pd.__version__, sys.version,
        ]  # fmt: skip

    def page(self, entered: Frames, found: dict[str, Standing], elsewhere: Collection[str] = ()) -> Page:
        """The page of the units of `found`. `entered`: what review let in of theirs (a part of Review.entries, or NOTHING);
        `elsewhere`: projects of theirs that another page counts."""
        month = self.month
        earlier = {name: _of_units(rows, found) for name, rows in self._earlier.items()}
        accepted = {kind: _of_current(rows, found) for kind, rows in _rows(entered)}
        projects, astray = project_rows(accepted, month)
        remarks = [
            Remark("astray", "到位资金行的项目不在本单位项目台账中，未入账", str(code), str(unit))
            for unit, code in zip(astray["unit_code"], astray["project_code"], strict=True)
        ]
        listed = _together(projects, earlier["project"], "project")
        listed = _once_each(listed, month, elsewhere, remarks)
        tables = {"project": _with_partners(listed, self._register, month, remarks)}
        for name in LISTS:
            tables[name] = _together(list_rows(accepted, name, month, self._person_key), earlier[name], name)
        verified = self.verification.of(tables["project"])
        facts = project_facts(tables["project"], verified)
        cells = stacked([_of_units(self._earlier_cells, found), self._office.of(facts)])
        frames = {**tables, FACTS: facts, CELLS: typed_frame(cells, SOURCE_CELL)}
        return Page(frames, Said(remarks, verified.remarks, verified.met, hashed(tables["project"])))


def _rows(entered: Frames) -> Iterator[tuple[str, pd.DataFrame]]:
    return ((kind, entered[kind]) for kind in entered if kind != ENTERED_CELLS)


def _of_current(rows: pd.DataFrame, found: dict[str, Standing]) -> pd.DataFrame:
    """Rows of the units whose own rows of the month are in force."""
    return _of_units(rows, [unit for unit, standing in found.items() if standing.source == "current"])


def _of_units(rows: pd.DataFrame, units: Collection[str]) -> pd.DataFrame:
    if not len(rows):
        return rows
    theirs = rows["unit_code"].isin(list(units))
    return rows if theirs.all() else rows[theirs]


def _together(current: pd.DataFrame, earlier: pd.DataFrame, name: str) -> pd.DataFrame:
    """The month's own rows and the standing ones, in an order that no order of files can change."""
    order = ["unit_code", *(["project_code"] if name == "project" else []), "file_name", "sheet", "row"]
    return stacked([current, earlier]).sort_values(order, kind="stable", ignore_index=True)


def _once_each(projects: pd.DataFrame, month: str, elsewhere: Collection[str], remarks: list[Remark]) -> pd.DataFrame:
    """One row a project: of several the first in precedence."""
    if not elsewhere and not projects["project_code"].duplicated().any():
        return projects
    ordered = in_precedence(projects, month)
    doubled = ordered[ordered.duplicated("project_code") | ordered["project_code"].isin(list(elsewhere))]
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
