"""Alerts reach a real receiver on loopback; secrets come from the environment; no address, no message."""

import dagster as dg
import pytest

from pipelines import alerts
from schemas.office.district import District


def _district(*notifications: str) -> District:
    identity = {"name": "相城区", "division_code": "340602", "city": "淮滨市", "province": "安徽省"}
    return District.model_validate(
        {"district": identity, "groups": {"town": "镇"}, "notifications": list(notifications)}
    )


def test_a_message_arrives_in_chinese(receiver: tuple[str, list[dict[str, str]]]) -> None:
    address, got = receiver
    assert alerts.send(
        _district(address), alerts.units_missing("相城区", "2025-11", ["甲镇", "乙镇"], "2025-12-03", True)
    )
    assert got[0]["title"] == "【招引】2025年11月报表今天截止，2家未报"
    assert "甲镇、乙镇" in got[0]["message"]


def test_an_address_reads_its_secret_from_the_environment(
    receiver: tuple[str, list[dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, got = receiver
    secret = address.replace("/hook", "/${HOOK_KEY}")
    alerts.send(_district(secret), alerts.release_out("相城区", "2025-11", 1, "final"))
    assert got == []  # the variable is not set: the address is left out, never sent half
    monkeypatch.setenv("HOOK_KEY", "k-1")
    alerts.send(_district(secret), alerts.release_out("相城区", "2025-11", 1, "final"))
    assert got[0]["title"] == "【招引】相城区2025年11月定稿已发布（第1次）"


def test_no_address_no_message() -> None:
    assert alerts.send(_district(), alerts.tick_missed("相城区", "2025-12-01 08:00", "天"))


def test_a_dead_receiver_never_raises() -> None:
    assert not alerts.send(_district("json://127.0.0.1:9/none"), alerts.release_out("相城区", "2025-11", 1, "final"))


def test_a_failed_run_is_told_by_the_fault_at_its_root(instance: dg.DagsterInstance) -> None:
    @dg.op
    def received_submissions() -> None:
        try:
            raise ValueError("reference/targets.csv 第2行 annual_target：“三亿”")
        except ValueError as fault:
            raise RuntimeError("月份未完成") from fault

    @dg.job
    def month() -> None:
        received_submissions()

    run = month.execute_in_process(instance=instance, raise_on_error=False)
    words = alerts.failure_reason(instance, run.run_id)
    assert words.startswith("步骤 received_submissions 失败：")
    assert "reference/targets.csv 第2行" in words
