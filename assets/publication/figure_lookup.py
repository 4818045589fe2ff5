"""Where a candidate's figures come from, for documents that let a figure be opened.

Answered figure by figure out of the candidate's lineage: the cells of all figures at once are some twenty times the cells
of the month.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from assets.publication.candidate import Candidate

COLUMNS = ["file_name", "sheet", "cell", "raw_value", "contribution"]
_LEVELS = {"unit_group_all": ("unit", "group", "all"), "unit_all": ("unit", "all")}  # figure_set.places → shown for


class FigureLookup:
    """(table, row key, column) → COLUMNS of the cells behind a figure, by source; no rows where it has none. The same rows
    as report_figure_source joined with report_source_cell."""

    def __init__(self, candidate: Candidate) -> None:
        self._candidate = candidate

    def __call__(self, table: str, row_key: str, column: str) -> pd.DataFrame:
        sets = self._sets.get((f"report_{table.removeprefix('report_')}", column))
        if sets is None:
            return pd.DataFrame(columns=COLUMNS)
        place, _, rest = row_key.partition("|")
        in_district = (sets["places"] == "district") & (sets["row_key_rest"] == row_key)
        at_place = sets["places"].map(lambda shown: self._level(place) in _LEVELS.get(shown, ()))
        parts = [
            self._members("ALL", sets[in_district]),
            self._members(place, sets[at_place & (sets["row_key_rest"] == rest)]),
        ]
        found = pd.concat(parts).groupby("source_id", sort=True)["contribution"].sum(min_count=1)
        return self._cells.reindex(found.index).assign(contribution=found)[COLUMNS]

    def _members(self, place: str, sets: pd.DataFrame) -> pd.DataFrame:
        """source_id and contribution of the members of these sets credited to a place, null where they do not add up."""
        members = self._candidate.lineage["figure_member"]
        at = self._at(place) if len(sets) else np.array([], dtype="int64")
        numbers = members["set_id"].to_numpy()[at]
        additive = sets.loc[sets["additive"].astype(bool), "set_id"]
        rows = members[["source_id", "contribution"]].iloc[at]
        rows = rows.assign(contribution=rows["contribution"].where(np.isin(numbers, additive)))
        return rows[np.isin(numbers, sets["set_id"])]

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
    def _sets(self) -> dict[tuple[str, str], pd.DataFrame]:
        if not self._candidate.lineage:
            return {}
        return dict(iter(self._candidate.lineage["figure_set"].groupby(["table_name", "column_name"])))

    @cached_property
    def _cells(self) -> pd.DataFrame:
        return self._candidate.tables["source_cell"].set_index("source_id")[COLUMNS[:-1]]
