"""Dagster's event log in SQLite, with the connections kept open between events.

Dagster's own SQLite storage makes an engine, a connection and every statement anew for each event, and closing the
connection writes the file's log back to it: a third of the time of a month. Here a file keeps one engine. The files are
the same, in the same place (DAGSTER_HOME/history/runs, one a run and one index): either storage reads what the other
wrote, and dagster.yaml says which one is used.

A commit does not wait for the disk (WAL, synchronous NORMAL): a killed process loses no event, a power failure may lose
the last ones, never the file. What is published does not depend on them.

This module subclasses a private class of Dagster (`dagster._core`). Nothing else may import it: dagster.yaml names it,
tests/pipelines/test_event_log.py holds it against each new version of Dagster. Remove it once Dagster does the same.

The issue to file with Dagster:
Title: SqliteEventLogStorage opens a new engine and connection for every event.
Slow: run_connection and index_connection call create_engine with NullPool for each event. Statements are compiled
anew, and closing the last connection makes SQLite copy its write-ahead log back into the file.
Measured (Dagster 1.13, 150 log events of 400 characters on one run, two rounds, a busy machine of two cores): 17.7 ms
an event with Dagster's storage, 0.4 ms with this one.
Proposal: keep one engine a file with a pool of one connection, bounded by a least-recently-used limit; cache
supports_asset_checks once it is true; let PRAGMA synchronous be set in dagster.yaml.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy
from dagster import StringSource
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy.engine import Connection, Engine

INDEX = "index"
_BUSY_SECONDS = 30  # as Dagster's own
_KEPT_FILES = 4  # the index and the runs used last; a web server looks at many


class KeptSqliteEventLog(SqliteEventLogStorage):
    """SqliteEventLogStorage whose connections live as long as it does; `dispose` closes them."""

    def __init__(self, dagster_home: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._one_at_a_time = threading.RLock()  # logging on first use may come back here
        super().__init__(str(Path(dagster_home) / "history" / "runs"), inst_data)

    @classmethod
    def config_type(cls) -> Any:
        return {"dagster_home": StringSource}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> KeptSqliteEventLog:
        return cls(inst_data=inst_data, **config_value)

    def run_connection(self, run_id: str | None = None) -> AbstractContextManager[Connection]:
        return self._kept(run_id or "")

    def index_connection(self) -> AbstractContextManager[Connection]:
        return self._kept(INDEX)

    @cached_property
    def supports_asset_checks(self) -> bool:  # type: ignore[override]  # Dagster looks into the schema at every check
        return super().supports_asset_checks

    def store_event(self, event: EventLogEntry) -> None:
        super().store_event(event)
        # A web server that shows the run watches this file; what was written lies beside it until the next checkpoint.
        os.utime(self.path_for_shard(event.run_id))

    def wipe(self) -> None:
        self._close()  # the files of the runs go
        super().wipe()

    def dispose(self) -> None:
        super().dispose()
        self._close()

    @contextmanager
    def _kept(self, shard: str) -> Iterator[Connection]:
        """A transaction on one file."""
        with self._one_at_a_time, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> Engine:
        engine = self._engines.pop(shard, None) or self._opened(shard)
        self._engines[shard] = engine
        while len(self._engines) > _KEPT_FILES:
            oldest = next(each for each in self._engines if each != INDEX)
            self._engines.pop(oldest).dispose()
        return engine

    def _opened(self, shard: str) -> Engine:
        with super().run_connection(shard):  # makes the file, or waits for who is making it
            pass
        engine = sqlalchemy.create_engine(
            self.conn_string_for_shard(shard),
            pool_size=1,
            max_overflow=0,
            connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        )
        sqlalchemy.event.listen(engine, "connect", _without_waiting_for_the_disk)
        return engine

    def _close(self) -> None:
        with self._one_at_a_time:
            while self._engines:
                self._engines.popitem()[1].dispose()


def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = NORMAL")
