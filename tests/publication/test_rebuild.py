"""A lost database made again from the releases folder: row for row the one that was lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from assets.publication.events import RecordProblem, confirm_record, prepare_events, reopen_month
from assets.publication.integrity.records import record_faults
from assets.publication.integrity.releases import known_releases
from assets.publication.recovery.rebuild import RebuildProblem, rebuild_database, releases_in_order
from assets.publication.recovery.release_records import ROWS_FILE, behind_folder, keep_for_rebuild, unkept
from assets.publication.recovery.renewal import RenewalProblem, renew_record
from assets.publication.release_files import MANIFEST
from assets.publication.verifying import faults
from assets.store.anchor import anchor_path, confirm, recorded
from assets.store.identity import open_store
from assets.store.published import Store
from assets.store.tables import HELD_LOCK, METADATA, VERSION_TABLE
from pipelines.cli import doctor
from tests.publication.released import MONTH, OPEN, Released, new_database

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def district(released: Released, tmp_path: Path) -> Released:
    """A copy whose February was reopened, and with inputs that changed nothing."""
    copied = released.copied(tmp_path / "district")
    with open_store(copied.home, copied.url) as store:
        at = datetime(2025, 3, 21, 9, 0, 1)
        reopen_month(copied.home, store, "2025-01", reason="凭证补齐\n“二”", by="李某", at=at)
        release = store.release(MONTH)
        assert release is not None
        seen = (MONTH, str(release["release_id"]), "abc")
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"INSERT INTO seen_digest VALUES {seen}")
            prepare_events(copied.home, connection, [("seen", *seen)])
        confirm(copied.home, ("seen", *seen))
        assert keep_for_rebuild(copied.home, store) == []
    return copied


def rows_of(url: str) -> Rows:
    """Every row of every table, in an order of its own; the names of locks once held are no content."""
    engine, found = sa.create_engine(url), {}
    with engine.connect() as connection:
        for table in (*(METADATA.tables.keys() - {HELD_LOCK.name}), VERSION_TABLE):
            names = ", ".join(f'"{each["name"]}"' for each in sorted(sa.inspect(connection).get_columns(table), key=lambda each: each["name"]))  # fmt: skip
            rows = connection.exec_driver_sql(f"SELECT {names} FROM {table}").fetchall()
            found[table] = sorted((tuple(row) for row in rows), key=repr)
    engine.dispose()
    return found


def _empty(district: Released, folder: Path) -> str:
    return new_database(district.url) if "postgresql" in district.url else f"sqlite:///{folder}/rebuilt.db"


def test_the_rebuilt_database_is_the_lost_one_row_for_row(district: Released, tmp_path: Path) -> None:
    lost, url, said = rows_of(district.url), _empty(district, tmp_path), []
    assert sum(map(len, lost.values())) > 5_000
    with pytest.raises(KeyboardInterrupt):  # which leaves an empty database
        rebuild_database(district.home, url, _interrupted)
    made = rebuild_database(district.home, url, said.append)
    assert (made.releases, made.left_out, len(said)) == (4, [], 4)
    found = rows_of(url)
    assert {name: len(rows) for name, rows in found.items()} == {name: len(rows) for name, rows in lost.items()}
    assert found == lost
    with open_store(district.home, url) as store:
        assert list(faults(district.home, store)) == []
        assert unkept(district.home, store) == []
    with pytest.raises(RebuildProblem, match="发布库不是空的"):
        rebuild_database(district.home, url)


def _interrupted(words: str) -> None:
    if words.startswith("2/"):
        raise KeyboardInterrupt


def test_releases_of_an_older_program_are_completed_beside_their_closed_folders(
    district: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "postgresql" in district.url:
        pytest.skip("what lies beside is the same")
    place = (MONTH, 3)
    kept = behind_folder(district.home, place)
    assert kept is not None
    shutil.rmtree(kept)
    with pytest.raises(RebuildProblem, match="由旧版本发布，其入账明细和数字来源只在发布库中"):
        rebuild_database(district.home, _empty(district, tmp_path))
    with Store(district.url) as store:
        monkeypatch.setenv("ZHAOYIN_DATABASE_URL", district.url)
        assert "-r3-" in (told := doctor._database(district.home).words)
        assert "1 次发布的入账明细只在发布库中" in told
        keep_for_rebuild(district.home, store)
        assert unkept(district.home, store) == []
    beside = behind_folder(district.home, place)
    assert beside is not None
    assert beside.name == ".behind-r3"
    assert beside.stat().st_mode & 0o077 == 0
    lost, url = rows_of(district.url), _empty(district, tmp_path)
    rebuild_database(district.home, url)
    assert rows_of(url) == lost


def test_a_lost_record_is_begun_anew_only_with_the_fingerprint_of_the_last_release(district: Released) -> None:
    if "postgresql" in district.url:
        pytest.skip("the record is the same")
    home, record = district.home, anchor_path(district.home)
    with open_store(home, district.url) as store:
        sealed = [(release_id, str(sha256)) for release_id, (_, sha256) in store.sealed().items()]
        before, last = sealed[-2][1], sealed[-1][1]
        with pytest.raises(RenewalProblem, match="存根仍在"):
            renew_record(home, store, last)
        kept = recorded(home)
        record.unlink()
        assert any("发布链存根缺失" in line and "--renew-record" in line for line in faults(home, store))
        for left, found in ((None, "缺失"), (b"junk\n", "被改动.*第 1 行"), (b"junk", "被改动.*没有开头一行")):
            if left is not None:
                record.write_bytes(left)
            with pytest.raises(RecordProblem, match=f"发布链存根{found}"):
                confirm_record(home, store)
            with pytest.raises(RecordProblem, match=f"发布链存根{found}"):
                reopen_month(home, store, MONTH, "x", "y", OPEN)
            assert (record.read_bytes() if record.exists() else None) == left
        record.unlink()
        for wrong in (before, last[:11], ""):
            with pytest.raises(RenewalProblem, match="不是发布链末端的指纹"):
                renew_record(home, store, wrong)
        with _spoiled(home / "releases" / ROWS_FILE), pytest.raises(RenewalProblem, match=r"重开记录与 .* 不符"):
            renew_record(home, store, last)
        book = home / "releases" / MONTH / "r1" / "report.xlsx"
        with _spoiled(book), pytest.raises(RenewalProblem, match=r"另有 1 处不符.*report.xlsx"):
            renew_record(home, store, last)
        assert not record.exists()
        assert renew_record(home, store, last[:12]) == sealed[-1][0]
        assert recorded(home).done == kept.done
        assert list(record_faults(home, store, known_releases(home, store))) == []


@contextmanager
def _spoiled(path: Path) -> Iterator[None]:
    data = path.read_bytes()
    path.write_bytes(b"x")
    yield
    path.write_bytes(data)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


_HARM: dict[str, tuple[Callable[[Path], None], str]] = {
    "a table": (lambda r: _cut(r / MONTH / "r2" / "tables" / "report_metric.parquet"), "发布文件被改动.*report_metric"),
    "a table gone": (lambda r: (r / MONTH / "r2" / "tables" / "report_visit.parquet").unlink(), "发布文件缺失.*report_visit"),
    "another table's rows": (
        lambda r: shutil.copy(r / MONTH / "r1" / "tables" / "report_metric.parquet", r / MONTH / "r2" / "tables"),
        "发布文件被改动.*r2/tables/report_metric",
    ),
    "the books": (
        lambda r: shutil.copy(r / MONTH / "r1" / "behind" / "books_project.parquet", r / MONTH / "r2" / "behind"),
        "发布文件被改动.*r2/behind/books_project",
    ),
    "a manifest": (lambda r: _cut(r / MONTH / "r2" / MANIFEST), "发布清单被改动，无法识别"),
    "a manifest's text": (
        lambda r: (r / MONTH / "r2" / MANIFEST).write_text(
            (r / MONTH / "r2" / MANIFEST).read_text("utf-8").replace("provisional", "final"), "utf-8"
        ),
        "发布清单被改动.*与.*r3 所记不符",
    ),
    "a folder gone": (lambda r: shutil.rmtree(r / MONTH / "r2"), "缺少发布 2025-02-r2"),
    "the last folder gone": (lambda r: shutil.rmtree(r / MONTH / "r3"), "记有 1 件在 releases 中没有的事（release 2025-02-r3"),
    "a folder twice": (lambda r: shutil.copytree(r / MONTH / "r2", r / MONTH / "r9"), "发布清单与文件夹不符"),
    "reopenings gone": (lambda r: (r / ROWS_FILE).unlink(), "缺少 .*重开记录"),
    "reopenings": (lambda r: _cut(r / ROWS_FILE), "无法识别"),
    "everything gone": (lambda r: [shutil.rmtree(each) for each in r.glob("20*")], "中没有发布，无从重建"),
}  # fmt: skip


@pytest.mark.parametrize("harm", _HARM)
def test_a_folder_that_is_not_whole_is_named_and_nothing_is_stored(
    released: Released, tmp_path: Path, harm: str
) -> None:
    home, url = tmp_path / "district", f"sqlite:///{tmp_path}/rebuilt.db"
    if "postgresql" in released.url:
        pytest.skip("the folder is the same")
    shutil.copytree(released.home / "releases", home / "releases")
    act, words = _HARM[harm]
    act(home / "releases")
    with pytest.raises(RebuildProblem, match=words):
        rebuild_database(home, url)
    if Path(f"{tmp_path}/rebuilt.db").exists():
        assert not any(
            rows for name, rows in rows_of(url).items() if name.startswith(("published", "release", "month"))
        )


def test_what_a_killed_run_left_is_not_taken_for_a_release(released: Released, tmp_path: Path) -> None:
    home = tmp_path / "district"
    shutil.copytree(released.home / "releases", home / "releases")
    (home / "releases" / MONTH / ".publishing-r3").touch()
    assert len(releases_in_order(home)[0]) == 4  # the record says that it was committed
    lines = anchor_path(home).read_text("utf-8").splitlines(keepends=True)
    anchor_path(home).write_text("".join(line for line in lines if "2025-02-r3" not in line), "utf-8")
    made = rebuild_database(home, f"sqlite:///{tmp_path}/rebuilt.db")
    assert (made.releases, [path.name for path in made.left_out]) == (3, ["r3"])


def test_what_lies_beside_the_releases_is_for_its_owner_alone(released: Released) -> None:
    assert (released.home / "releases" / ROWS_FILE).stat().st_mode & 0o077 == 0
    behind = released.home / "releases" / MONTH / "r1" / "behind"
    assert behind.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in behind.iterdir())
    manifest = json.loads((behind.parent / MANIFEST).read_text("utf-8"))
    assert "behind/books_project.parquet" in manifest["files"]
