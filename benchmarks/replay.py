"""`python -m benchmarks.replay [MONTHS]`: months of the sample district of 18 units, each from its workbooks to its release
(everything but Dagster), one after the other. Goal: the whole at most 60/36 of as many single months.

A later month reads what the months before it released: what grows with the history shows here. CPU time, start-up apart.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime
from pathlib import Path
from statistics import median

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.store.published import Store
from benchmarks.month import cpu_seconds
from samples.district import write_demo
from schemas.months import months_between, shift

LAST, UNITS, GOAL = "2025-12", 18, 60 / 36
_AS_OF = datetime(2035, 1, 1)


def main() -> None:
    """One line a year as it goes, then the ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 36
    months = months_between(shift(LAST, 1 - count), LAST)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "district"
        write_demo(home, last_month=LAST, months=count, units=UNITS)
        url = f"sqlite:///{home}/zhaoyin.db"
        _alone(Path(folder) / "first")  # the modules are loaded
        single = _alone(Path(folder) / "single")
        spent: list[float] = []
        for month in months:
            with Store(url) as store:
                spent.append(cpu_seconds(lambda at=month, on=store: run_month(MonthHome(home, _AS_OF, url), at, on)))  # type: ignore[misc]
            if month.endswith("-12"):
                print(
                    f"{month}: {len(spent)} months, {sum(spent):.1f} s, the last twelve {median(spent[-12:]):.2f} s a month",
                    flush=True,
                )
    whole = sum(spent)
    print(
        f"{count} months × {UNITS} units: {whole:.1f} s · one month alone {single:.2f} s · {whole / single:.1f} times "
        f"(goal {GOAL * count:.0f})"
    )


def _alone(home: Path) -> float:
    """The last month, in a district where nothing came before it."""
    write_demo(home, last_month=LAST, months=1, units=UNITS)
    url = f"sqlite:///{home}/zhaoyin.db"
    with Store(url) as store:
        return cpu_seconds(lambda: run_month(MonthHome(home, _AS_OF, url), LAST, store))


if __name__ == "__main__":
    main()
