"""What the rooms may ask of earlier months. The published store answers (assets/store); rooms only read."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from schemas.months import shift


class History(Protocol):
    """The current releases of earlier months. Frames carry the table's columns without release_id and month."""

    def months(self) -> list[str]:
        """Months that have a release, ascending."""

    def release(self, month: str) -> dict[str, object] | None:
        """The current release of a month: release_id, month and the columns of report_release; None without one."""

    def table(self, name: str, month: str) -> pd.DataFrame:
        """Rows of report_<name> of a month's current release; empty with the right columns when there is none."""

    def books(self, name: str, month: str) -> pd.DataFrame:
        """Rows of books_<name> (schemas/columns/books.py) of a month's current release; empty likewise."""


# Months a release may be built on: last month's books, the year's for what is carried, verified and on time, last
# December's for its coverage, the same period of last year.
_BUILT_ON = 12


def built_on(history: History, month: str) -> dict[str, object]:
    """The months before that a month may look at → the release in force of each; None where there is none."""
    releases = {other: history.release(other) for other in (shift(month, -back) for back in range(1, _BUILT_ON + 1))}
    return {other: release["release_id"] if release else None for other, release in releases.items()}


class NoHistory:
    """A district's first month: nothing released yet."""

    def months(self) -> list[str]:
        return []

    def release(self, month: str) -> dict[str, object] | None:
        return None

    def table(self, name: str, month: str) -> pd.DataFrame:
        from schemas.columns.report import REPORT_TABLES

        return pd.DataFrame(columns=REPORT_TABLES[name].names, dtype=object)

    def books(self, name: str, month: str) -> pd.DataFrame:
        from schemas.columns.books import BOOKS

        return pd.DataFrame(columns=BOOKS[name].names, dtype=object)
