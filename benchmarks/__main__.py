"""`make bench`: speed and memory as ratios to a floor in the same run. `python -m benchmarks [units …]`."""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

from benchmarks import month, straightforward
from samples.load import write_load_home

GOALS = {20: 2.5, 300: 1.5}


def main() -> None:
    """Prints a table: units, floor, month ÷ floor and its goal, the unchanged re-read ÷ the first run, peak memory."""
    sizes = [int(each) for each in sys.argv[1:]] or [20, 300]
    print(f"{'units':>6} {'floor s':>9} {'month s':>9} {'ratio':>7} {'goal':>6} {'unchanged':>10} {'peak MB':>8}")
    for units in sizes:
        found = month.measured(units)
        ratio = found["month"] / found["floor"]
        peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
        print(
            f"{units:>6} {found['floor']:>9.2f} {found['month']:>9.2f} {ratio:>7.2f} {GOALS.get(units, 1.5):>6} "
            f"{found['reread'] / found['month']:>10.3f} {peak:>8.0f}",
            flush=True,
        )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_load_home(home, 20, month.MONTH)
        slow = month.cpu_seconds(lambda: straightforward.month(home))
        fast = month.cpu_seconds(lambda: month.month(home))
    print(f"the straightforward way, 20 units: {slow:.2f} s, {slow / fast:.1f} times the month (goal 20)")


if __name__ == "__main__":
    main()
