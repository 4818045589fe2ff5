"""Where a candidate's figures come from, for documents that let a figure be opened: computed once, on the first question."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.intake.home import MonthHome
from assets.metrics.membership import Membership, figure_sources
from assets.publication.candidate import Candidate

COLUMNS = ["file_name", "sheet", "cell", "raw_value", "contribution"]


class FigureLookup:
    """(table, row key, column) → COLUMNS of the cells behind a figure; no rows where it has none."""

    def __init__(self, candidate: Candidate, home: MonthHome) -> None:
        self._candidate, self._home = candidate, home
        self._rows: pd.DataFrame | None = None
        self._at: dict[Any, Any] = {}

    def __call__(self, table: str, row_key: str, column: str) -> pd.DataFrame:
        if self._rows is None:
            self._rows = self._computed()
            self._at = self._rows.groupby(["table_name", "row_key", "column_name"], sort=False).indices
        at = self._at.get((table.removeprefix("report_"), row_key, column))
        return pd.DataFrame(columns=COLUMNS) if at is None else self._rows.iloc[at][COLUMNS]

    def _computed(self) -> pd.DataFrame:
        """Every figure's cells, a row each."""
        lineage = self._candidate.lineage
        if not lineage:
            return pd.DataFrame(columns=["table_name", "row_key", "column_name", *COLUMNS])
        sets = lineage["figure_set"].assign(table_name=lineage["figure_set"]["table_name"].str.removeprefix("report_"))
        units = self._home.register.frame(self._candidate.month)
        rows = figure_sources(Membership(lineage["figure_member"], sets), units)
        return rows.merge(self._candidate.tables["source_cell"], on="source_id", how="left")
