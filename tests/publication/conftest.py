"""A small district, released once with the plain pipeline, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from assets.intake.home import MonthHome
from assets.month import MonthResult, run_month
from assets.store.published import Store
from samples.clean import write_clean
from tests.publication.released import Released, new_database, release_thrice

MONTH = "2025-02"
CLOSED = datetime(2025, 3, 20, 9)
OPEN = datetime(2025, 3, 9, 9)  # past the late day, before the close


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def released(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Released:
    """Only read, or copied: see tests/publication/released.py."""
    folder = tmp_path_factory.mktemp("released") / "district"
    postgresql = request.param == "postgresql"
    url = new_database(request.getfixturevalue("pg_server")) if postgresql else f"sqlite:///{folder}/zhaoyin.db"
    return release_thrice(folder, url)


@pytest.fixture(scope="module")
def clean_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publication") / "district"
    write_clean(folder, ("2025-01", MONTH), 3)
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("pg_url"))
    return f"sqlite:///{tmp_path}/zhaoyin.db"


@pytest.fixture
def fresh_home(clean_home: Path, tmp_path: Path) -> Path:
    """A copy with the files' times kept: what was on time stays on time."""
    import shutil

    target = tmp_path / "district"
    shutil.copytree(clean_home, target, copy_function=shutil.copy2)
    return target


Run = Callable[..., MonthResult]


@pytest.fixture
def run(fresh_home: Path, url: str) -> Iterator[Run]:
    """run(month, as_of) → result, on one store."""
    with Store(url) as store:

        def once(month: str = MONTH, as_of: datetime = CLOSED) -> MonthResult:
            return run_month(MonthHome(fresh_home, as_of, url), month, store)

        yield once
