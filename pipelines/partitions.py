"""Partitions: one a month. Nothing else is partitioned but the record of received submissions (month × unit, assets/review/assets.py)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg

from schemas.months import months_between, shift


def months_from(first_month: str, last_month: str = "") -> dg.MonthlyPartitionsDefinition:
    """Months from the district's first one; the running month is included, for towns send before it is over, and so is
    every month up to `last_month`, which a fixed clock may put past it."""
    running = datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m")
    return dg.MonthlyPartitionsDefinition(
        start_date=first_month,
        fmt="%Y-%m",
        timezone="Asia/Shanghai",
        end_offset=max(1, len(months_between(running, last_month or running))),
    )


def previous_month(moment_iso: str) -> str:
    """The month that is being collected at a moment: the one before it."""
    return shift(moment_iso[:7], -1)
