"""A month on Dagster's storage in a real PostgreSQL, as deploy/dagster-postgres.yaml ships it."""

import shutil
from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest

from pipelines.cli.run import run_months
from pipelines.instance import ROOT
from samples.clean import write_clean

MONTH = "2025-01"


def test_a_month_runs_and_is_kept_in_postgresql(tmp_path: Path, pg_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home, folder = tmp_path / "district", tmp_path / "dagster"
    write_clean(home, (MONTH,), 2)
    folder.mkdir()
    shutil.copyfile(ROOT / "deploy" / "dagster-postgres.yaml", folder / "dagster.yaml")
    monkeypatch.setenv("DAGSTER_HOME", str(folder))
    monkeypatch.setenv("DAGSTER_POSTGRES_URL", pg_url.replace("+psycopg:", "+psycopg2:"))
    monkeypatch.delenv("ZHAOYIN_DATABASE_URL", raising=False)
    assert run_months(home, [MONTH], datetime(2025, 2, 28, 9)) == 0
    with dg.DagsterInstance.get() as instance:
        assert type(instance.event_log_storage).__name__ == "PostgresEventLogStorage"
        assert instance.get_materialized_partitions(dg.AssetKey("release")) == {MONTH}
        assert len(instance.get_materialized_partitions(dg.AssetKey("submission_received"))) == 2
    assert not list(folder.rglob("*.db"))
