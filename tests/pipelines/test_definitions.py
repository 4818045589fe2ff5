"""The definitions load with no district and with one; schedule and sensors run by default."""

from pathlib import Path

import dagster as dg
import pytest

from assets.publication.prover.prove import PROOFS
from pipelines.definitions import build_defs
from samples.clean import write_clean


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("defs")
    write_clean(home, ("2025-01", "2025-02"), 3)
    return home


def test_they_load_with_no_district(tmp_path: Path) -> None:
    repository = build_defs(tmp_path / "nothing").get_repository_def()
    assert {job.name for job in repository.get_all_jobs()} >= {"monthly_job", "intake_job"}


def test_everything_that_should_run_runs_by_default(small: Path) -> None:
    repository = build_defs(small).get_repository_def()
    assert [schedule.name for schedule in repository.schedule_defs] == ["monthly_schedule"]
    assert all(each.default_status == dg.DefaultScheduleStatus.RUNNING for each in repository.schedule_defs)
    names = {each.name for each in repository.sensor_defs}
    assert names >= {"inbox_sensor", "later_months_sensor", "failure_alert", "checks_alert", "deadline_watch"}
    assert all(each.default_status == dg.DefaultSensorStatus.RUNNING for each in repository.sensor_defs)


def test_every_asset_is_described_in_chinese_under_an_ascii_name(small: Path) -> None:
    for spec in build_defs(small).resolve_all_asset_specs():
        assert spec.key.path[-1].isascii()
        assert spec.description, spec.key
        assert any("\u4e00" <= char <= "\u9fff" for char in spec.description), spec.key


def test_partitions_begin_with_the_district(small: Path) -> None:
    job = build_defs(small).resolve_job_def("monthly_job")
    assert job.partitions_def is not None
    assert job.partitions_def.get_first_partition_key() == "2025-01"


def test_only_the_provers_proofs_block(small: Path) -> None:
    graph = build_defs(small).resolve_asset_graph()
    blocking = {spec.name for key in graph.asset_check_keys for spec in [graph.get_check_spec(key)] if spec.blocking}
    assert blocking == set(PROOFS)


def test_one_check_a_unit_on_the_board(small: Path) -> None:
    graph = build_defs(small).resolve_asset_graph()
    board = [key.name for key in graph.asset_check_keys if key.asset_key.path[-1] == "submission_board"]
    assert len(board) == 3
