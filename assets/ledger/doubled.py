"""Projects that several pages list: each is counted on one, and nothing of any page is held but a number a project."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assets.intake.parted import Parted

# Which of several rows of a project is counted: the month's own before a carried one, then by unit.
PRECEDENCE = ["project_code", "_late", "unit_code"]


def in_precedence(projects: pd.DataFrame, month: str) -> pd.DataFrame:
    """The rows with `_late` (carried), those of one project by PRECEDENCE."""
    return projects.assign(_late=projects["as_of_month"] != month).sort_values(PRECEDENCE, kind="stable")


class Listed:
    """The projects of the pages of `month`, by a hash of their code; where hashes meet, the codes themselves are compared."""

    def __init__(self, month: str) -> None:
        self._month = month
        self._hashes: dict[int, np.ndarray] = {}

    def add(self, number: int, projects: pd.DataFrame) -> None:
        self._hashes[number] = pd.util.hash_array(projects["project_code"].to_numpy(dtype=object), categorize=False)

    def counted_elsewhere(self, pages: Parted) -> dict[int, set[str]]:
        """Page → the projects it lists that another page counts."""
        known, often = np.unique(np.concatenate(list(self._hashes.values())), return_counts=True)
        met = known[often > 1]
        rows = [self._rows(pages, number, met) for number in self._hashes if np.isin(self._hashes[number], met).any()]
        if not rows:
            return {}
        ordered = in_precedence(pd.concat(rows, ignore_index=True), self._month)
        elsewhere = ordered[ordered.duplicated("project_code")]
        return {int(str(number)): set(theirs["project_code"]) for number, theirs in elsewhere.groupby("page")}

    def _rows(self, pages: Parted, number: int, met: np.ndarray) -> pd.DataFrame:
        projects = pages.part(number)["project"][["project_code", "as_of_month", "unit_code"]]
        return projects[np.isin(self._hashes[number], met)].assign(page=number)
