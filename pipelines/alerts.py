"""Alerts: one function sends (apprise), whoever noticed. Daemon sensors and the command line both call it.

What is worth a message: a run failed, a check failed (also a non-blocking one), the tick did not happen, a unit is
missing on the day before the deadline and on the day, a release went out. No address configured: nothing is sent.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg

from assets.publication.provisional import STATES
from schemas.months import month_label
from schemas.office.district import District
from schemas.personal import mask_id_numbers
from schemas.typography import chinese
from schemas.words import CHECK_SEVERITIES

_LOG = logging.getLogger("zhaoyin.alerts")
# Faults that say all there is to say: the step they were raised in adds nothing.
_PLAIN = ("ReleaseRefused", "BasisChanged", "StepInputMissing", "Failure")
_VARIABLE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to the people on duty."""

    title: str
    body: str


def addresses(district: District) -> list[str]:
    """district.yaml notifications with ${NAME} read from the environment; one that lacks its variable is named and
    left out, never sent half."""
    ready = []
    for address in district.notifications:
        missing = [name for name in _VARIABLE.findall(address) if not os.environ.get(name)]
        if missing:
            _LOG.warning("通知地址缺少环境变量 %s，已跳过", "、".join(missing))
            continue
        ready.append(_VARIABLE.sub(lambda match: os.environ[match[1]], address))
    return ready


def send(district: District, alert: Alert) -> bool:
    """Sends to every configured address; False when one refused. Never raises: an alert must not fail a month."""
    targets = addresses(district)
    if not targets:
        return True
    import apprise

    sender = apprise.Apprise()
    for target in targets:
        sender.add(target)
    delivered = bool(sender.notify(title=chinese(f"【招引】{alert.title}"), body=mask_id_numbers(chinese(alert.body))))
    if not delivered:
        _LOG.error("通知发送失败：%s", alert.title)
    return delivered


def run_failed(district_name: str, month: str, reason: str, run_id: str) -> Alert:
    return Alert(
        f"{district_name}{month_label(month)}月报任务失败",
        f"原因：{reason[:800]}\n运行编号：{run_id}\n处理：在 Dagster 界面打开该运行查看失败步骤，修正后"
        f"整月重跑：zhaoyin run --month {month}，或在界面重新执行全部步骤；不要从失败处继续。",
    )


def redone_in_vain(district_name: str, month: str, times: int, run_id: str) -> Alert:
    return Alert(
        f"{district_name}{month_label(month)}月报任务重跑{times}次仍未完成",
        f"任务每次都被终止或收件不断变动，已停止自动重跑。最后一次运行编号：{run_id}\n"
        f"处理：检查服务器内存、磁盘和收件箱后整月重跑：zhaoyin run --month {month}。",
    )


def month_held(district_name: str, month: str, reason: str) -> Alert:
    return Alert(f"{district_name}{month_label(month)}月报暂不发布", f"{reason}。请联系各单位报送；收到后按日历发布。")


def release_out(district_name: str, month: str, revision: int, status: str, lines: Sequence[str] = ()) -> Alert:
    return Alert(
        f"{district_name}{month_label(month)}{STATES[status]}已发布（第{revision}次）", "\n".join(lines) or "已发布。"
    )


def units_missing(district_name: str, month: str, names: Sequence[str], due: str, today: bool) -> Alert:
    when = "今天" if today else "明天"
    return Alert(
        f"{month_label(month)}报表{when}截止，{len(names)}家未报",
        f"{district_name}报送截止 {due}。尚未报送：{'、'.join(names)}。",
    )


def tick_missed(district_name: str, last: str, expected_every: str) -> Alert:
    return Alert(
        f"{district_name}每日定时任务未按时触发",
        f"最近一次触发：{last}；应每{expected_every}触发一次。请检查 dagster-daemon 是否在运行。",
    )


def database_strange(district_name: str, words: str) -> Alert:
    return Alert(f"{district_name}的目录与发布库不相符，暂停发布", words)


def failed_checks(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    """One line a check of the run that did not pass, blocking or not: 资产·检查（程度）：说明."""
    lines = []
    records = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    for record in records:
        event = record.dagster_event
        if event is None:
            continue
        evaluation = event.asset_check_evaluation_data
        if not evaluation.passed:
            word = CHECK_SEVERITIES[evaluation.severity.value]
            asset = evaluation.asset_key.to_user_string()
            lines.append(f"{asset}·{evaluation.check_name}（{word}）：{evaluation.description or '未通过'}")
    return lines


def checks_failed(district_name: str, month: str, lines: Sequence[str], run_id: str) -> Alert:
    shown = "\n".join(lines[:30]) + (f"\n…共{len(lines)}项" if len(lines) > 30 else "")
    return Alert(f"{district_name}{month_label(month)}有{len(lines)}项检查未通过", f"{shown}\n运行编号：{run_id}")


def after_run(instance: dg.DagsterInstance, run: dg.DagsterRun, district: District) -> None:
    """The messages a finished run owes: checks that did not pass, and the release that went out. Daemon and command
    line both end with this."""
    month = run.tags.get("dagster/partition", "")
    name = district.district.name
    lines = failed_checks(instance, run.run_id)
    if lines:
        send(district, checks_failed(name, month, lines, run.run_id))
    release = published_release(instance, run.run_id)
    if release:
        send(district, release_out(name, month, release[0], release[1]))


def published_release(instance: dg.DagsterInstance, run_id: str) -> tuple[int, str] | None:
    """(revision, status) of the release this run put out; None when it published nothing."""
    for record in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION):
        event = record.asset_materialization
        if event is None or event.asset_key.path[-1] != "release":
            continue
        metadata = {key: value.value for key, value in event.metadata.items()}
        if metadata.get("已发布") in (True, "是"):
            return int(str(metadata["修订号"])), str(metadata["状态码"])
    return None


def failure_reason(instance: dg.DagsterInstance, run_id: str) -> str:
    """What failed, in words a person can act on: the blocking checks that did not pass, else the step and the fault at
    its root; empty where the run left neither (a killed process)."""
    records = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    checks = [record.dagster_event.asset_check_evaluation_data for record in records if record.dagster_event]
    refused = [each for each in checks if not each.passed and each.blocking]
    if refused:
        return chinese("发布被核对规则阻断：" + "；".join(str(each.description or each.check_name) for each in refused))
    for record in instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
        if record.dagster_event is None:
            continue
        fault = record.dagster_event.step_failure_data.error
        while fault and fault.cause:
            fault = fault.cause
        text = re.sub(r"\s+", " ", fault.message if fault else "").strip()
        if fault and fault.cls_name in _PLAIN:
            return chinese(text.partition(f"{fault.cls_name}: ")[2] or text)
        return chinese(f"步骤 {record.dagster_event.step_key} 失败：{text}")
    return ""
