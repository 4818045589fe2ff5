"""Rows arrive as they are, and what lets them in keeps every release as it was published."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import psycopg
import pytest
import sqlalchemy as sa

from assets.store.connection import open_engine, writing
from assets.store.guards import WORDS, GuardFault, adding_release, require_guards
from assets.store.loading import append_rows
from assets.store.tables import LINEAGE, MANIFEST, SEALED

REFUSED = (sqlite3.Error, psycopg.Error, GuardFault)  # rows go in by the driver's own way
PLACES = LINEAGE["figure_place"]
OLD, NEW, MONTH = "2025-01-r1-old", "2025-02-r1-new", "2025-02"
ODD = ["'; DROP TABLE x; --", 'a"b', "tab\there", "line\nbreak", "\\N", "\\", "100%", "？：，", "", None]


@pytest.fixture
def url(request: pytest.FixtureRequest, dialect: str, tmp_path: Path) -> str:
    """Of an empty database."""
    return str(request.getfixturevalue("pg_url")) if dialect == "postgresql" else f"sqlite:///{tmp_path}/zhaoyin.db"


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """A store with one sealed release of one row."""
    engine = open_engine(url)
    with writing(engine) as connection:
        append_rows(connection, PLACES, places("T01"), OLD, "2025-01")
        connection.execute(MANIFEST.insert().values(release_id=OLD, month="2025-01", sequence=1, sha256="0"))
    yield engine
    engine.dispose()


def places(*units: str) -> pd.DataFrame:
    return pd.DataFrame({"unit_code": list(units), "place": list(units), "level": "unit"}, dtype=object)


def held(engine: sa.Engine) -> dict[str, int]:
    query = "SELECT release_id, COUNT(*) FROM figure_place GROUP BY release_id"
    with engine.connect() as connection:
        return {str(release): int(count) for release, count in connection.exec_driver_sql(query)}


def test_every_kind_of_value_arrives_as_it_is(engine: sa.Engine) -> None:
    rows = 20_000 + 7  # more than a part, and no whole number of statements
    frame = pd.DataFrame(
        {
            "words": pd.Series([ODD[n % len(ODD)] for n in range(rows)], dtype=object),
            "yuan": pd.array([None if n % 5 == 0 else n * 10**13 + 1 for n in range(rows)], dtype="Int64"),
            "share": [float("nan") if n % 4 == 0 else n / 7 for n in range(rows)],
            "yes": pd.array([None if n % 3 == 0 else n % 2 == 0 for n in range(rows)], dtype="boolean"),
            "day": pd.Series([None if n % 6 == 0 else "2025-02-28" for n in range(rows)], dtype=object),
            "at": pd.Series([None if n % 7 == 0 else "2025-02-28T09:41:07" for n in range(rows)], dtype=object),
        }
    )
    kinds = (sa.Text, sa.BigInteger, sa.Double, sa.Boolean, sa.Date, sa.DateTime)
    columns = [sa.Column(name, kind()) for name, kind in zip(frame.columns, kinds, strict=True)]
    target = sa.Table("kinds", sa.MetaData(), sa.Column("release_id", sa.Text), sa.Column("month", sa.Text), *columns)
    with writing(engine) as connection:
        target.create(connection)
        assert append_rows(connection, target, frame, "it's", MONTH) == rows
        # on SQLite times are ISO text, with the T that SQLAlchemy's own type would not read
        stored = connection.exec_driver_sql("SELECT * FROM kinds").fetchall()
    plain = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
    expected = [("it's", MONTH, *row) for row in plain]
    assert [tuple(_told(value) for value in row) for row in stored] == [
        tuple(_told(value) for value in row) for row in expected
    ]


def _told(value: object) -> object:
    """Dates as ISO text, True as SQLite keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else int(value) if isinstance(value, bool) else value


def test_a_sealed_release_takes_no_row(engine: sa.Engine) -> None:
    with pytest.raises(REFUSED, match=WORDS), writing(engine) as connection:
        append_rows(connection, PLACES, places("T02"), OLD, "2025-01")
    with pytest.raises(REFUSED, match=WORDS), writing(engine) as connection, adding_release(connection, OLD):
        append_rows(connection, PLACES, places("T02"), OLD, "2025-01")
    assert held(engine) == {OLD: 1}


def test_rows_of_another_release_do_not_slip_in_with_a_new_one(engine: sa.Engine) -> None:
    def two_releases() -> None:
        with writing(engine) as connection, adding_release(connection, NEW):
            append_rows(connection, PLACES, places("T01", "T02"), NEW, MONTH)
            append_rows(connection, PLACES, places("T02"), OLD, "2025-01")

    with pytest.raises(REFUSED, match=WORDS):
        two_releases()
    assert held(engine) == {OLD: 1}
    _guarded(engine)


def test_a_fault_while_rows_are_added_brings_the_guards_back(engine: sa.Engine) -> None:
    def interrupted() -> None:
        with writing(engine) as connection, adding_release(connection, NEW):
            append_rows(connection, PLACES, places("T01"), NEW, MONTH)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    assert held(engine) == {OLD: 1}
    _guarded(engine)


def test_added_and_guarded(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        with adding_release(connection, NEW):
            append_rows(connection, PLACES, places("T01", "T02"), NEW, MONTH)
        require_guards(connection)
    assert held(engine) == {OLD: 1, NEW: 2}
    _guarded(engine)


def test_a_release_is_never_sealed_without_its_guards(engine: sa.Engine) -> None:
    if engine.dialect.name == "postgresql":
        pytest.skip("there the guards are never taken down")
    with writing(engine) as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {SEALED[0].name}_sealed")
        with pytest.raises(GuardFault, match=SEALED[0].name):
            require_guards(connection)


def _guarded(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        require_guards(connection)
    with pytest.raises(REFUSED, match=WORDS), writing(engine) as connection:
        append_rows(connection, PLACES, places("T03"), OLD, "2025-01")
