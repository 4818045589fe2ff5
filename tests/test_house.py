"""The house holds: lint, types, floors. Each is the real program, run as a test."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "--no-cache", "."),
        ("ruff", "format", "--check", "--no-cache", "."),
        ("mypy",),
        ("lint-imports", "--no-cache"),
    ],
    ids=["ruff", "format", "mypy", "floors"],
)
def test_the_house_holds(command: tuple[str, ...]) -> None:
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_dagster_is_imported_only_in_the_thin_layer() -> None:
    """assets.py and checks.py of a room, and pipelines; everything else runs without an instance."""
    wrong = [
        path.relative_to(ROOT).as_posix()
        for folder in ("assets", "schemas")
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in ("assets.py", "checks.py")
        and any(line.startswith(("import dagster", "from dagster")) for line in path.read_text("utf-8").splitlines())
    ]
    assert wrong == []


def test_no_drawers() -> None:
    """No file without a subject."""
    names = {"utils", "helpers", "common", "manager", "misc"}
    wrong = [
        path
        for folder in ("assets", "schemas", "pipelines", "samples")
        for path in (ROOT / folder).rglob("*.py")
        if path.stem in names
    ]
    assert wrong == []
