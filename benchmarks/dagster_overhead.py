"""`python -m benchmarks.dagster_overhead`: wall time of `zhaoyin run` for 20 units, from process start to exit, against an
eight-asset in-process Dagster job that does nothing, on a fresh instance each time; bytecode compiled. Goal: 1.5 times.
And of the same command again, when nothing has changed."""

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


def seconds(command: list[str], home: Path, instance: Path) -> float:
    instance.mkdir(exist_ok=True)
    settings = {
        "DAGSTER_HOME": str(instance),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "ZHAOYIN_PERSON_KEY": "key-of-the-benchmark",
    }
    environment = {**{key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}, **settings}
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env=environment, text=True)
    spent = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return spent


def main() -> None:
    for folder in ("assets", "pipelines", "schemas"):
        compileall.compile_dir(ROOT / folder, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        home, instance = Path(folder) / "district", Path(folder) / "instance"
        write_load_home(home, UNITS, MONTH, ROWS)
        stamp = time.mktime(time.strptime("2025-02-03", "%Y-%m-%d"))
        for path in (home / "inbox").rglob("*.xlsx"):
            os.utime(path, (stamp, stamp))
        empty = [sys.executable, "-c", _EMPTY]
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
        found = []
        for _ in range(RUNS + 1):  # the first fills the page cache and is left out
            for name in ("work", "releases", "zhaoyin.db", ".dagster"):
                path = home / name
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            shutil.rmtree(instance, ignore_errors=True)
            base = seconds(empty, home, instance)
            shutil.rmtree(instance, ignore_errors=True)
            found.append((base, seconds(run, home, instance), seconds(run, home, instance)))
    base, first, again = (median(each[at] for each in found[1:]) for at in range(3))
    print(
        f"empty job {base:.2f} s · zhaoyin run, {UNITS} units {first:.2f} s · {first / base:.2f} times (goal {GOAL}) · "
        f"unchanged {again:.2f} s, {again / first:.2f} of the first"
    )


if __name__ == "__main__":
    main()
