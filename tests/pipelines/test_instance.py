"""A home that an earlier version ran goes on without what only that version read."""

from pathlib import Path

import pytest

from pipelines.instance import prepare_instance


def test_caches_of_earlier_versions_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / ".dagster"))
    monkeypatch.setenv("ZHAOYIN_HOME", str(tmp_path))
    for name in ("judged/2025-01", "books/2025-01", "parsed/1", "received/ab", "2025-01/district_books"):
        (tmp_path / "work" / name).mkdir(parents=True)
    assert prepare_instance(tmp_path).is_dir()
    kept = {path.name for path in (tmp_path / "work").iterdir()}
    assert kept == {"parsed", "received", "2025-01"}
