"""Runs that must be done again, whole: killed on the way, or refused because the inbox or the office's files changed meanwhile.

What such a run carried (a correction, a release that was due) has been asked for once and would not be asked for again.
A run that fails for another reason is not done again: nothing would be different.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg

from pipelines.jobs import ATTEMPT_TAG, run_config
from pipelines.resources import PARTITION_TAG

MOST = 2  # times a run is done again
GIVEN_UP = "given-up"
LOOK_BACK = timedelta(days=2)
_JOBS = ("monthly_job", "intake_job")
_RELEASE = dg.AssetKey("release")
_CHANGED = "BasisChanged"


@dataclass(frozen=True, slots=True)
class Redo:
    """A failed run to be done again. `attempt`: which time this would be; `given_up`: it has been done again often enough,
    and whoever is on duty must know."""

    run_id: str
    job_name: str
    month: str
    attempt: int
    run_config: dict[str, Any]
    reason: str

    @property
    def given_up(self) -> bool:
        return self.attempt > MOST


def runs_to_redo(instance: dg.DagsterInstance) -> list[Redo]:
    """The newest run of each month and job, where it failed by a kill or a changed inbox within the last two days and was not
    given up. Once the month has a newer run there is nothing to do."""
    since = datetime.now(UTC) - LOOK_BACK
    failed = instance.get_run_records(
        dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE], updated_after=since), limit=50
    )
    found: dict[tuple[str, str], Redo] = {}
    for record in failed:  # newest first
        run = record.dagster_run
        month, job = run.tags.get(PARTITION_TAG), _job_of(run)
        if not month or job is None or (month, job) in found or run.tags.get(ATTEMPT_TAG) == GIVEN_UP:
            continue
        if _has_newer(instance, month, job, record):
            continue
        why = _why(instance, run.run_id)
        if why:
            attempt = int(run.tags.get(ATTEMPT_TAG, "0")) + 1
            config = dict(run.run_config or {}) if run.job_name == job else run_config(publish=_publishes(run))
            found[month, job] = Redo(run.run_id, job, month, attempt, config, f"{why}，整月重跑（第{attempt}次）")
    return list(found.values())


def _job_of(run: dg.DagsterRun) -> str | None:
    """The job that does the run's work whole: its own, or the month's where chosen assets up to the release were launched."""
    if run.job_name in _JOBS:
        return run.job_name
    chosen = run.asset_selection or ()
    return "monthly_job" if _RELEASE in chosen else None


def _publishes(run: dg.DagsterRun) -> bool:
    config: Any = run.run_config or {}
    return bool(config.get("ops", {}).get("release", {}).get("config", {}).get("publish"))


def _has_newer(instance: dg.DagsterInstance, month: str, job: str, record: dg.RunRecord) -> bool:
    newer = dg.RunsFilter(tags={PARTITION_TAG: month}, created_after=record.create_timestamp)
    runs = [run for run in instance.get_runs(newer, limit=20) if run.run_id != record.dagster_run.run_id]
    return any(_job_of(run) in (job, "monthly_job") for run in runs)


def _why(instance: dg.DagsterInstance, run_id: str) -> str:
    """Chinese; empty where the run failed for a reason of its own."""
    steps = list(instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE))
    if not steps:
        return "上次运行被终止" if _began(instance, run_id) else ""
    names = []
    for record in steps:
        fault = record.dagster_event.step_failure_data.error if record.dagster_event else None
        while fault:
            names.append(fault.cls_name)
            fault = fault.cause
    return "上次运行期间收件或依据已变" if _CHANGED in names else ""


def _began(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Whether the run's own process started it: one that could not even be launched would not be this time either."""
    return bool(instance.all_logs(run_id, of_type=dg.DagsterEventType.RUN_START))
