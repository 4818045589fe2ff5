"""`zhaoyin check` on one workbook against the imports it cannot do without, wall and CPU time. Goal: at most 1.5 times.

python benchmarks/check.py [FILE --home HOME]   without arguments: clean sample districts of its own, in which
                                                nothing, one month and a year have been released
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
BASE = [sys.executable, "-c", "import pandas, pandera.pandas, sqlalchemy"]
GOAL, RUNS = 1.5, 9
RELEASED = (0, 1, 12)
# An installed program has its bytecode.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def seconds(command: list[str]) -> tuple[float, float]:
    """(wall, CPU) of one process, start to end."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env=ENVIRONMENT)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(home: Path, file: Path, label: str) -> None:
    """Alternating runs, so that both see the same machine; the median of the ratios of each pair."""
    command = [str(Path(sys.executable).with_name("zhaoyin")), "check", str(file), "--home", str(home), "--json"]
    seconds(command), seconds(BASE)  # bytecode and page cache
    pairs = [(seconds(BASE), seconds(command)) for _ in range(RUNS)]
    words = []
    for at, kind in enumerate(("wall", "CPU")):
        base, check = median(pair[0][at] for pair in pairs), median(pair[1][at] for pair in pairs)
        ratio = median(pair[1][at] / pair[0][at] for pair in pairs)
        words.append(f"{kind}: imports {base:.2f} s, check {check:.2f} s, {ratio:.2f} times")
    print(f"{label:20} {' · '.join(words)} (goal {GOAL})", flush=True)


def released(home: Path, months: int) -> Path:
    """Makes a clean home whose first `months` months are released; the first workbook of the month after them."""
    from assets.intake.home import MonthHome
    from assets.month import run_month
    from assets.store.published import Store
    from samples.clean import write_clean

    os.environ.setdefault("ZHAOYIN_PERSON_KEY", "key-of-the-benchmark")
    names = [f"{2025 + at // 12}-{at % 12 + 1:02d}" for at in range(months + 1)]
    write_clean(home, (names[0], names[-1]))
    url, as_of = f"sqlite:///{home}/zhaoyin.db", datetime(2027, 1, 1)
    if months:
        with Store(url) as store:
            for month in names[:-1]:
                run_month(MonthHome(home, as_of, url), month, store)
    return min((home / "inbox" / names[-1]).glob("*.xlsx"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    if given.home and given.file:
        measured(given.home, given.file, given.file.name)
        return
    for months in RELEASED:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "district"
            measured(home, released(home, months), f"{months} months released")


if __name__ == "__main__":
    main()
