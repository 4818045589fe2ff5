"""PostgreSQL with real roles: the writer runs a month and can change nothing, the reader sees the views and no more."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.store.month_lock import is_free, month_lock
from assets.store.published import Store
from assets.store.roles import RoleProblem, named_roles
from samples.clean import write_clean
from tests.publication.released import OPEN, new_database


@dataclass(frozen=True)
class Roles:
    """URLs of the owner and of two who log in with nothing but the roles."""

    owner: str
    writer: str
    reader: str


@pytest.fixture
def roles(pg_server: str, monkeypatch: pytest.MonkeyPatch) -> Roles:
    owner = new_database(pg_server)
    mark = uuid.uuid4().hex[:6]
    monkeypatch.setenv("ZHAOYIN_DB_WRITER", f"writer_{mark}")
    monkeypatch.setenv("ZHAOYIN_DB_READER", f"reader_{mark}")
    Store(owner).close()
    with psycopg.connect(pg_server, autocommit=True) as connection:
        for kind in ("writer", "reader"):
            connection.execute(f"CREATE ROLE {kind}_login_{mark} LOGIN IN ROLE {kind}_{mark}")
    url = sa.make_url(owner)
    urls = [
        url.set(username=f"{kind}_login_{mark}").render_as_string(hide_password=False) for kind in ("writer", "reader")
    ]
    return Roles(owner, *urls)


def _refused(url: str, statement: str, words: str) -> None:
    engine = sa.create_engine(url)
    with pytest.raises(sa.exc.DBAPIError, match=words), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_the_writer_publishes_and_changes_nothing_the_reader_only_reads(roles: Roles, tmp_path: Path) -> None:
    home = tmp_path / "district"
    write_clean(home, ("2025-01",), 3)
    with Store(roles.writer) as store:
        outcome = run_month(MonthHome(home, OPEN, roles.writer), "2025-01", store).outcome
        assert outcome is not None
        assert outcome.published
        again = run_month(MonthHome(home, OPEN, roles.writer), "2025-01", store).outcome
        assert again is not None
        assert not again.published
    changes = ("UPDATE published_metric SET ytd_value = 1", "DELETE FROM published_metric", "TRUNCATE published_metric",
               "DELETE FROM release_pointer", "UPDATE release_manifest SET sha256 = ''", "DROP VIEW report_metric")  # fmt: skip
    for statement in changes:
        _refused(roles.writer, statement, "permission denied|must be owner")
        _refused(roles.reader, statement, "permission denied|must be owner")
    owner = sa.create_engine(roles.owner)
    with owner.begin() as connection:
        connection.exec_driver_sql(f"GRANT UPDATE, DELETE, TRUNCATE ON published_metric TO {named_roles()['writer']}")
    for statement in changes[:3]:
        _refused(roles.writer, statement, "immutable")
        _refused(roles.owner, statement, "immutable")
    added = "INSERT INTO published_visit SELECT release_id, month, 'X99', 1, 1, 1, 1, 1, 1 FROM published_visit LIMIT 1"
    _refused(roles.owner, added, "immutable")
    reader = sa.create_engine(roles.reader)
    with reader.connect() as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM report_metric").scalar_one() > 100
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM report_figure_source").scalar_one() > 100
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM vintage_metric").scalar_one() > 100
    for table in ("published_metric", "books_project", "release_pointer", "month_reopening"):
        _refused(roles.reader, f"SELECT * FROM {table}", "permission denied")
    _refused(
        roles.reader,
        "INSERT INTO report_data_dictionary (table_name, column_name) VALUES ('a', 'b')",
        "permission denied",
    )
    with Store(roles.reader) as store:  # opening needs no more than reading where nothing is older
        assert store.url == roles.reader
    for engine in (owner, reader):
        engine.dispose()


def test_a_role_name_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHAOYIN_DB_READER", 'x"; DROP TABLE published_metric; --')
    with pytest.raises(RoleProblem, match="ZHAOYIN_DB_READER"):
        named_roles()


def test_a_reader_cannot_hold_what_the_writer_waits_for(roles: Roles, tmp_path: Path) -> None:
    with month_lock(roles.writer, tmp_path, "2025-01"):
        assert not is_free(roles.writer, tmp_path, "2025-01")
        assert is_free(roles.writer, tmp_path, "2025-02")
    assert is_free(roles.writer, tmp_path, "2025-01")
    for statement in (
        "SELECT * FROM held_lock FOR UPDATE",
        "LOCK TABLE held_lock",
        "INSERT INTO held_lock VALUES ('x')",
    ):
        _refused(roles.reader, statement, "permission denied")
