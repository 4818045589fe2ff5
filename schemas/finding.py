"""What a rule says of one cell, row, file or figure. No rule lives here, only the shape of its answer."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from schemas.quoting import visible


@dataclass(frozen=True, slots=True)
class Finding:
    """One row a finding (columns of report_finding less finding_id, which publication assigns).

    `severity` F not loaded · E must be fixed · W fix or explain · I information. `returns`: this E sends the
    submission back. `cell` is A1 within `sheet` (the sheet's name in the file). `status` open/explained/exempted/
    overturned. `material` is set on the candidate release. What a township wrote is one line without controls.
    """

    rule_code: str
    severity: str
    level: int
    message: str
    expected: str = ""
    returns: bool = False
    unit_code: str | None = None
    file_name: str | None = None
    file_sha256: str | None = None
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None
    project_code: str | None = None
    raw_value: str | None = None
    explanation: str | None = None
    material: bool | None = None
    status: str = "open"

    def __post_init__(self) -> None:
        for name in ("raw_value", "explanation"):
            if written := getattr(self, name):
                object.__setattr__(self, name, visible(str(written)))

    @property
    def where(self) -> str:
        """文件|工作表!单元格, as far as known."""
        place = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else (self.sheet or self.cell or "")
        return "|".join(part for part in (self.file_name, place) if part)

    def having(self, **changes: Any) -> Finding:
        """The same finding with some fields replaced."""
        return replace(self, **changes)


FINDING_FIELDS: tuple[str, ...] = tuple(Finding.__dataclass_fields__)


def findings_frame(findings: list[Finding]) -> pd.DataFrame:
    """The findings as a frame, one row each, columns FINDING_FIELDS."""
    return pd.DataFrame([asdict(finding) for finding in findings], columns=list(FINDING_FIELDS)).astype(object)
