"""Runs a month's job in this process, on the instance the UI shows, and says how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.publication.basis import BasisChanged
from assets.publication.holding import HeldBack
from pipelines.instance import prepare_instance


@dataclass(frozen=True, slots=True)
class LaunchOutcome:
    """How a month ended. `published`: whether the run put out a release, whatever happened after. `blocked`: the prover
    refused the candidate. `failed`: a fault of another kind. `written`, `owed`: answers to townships. `changed`:
    the inbox or the office's files changed during the run."""

    month: str
    release_id: str | None
    revision: int | None
    status: str
    published: bool
    note: str = ""
    blocked: bool = False
    failed: bool = False
    written: int = 0
    owed: int = 0
    changed: bool = False

    @property
    def line(self) -> str:
        """The month's last line (contract of the command line)."""
        published = "yes" if self.published else "no"
        return (
            f"month={self.month} release={self.release_id or '-'} revision={self.revision or '-'} "
            f"status={self.status} published={published} answers={self.written}/{self.owed}"
        )

    @classmethod
    def from_held_back(cls, month: str, back: HeldBack) -> LaunchOutcome:
        return cls(month, None, None, back.kind, False, back.reason)

    @classmethod
    def from_release(cls, month: str, release: dict[str, Any], **more: Any) -> LaunchOutcome:
        """The outcome of a month that has this release; `more`: fields that are not as usual."""
        told = {"published": False, **more}
        return cls(month, str(release["release_id"]), int(release["revision"]), str(release["status"]), **told)


class Launcher(AbstractContextManager["Launcher"]):
    """One Dagster instance and one set of definitions for a whole range of months, all at one moment; leaving it closes the
    instance."""

    def __init__(self, home: Path, months: Sequence[str], as_of: datetime) -> None:
        prepare_instance(home)
        self.home = home.resolve()
        import dagster as dg

        from pipelines.definitions import build_defs

        self.instance = dg.DagsterInstance.get()
        self.job = build_defs(self.home, months, as_of).resolve_job_def("monthly_job")

    def __exit__(self, *_fault: object) -> None:
        self.instance.dispose()

    def run_month(self, month: str, step: Callable[[str], None]) -> LaunchOutcome:
        """Executes the month, which is an explicit command to publish it; alerts as a daemon's run would. Once more where the
        inbox or the office's files changed meanwhile."""
        outcome = self._run_once(month, step)
        return self._run_once(month, step) if outcome.changed else outcome

    def _run_once(self, month: str, step: Callable[[str], None]) -> LaunchOutcome:
        from assets.intake.office.reference import read_district
        from assets.review.returns.answers import AnswerRecord
        from pipelines import alerts
        from pipelines.jobs import run_config

        step(f"{month} 收件、核查、入账、计算、发布")
        before = self._release(month)
        result = self.job.execute_in_process(
            instance=self.instance,
            partition_key=month,
            run_config=run_config(publish=True, quiet=True),
            raise_on_error=False,
        )
        district = read_district(self.home)
        release = self._release(month)
        is_new = release is not None and (before is None or release["release_id"] != before["release_id"])
        answers = AnswerRecord(self.home, month)
        counted = {"published": is_new, "written": answers.written, "owed": answers.owed}
        if result.success:
            alerts.after_run(self.instance, result.dagster_run, district)
            return self._published(month, result, counted, answers.failures)
        note = alerts.failure_reason(self.instance, result.run_id) or f"运行 {result.run_id} 失败"
        name = district.district.name
        alerts.send(district, alerts.run_failed(name, month, note, result.run_id))
        if release is not None and is_new:
            alerts.after_run(self.instance, result.dagster_run, district)
            note = f"数据已发布，其后的步骤未完成：{note}"
            return LaunchOutcome.from_release(month, release, note=note, failed=True, **counted)
        blocked, changed = _blocked(result), _changed(result)
        state = "blocked" if blocked else "changed" if changed else "failed"
        return LaunchOutcome(
            month,
            None,
            None,
            state,
            False,
            note,
            blocked,
            not (blocked or changed),
            answers.written,
            answers.owed,
            changed,
        )

    def _release(self, month: str) -> dict[str, Any] | None:
        """The month's release in force, as the database has it."""
        from assets.store.identity import open_store
        from pipelines.cli.options import database_url

        with open_store(self.home, database_url(self.home)) as store:
            release = store.release(month)
        return dict(release) if release is not None else None

    def _published(self, month: str, result: Any, counted: dict[str, Any], failures: list[str]) -> LaunchOutcome:
        if not result.asset_materializations_for_node("release"):
            return LaunchOutcome(
                month,
                None,
                None,
                "held",
                False,
                "本月未发布，原因见运行日志",
                False,
                False,
                counted["written"],
                counted["owed"],
            )
        row = result.output_for_node("release").iloc[0].to_dict()
        note = "\n".join(filter(None, (str(row["note"] or ""), *failures)))
        return LaunchOutcome.from_release(month, row, note=note, **counted)


def _blocked(result: Any) -> bool:
    """Whether the run stopped because a blocking check of release_candidate failed."""
    return any(not each.passed and each.blocking for each in result.get_asset_check_evaluations())


def _changed(result: Any) -> bool:
    """Whether the run stopped because what it was made of changed meanwhile."""
    names = set()
    for event in result.filter_events(lambda each: each.is_step_failure):
        fault = event.step_failure_data.error
        while fault:
            names.add(fault.cls_name)
            fault = fault.cause
    return BasisChanged.__name__ in names
