"""A few real kills in the normal run; `make crash` does them all, on PostgreSQL too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.crash.scene import child, prepare, sound, state


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("crash") / "base"
    prepare(home, f"sqlite:///{home}/zhaoyin.db")
    return home


@pytest.mark.parametrize("at", [3, 20, 45, 70, 100])
def test_killed_on_the_way_the_old_stands_and_the_next_run_completes(at: int, base: Path, tmp_path: Path) -> None:
    home = tmp_path / "district"
    shutil.copytree(base, home, copy_function=shutil.copy2)
    url = f"sqlite:///{home}/zhaoyin.db"
    killed = child(home, url, at)
    engine = sa.create_engine(url)
    after_kill = state(engine)
    assert not after_kill.mixed
    assert killed is not None
    assert killed.returncode in (-9, 0)
    again = child(home, url, 0)
    assert again is not None
    assert again.returncode == 0, again.stderr
    assert state(engine).revisions == 1
    assert len(state(engine).releases) == 1
    assert sound(home, url) == []
    engine.dispose()
