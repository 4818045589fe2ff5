"""A clean district with December, January and February released."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from assets.intake.home import MonthHome
from assets.intake.office.model import Reference
from assets.intake.office.reference import read_reference
from assets.month import run_month
from assets.review.judge import judge
from assets.review.model import Review
from assets.store.published import Store
from samples.clean import write_clean
from schemas.months import shift
from tests.read_together import read_files

MONTHS = ("2024-12", "2025-01", "2025-02")


@dataclass
class Until:
    """The history as it was before `month`."""

    store: Store
    month: str

    def months(self) -> list[str]:
        return [each for each in self.store.months() if each < self.month]

    def release(self, month: str) -> dict[str, object] | None:
        return self.store.release(month)

    def table(self, name: str, month: str) -> pd.DataFrame:
        return self.store.table(name, month)

    def books(self, name: str, month: str) -> pd.DataFrame:
        return self.store.books(name, month)


@dataclass
class Released:
    home: Path
    reference: Reference
    store: Store

    def judged(self, path: Path, month: str) -> Review:
        """The workbook through intake and every rule, as `zhaoyin check` does it."""
        as_of = datetime.fromisoformat(f"{shift(month, 1)}-02T09:00")
        return judge(
            read_files([path], self.reference, month), self.reference, self.store, as_of, open_until=datetime.max
        )


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Released]:
    home = tmp_path_factory.mktemp("released")
    write_clean(home, (*MONTHS, "2025-03"))
    url = f"sqlite:///{home / 'zhaoyin.db'}"
    with Store(url) as store:
        for month in MONTHS:
            as_of = datetime.fromisoformat(f"{shift(month, 1)}-20T08:00")
            result = run_month(MonthHome(home, as_of, url), month, store)
            assert result.outcome is not None
        yield Released(home, read_reference(home), store)
