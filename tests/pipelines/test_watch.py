"""The daily tick that did not come, and faults of the network told apart from all others."""

import socket
import time

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import RemoteInstigatorOrigin
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    ScheduleInstigatorData,
    TickData,
    TickStatus,
)

from assets.intake.inbox.network import is_network_fault
from pipelines.watch import missed_tick_alert
from schemas.office.district import District

DAY = 24 * 3600


def _district() -> District:
    identity = {"name": "相城区", "division_code": "340602", "city": "淮滨市", "province": "安徽省"}
    return District.model_validate({"district": identity, "groups": {"town": "镇"}})


@pytest.mark.parametrize(("age", "alerted"), [(DAY - 60, False), (DAY + 3 * 3600, True)])
def test_a_tick_that_did_not_come_is_said_once_a_day(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch, age: float, alerted: bool
) -> None:
    last = time.time() - age
    state = InstigatorState(
        _origin(), InstigatorType.SCHEDULE, InstigatorStatus.RUNNING, ScheduleInstigatorData("0 8 * * *", last)
    )
    instance.add_instigator_state(state)
    instance.create_tick(
        TickData(
            state.instigator_origin_id, state.instigator_name, InstigatorType.SCHEDULE, TickStatus.SKIPPED, last,
            selector_id=state.selector_id,
        )
    )  # fmt: skip
    found = missed_tick_alert(instance, _district())
    assert bool(found) is alerted
    if alerted:
        assert next(iter(found.values())).title == "相城区每日定时任务未按时触发"


def _origin() -> RemoteInstigatorOrigin:
    from dagster._core.remote_origin import InProcessCodeLocationOrigin, RemoteRepositoryOrigin
    from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

    location = InProcessCodeLocationOrigin(LoadableTargetOrigin(module_name="pipelines.definitions"))
    return RemoteInstigatorOrigin(RemoteRepositoryOrigin(location, "__repository__"), "monthly_schedule")


@pytest.mark.parametrize(
    ("fault", "is_network"),
    [
        (ConnectionResetError("reset"), True),
        (TimeoutError("slow"), True),
        (socket.gaierror("no such host"), True),
        (type("EndpointConnectionError", (Exception,), {"__module__": "botocore.exceptions"})(), True),
        (type("AuthenticationException", (Exception,), {"__module__": "paramiko.ssh_exception"})(), False),
        (FileNotFoundError("gone"), False),
        (PermissionError("denied"), False),
        (ValueError("a bad sheet"), False),
    ],
)
def test_only_the_network_is_tried_again(fault: Exception, is_network: bool) -> None:
    assert is_network_fault(fault) is is_network
