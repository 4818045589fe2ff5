"""Runs whose process is gone. Dagster notices a killed worker as long as its code server lives; after a restart of the
machine, or for a run from the command line, nobody does, and a dead run that is still called started keeps its month's
next run in the queue. The month's lock can tell: the system lets it go with the process."""

from __future__ import annotations

import time
from pathlib import Path

import dagster as dg

from assets.store.month_lock import is_free
from pipelines.cli.options import database_url
from pipelines.resources import PARTITION_TAG

GRACE_SECONDS = 20  # a run takes its month's lock within this time of its start


def suspects(instance: dg.DagsterInstance, home: Path) -> list[str]:
    """Ids of runs called started whose month nobody is working on. One look may fall between a run's last step and its
    last event: only a run seen twice is dead."""
    found = []
    started = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING])
    for record in instance.get_run_records(started):
        month = record.dagster_run.tags.get(PARTITION_TAG)
        old = time.time() - (record.start_time or time.time()) > GRACE_SECONDS
        if month and old and is_free(database_url(home), home, month):
            found.append(record.dagster_run.run_id)
    return found


def give_up(instance: dg.DagsterInstance, run_ids: list[str]) -> None:
    """Marks the runs failed: the failure is alerted and the month's next run leaves the queue."""
    for run_id in run_ids:
        run = instance.get_run_by_id(run_id)
        if run and not run.is_finished:
            instance.report_run_failed(
                run, "运行进程已不在（被终止或机器重启），标记为失败；本月的下一次运行会重新完成全部步骤。"
            )
