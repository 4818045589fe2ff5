"""Tampers of rows: for every table of releases a value, a row more, a row less, another month, another release; and values
of another type."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from assets.store.tables import PUBLISHED, SEALED
from tests.tamper.scene import NothingThere, Scene, Tamper

_VALUES = {str: "'x'", int: "7", float: "7.5", bool: "TRUE"}


def tampers() -> Iterator[Tamper]:
    for table in SEALED:
        yield Tamper(f"{table.name}: a value changed", _changed(table), table.name)
        yield Tamper(f"{table.name}: a row removed", _removed(table), table.name)
        yield Tamper(f"{table.name}: a row added", _added(table), table.name)
        yield Tamper(f"{table.name}: the month of a row changed", _moved(table, "month", "'2024-12'"), table.name)
        yield Tamper(f"{table.name}: a row moved to a release that is none", _moved(table, "release_id", "'2024-12-r1-x'"), table.name)  # fmt: skip
    metric = PUBLISHED["metric"].name
    yield Tamper("rows moved to an older release", _to_older, metric)
    yield Tamper("two values of one row exchanged", _run(f"UPDATE {metric} SET month_value = ytd_value, ytd_value = month_value"), metric)  # fmt: skip
    yield Tamper("a null for a number", _run(f"UPDATE {metric} SET yoy = NULL"), metric)
    yield Tamper(
        "a truth that is 2", _run("UPDATE published_project SET counted = 2"), "published_project", only="sqlite"
    )
    yield Tamper("a text as bytes", _run(f"UPDATE {metric} SET metric_label = CAST(metric_label AS BLOB)"), metric, only="sqlite")  # fmt: skip
    yield Tamper("a text in a column of numbers", _run(f"UPDATE {metric} SET yoy = 'x' WHERE yoy IS NULL"), metric, only="sqlite")  # fmt: skip
    yield Tamper("a truth of the lineage that is 2", _run("UPDATE figure_set SET additive = 2"), "figure_set", only="sqlite")  # fmt: skip
    yield Tamper(
        "NaN for a null", _run(f"UPDATE {metric} SET yoy = 'NaN' WHERE yoy IS NULL"), metric, only="postgresql"
    )


def _run(*statements: str) -> Callable[[Scene], None]:
    return lambda scene: scene.run(*statements)


def _one(table: sa.Table, scene: Scene) -> str:
    """The condition that finds one row of the table; a table without any gets one first."""
    address = "rowid" if scene.is_sqlite else "ctid"
    query = f"SELECT {address} FROM {table.name} ORDER BY release_id DESC LIMIT 1"
    found = scene.one(query)
    if found is None:
        _added(table)(scene)
        found = scene.one(query)
    return f"{address} = '{found}'"


def _changed(table: sa.Table) -> Callable[[Scene], None]:
    column = list(table.columns)[-1]
    kind = column.type.python_type
    other = {str: "'x'", int: f"coalesce({column.name}, 0) + 1", float: f"coalesce({column.name}, 0) + 1"}
    value = other.get(kind, f"NOT coalesce({column.name}, FALSE)" if kind is bool else "'2020-02-02'")
    return lambda scene: scene.run(f"UPDATE {table.name} SET {column.name} = {value} WHERE {_one(table, scene)}")


def _removed(table: sa.Table) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        if not scene.one(f"SELECT COUNT(*) FROM {table.name}"):
            raise NothingThere
        scene.run(f"DELETE FROM {table.name} WHERE {_one(table, scene)}")

    return act


def _added(table: sa.Table) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        values = [f"'{scene.last}'", f"'{scene.last[:7]}'"]
        for column in list(table.columns)[2:]:
            needed = column.primary_key or not column.nullable or not table.primary_key.columns
            value = _VALUES.get(column.type.python_type, "'2020-02-02'")
            values.append(value if needed else "NULL")
        if table.name == "published_release":  # its only key is the release
            values[:2] = ["'2025-02-r9-x'", "'2025-02'"]
        scene.run(f"INSERT INTO {table.name} VALUES ({', '.join(values)})")

    return act


def _moved(table: sa.Table, column: str, value: str) -> Callable[[Scene], None]:
    return lambda scene: scene.run(f"UPDATE {table.name} SET {column} = {value} WHERE {_one(table, scene)}")


def _to_older(scene: Scene) -> None:
    older, newer = scene.releases[-2:]
    scene.run(f"DELETE FROM published_metric WHERE release_id = '{older}'",
              f"UPDATE published_metric SET release_id = '{older}' WHERE release_id = '{newer}'")  # fmt: skip
