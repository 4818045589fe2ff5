"""Sources that are the office's own: the 认定 rows in force, so that a verified figure is traceable like a declared
one.

A source here is a whole row (A1: '3:3') of reference/verifications, or the policy that speaks where no row does.
"""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from assets.intake.office.model import Reference
from assets.intake.office.tables import TableFault, read_table
from assets.review.source_cells import source_id
from schemas.columns.frames import typed_frame
from schemas.columns.releases import SOURCE_CELL
from schemas.office.reference import REFERENCE_FILES

VERIFICATION_FIELD = "verification.verified_ytd_yuan"
POLICY_FIELD = "policy.unverified"
_FILE = "reference/verifications.csv"


class OfficeCells:
    """The office's rows that figures stand on, read when the first page has one that does."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def of(self, facts: pd.DataFrame) -> pd.DataFrame:
        """report_source_cell rows of what makes verified money differ: one row a project whose verified ytd is not as
        declared. `value_yuan` is the amount of the row in force (null for the policy)."""
        differs = facts[facts["verified_ytd_yuan"] != facts["arrived_ytd_yuan"]]
        rows: list[tuple[object, ...]] = []
        for unit, code, month in differs[["unit_code", "project_code", "verification_month"]].itertuples(index=False):
            if month is None:
                told: tuple[str, str, str, str | None, object, str] = (
                    "district.yaml",
                    "policies",
                    str(code),
                    "unverified: zero",
                    None,
                    POLICY_FIELD,
                )
            else:
                file, line, raw = self._lines.get((str(code), str(month)), (_FILE, 0, None))
                cell = f"{line}:{line}" if line else f"{month} {code}"
                told = (file, "verifications", cell, raw, self._amounts[str(code), str(month)], VERIFICATION_FIELD)
            digest = self._reference.digests.get(told[0], "")
            file_name, sheet, cell, raw_value, amount, field = told
            source = source_id(digest or file_name, sheet, cell)
            rows.append((source, digest, file_name, sheet, cell, raw_value, amount, unit, code, field))
        return typed_frame(pd.DataFrame(rows, columns=SOURCE_CELL.names), SOURCE_CELL)

    @cached_property
    def _amounts(self) -> dict[tuple[str, str], object]:
        rows = self._reference.verifications[["project_code", "month", "verified_ytd_yuan"]]
        return {(str(code), str(month)): amount for code, month, amount in rows.itertuples(index=False)}

    @cached_property
    def _lines(self) -> dict[tuple[str, str], tuple[str, int, str]]:
        """(project, month) → file, line and text of its row, as it stands in the office's file."""
        faults: list[TableFault] = []
        home = self._reference.home
        path, rows = read_table(home / "reference", REFERENCE_FILES["verifications"], faults)
        if path is None or faults:
            return {}
        columns = list(REFERENCE_FILES["verifications"].columns)
        name = path.relative_to(home).as_posix()
        return {
            (str(row["project_code"]), str(row["month"])): (
                name,
                int(row["_line"]),
                ",".join(str(row[c]) for c in columns),
            )
            for row in rows.to_dict("records")
        }


def is_office_field(fields: pd.Series) -> pd.Series:
    """Fields whose sources are made anew each month, never carried."""
    return fields.isin([VERIFICATION_FIELD, POLICY_FIELD])
