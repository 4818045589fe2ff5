"""What is released is what lies there: a month held, one that waits, steps of another basis, a launch that chooses too much."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.intake.home import MonthHome
from assets.month import prepare_month, run_month
from assets.publication.basis import BasisChanged
from assets.publication.holding import held_back, unpublished_before
from assets.publication.publish import publish_month
from assets.store.published import Store
from pipelines import alerts
from pipelines.cli.run import run_months
from pipelines.definitions import build_defs
from pipelines.io_manager import BASIS
from pipelines.schedules import months_due
from pipelines.watch import held_alerts
from samples.clean import write_clean

JANUARY, FEBRUARY, MARCH = "2025-01", "2025-02", "2025-03"
CLOSED = datetime(2025, 4, 20, 9)  # every month is closed


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("together") / "district"
    write_clean(folder, (JANUARY, FEBRUARY, MARCH), 3)
    return folder


@pytest.fixture
def office(quarter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "district"
    shutil.copytree(quarter, folder, copy_function=shutil.copy2)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "instance"))
    monkeypatch.setenv("ZHAOYIN_HOME", str(folder))
    monkeypatch.delenv("ZHAOYIN_DATABASE_URL", raising=False)
    return folder


def _at(home: Path, as_of: datetime = CLOSED) -> MonthHome:
    return MonthHome(home, as_of, f"sqlite:///{home}/zhaoyin.db")


@pytest.fixture
def store(office: Path) -> Iterator[Store]:
    with Store(_at(office).database_url) as opened:
        yield opened


def _nobody_sent(home: Path, month: str) -> None:
    shutil.rmtree(home / "inbox" / month)


def test_a_month_waits_for_earlier_ones_that_are_due(
    office: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert unpublished_before(MARCH, _at(office), store) == [JANUARY, FEBRUARY]
    back = held_back(MARCH, _at(office), store, asked=True)
    assert back is not None
    assert back.kind == "waiting"
    assert f"zhaoyin run --month {JANUARY} --through {MARCH}" in back.reason
    assert held_back(JANUARY, _at(office), store, asked=True) is None
    assert run_months(office, [MARCH], CLOSED) == 1
    assert f"month={MARCH} release=- revision=- status=waiting published=no" in capsys.readouterr().out


def test_nobody_waits_for_a_silent_month_or_one_before_the_first_release(office: Path, store: Store) -> None:
    _nobody_sent(office, FEBRUARY)
    assert unpublished_before(MARCH, _at(office), store) == [JANUARY]
    run_month(_at(office), MARCH, store)
    assert unpublished_before("2025-04", _at(office), store) == []


def test_a_silent_month_is_held_and_said(office: Path, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    _nobody_sent(office, MARCH)
    assert run_months(office, [MARCH], CLOSED) == 1
    said = capsys.readouterr().out
    assert "本月尚无任何单位报送，暂不发布" in said
    assert f"month={MARCH} release=- revision=- status=held published=no" in said
    plans = {plan.month: plan.action for plan in months_due(office, CLOSED, JANUARY)}
    assert plans == {JANUARY: "closing", FEBRUARY: "closing", MARCH: "held"}
    assert [alert.title[-13:] for alert in held_alerts(office, CLOSED).values()] == ["2025年3月月报暂不发布"]
    assert store.months() == []


def test_a_launch_before_the_scheduled_release_publishes_nothing(office: Path, store: Store) -> None:
    before_late = datetime(2025, 2, 5, 9)
    back = held_back(JANUARY, _at(office, before_late), store, asked=False)
    assert back is not None
    assert back.kind == "early"
    assert held_back(JANUARY, _at(office, before_late), store, asked=True) is None


def test_what_changed_since_is_not_released(office: Path, store: Store) -> None:
    made = prepare_month(_at(office), JANUARY, store)
    path = sorted((office / "inbox" / JANUARY).glob("*.xlsx"))[0]
    shutil.copy2(sorted((office / "inbox" / JANUARY).glob("*.xlsx"))[1], path)
    with pytest.raises(BasisChanged, match=r"收件或依据已变，请整月重跑（收件2025-01/.*已变"):
        publish_month(made.candidate, _at(office), store)
    assert store.months() == []


def test_an_earlier_month_released_meanwhile_stops_the_later_one(office: Path, store: Store) -> None:
    made = prepare_month(_at(office), FEBRUARY, store)
    run_month(_at(office), JANUARY, store)
    with pytest.raises(BasisChanged, match="前月发布2025-01已变"):
        publish_month(made.candidate, _at(office), store)


def _materialized(home: Path, *assets: str, config: dict[str, Any] | None = None) -> tuple[bool, str]:
    """(success, why not) of chosen assets of January."""
    job = dg.define_asset_job("chosen", selection=list(assets), executor_def=dg.in_process_executor)
    made = build_defs(home, as_of=CLOSED)
    resolved = dg.Definitions.merge(made, dg.Definitions(jobs=[job])).resolve_job_def("chosen")
    with dg.DagsterInstance.get() as instance:
        result = resolved.execute_in_process(
            instance=instance, partition_key=JANUARY, run_config=config or {}, raise_on_error=False
        )
        return result.success, alerts.failure_reason(instance, result.run_id)


def test_later_steps_take_only_what_the_run_itself_would_make(office: Path) -> None:
    assert run_months(office, [JANUARY], datetime(2025, 2, 5, 9)) == 0
    success, why = _materialized(office, "report_metric")  # past the close day meanwhile
    assert not success
    assert "收件或依据已变，请整月重跑" in why
    shutil.rmtree(office / "work" / JANUARY / "district_books")
    success, why = _materialized(office, "report_metric")
    assert not success
    assert "district_books 的结果不存在" in why
    assert "请整月重跑" in why
    basis = json.loads((office / "work" / JANUARY / "reviewed_submissions" / BASIS).read_text("utf-8"))
    assert basis["files"]
    assert "district.yaml" in basis["office"]


def test_a_launch_can_name_no_home_no_clock_and_no_folder(office: Path) -> None:
    job = build_defs(office).resolve_job_def("monthly_job")
    for config in (
        {"resources": {"home": {"config": {"path": "/elsewhere"}}}},
        {"resources": {"home": {"config": {"as_of": "2020-01-01T00:00"}}}},
        {"resources": {"io_manager": {"config": {"folder": "/elsewhere"}}}},
        {"resources": {"store": {"config": {"url": "sqlite:///x.db"}}}},
        {"ops": {"release": {"config": {"home": "/elsewhere"}}}},
    ):
        with pytest.raises(dg.DagsterInvalidConfigError):
            dg.validate_run_config(job, config)
    dg.validate_run_config(job, {"ops": {"release": {"config": {"publish": True}}}})
    assert os.environ["ZHAOYIN_HOME"] == str(office)
