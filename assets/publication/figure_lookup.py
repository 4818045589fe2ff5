"""Where a candidate's figures come from, for documents that let a figure be opened.

Answered figure by figure out of the candidate's lineage: the cells of all figures at once are some twenty times the cells
of the month.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from assets.store.candidate import Candidate

COLUMNS = ["file_name", "sheet", "cell", "raw_value", "contribution"]
_LEVELS = {"unit_group_all": ("unit", "group", "all"), "unit_all": ("unit", "all")}  # figure_set.places → shown for


class FigureLookup:
    """(table, row key, column) → COLUMNS of the cells behind a figure, by source; no rows where it has none. The same rows
    as report_figure_source joined with report_source_cell."""

    def __init__(self, candidate: Candidate) -> None:
        self._candidate = candidate

    def __call__(self, table: str, row_key: str, column: str) -> pd.DataFrame:
        place, _, rest = row_key.partition("|")
        figure = f"report_{table.removeprefix('report_')}", column
        in_district = [each for each in self._sets.get((*figure, row_key), ()) if each.places == "district"]
        level = self._level(place)
        at_place = [each for each in self._sets.get((*figure, rest), ()) if level in _LEVELS.get(each.places, ())]
        parts = [self._members("ALL", in_district), self._members(place, at_place)]
        sources, amounts = (np.concatenate(each) for each in zip(*parts, strict=True))
        found = pd.Series(amounts, index=sources, name="contribution").groupby(level=0, sort=True).sum(min_count=1)
        return self._cells.reindex(found.index).assign(contribution=found)[COLUMNS]

    def _members(self, place: str, sets: list[Any]) -> tuple[np.ndarray, np.ndarray]:
        """Sources and contributions of the members of these sets credited to a place, nan where they do not add up."""
        members = self._arrays
        at = self._at(place) if sets else np.array([], dtype="int64")
        at = at[np.isin(members["set_id"][at], [each.set_id for each in sets])]
        adding = np.isin(members["set_id"][at], [each.set_id for each in sets if each.additive])
        return members["source_id"][at], np.where(adding, members["contribution"][at], np.nan)

    def _at(self, place: str) -> np.ndarray:
        """Positions of the members credited to a unit, GROUP or ALL."""
        if place not in self._positions:
            places = self._candidate.lineage["figure_place"]
            units = places.loc[places["place"] == place, "unit_code"]
            parts = [self._of_unit[unit] for unit in units if unit in self._of_unit]
            self._positions[place] = np.concatenate(parts) if parts else np.array([], dtype="int64")
        return self._positions[place]

    def _level(self, place: str) -> str:
        return "all" if place == "ALL" else "group" if place.startswith("GROUP:") else "unit"

    @cached_property
    def _positions(self) -> dict[str, np.ndarray]:
        return {}

    @cached_property
    def _of_unit(self) -> dict[str, np.ndarray]:
        return dict(self._candidate.lineage["figure_member"].groupby("unit_code").indices)

    @cached_property
    def _arrays(self) -> dict[str, np.ndarray]:
        members = self._candidate.lineage["figure_member"]
        return {
            "source_id": members["source_id"].to_numpy(dtype=object),
            "set_id": members["set_id"].to_numpy(dtype="int64"),
            "contribution": members["contribution"].to_numpy(dtype="float64", na_value=np.nan),
        }

    @cached_property
    def _sets(self) -> dict[tuple[str, str, str], list[Any]]:
        """(table, column, the rest of the row key) → the sets that make the figure."""
        found: dict[tuple[str, str, str], list[Any]] = {}
        for each in self._candidate.lineage["figure_set"].itertuples() if self._candidate.lineage else ():
            found.setdefault((each.table_name, each.column_name, each.row_key_rest), []).append(each)
        return found

    @cached_property
    def _cells(self) -> pd.DataFrame:
        return self._candidate.tables["source_cell"].set_index("source_id")[COLUMNS[:-1]]
