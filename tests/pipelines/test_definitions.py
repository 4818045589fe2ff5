"""The definitions load with no district and with one; schedule and sensors run by default."""

import re
import shutil
from collections import Counter
from pathlib import Path

import dagster as dg
import pytest
import yaml

from assets.publication.prover.proofs import PROOFS
from assets.review.checks import board_checks
from pipelines.definitions import build_defs
from pipelines.instance import ROOT
from pipelines.partitions import months_from
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
    assert names >= {
        "inbox_sensor",
        "later_months_sensor",
        "failure_alert",
        "checks_alert",
        "deadline_watch",
        "abandoned_runs",
    }
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


_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;?!]|[,;][\u4e00-\u9fff]|\([^()]*[\u4e00-\u9fff]|[\u4e00-\u9fff]\(")


def test_a_broken_office_file_takes_no_step_away(small: Path, tmp_path: Path) -> None:
    """A run asked for before the file broke finds the steps it was asked for, and fails with the fault."""
    home = tmp_path / "district"
    shutil.copytree(small, home)

    def steps() -> set[str]:
        return set(build_defs(home).resolve_job_def("monthly_job").graph.node_names())

    whole = steps()
    targets = home / "reference" / "targets.csv"
    targets.write_bytes(targets.read_bytes() + b"2025,NOBODY,no_such_metric,x,\n")
    assert steps() == whole
    assert "submission_board_checks" in whole


def test_what_the_ui_says_is_punctuated_as_chinese(small: Path) -> None:
    made = build_defs(small)
    repository, graph = made.get_repository_def(), made.resolve_asset_graph()
    said = [spec.description or "" for spec in made.resolve_all_asset_specs()]
    said += [graph.get_check_spec(key).description or "" for key in graph.asset_check_keys]
    said += [each.description or "" for each in (*repository.schedule_defs, *repository.sensor_defs)]
    assert [words for words in said if _HALF_WIDTH.search(words)] == []


def test_no_asset_has_many_checks_but_the_board(small: Path) -> None:
    graph = build_defs(small).resolve_asset_graph()
    counts = Counter(key.asset_key.path[-1] for key in graph.asset_check_keys)
    del counts["submission_board"]
    assert max(counts.values()) <= 11


def test_every_table_asset_has_its_columns_with_labels(small: Path) -> None:
    for spec in build_defs(small).resolve_all_asset_specs():
        if "table" not in spec.kinds:
            continue
        schema = spec.metadata["dagster/column_schema"]
        assert all(column.description for column in schema.columns), spec.key


def test_past_fifty_units_the_board_goes_by_group() -> None:
    months = months_from("2025-01")
    few = {f"T{number:02d}": f"第{number}镇" for number in range(50)}
    groups = {"town": "镇", "zone": "开发区"}
    names = {key.name for check in board_checks(months, few, groups) for key in check.check_keys}
    assert names == set(few)
    many = {**few, "T50": "第50镇"}
    names = {key.name for check in board_checks(months, many, groups) for key in check.check_keys}
    assert names == set(groups)


@pytest.mark.parametrize("file", ["dagster.yaml", "deploy/dagster-postgres.yaml"])
def test_the_shipped_instances_queue_one_run_a_month_and_send_nothing_home(file: str) -> None:
    settings = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))
    assert settings["telemetry"] == {"enabled": False}
    assert settings["nux"] == {"enabled": False}
    queue = settings["run_coordinator"]["config"]
    assert queue["tag_concurrency_limits"] == [
        {"key": "dagster/partition", "value": {"applyLimitPerUniqueValue": True}, "limit": 1}
    ]
    assert queue["dequeue_interval_seconds"] <= 5
