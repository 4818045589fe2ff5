"""The store as it was when a release was published: what History answered then, whatever was published since."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.store.published import Store
from schemas.columns.report import REPORT_TABLES


class PastStore:
    """History before the release with place `sequence` in the chain: the latest release of each month before it."""

    def __init__(self, store: Store, sequence: int) -> None:
        self._store = store
        self._current: dict[str, dict[str, Any]] = {}
        places = store.sealed()
        for month in store.months():
            for release in store.releases(month):
                if places[str(release["release_id"])][0] < sequence:
                    self._current[month] = release

    def months(self) -> list[str]:
        return sorted(self._current)

    def release(self, month: str) -> dict[str, Any] | None:
        return self._current.get(month)

    def table(self, name: str, month: str) -> pd.DataFrame:
        release = self._current.get(month)
        if release is None:
            return pd.DataFrame(columns=REPORT_TABLES[name].names, dtype=object)
        return self._store.of_release(name, str(release["release_id"]))

    def books(self, name: str, month: str) -> pd.DataFrame:
        release = self._current.get(month)
        if release is None:
            return self._store.books(name, "")
        return self._store.behind_release(str(release["release_id"]))[f"books_{name}"]
