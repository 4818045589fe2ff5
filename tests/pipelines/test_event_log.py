"""The event log with open connections: the same files as Dagster's own, read while they are written, whole after a kill."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from pipelines.event_log import KeptSqliteEventLog
from pipelines.instance import prepare_instance

ROOT = Path(__file__).resolve().parents[2]
_KILLED = """
import os, signal, sys
import dagster as dg

@dg.asset
def first() -> None: ...

@dg.asset(deps=[first])
def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)

dg.materialize([first, killed], instance=dg.DagsterInstance.get())
"""


@dg.asset(check_specs=[dg.AssetCheckSpec("good", asset="looked_at")])
def looked_at():  # type: ignore[no-untyped-def]  # Dagster takes an annotation for one output
    return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True)])


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """An instance by the shipped dagster.yaml."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "instance"))
    monkeypatch.setenv("ZHAOYIN_HOME", str(tmp_path))
    prepare_instance(tmp_path)
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, KeptSqliteEventLog)
        yield instance


def _files(tmp_path: Path) -> Path:
    return tmp_path / "instance" / "history" / "runs"


def test_dagsters_own_storage_reads_what_it_wrote_and_the_other_way_round(
    shipped: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = dg.materialize([looked_at], instance=shipped).run_id
    wrote = [each.dagster_event_type for each in shipped.all_logs(ours)]
    (tmp_path / "instance" / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    with dg.DagsterInstance.get() as stock:
        assert type(stock.event_log_storage) is SqliteEventLogStorage
        assert [each.dagster_event_type for each in stock.all_logs(ours)] == wrote
        theirs = dg.materialize([looked_at], instance=stock).run_id
        assert len(stock.fetch_materializations(dg.AssetKey("looked_at"), limit=9).records) == 2
    assert [each.dagster_event_type for each in shipped.all_logs(theirs)] == wrote
    latest = shipped.fetch_materializations(dg.AssetKey("looked_at"), limit=1).records[0]
    assert latest.run_id == theirs


def test_a_web_server_sees_a_run_while_it_goes_on(shipped: dg.DagsterInstance) -> None:
    seen: queue.Queue[str] = queue.Queue()

    @dg.asset
    def long_one(context: dg.AssetExecutionContext) -> None:
        for number in range(3):  # the run's file stays open all the while
            time.sleep(0.2)
            context.log.info(f"number {number}")
            assert seen.get(timeout=20) == f"number {number}"

    job_def = dg.Definitions(
        assets=[long_one], jobs=[dg.define_asset_job("watched", selection=[long_one])]
    ).resolve_job_def("watched")
    run_id = str(uuid.uuid4())

    def told(event: dg.EventLogEntry, _cursor: str) -> None:
        if event.user_message.startswith("number"):
            seen.put(event.user_message)

    with dg.DagsterInstance.get() as web:
        web.watch_event_logs(run_id, None, told)
        assert job_def.execute_in_process(instance=shipped, run_id=run_id).success
        web.end_watch_event_logs(run_id, told)


def test_a_killed_run_leaves_every_event_before_the_kill(shipped: dg.DagsterInstance, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED], cwd=ROOT, env=dict(os.environ), check=False)
    assert done.returncode == -signal.SIGKILL
    (run,) = shipped.get_runs()
    logs = shipped.all_logs(run.run_id)
    assert sum(each.dagster_event_type == dg.DagsterEventType.ASSET_MATERIALIZATION for each in logs) == 1
    assert logs[-1].step_key == "killed"
    assert len(shipped.fetch_materializations(dg.AssetKey("first"), limit=9).records) == 1


def test_few_files_are_open_at_once_and_none_after_the_end(shipped: dg.DagsterInstance, tmp_path: Path) -> None:
    runs = [dg.materialize([looked_at], instance=shipped).run_id for _ in range(5)]
    for run in runs:
        assert shipped.all_logs(run)
    assert len(list(_files(tmp_path).glob("*.db-wal"))) <= 4
    shipped.dispose()
    assert not list(_files(tmp_path).glob("*.db-wal"))
    assert shipped.all_logs(runs[0])  # asked again, it opens again


def test_two_processes_may_write_at_once(shipped: dg.DagsterInstance) -> None:
    """The daemon's run and one at a terminal: two instances on the same files, from threads of their own."""

    def report(instance: dg.DagsterInstance, name: str) -> None:
        for _ in range(30):
            instance.report_runless_asset_event(dg.AssetMaterialization(name))

    with dg.DagsterInstance.get() as other:
        threads = [threading.Thread(target=report, args=each) for each in ((shipped, "one"), (other, "two"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for name in ("one", "two"):
        assert len(shipped.fetch_materializations(dg.AssetKey(name), limit=99).records) == 30


def test_wiping_takes_the_files_and_leaves_it_working(shipped: dg.DagsterInstance) -> None:
    dg.materialize([looked_at], instance=shipped)
    shipped.wipe()
    again = dg.materialize([looked_at], instance=shipped).run_id
    assert shipped.all_logs(again)
