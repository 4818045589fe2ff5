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
        self._found: dict[Any, pd.DataFrame] | None = None

    def __call__(self, table: str, row_key: str, column: str) -> pd.DataFrame:
        if self._found is None:
            self._found = self._computed()
        return self._found.get((table.removeprefix("report_"), row_key, column), pd.DataFrame(columns=COLUMNS))

    def _computed(self) -> dict[Any, pd.DataFrame]:
        lineage = self._candidate.lineage
        if not lineage:
            return {}
        sets = lineage["figure_set"].assign(table_name=lineage["figure_set"]["table_name"].str.removeprefix("report_"))
        units = self._home.register.frame(self._candidate.month)
        rows = figure_sources(Membership(lineage["figure_member"], sets), units)
        rows = rows.merge(self._candidate.tables["source_cell"], on="source_id", how="left")
        return {key: part[COLUMNS] for key, part in rows.groupby(["table_name", "row_key", "column_name"], sort=False)}
