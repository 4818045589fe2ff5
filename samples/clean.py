"""A district in which nothing is late, missing or wrong: the ground the rules' fixtures stand on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from samples.district import DemoSummary, write_demo


def write_clean(home: Path, months: Sequence[str] = ("2025-01", "2025-02", "2025-03"), units: int = 4) -> DemoSummary:
    """A clean home of `units` units for the months from the first to the last of `months` (each in turn)."""
    first, last = min(months), max(months)
    count = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1
    return write_demo(home, last_month=last, months=count, units=units, clean=True)
