"""Small districts whose months are released, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from assets.intake.home import MonthHome
from assets.month import MonthResult, run_month
from assets.store.published import Store
from tests.publication.released import CLOSED, MONTH, Released, release_january, release_thrice, released_once


def _server(request: pytest.FixtureRequest, dialect: str) -> str | None:
    return str(request.getfixturevalue("pg_server")) if dialect == "postgresql" else None


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def released(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Released:
    """January once, February three times. Only read, or copied: see tests/publication/released.py."""
    once = released_once("thrice", release_thrice, _server(request, request.param))
    return once.copied(tmp_path_factory.mktemp("released") / "district")


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """A module whose subject is not the database says here that SQLite is enough."""
    return str(request.param)


@pytest.fixture
def january(request: pytest.FixtureRequest, dialect: str, tmp_path: Path) -> Released:
    """January is final, February lies in the inbox; the test's own, with the files' times kept."""
    return released_once("january", release_january, _server(request, dialect)).copied(tmp_path / "district")


@pytest.fixture
def url(january: Released) -> str:
    return january.url


@pytest.fixture
def fresh_home(january: Released) -> Path:
    return january.home


Run = Callable[..., MonthResult]


@pytest.fixture
def run(fresh_home: Path, url: str) -> Iterator[Run]:
    """run(month, as_of) → result, on one store."""
    with Store(url) as store:

        def once(month: str = MONTH, as_of: datetime = CLOSED) -> MonthResult:
            return run_month(MonthHome(fresh_home, as_of, url), month, store)

        yield once
