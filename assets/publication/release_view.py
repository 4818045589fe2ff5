"""What the documents may see of the release that is about to be: its tables, the office's prose, where figures come from."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd

from assets.intake.home import MonthHome
from assets.metrics.membership import Membership, figure_sources
from assets.publication.candidate import Candidate
from assets.publication.documents.view import ReleaseView
from schemas.columns.frames import typed_frame
from schemas.columns.report import RELEASE
from schemas.history import History
from schemas.rulebook import rulebook_for


def release_view(candidate: Candidate, stated: dict[str, Any], home: MonthHome, history: History) -> ReleaseView:
    """The view of a candidate as it will be published (`stated`: the columns of report_release)."""
    rulebook = rulebook_for(home.path, candidate.month)
    chains = home.reference.industry_chains.sort_values("sort_order")["chain_code"].tolist()
    return ReleaseView(
        month=candidate.month,
        release=stated,
        tables={**candidate.tables, "release": typed_frame(pd.DataFrame([stated]), RELEASE)},
        district=home.reference.district,
        history=history,
        narrative=_narrative(home.path),
        terms=_terms(home.path),
        units=home.register.expected(candidate.month),
        chains=chains,
        rulebook_title=rulebook.title if rulebook else "",
        rulebook_document=rulebook.document if rulebook else "",
        sources=_Sources(candidate, home),
    )


def _narrative(home: Path) -> dict[str, str]:
    folder = home / "reference" / "narrative"
    return {path.stem: path.read_text(encoding="utf-8-sig").strip() for path in sorted(folder.glob("*.md"))} if folder.is_dir() else {}


def _terms(home: Path) -> list[str]:
    path = home / "reference" / "narrative" / "terms.csv"
    if not path.is_file():
        return []
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    return [row[0].strip() for row in rows[1:] if row and row[0].strip()]


class _Sources:
    """(table, row key, column) → file_name, sheet, cell, raw_value, contribution: computed once, on the first question."""

    def __init__(self, candidate: Candidate, home: MonthHome) -> None:
        self.candidate, self.home = candidate, home
        self._by_figure: dict[tuple[str, str, str], pd.DataFrame] | None = None

    def __call__(self, table: str, row_key: str, column: str) -> pd.DataFrame:
        if self._by_figure is None:
            self._by_figure = self._computed()
        empty = pd.DataFrame(columns=["file_name", "sheet", "cell", "raw_value", "contribution"])
        return self._by_figure.get((table.removeprefix("report_"), row_key, column), empty)

    def _computed(self) -> dict[tuple[str, str, str], pd.DataFrame]:
        lineage = self.candidate.lineage
        if not lineage:
            return {}
        sets = lineage["figure_set"].assign(table_name=lineage["figure_set"]["table_name"].str.removeprefix("report_"))
        rows = figure_sources(Membership(lineage["figure_member"], sets), self.home.register.frame(self.candidate.month))
        rows = rows.merge(self.candidate.tables["source_cell"], on="source_id", how="left")
        columns = ["file_name", "sheet", "cell", "raw_value", "contribution"]
        return {key: part[columns] for key, part in rows.groupby(["table_name", "row_key", "column_name"], sort=False)}  # type: ignore[misc]
