"""`make ui`: the Dagster web server and daemon on 127.0.0.1 for the configured home, on the instance runs are kept in."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from pipelines.cli.options import DEFAULT_HOME
from pipelines.instance import ROOT, PathProblem, prepare_instance


def main() -> None:
    """Starts both, stops both: neither outlives the other."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("ZHAOYIN_HOME") or DEFAULT_HOME))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default=os.environ.get("ZHAOYIN_UI_PORT", "3000"))
    options = parser.parse_args()
    if not (options.home / "district.yaml").exists():
        sys.exit(f"{options.home} 中没有 district.yaml；先运行 make run，或 zhaoyin init --home DIR")
    try:
        prepare_instance(options.home)
    except PathProblem as problem:
        print(problem, file=sys.stderr)
        sys.exit(problem.exit_code)
    bin_folder = Path(sys.executable).parent
    workspace = ["-w", str(ROOT / "workspace.yaml")]
    children = [
        subprocess.Popen(
            [bin_folder / "dagster-webserver", "-h", options.host, "-p", str(options.port), *workspace], cwd=ROOT
        ),
        subprocess.Popen([bin_folder / "dagster-daemon", "run", *workspace], cwd=ROOT),
    ]
    print(f"Dagster UI: http://{options.host}:{options.port}  (Ctrl-C stops it)", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(child.poll() is None for child in children):
            time.sleep(1)
    except KeyboardInterrupt:
        pass
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=30)


if __name__ == "__main__":
    main()
