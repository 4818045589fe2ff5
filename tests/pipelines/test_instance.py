"""A home that an earlier version ran goes on without what only that version read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assets.store.connection import sqlite_file
from pipelines.cli.demo import demo
from pipelines.cli.init import init
from pipelines.cli.options import own_database_url
from pipelines.instance import PathProblem, prepare_instance


def test_caches_of_earlier_versions_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / ".dagster"))
    monkeypatch.setenv("ZHAOYIN_HOME", str(tmp_path))
    for name in ("judged/2025-01", "books/2025-01", "parsed/1", "received/ab", "2025-01/district_books"):
        (tmp_path / "work" / name).mkdir(parents=True)
    assert prepare_instance(tmp_path).is_dir()
    kept = {path.name for path in (tmp_path / "work").iterdir()}
    assert kept == {"parsed", "received", "2025-01"}


@pytest.mark.parametrize("command", [init, demo, prepare_instance])
def test_a_path_that_dagster_would_cut_is_refused_before_anything_is_written(
    command: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    for name in ("区?里", "a%20b"):
        with pytest.raises(PathProblem, match="路径中不能有"):
            command(home=tmp_path / name)  # type: ignore[call-arg]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a?b", "a%20b", "100% #区"])
def test_the_database_of_a_home_lies_in_it_whatever_its_path(name: str, tmp_path: Path) -> None:
    assert sqlite_file(own_database_url(tmp_path / name)) == tmp_path / name / "zhaoyin.db"
