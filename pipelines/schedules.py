"""The daily tick: asks the calendar, requests the month's run, or says why not."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg

from assets.intake.reference import ReferenceProblem, read_reference
from assets.publication.store.identity import StrangerProblem, open_store
from assets.publication.store.store import Store
from assets.review.due import Due, due
from pipelines.cli.options import database_url
from pipelines.jobs import REASON_TAG, run_config
from schemas.calendar import Deadlines
from schemas.months import months_between, shift

LOOK_BACK_MONTHS = 3  # a machine that was off catches up, earliest month first


def months_due(home: Path, as_of: datetime, first_month: str) -> list[Due]:
    """What each unfinished month of the last few needs at `as_of`, earliest first."""
    reference = read_reference(home)
    deadlines = Deadlines(reference.district.calendar, reference.holidays)
    last = shift(as_of.strftime("%Y-%m"), -1)
    with open_store(home, database_url(home)) as store:
        months = months_between(max(first_month, shift(last, 1 - LOOK_BACK_MONTHS)), last)
        return [due(deadlines, month, as_of, _status(store, month)) for month in months]


def _status(store: Store, month: str) -> str | None:
    release = store.release(month)
    return None if release is None else str(release["status"])


def monthly_schedule(
    job: object, home: Path, cron: str, timezone: str, first_month: str, clock: Callable[[], datetime | None]
) -> dg.ScheduleDefinition:
    """The schedule of district.yaml. `clock` returns a fixed time for rehearsals, or None for the tick's own."""

    @dg.schedule(
        name="monthly_schedule",
        job=job,  # type: ignore[arg-type]
        cron_schedule=cron,
        execution_timezone=timezone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="每日定时：过宽限日发布快报，过关账日发布定稿，其余日子说明还有几天。",
    )
    def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        scheduled = context.scheduled_execution_time.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
        as_of = clock() or scheduled
        try:
            plans = months_due(home, as_of, first_month)
        except ReferenceProblem as problem:
            return dg.SkipReason(f"参考文件未通过校验：{problem}"[:800])
        except StrangerProblem as problem:
            return dg.SkipReason(str(problem))
        ready = next((plan for plan in plans if plan.action != "wait"), None)
        if ready is None:
            return dg.SkipReason("；".join(plan.reason for plan in plans[-1:]) or "尚无可处理的月份")
        return dg.RunRequest(
            run_key=f"{ready.month}-{ready.action}-{as_of:%Y-%m-%dT%H:%M}",
            partition_key=ready.month,
            run_config=run_config(str(home), as_of.isoformat()),
            tags={REASON_TAG: ready.reason},
        )

    return tick
