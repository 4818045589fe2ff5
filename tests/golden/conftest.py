"""The sample district, released month by month by the plain pipeline, once: all golden tests are in one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.store.published import Store
from samples.district import write_demo
from schemas.months import months_between
from tests.soak.paths import without_documents

AS_OF = datetime(2026, 2, 1, 9)
# A year's first and last month and months that something was planted in; `make run` makes the documents of all 24.
DOCUMENTED = ("2024-01", "2024-08", "2024-12", "2025-01", "2025-08", "2025-09", "2025-12")


@dataclass
class Released:
    """A home whose months have been released, its store, and what is said of planted months."""

    home: MonthHome
    store: Store

    @property
    def database(self) -> Path:
        return self.home.path / "zhaoyin.db"


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Released]:
    folder: Path = tmp_path_factory.mktemp("golden") / "district"
    write_demo(folder)
    home = MonthHome(folder, AS_OF, f"sqlite:///{folder}/zhaoyin.db")
    with Store(home.database_url) as store:
        for month in months_between("2024-01", "2025-12"):
            with nullcontext() if month in DOCUMENTED else without_documents():
                result = run_month(home, month, store)
            assert result.outcome is not None, (month, result.proof.failures)
        yield Released(home, store)
