"""A month on a real SQLite instance: what is logged and how much, the history month × unit, and a blocked candidate."""

import sqlite3
from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest

from assets.publication.prover.proofs import PROOFS
from pipelines.cli.run import BLOCKED, run_months
from samples.clean import write_clean

MONTH, AS_OF = "2025-01", datetime(2025, 2, 8, 9)
UNITS = 3
RECEIVED = dg.AssetKey("submission_received")

# Events of a first run, as docs/operations.md states them: a fixed part, and five a unit (the board's check is planned,
# evaluated and put out; the history has a materialization and an evaluation).
FIXED_EVENTS, EVENTS_A_UNIT, BYTES_AN_EVENT = 268, 5, 2_500


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, receiver: tuple[str, list[dict[str, str]]]) -> Path:
    """A clean district of three units whose alerts go to the receiver; the instance is below the home."""
    home = tmp_path / "district"
    write_clean(home, (MONTH,), UNITS)
    settings = (home / "district.yaml").read_text(encoding="utf-8")
    (home / "district.yaml").write_text(
        settings.replace("notifications: []", f'notifications: ["{receiver[0]}"]'), encoding="utf-8"
    )
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "instance"))
    monkeypatch.setenv("ZHAOYIN_HOME", str(home))
    monkeypatch.delenv("ZHAOYIN_DATABASE_URL", raising=False)
    return home


def _events(folder: Path) -> tuple[int, int]:
    """Events and bytes of the newest run."""
    newest = max((folder / "history" / "runs").glob("*-*.db"), key=lambda path: path.stat().st_mtime)
    with sqlite3.connect(newest) as connection:
        count, size = connection.execute("SELECT count(*), sum(length(event)) FROM event_logs").fetchone()
    return int(count), int(size)


def test_a_month_logs_what_is_stated_and_says_a_submission_once(
    office: Path, tmp_path: Path, receiver: tuple[str, list[dict[str, str]]]
) -> None:
    assert run_months(office, [MONTH], AS_OF) == 0
    events, size = _events(tmp_path / "instance")
    assert events <= FIXED_EVENTS + EVENTS_A_UNIT * UNITS
    assert size <= events * BYTES_AN_EVENT
    assert any("快报已发布" in each["title"] for each in receiver[1])
    with dg.DagsterInstance.get() as instance:
        units = {key.split("|")[1] for key in instance.get_materialized_partitions(RECEIVED)}
        assert len(units) == UNITS
        _accepted_everywhere(instance)
        before = instance.fetch_materializations(RECEIVED, limit=100).records
        # the closing run: the same files, the same standing, so the history is not told again
        assert run_months(office, [MONTH], datetime(2025, 2, 28, 9)) == 0
        assert len(instance.fetch_materializations(RECEIVED, limit=100).records) == len(before)
    assert any("定稿已发布" in each["title"] for each in receiver[1])


def _accepted_everywhere(instance: dg.DagsterInstance) -> None:
    """Each evaluation of `accepted` names the materialization it judges."""
    key = dg.AssetCheckKey(RECEIVED, "accepted")
    records = instance.event_log_storage.get_asset_check_execution_history(key, limit=50)
    evaluations = [record.event.dagster_event.asset_check_evaluation_data for record in records if record.event]
    stored = {record.storage_id for record in instance.fetch_materializations(RECEIVED, limit=50).records}
    assert len(evaluations) == UNITS
    assert all(each.passed for each in evaluations)
    assert {each.target_materialization_data.storage_id for each in evaluations} == stored


def test_a_blocked_candidate_is_exit_3_alerts_and_releases_nothing(
    office: Path, monkeypatch: pytest.MonkeyPatch, receiver: tuple[str, list[dict[str, str]]]
) -> None:
    monkeypatch.setitem(PROOFS, "tables_valid", ("各表符合数据字典", lambda case: ["report_metric 主键重复"]))
    assert run_months(office, [MONTH], AS_OF) == BLOCKED
    assert not (office / "releases" / MONTH).exists()
    with dg.DagsterInstance.get() as instance:
        assert instance.get_latest_materialization_event(dg.AssetKey("release")) is None
    assert any("月报任务失败" in each["title"] and "report_metric 主键重复" in each["message"] for each in receiver[1])
