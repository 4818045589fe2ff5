"""Partitions: one a month. Nothing else is partitioned but the record of received submissions (month × unit)."""

from __future__ import annotations

import dagster as dg

from schemas.months import shift

UNITS = dg.DynamicPartitionsDefinition(name="units")


def months_from(first_month: str) -> dg.MonthlyPartitionsDefinition:
    """Months from the district's first one; the running month is included, for towns send before it is over."""
    return dg.MonthlyPartitionsDefinition(start_date=first_month, fmt="%Y-%m", timezone="Asia/Shanghai", end_offset=1)


def previous_month(moment_iso: str) -> str:
    """The month that is being collected at a moment: the one before it."""
    return shift(moment_iso[:7], -1)
