"""The figures scores stand on: as published, or recomputed under the rulebook's own split of shared projects.

The district's figures never change by it: a split is for scores only, and the explanation says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pandas as pd

from assets.intake.office.model import Reference
from assets.ledger.model import Books
from assets.metrics.compute import compute_metrics
from schemas.history import History
from schemas.office.rulebook import Rulebook


def score_metrics(
    rulebook: Rulebook,
    metrics: pd.DataFrame,
    books: Books,
    reference: Reference,
    history: History,
    month: str,
    as_of: datetime,
) -> pd.DataFrame:
    """report_metric rows to score by: the published ones, or with the actuals under the rulebook's split."""
    shared = books.facts["partner_unit_code"].notna()
    if rulebook.split is None or not shared.any():
        return metrics
    split = replace(books, facts=_split(rulebook, books.facts))
    return compute_metrics(split, reference, history, month, conversion=rulebook.conversion, as_of=as_of)


def _split(rulebook: Rulebook, facts: pd.DataFrame) -> pd.DataFrame:
    """The facts with the rulebook's shares. `double`: both units are credited whole, as if each led alone."""
    shared = facts["partner_unit_code"].notna()
    if rulebook.split == "double":
        alone = facts.assign(partner_unit_code=None, own_share=1.0)
        again = alone[shared].assign(unit_code=facts.loc[shared, "partner_unit_code"])
        return pd.concat([alone, again], ignore_index=True)
    lead = 0.5 if rulebook.split == "equal" else float(rulebook.split.lead)  # type: ignore[union-attr]
    return facts.assign(own_share=facts["own_share"].where(~shared, lead))
