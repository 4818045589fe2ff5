"""How each unit reported this month: what was returned, what is open. The months before are in the releases."""

from __future__ import annotations

import pandas as pd

from assets.ledger.model import Remark
from assets.review.model import Review
from schemas.finding import Finding


def reporting_of(review: Review, remarks: list[Remark]) -> pd.DataFrame:
    """One row an expected unit: unit_code, returned (returned revisions of the month), open_findings (open E and W,
    what the books noticed too)."""
    revisions = review.revisions
    sent_back = (
        revisions["unit_code"][revisions["outcome"] == "returned"] if len(revisions) else pd.Series(dtype=object)
    )
    returned = sent_back.value_counts()
    open_findings = open_by_unit(review.findings)
    for remark in remarks:  # each becomes a finding L401, a W
        if remark.unit_code:
            open_findings[remark.unit_code] = open_findings.get(remark.unit_code, 0) + 1
    units = [str(unit) for unit in review.submissions["unit_code"]]
    return pd.DataFrame(
        {
            "unit_code": pd.Series(units, dtype=object),
            "returned": [int(returned.get(unit, 0)) for unit in units],
            "open_findings": [open_findings.get(unit, 0) for unit in units],
        }
    )


def open_by_unit(findings: list[Finding]) -> dict[str, int]:
    """Unit → its open findings of severity E and W; findings without a unit are nobody's."""
    counts: dict[str, int] = {}
    for finding in findings:
        if finding.unit_code and finding.status == "open" and finding.severity in ("E", "W"):
            counts[finding.unit_code] = counts.get(finding.unit_code, 0) + 1
    return counts
