"""Memory that is capped: one line in Chinese and exit 2, never a traceback or a hang."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.cli import memory_cap

COMMAND = Path(sys.executable).parent / "zhaoyin"


@pytest.mark.parametrize("command", ["status", "run", "check"])
def test_a_command_that_cannot_be_loaded_says_so(command: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f'ulimit -v 300000; exec "{COMMAND}" {command} --home "{tmp_path}"'],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "内存不足：本进程的内存上限为 292 MB（ulimit -v），至少需要 2 GB，请放宽或取消该上限后再试"
    ]
    assert done.stdout == ""


def test_a_fault_of_memory_is_one_only_where_there_is_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = (MemoryError(), RuntimeError("can't start new thread"), ImportError("x.so: failed to map segment"))
    assert [memory_cap.exhausted(each) for each in faults] == [None] * 3
    monkeypatch.setattr(resource, "getrlimit", lambda _: (800 * 2**20, 800 * 2**20))
    assert all("800 MB" in (memory_cap.exhausted(each) or "") for each in faults)
    assert memory_cap.exhausted(ValueError("month")) is None
    assert memory_cap.too_small() is None
