"""`make bench`: speed and memory of a month as ratios to a floor and to peers in the same run.

`python -m benchmarks [UNITS …]`; 20 and 300 units by default. docs/performance.md says what the columns mean.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from assets.intake.office.reference import read_reference
from assets.intake.submissions.month_files import read_month
from benchmarks import compared, month, peers, straightforward
from samples.load import write_load_home

GOALS = {20: 2.5, 300: 1.5}
HEAD = (
    f"{'units':>6} {'floor s':>8} {'month s':>8} {'ratio':>6} {'goal':>5} {'ms/unit':>8} {'unchanged':>10} {'resubmit':>9} "
    f"{'peak MB':>8} {'validate()':>10}"
)


def main() -> None:
    """Each size in a process of its own; then the peers at 20 units."""
    sizes = [int(each) for each in sys.argv[1:]] or [20, 300]
    print(HEAD)
    found = [_measured(units) for units in sizes]
    for each in found:
        spent = sum(each["rooms"].values())
        shares = " · ".join(f"{name} {seconds / spent:.0%}" for name, seconds in each["rooms"].items())
        print(f"by room, {each['units']} units: {shares}")
    if len(found) > 1:
        first, last = found[-2], found[-1]
        slower = (last["month"] / last["units"]) / (first["month"] / first["units"])
        print(
            f"{last['units']} ÷ {first['units']} units: {slower:.2f} times the time a workbook (goal 1.1), "
            f"{last['peak_mb'] / first['peak_mb']:.2f} times the peak memory (goal 1.3)"
        )
    _beside_peers(20)


def _measured(units: int) -> dict[str, Any]:
    rounds = 5 if units <= 50 else 3 if units <= 500 else 1
    command = [sys.executable, "-m", "benchmarks.month", str(units), str(rounds)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    print(
        f"{units:>6} {found['floor']:>8.2f} {found['month']:>8.2f} {found['month'] / found['floor']:>6.1f} "
        f"{GOALS.get(units, 1.5):>5} {1000 * found['month'] / units:>8.1f} {found['unchanged'] / found['month']:>10.3f} "
        f"{found['resubmission'] / found['month']:>9.2f} {found['peak_mb']:>8.0f} "
        f"{found['validations']:>10}",
        flush=True,
    )
    return found


def _beside_peers(units: int) -> None:
    """Prints what others need for the same files, as ratios to the month; the tables of the script cell by cell."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_load_home(home, units, month.MONTH)
        identity = read_reference(home).district.district
        month.month(home)  # the modules are loaded
        results: list[Any] = []
        ours = median(_afresh(home, lambda: results.append(month.month(home))) for _ in range(3))
        spent = {
            "the raw read (python-calamine, every row)": month.cpu_seconds(lambda: month.floor(home)),
            "openpyxl, loading only": month.cpu_seconds(lambda: peers.load_with_openpyxl(home)),
            "the straightforward script": month.cpu_seconds(
                lambda: results.append(straightforward.month(home, identity))
            ),
            "frictionless, validating types": month.cpu_seconds(lambda: peers.validate_with_frictionless(home)),
        }
        (_, metrics), straight = results[-2], results[-1]
        intake = read_month(read_reference(home), month.MONTH, month.AS_OF)
        count, differing = compared.cells(intake, metrics, straight)
    print(f"peers, {units} units; the whole month is 1 ({ours:.2f} s):")
    for name, seconds in spent.items():
        print(f"  {name:<42}{seconds / ours:>6.2f} ({seconds:.2f} s)")
    print(f"the script's tables, cell by cell: {count - len(differing)} of {count} equal; {len(differing)} differ")
    for words in differing[:3]:
        print(f"  {words}")


def _afresh(home: Path, work: Any) -> float:
    shutil.rmtree(home / "work", ignore_errors=True)
    return month.cpu_seconds(work)


if __name__ == "__main__":
    main()
