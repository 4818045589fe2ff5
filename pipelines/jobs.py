"""The two jobs: intake (take in, judge, answer; publishes nothing) and the month (all of it, to the release)."""

from __future__ import annotations

from typing import Any

import dagster as dg

INTAKE_ASSETS = (
    "received_submissions",
    "reviewed_submissions",
    "returned_workbooks",
    "submission_register",
    "submission_board",
)

ACCEPTED = dg.AssetCheckKey(dg.AssetKey("submission_received"), "accepted")  # month × unit: reported, not run

REASON_TAG = "zhaoyin/reason"
ATTEMPT_TAG = "zhaoyin/attempt"  # of a whole run asked for again: 1, 2; see pipelines/redo.py


def intake_job(months: dg.PartitionsDefinition) -> Any:
    """Answers the townships as files arrive."""
    return dg.define_asset_job(
        "intake_job",
        selection=dg.AssetSelection.assets(*INTAKE_ASSETS),
        partitions_def=months,
        executor_def=dg.in_process_executor,
        description="收件、核查、退回：随收随答，不发布任何数字。",
    )


def monthly_job(months: dg.PartitionsDefinition, *, has_units: bool) -> Any:
    """From the inbox to the release. `has_units`: whether there is a month × unit asset to leave out."""
    reported = dg.AssetSelection.checks(ACCEPTED) if has_units else dg.AssetSelection.assets()
    return dg.define_asset_job(
        "monthly_job",
        selection=dg.AssetSelection.all() - reported,
        partitions_def=months,
        executor_def=dg.in_process_executor,
        description="月报：收件、核查、入账、算指标、计分、发布。",
    )


def run_config(*, publish: bool = False, quiet: bool = False) -> dict[str, Any]:
    """Run configuration of the monthly job. `publish`: also before the month's scheduled release. A run can choose nothing
    else: the home, the database and the keys are those of the environment it runs in."""
    config: dict[str, Any] = {"ops": {"release": {"config": {"publish": True}}}} if publish else {}
    if quiet:
        config["loggers"] = {"console": {"config": {"log_level": "CRITICAL"}}}
    return config
