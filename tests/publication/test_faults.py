"""What goes wrong from outside while a month is published: a lost connection, a full disk, a second run at the same time."""

from __future__ import annotations

import errno
import threading
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from assets.intake.home import MonthHome
from assets.publication.publish import publish_month
from assets.publication.verifying import faults, leftovers
from assets.store.candidate import Candidate
from assets.store.outcome import PublishOutcome
from assets.store.publish import Publication
from assets.store.published import Store
from tests.publication.released import MONTH, OPEN, Released


@pytest.fixture
def district(released: Released, tmp_path: Path) -> Released:
    return released.copied(tmp_path / "district")


def _publish(district: Released, candidate: Candidate) -> PublishOutcome:
    with Store(district.url) as store:
        return publish_month(candidate, MonthHome(district.home, OPEN, district.url), store)


def _whole(district: Released, revisions: int) -> None:
    with Store(district.url) as store:
        assert [release["revision"] for release in store.releases(MONTH)] == list(range(1, revisions + 1))
        assert list(faults(district.home, store)) == []
        assert leftovers(district.home, store) == []


def test_two_runs_of_a_month_one_waits_and_finds_nothing_left_to_do(
    district: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = district.corrected()
    inside, ended = threading.Event(), threading.Event()
    seal, outcomes = Publication.seal, []

    def slow(self: Publication, release_id: str, sha256: str) -> None:
        inside.set()
        assert not ended.wait(0.5)  # the other has begun and cannot have ended
        seal(self, release_id, sha256)

    monkeypatch.setattr(Publication, "seal", slow)

    def second() -> None:
        inside.wait(60)
        outcomes.append(_publish(district, candidate))
        ended.set()

    other = threading.Thread(target=second)
    other.start()
    outcomes.append(_publish(district, candidate))
    other.join()
    assert sorted((outcome.published, outcome.revision) for outcome in outcomes) == [(False, 4), (True, 4)]
    _whole(district, 4)


def test_a_full_disk_takes_everything_back_and_the_next_run_completes(
    district: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = district.corrected()
    real = pd.DataFrame.to_parquet

    def full(self: pd.DataFrame, path: Path, **named: object) -> None:
        if "report_metric" in str(path):
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        real(self, path, **named)

    with monkeypatch.context() as patch:
        patch.setattr(pd.DataFrame, "to_parquet", full)
        with pytest.raises(OSError, match="No space left"):
            _publish(district, candidate)
    _whole(district, 3)
    assert _publish(district, candidate).published
    _whole(district, 4)


def test_a_lost_connection_leaves_the_old_release(district: Released, monkeypatch: pytest.MonkeyPatch) -> None:
    if district.url.startswith("sqlite"):
        pytest.skip("SQLite has no connection to lose")
    candidate = district.corrected()
    seal = Publication.seal

    def cut(self: Publication, release_id: str, sha256: str) -> None:
        here = self.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        other = sa.create_engine(district.url)
        with other.begin() as connection:
            connection.exec_driver_sql("SELECT pg_terminate_backend(%s)", (here,))
        other.dispose()
        seal(self, release_id, sha256)

    with monkeypatch.context() as patch:
        patch.setattr(Publication, "seal", cut)
        with pytest.raises(sa.exc.DBAPIError):
            _publish(district, candidate)
    with Store(district.url) as store:
        assert store.release(MONTH)["revision"] == 3  # type: ignore[index]
        assert len(leftovers(district.home, store)) <= 1
    assert _publish(district, candidate).published
    _whole(district, 4)


def test_tampering_is_named_first_things_first(district: Released) -> None:
    """One byte in each kind of thing, in turn; what was touched is put right again."""
    release = district.home / "releases" / MONTH / "r3"
    with Store(district.url) as store:
        sha = store.sealed()
    newest = max(sha.values())[0]
    assert newest == 4
    places = {
        "发布文件被改动": [release / "tables" / "report_stage.parquet", release / "tables" / "report_stage.csv", release / "report.xlsx"],
        "发布清单被改动": [release / "manifest.json"],
        "收到的原件被改动": [next(path for path in (district.home / "work" / "received").rglob("*") if path.is_file())],
        "当时的参考文件被改动": [next(path for path in (district.home / "work" / "office").rglob("*") if path.is_file())],
        "参考文件在最近一次发布": [district.home / "reference" / "units.csv", district.home / "district.yaml"],
    }  # fmt: skip
    with Store(district.url) as store:
        for words, paths in places.items():
            for path in paths:
                before = path.read_bytes()
                path.write_bytes(before[:-9] + bytes([before[-9] ^ 1]) + before[-8:])
                found = list(faults(district.home, store))
                path.write_bytes(before)
                assert found, path
                assert found[0].startswith(words), (path, found)
                assert path.name in found[0]
        assert list(faults(district.home, store)) == []


def test_a_touched_row_is_named_with_what_it_said(district: Released) -> None:
    engine = sa.create_engine(district.url)
    touched = {
        "published_metric": "UPDATE published_metric SET ytd_value = ytd_value + 1 WHERE unit_code = 'ALL' AND metric_code = 'funds_industrial' AND caliber = 'verified'",
        "books_project": "UPDATE books_project SET arrived_ytd_yuan = arrived_ytd_yuan + 1",
        "figure_member": "UPDATE figure_member SET contribution = contribution + 1",
    }  # fmt: skip
    with engine.begin() as connection:
        for table, statement in touched.items():
            if district.url.startswith("sqlite"):
                connection.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
            else:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            connection.exec_driver_sql(statement)
    engine.dispose()
    with Store(district.url) as store:
        found = list(faults(district.home, store))
    assert found[0].startswith("数据库中的行被改动：published_metric")
    assert "ALL|funds_industrial|verified ytd_value：182621000 → 182621001" in found[0]
    for table in touched:
        assert any(f"：{table}，" in fault for fault in found), table
