"""`python -m benchmarks.dagster_overhead`: wall time of `zhaoyin run` for 20 units, from process start to exit, against an
eight-asset in-process Dagster job that does nothing, on a fresh instance each time; bytecode compiled. Goal: 1.5 times.
And of the same command again, when nothing has changed. CPU time beside it, for machines that do other work too.
`python -m benchmarks.dagster_overhead [ROUNDS]`, one more round fills the page cache and is left out unless ROUNDS is 1."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.month import MONTH
from samples.load import write_load_home

ROOT = Path(__file__).resolve().parents[1]
UNITS, ROWS, RUNS, GOAL = 20, 25, 3, 1.5  # a real town has 10–40 projects
_EMPTY = """
import dagster as dg

def made(number):
    before = [f"asset_{number - 1}"] if number else []
    @dg.asset(name=f"asset_{number}", deps=before)
    def nothing() -> None: ...
    return nothing

job = dg.define_asset_job("empty", executor_def=dg.in_process_executor)
defs = dg.Definitions(assets=[made(number) for number in range(8)], jobs=[job])
assert defs.resolve_job_def("empty").execute_in_process(instance=dg.DagsterInstance.get()).success
"""


def seconds(command: list[str], instance: Path) -> tuple[float, float]:
    """(wall, CPU) of a command from start to exit."""
    instance.mkdir(exist_ok=True)
    settings = {
        "DAGSTER_HOME": str(instance),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "ZHAOYIN_PERSON_KEY": "key-of-the-benchmark",
    }
    environment = {**{key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}, **settings}
    started, before = time.perf_counter(), os.times()
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env=environment, text=True)
    spent, after = time.perf_counter() - started, os.times()
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return spent, sum(after[2:4]) - sum(before[2:4])


def _round(clean: Path, folder: Path) -> tuple[tuple[float, float], ...]:
    """The empty job, the month, the month again: each (wall, CPU), on instances and a home of their own."""
    home = folder / "district"
    shutil.copytree(clean, home)
    run = [
        sys.executable,
        "-m",
        "pipelines.cli.main",
        "run",
        "--month",
        MONTH,
        "--home",
        str(home),
        "--as-of",
        "2025-02-20",
    ]
    base = seconds([sys.executable, "-c", _EMPTY], folder / "empty")
    return base, seconds(run, folder / "instance"), seconds(run, folder / "instance")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    for folder in ("assets", "pipelines", "schemas"):
        compileall.compile_dir(ROOT / folder, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean"
        write_load_home(clean, UNITS, MONTH, ROWS)
        stamp = time.mktime(time.strptime("2025-02-03", "%Y-%m-%d"))
        for path in (clean / "inbox").rglob("*.xlsx"):
            os.utime(path, (stamp, stamp))
        found = [_round(clean, Path(folder) / str(number)) for number in range(rounds + (rounds > 1))]
    for at, clock in enumerate(("wall", "CPU")):
        base, first, again = (median(each[step][at] for each in found[-rounds:]) for step in range(3))
        print(
            f"{clock:4}: empty job {base:.2f} s · zhaoyin run, {UNITS} units {first:.2f} s · {first / base:.2f} times "
            f"(goal {GOAL}) · unchanged {again:.2f} s, {again / first:.2f} of the first"
        )


if __name__ == "__main__":
    main()
