"""Wall time of `zhaoyin check` on one workbook against the imports it cannot do without. Goal: at most 1.5 times.

python benchmarks/check.py [--home HOME FILE]      without arguments: a clean sample district of its own
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
BASE = [sys.executable, "-c", "import pandas, pandera.pandas, sqlalchemy"]
GOAL, RUNS = 1.5, 7


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - start


def measured(home: Path, file: Path) -> None:
    """Alternating runs, so that both see the same machine; the median of each."""
    command = [str(Path(sys.executable).with_name("zhaoyin")), "check", str(file), "--home", str(home), "--json"]
    seconds(command), seconds(BASE)  # bytecode and page cache
    pairs = [(seconds(BASE), seconds(command)) for _ in range(RUNS)]
    base, check = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    print(f"imports {base:.2f} s · check {check:.2f} s · {check / base:.2f} times (goal {GOAL})")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    if given.home and given.file:
        measured(given.home, given.file)
        return
    from samples.clean import write_clean

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_clean(home, ("2025-01",))
        measured(home, next((home / "inbox").rglob("*.xlsx")))


if __name__ == "__main__":
    main()
