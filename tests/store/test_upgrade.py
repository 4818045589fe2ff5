"""A database of the first contract, with published releases, becomes today's when it is opened: nothing by hand."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from assets.publication.release_files import behind_digest, later_columns, typed_behind
from assets.publication.verifying import faults
from assets.store.anchor import anchor_path
from assets.store.connection import open_engine, writing
from assets.store.contract import VERSION, ContractProblem, create_at
from assets.store.published import Store
from assets.store.tables import METADATA, PUBLISHED, VERSION_TABLE
from schemas.columns.books import BOOKS
from schemas.columns.dictionary import Column
from schemas.columns.frames import typed_frame
from schemas.columns.report import REPORT_TABLES
from tests.publication.released import MONTH, Released, new_database

_IMMUTABLE = "a release is immutable: published rows are never changed or deleted"


@dataclass(frozen=True)
class Older:
    url: str
    tables: frozenset[str]


@pytest.fixture
def older(released: Released, tmp_path: Path) -> Older:
    """A database as the first contract left it: its tables, its views and triggers, no version, all releases."""
    url = new_database(released.url) if "postgresql" in released.url else f"sqlite:///{tmp_path}/older.db"
    source, target = sa.create_engine(released.url), sa.create_engine(url)
    held = sa.MetaData()
    with target.begin() as connection:
        create_at(connection, "0001")
        connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")
        held.reflect(connection)
        for name in ("metric", "release"):
            connection.exec_driver_sql(
                f"CREATE VIEW report_{name} AS SELECT p.* FROM published_{name} p JOIN release_pointer r ON r.release_id = p.release_id"
            )
        _old_trigger(connection)
    with source.connect() as reading, target.begin() as connection:
        for table in held.sorted_tables:
            if table.name.startswith("report_"):
                continue
            names = ", ".join(column.name for column in table.columns)
            rows = reading.exec_driver_sql(f"SELECT {names} FROM {table.name}").fetchall()  # as stored, not as typed
            if rows:
                marks = ", ".join(["?" if connection.dialect.name == "sqlite" else "%s"] * len(table.columns))
                connection.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({marks})", [tuple(row) for row in rows])
    source.dispose()
    target.dispose()
    return Older(url, frozenset(held.tables))


def _old_trigger(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"CREATE TRIGGER published_metric_no_update BEFORE UPDATE ON published_metric BEGIN SELECT RAISE(ABORT, '{_IMMUTABLE}'); END"
        )
        return
    connection.exec_driver_sql(
        f"CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_IMMUTABLE}'; END $$"
    )
    connection.exec_driver_sql(
        "CREATE TRIGGER published_metric_immutable BEFORE UPDATE OR DELETE ON published_metric FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def test_opening_upgrades_and_keeps_everything(older: Older, released: Released, tmp_path: Path) -> None:
    home = tmp_path / "district"  # as an older program left it: nothing recorded outside the database
    shutil.copytree(released.home, home, copy_function=shutil.copy2)
    anchor_path(home).unlink()
    with Store(older.url) as store:
        engine = store.engine
        with engine.connect() as connection:
            assert connection.scalar(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")) == VERSION
            now, fresh = _shape(connection), _shape_of(released.url)
            assert now == fresh  # tables, columns, types, nullability, keys, indexes, views: as in a new database
            order = [row[0] for row in connection.execute(sa.text("SELECT release_id FROM release_manifest ORDER BY sequence"))]  # fmt: skip
        assert order == [
            str(row[0]) for row in released.ask("SELECT release_id FROM release_manifest ORDER BY sequence")
        ]
        for name in ("metric", "project", "source_cell"):
            query = f"SELECT COUNT(*) FROM report_{name}"
            with engine.connect() as connection:
                assert connection.scalar(sa.text(query)) == released.ask(query)[0][0]
        for statement in ("UPDATE published_metric SET ytd_value = 1", "DELETE FROM published_stage",
                          "DELETE FROM release_manifest"):  # fmt: skip
            with pytest.raises(sa.exc.DBAPIError, match="immutable"), engine.begin() as connection:
                connection.execute(sa.text(statement))
        later = {table.name for table in PUBLISHED.values()} - older.tables  # which those releases never had
        later |= {f"published_{name}" for name, table in REPORT_TABLES.items() if any(c.since for c in table.columns)}
        later |= {f"books_{name}" for name, table in BOOKS.items() if any(c.since for c in table.columns)}
        said = [fault for fault in faults(home, store) if not any(name in fault for name in later)]
        assert said == []
        assert len(store.releases(MONTH)) == 3


def _shape_of(url: str) -> dict[str, object]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        shape = _shape(connection)
    engine.dispose()
    return shape


def _shape(connection: sa.Connection) -> dict[str, object]:
    """Everything that makes the schema, as the database itself tells it."""
    inspector = sa.inspect(connection)
    tables = {
        table: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)],
            inspector.get_pk_constraint(table)["constrained_columns"],
            sorted(str(index["column_names"]) for index in inspector.get_indexes(table)),
        )
        for table in METADATA.tables
    }
    views = {
        view: sorted(c["name"] for c in inspector.get_columns(view)) for view in sorted(inspector.get_view_names())
    }
    catalogue = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if connection.dialect.name == "sqlite" else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"  # fmt: skip
    return tables | views | {"triggers": sorted(connection.scalars(sa.text(catalogue)))}


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(older: Older, monkeypatch: pytest.MonkeyPatch) -> None:
    import assets.store.contract as contract

    def fail(_: sa.Connection) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(contract, "make_derived", fail)
        with pytest.raises(RuntimeError, match="power"):
            open_engine(older.url)
    engine = sa.create_engine(older.url)
    with engine.connect() as connection:
        assert not sa.inspect(connection).has_table(VERSION_TABLE)
        assert not sa.inspect(connection).has_table("release_manifest")
    engine.dispose()
    open_engine(older.url).dispose()


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/newer.db"
    engine = open_engine(url)
    with writing(engine) as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '0099'")
    engine.dispose()
    with pytest.raises(ContractProblem, match="0099"):
        open_engine(url)


def test_a_later_column_of_the_books_changes_no_earlier_release(monkeypatch: pytest.MonkeyPatch) -> None:
    before = BOOKS["visit"]
    frame = typed_frame(
        pd.DataFrame({"unit_code": ["T02", "T01"], "row": [4, 5], "company_name": ["甲", "乙"]}), before
    )
    digest = behind_digest(frame, "books_visit", VERSION)
    longer = replace(before, columns=(*before.columns, Column("method", "走访方式", "text", since="9999")))
    monkeypatch.setitem(BOOKS, "visit", longer)
    upgraded = typed_frame(frame, longer)
    assert behind_digest(upgraded, "books_visit", VERSION) == digest
    assert behind_digest(upgraded, "books_visit", "9999") != digest
    assert list(typed_behind(upgraded, "books_visit", VERSION).columns) == before.names
    assert later_columns("books_visit", VERSION) == ["method"]
