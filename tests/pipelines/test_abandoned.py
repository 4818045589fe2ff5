"""One run a month at a time, whoever starts it; a killed run keeps nobody out."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import dagster as dg
import pytest

from assets.store.month_lock import is_free, month_lock
from assets.store.published import Store
from pipelines import dead_runs as abandoned
from pipelines.dead_runs import give_up, suspects

MONTH = "2025-01"
HOLDER = """
import sys; from pathlib import Path; from assets.store.month_lock import month_lock
with month_lock(sys.argv[1], Path(sys.argv[2]), "2025-01"):
    print("held", flush=True); sys.stdin.read()
"""


def _holder(url: str, home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, url, str(home)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    made = str(request.getfixturevalue("pg_url")) if request.param == "postgresql" else f"sqlite:///{tmp_path}/z.db"
    Store(made).close()
    return made


def test_a_second_run_of_the_month_waits_until_the_first_is_killed(url: str, tmp_path: Path) -> None:
    holder = _holder(url, tmp_path)
    assert not is_free(url, tmp_path, MONTH)
    assert is_free(url, tmp_path, "2025-02")
    waits, got = threading.Event(), threading.Event()

    def second() -> None:
        with month_lock(url, tmp_path, MONTH, on_wait=waits.set):
            got.set()

    thread = threading.Thread(target=second)
    thread.start()
    assert waits.wait(20)
    assert not got.wait(0.5)
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert got.wait(20)
    thread.join()
    assert is_free(url, tmp_path, MONTH)


def test_a_started_run_nobody_works_on_is_given_up(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(abandoned, "GRACE_SECONDS", -1)
    monkeypatch.delenv("ZHAOYIN_DATABASE_URL", raising=False)
    run = dg.DagsterRun(job_name="monthly_job", status=dg.DagsterRunStatus.STARTED, tags={"dagster/partition": MONTH})
    instance.add_run(run)
    with month_lock(f"sqlite:///{tmp_path}/zhaoyin.db", tmp_path, MONTH):
        assert suspects(instance, tmp_path) == []
    assert suspects(instance, tmp_path) == [run.run_id]
    give_up(instance, [run.run_id])
    assert suspects(instance, tmp_path) == []
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    assert found.status == dg.DagsterRunStatus.FAILURE
