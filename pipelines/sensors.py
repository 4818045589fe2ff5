"""Sensors: files in the inbox, later months after a correction, failures, check failures, the watch on deadlines, and
runs whose process is gone.

What a sensor decides is in plain functions (pipelines/arrivals.py, watch.py, abandoned.py); here is only the wiring.
"""

import json
from pathlib import Path
from typing import Any

import dagster as dg

from assets.intake.inbox.network import is_network_fault
from assets.intake.office.reference import ReferenceProblem, read_district
from assets.store.identity import StrangerProblem
from pipelines import alerts
from pipelines.arrivals import look, next_month_after
from pipelines.dead_runs import give_up, suspects
from pipelines.jobs import ATTEMPT_TAG, REASON_TAG, run_config
from pipelines.redo import GIVEN_UP, Redo, runs_to_redo
from pipelines.resources import clock
from pipelines.schedules import months_due
from pipelines.watch import deadline_alerts, held_alerts, missed_tick_alert, stranger_alert
from schemas.office.district import District

RUNNING = dg.DefaultSensorStatus.RUNNING
LOOK_EVERY_SECONDS = 15


def district_sensors(home: Path, month_job: Any, answer_job: Any, first_month: str) -> list[Any]:
    """Every sensor of a district, running by default."""
    return [
        _inbox_sensor(home, month_job, answer_job),
        _later_months_sensor(home, month_job, first_month),
        _failure_sensor(home),
        _success_sensor(home, month_job, answer_job),
        _watch_sensor(home),
        _abandoned_sensor(home, month_job, answer_job),
    ]


def _district(home: Path) -> District | None:
    try:
        return read_district(home)
    except ReferenceProblem:
        return None


def _inbox_sensor(home: Path, month_job: Any, answer_job: Any) -> Any:
    @dg.sensor(
        name="inbox_sensor",
        jobs=[month_job, answer_job],
        minimum_interval_seconds=LOOK_EVERY_SECONDS,
        default_status=RUNNING,
        description="看收件箱：新到或改动的文件稳定后即核查答复；已发快报的月份同时重新发布；未变的文件不触发。",
    )
    def inbox_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        if _district(home) is None:
            return dg.SkipReason("尚无可用的 district.yaml")
        now = clock()
        try:
            seen = look(home, now, context.cursor)
        except ReferenceProblem as problem:
            return dg.SkipReason(f"参考文件未通过校验：{problem}"[:800])
        except StrangerProblem as problem:
            return dg.SkipReason(str(problem))
        except Exception as fault:
            if not is_network_fault(fault):
                raise
            return dg.SkipReason(f"收件箱暂时连不上，下次再看：{fault}")
        if not seen.changes:
            return dg.SensorResult(skip_reason=dg.SkipReason(seen.words), cursor=seen.cursor)
        requests = [
            dg.RunRequest(
                job_name="monthly_job" if each.publishes else "intake_job",
                partition_key=each.month,
                run_key=f"{each.month}-{each.digest[:16]}-{'m' if each.publishes else 'i'}",
                tags={REASON_TAG: each.reason},
            )
            for each in seen.changes
        ]
        return dg.SensorResult(run_requests=requests, cursor=seen.cursor)

    return inbox_sensor


