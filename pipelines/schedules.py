"""The daily tick: asks the calendar, requests the month's run, or says why not."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg

from assets.intake.home import MonthHome
from assets.intake.office.reference import ReferenceProblem
from assets.publication.basis import basis_of
from assets.publication.holding import unpublished_before
from assets.publication.input_digest import digest_of
from assets.review.due import Due, due, nothing_received
from assets.store.identity import StrangerProblem, open_store
from assets.store.published import Store
from pipelines.cli.options import database_url
from pipelines.jobs import REASON_TAG, run_config
from schemas.calendar import Deadlines
from schemas.months import months_between, shift

LOOK_BACK_MONTHS = 3  # a machine that was off catches up, earliest month first


def months_due(home: Path, as_of: datetime, first_month: str) -> list[Due]:
    """What each unfinished month needs at `as_of`, earliest first: of the last few months, and of earlier ones that have
    submissions and were never published. A month in which no unit has sent anything is held."""
    at = MonthHome(home, as_of, database_url(home))
    deadlines = Deadlines(at.reference.district.calendar, at.reference.holidays)
    last = shift(as_of.strftime("%Y-%m"), -1)
    with open_store(home, at.database_url) as store:
        recent = months_between(max(first_month, shift(last, 1 - LOOK_BACK_MONTHS)), last)
        months = sorted({*recent, *unpublished_before(last, at, store)})
        plans = [_plan(deadlines, month, at, store) for month in months]
    return [
        plan
        if plan.action == "wait" or at.senders(plan.month)
        else Due(plan.month, "held", nothing_received(plan.month))
        for plan in plans
    ]


def _plan(deadlines: Deadlines, month: str, home: MonthHome, store: Store) -> Due:
    """What the calendar asks for; a release that an explicit command put out early is followed by the scheduled one."""
    release = store.release(month)
    plan = due(deadlines, month, home.as_of, None if release is None else str(release["status"]))
    early = release is not None and str(release["published_at"])[:10] <= deadlines.late(month).isoformat()
    if plan.action != "wait" or not early or home.as_of.date() <= deadlines.late(month):
        return plan
    scheduled = due(deadlines, month, home.as_of, None)
    return plan if store.is_current_digest(month, digest_of(basis_of(home, month, store))) else scheduled


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
        ready = next((plan for plan in plans if plan.action in ("provisional", "closing")), None)
        if ready is None:
            said = [plan.reason for plan in plans if plan.action == "held" or plan is plans[-1]]
            return dg.SkipReason("；".join(said) or "尚无可处理的月份")
        return dg.RunRequest(
            run_key=f"{ready.month}-{ready.action}-{as_of:%Y-%m-%dT%H:%M}",
            partition_key=ready.month,
            run_config=run_config(publish=True),
            tags={REASON_TAG: ready.reason},
        )

    return tick
