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


def hashed(projects: pd.DataFrame) -> np.ndarray:
    """A number of each project's code; where two meet, the codes themselves are compared."""
    return pd.util.hash_array(projects["project_code"].to_numpy(dtype=object), categorize=False)


def counted_elsewhere(listed: dict[int, np.ndarray], pages: Parted, month: str) -> dict[int, set[str]]:
    """Page → the projects it lists that another page counts. `listed`: the hashed projects of each page."""
    known, often = np.unique(np.concatenate(list(listed.values())), return_counts=True)
    met = known[often > 1]
    rows = [_that_met(pages, number, here) for number, each in listed.items() if (here := np.isin(each, met)).any()]
    if not rows:
        return {}
    ordered = in_precedence(pd.concat(rows, ignore_index=True), month)
    elsewhere = ordered[ordered.duplicated("project_code")]
    return {int(str(number)): set(theirs["project_code"]) for number, theirs in elsewhere.groupby("page")}


def _that_met(pages: Parted, number: int, here: np.ndarray) -> pd.DataFrame:
    projects = pages.part(number)["project"][["project_code", "as_of_month", "unit_code"]]
    return projects[here].assign(page=number)