def _later_months_sensor(home: Path, month_job: Any, first_month: str) -> Any:
    @dg.run_status_sensor(
        name="later_months_sensor",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=[month_job],
        request_job=month_job,
        default_status=RUNNING,
        description="上月有更正时，按顺序重算其后未定稿的月份；已到发布时间而未发布的月份依次补发。",
    )
    def later_months_sensor(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
        month = context.dagster_run.tags.get("dagster/partition", "")
        try:
            following = next_month_after(home, month)
            waiting = None if following else _next_due(home, first_month)
        except StrangerProblem as problem:
            return dg.SkipReason(str(problem))
        if following is None:
            return waiting or dg.SkipReason(f"{month} 之后没有需要重算的月份")
        return dg.RunRequest(
            run_key=f"{following.month}-after-{following.digest[:16]}",
            partition_key=following.month,
            tags={REASON_TAG: following.reason},
        )

    return later_months_sensor


def _next_due(home: Path, first_month: str) -> dg.RunRequest | None:
    """The earliest month that the calendar wants published and that waited for the one just done; once a day each."""
    now = clock()
    ready = next(
        (plan for plan in months_due(home, now, first_month) if plan.action in ("provisional", "closing")), None
    )
    if ready is None:
        return None
    return dg.RunRequest(
        run_key=f"{ready.month}-{ready.action}-next-{now:%Y-%m-%d}",
        partition_key=ready.month,
        run_config=run_config(publish=True),
        tags={REASON_TAG: ready.reason},
    )


def _failure_sensor(home: Path) -> Any:
    @dg.run_failure_sensor(name="failure_alert", default_status=RUNNING, description="任务失败即通知。")
    def failure_alert(context: dg.RunFailureSensorContext) -> None:
        district = _district(home)
        if district:
            month = context.dagster_run.tags.get("dagster/partition", "")
            run_id = context.dagster_run.run_id
            reason = alerts.failure_reason(context.instance, run_id) or context.failure_event.message or "任务失败"
            alerts.send(district, alerts.run_failed(district.district.name, month, reason, run_id))

    return failure_alert


def _success_sensor(home: Path, month_job: Any, answer_job: Any) -> Any:
    @dg.run_status_sensor(
        name="checks_alert",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=[month_job, answer_job],
        default_status=RUNNING,
        description="任务完成后：有检查未通过（含不阻断的）即通知，有新发布即通知。",
    )
    def checks_alert(context: dg.RunStatusSensorContext) -> None:
        district = _district(home)
        if district:
            alerts.after_run(context.instance, context.dagster_run, district)

    return checks_alert


def _watch_sensor(home: Path) -> Any:
    @dg.sensor(
        name="deadline_watch",
        minimum_interval_seconds=60,
        default_status=RUNNING,
        description="截止前一天和当天提醒未报单位；到期而无任何单位报送的月份提醒暂不发布；定时任务未按时触发时提醒。",
    )
    def deadline_watch(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        district = _district(home)
        if district is None:
            return dg.SkipReason("尚无可用的 district.yaml")
        said = set(json.loads(context.cursor)) if context.cursor else set()
        try:
            due = {
                **deadline_alerts(home, clock()),
                **held_alerts(home, clock()),
                **missed_tick_alert(context.instance, district),
                **stranger_alert(home, district, clock()),
            }
        except ReferenceProblem as problem:
            return dg.SkipReason(f"参考文件未通过校验：{problem}"[:800])
        fresh = {key: alert for key, alert in due.items() if key not in said}
        for alert in fresh.values():
            alerts.send(district, alert)
        return dg.SensorResult(
            skip_reason=dg.SkipReason(f"已提醒 {len(fresh)} 项" if fresh else "无须提醒"),
            cursor=json.dumps(sorted(said | set(fresh))[-200:]),
        )

    return deadline_watch


def _abandoned_sensor(home: Path, month_job: Any, answer_job: Any) -> Any:
    @dg.sensor(
        name="abandoned_runs",
        jobs=[month_job, answer_job],
        minimum_interval_seconds=15,
        default_status=RUNNING,
        description="运行进程已不在而仍显示运行中的，连看两次后标记为失败；被终止或收件已变的运行整月重跑，最多两次。",
    )
    def abandoned_runs(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        before = set(json.loads(context.cursor)) if context.cursor else set()
        now = suspects(context.instance, home)
        dead = [run_id for run_id in now if run_id in before]
        give_up(context.instance, dead)
        found = runs_to_redo(context.instance)
        for each in found:
            if each.given_up:
                _say_given_up(home, context.instance, each)
        requests = [_redo_request(each) for each in found if not each.given_up]
        words = f"标记失败 {len(dead)} 个" if dead else "没有失联的运行"
        return dg.SensorResult(
            run_requests=requests or None,
            skip_reason=None if requests else dg.SkipReason(words),
            cursor=json.dumps(now) if now else "",
        )

    return abandoned_runs


def _redo_request(redo: Redo) -> dg.RunRequest:
    """The whole month once more; what its launch had chosen it chooses again."""
    return dg.RunRequest(
        job_name=redo.job_name,
        partition_key=redo.month,
        run_key=f"redo-{redo.run_id}",
        run_config=redo.run_config,
        tags={REASON_TAG: redo.reason, ATTEMPT_TAG: str(redo.attempt)},
    )


def _say_given_up(home: Path, instance: dg.DagsterInstance, redo: Redo) -> None:
    district = _district(home)
    if district:
        alerts.send(district, alerts.redone_in_vain(district.district.name, redo.month, redo.attempt - 1, redo.run_id))
    instance.add_run_tags(redo.run_id, {ATTEMPT_TAG: GIVEN_UP})
