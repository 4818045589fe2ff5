"""A killed run is done again whole, once for each kill, and not for ever."""

from typing import Any

import dagster as dg
import pytest

from assets.publication.basis import BasisChanged
from pipelines.jobs import ATTEMPT_TAG, run_config
from pipelines.redo import GIVEN_UP, MOST, runs_to_redo

MONTH = "2025-01"


def _job(fault: Exception | None) -> dg.JobDefinition:
    @dg.op
    def release() -> None:
        if fault:
            raise fault

    @dg.job
    def monthly_job() -> None:
        release()

    return monthly_job


def _ran(instance: dg.DagsterInstance, fault: Exception | None = None, **tags: str) -> str:
    tags = {"dagster/partition": MONTH, **{name.replace("__", "/"): value for name, value in tags.items()}}
    return str(_job(fault).execute_in_process(instance=instance, tags=tags, raise_on_error=False).run_id)


def _killed(instance: dg.DagsterInstance, config: dict[str, Any] | None = None, **tags: str) -> str:
    run = dg.DagsterRun(
        job_name="monthly_job", status=dg.DagsterRunStatus.STARTED, run_config=config or {},
        tags={"dagster/partition": MONTH, **{name.replace("__", "/"): value for name, value in tags.items()}},
    )  # fmt: skip
    instance.add_run(run)
    started = dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, "monthly_job")
    instance.report_dagster_event(started, run.run_id)
    instance.report_run_failed(run, "运行进程已不在")
    return run.run_id


def test_a_killed_run_is_done_again_with_what_it_had_chosen(instance: dg.DagsterInstance) -> None:
    run_id = _killed(instance, run_config(publish=True))
    (redo,) = runs_to_redo(instance)
    assert (redo.run_id, redo.month, redo.job_name, redo.attempt) == (run_id, MONTH, "monthly_job", 1)
    assert redo.run_config == run_config(publish=True)
    assert "被终止" in redo.reason


def test_a_fault_of_its_own_is_not_done_again_and_a_changed_inbox_is(instance: dg.DagsterInstance) -> None:
    _ran(instance, ValueError("坏数据"))
    assert runs_to_redo(instance) == []
    _ran(instance, BasisChanged(MONTH, ["收件甲镇.xlsx已变"]))
    (redo,) = runs_to_redo(instance)
    assert "收件或依据已变" in redo.reason


def test_a_month_with_a_newer_run_is_left_alone(instance: dg.DagsterInstance) -> None:
    _killed(instance)
    _ran(instance)
    assert runs_to_redo(instance) == []


@pytest.mark.parametrize("attempt", range(MOST + 1))
def test_it_ends(instance: dg.DagsterInstance, attempt: int) -> None:
    run_id = _killed(instance, zhaoyin__attempt=str(attempt))
    (redo,) = runs_to_redo(instance)
    assert redo.given_up == (attempt == MOST)
    if redo.given_up:
        instance.add_run_tags(run_id, {ATTEMPT_TAG: GIVEN_UP})
        assert runs_to_redo(instance) == []
