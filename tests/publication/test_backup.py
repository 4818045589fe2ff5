"""Backups that restore: whatever lies in the home, while a month is published, and nothing of a stranger's archive."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import socket
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.intake.home import MonthHome
from assets.publication.publish import publish_month
from assets.publication.recovery import entries as kinds
from assets.publication.recovery import restore as restoring
from assets.publication.recovery.backup import BackupProblem, write_backup
from assets.publication.recovery.entries import DATABASE, INDEX, Entry, LeftOut, entries
from assets.publication.recovery.rebuild import RebuildProblem
from assets.publication.recovery.restore import restore_backup
from assets.publication.verifying import faults
from assets.store.identity import StrangerProblem, open_store
from assets.store.publish import Publication
from assets.store.published import Store
from tests.publication.released import MONTH, OPEN, Released, new_database
from tests.publication.test_rebuild import rows_of


@pytest.fixture
def district(released: Released, tmp_path: Path) -> Released:
    return released.copied(tmp_path / "district")


def _own(home: Path) -> str:
    return f"sqlite:///{home}/{DATABASE}"


def _restored(district: Released, archive: Path, folder: Path) -> Released:
    """Restored beside, into the home's own SQLite file or an empty PostgreSQL database."""
    url = new_database(district.url) if "postgresql" in district.url else _own(folder)
    restore_backup(archive, folder, url, _own(folder))
    return Released(folder, url, district.unit, district.project)


def _verified(district: Released) -> None:
    with open_store(district.home, district.url) as store:
        assert list(faults(district.home, store)) == []


def test_a_backup_restores_home_and_database_and_nothing_else(district: Released, tmp_path: Path) -> None:
    (district.home / "inbox" / MONTH / os.fsdecode("东镇".encode("gbk") + b".xlsx")).write_bytes(b"x")
    (district.home / ".dagster").mkdir()
    (district.home / ".dagster" / "dagster.yaml").write_text("run_launcher: {module: os, class: system}")
    (district.home / "work" / "parsed" / "x.bin").parent.mkdir(exist_ok=True)
    (district.home / "work" / "parsed" / "x.bin").touch()
    (district.home / "notes.sh").write_text("#!/bin/sh")
    (district.home / "notes.sh").chmod(0o755)
    archive = district.home / "backup-2.tar.gz"
    for each in (district.home / "backup-1.tar.gz", archive):  # the second time the first one's lies inside the home
        made = write_backup(district.home, district.url, each)
        assert (made.whole, made.releases) == (True, 4)
    assert made.left_out == [LeftOut("backup-1.tar.gz", "以前的备份文件")]
    with pytest.raises(BackupProblem, match=r"backup-1.tar.gz 已存在，未备份"):
        write_backup(district.home, district.url, district.home / "backup-1.tar.gz")
    assert archive.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in district.home.iterdir() if path.name.startswith(".zhaoyin")] == []
    again = _restored(district, archive, tmp_path / "again")
    assert rows_of(again.url) == rows_of(district.url)
    _verified(again)
    files = {path.relative_to(again.home).as_posix() for path in again.home.rglob("*") if path.is_file()}
    assert not any(name.startswith((".dagster", "work/parsed", "zhaoyin-backup", "backup")) for name in files)
    assert "work/pulled.json" in files
    assert (again.home / "notes.sh").stat().st_mode & 0o111 == 0
    assert again.home.stat().st_mode & 0o777 == 0o755
    for path in (district.home / "inbox").rglob("*"):
        other = again.home / path.relative_to(district.home)
        assert path.is_dir() or (path.read_bytes(), path.stat().st_mtime_ns) == (
            other.read_bytes(),
            other.stat().st_mtime_ns,
        )
    with pytest.raises(BackupProblem, match="不是空目录"):
        restore_backup(archive, again.home, again.url, _own(again.home))
    with pytest.raises(RebuildProblem, match="发布库不是空的"):
        restore_backup(archive, tmp_path / "third", district.url, _own(tmp_path / "third"))
    assert not (tmp_path / "third").exists()


def test_a_backup_of_sqlite_is_restored_into_another_database(released: Released, tmp_path: Path) -> None:
    if "postgresql" in released.url:
        pytest.skip("shown by the others")
    district = released.copied(tmp_path / "district")
    write_backup(district.home, district.url, tmp_path / "b.tar.gz")
    url = f"sqlite:///{tmp_path}/elsewhere.db"
    restore_backup(tmp_path / "b.tar.gz", tmp_path / "again", url, _own(tmp_path / "again"))
    assert not (tmp_path / "again" / DATABASE).exists()
    assert rows_of(url) == rows_of(district.url)


def test_a_backup_while_a_month_is_published_is_the_home_of_before(
    district: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(district.home, district.url).close()
    candidate, inside, done = district.corrected(), threading.Event(), threading.Event()
    before, seal = rows_of(district.url), Publication.seal

    def slow(self: Publication, release_id: str, sha256: str) -> None:
        inside.set()  # the folder has its name, the transaction is open
        assert done.wait(120)
        seal(self, release_id, sha256)

    monkeypatch.setattr(Publication, "seal", slow)

    def publish() -> None:
        with Store(district.url) as store:
            publish_month(candidate, MonthHome(district.home, OPEN, district.url), store)

    publishing = threading.Thread(target=publish)
    publishing.start()
    try:
        assert inside.wait(120)
        assert (district.home / "releases" / MONTH / "r4").is_dir()
        made = write_backup(district.home, district.url, tmp_path / "b.tar.gz")
    finally:
        done.set()
        publishing.join()
    assert made.whole
    assert made.left_out == [LeftOut(f"releases/{MONTH}/r4", kinds.NOT_IN_DATABASE)]
    again = _restored(district, tmp_path / "b.tar.gz", tmp_path / "again")
    assert rows_of(again.url) == before
    _verified(again)
    assert not (again.home / "releases" / MONTH / "r4").exists()


def test_without_its_database_nothing_is_called_a_backup(district: Released, tmp_path: Path) -> None:
    with pytest.raises(StrangerProblem, match="缺的是发布库"):
        write_backup(district.home, f"sqlite:///{tmp_path}/none.db", tmp_path / "b.tar.gz")
    assert not (tmp_path / "b.tar.gz").exists()
    assert not list(tmp_path.glob(".zhaoyin*"))


def test_one_decision_for_each_kind_of_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside.xlsx"
    for folder in (
        "inbox",
        "releases/2025-01/r1",
        "releases/2025-01/r2",
        "releases/2025-01/.part-r3",
        "work/received/aa",
    ):
        (home / folder).mkdir(parents=True)
    for name in ("inbox/a.xlsx", "releases/2025-01/r1/x", "releases/2025-01/r2/x", "releases/2025-01/.part-r3/x",
                 "releases/2025-01/.publishing-r2", "releases/.database.json.7.part", "work/received/aa/aa", "work/pulled.json",
                 "work/2025-01.lock", DATABASE, f"{DATABASE}-wal"):  # fmt: skip
        (home / name).write_bytes(b"x")
    outside.touch()
    (home / "inbox" / "inside").symlink_to(home / "inbox" / "a.xlsx")
    (home / "inbox" / "out").symlink_to(outside)
    (home / "inbox" / "broken").symlink_to("nowhere")
    (home / "inbox" / "round").symlink_to(home / "inbox")
    os.mkfifo(home / "inbox" / "fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(home)  # the path of a socket is short
        listening.bind("inbox/socket")
    (home / "backup.tar.gz").touch()
    found = list(entries(home, {("2025-01", 1)}, {home / "backup.tar.gz"}))
    assert [each.name for each in found if isinstance(each, Entry) and not each.is_folder] == [
        "inbox/a.xlsx", "inbox/inside", "releases/2025-01/r1/x", "work/pulled.json", "work/received/aa/aa",
    ]  # fmt: skip
    assert {each.name: each.reason for each in found if isinstance(each, LeftOut)} == {
        "inbox/broken": kinds.LINK_BROKEN, "inbox/fifo": kinds.NO_FILE, "inbox/socket": kinds.NO_FILE,
        "inbox/out": kinds.LINK_OUT, "inbox/round": kinds.LINK_FOLDER, "releases/2025-01/r2": kinds.NOT_IN_DATABASE,
    }  # fmt: skip


def test_a_file_that_grows_or_cannot_be_read_is_not_called_backed_up(
    released: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "postgresql" in released.url:
        pytest.skip("a matter of files")
    district = released.copied(tmp_path / "district")
    (district.home / "inbox" / "growing.xlsx").write_bytes(b"x")
    (district.home / "inbox" / "closed.xlsx").write_bytes(b"x")
    real = os.open

    def opened(path: os.PathLike[str], flags: int, *mode: int, **named: object) -> int:
        if str(path).endswith("closed.xlsx"):
            raise PermissionError(13, "Permission denied")
        handle = real(path, flags, *mode)
        if str(path).endswith("growing.xlsx"):
            with Path(path).open("ab") as more:
                os.truncate(more.fileno(), os.fstat(handle).st_size + 1)
        return handle

    whole = kinds.read_at_rest
    sizes = iter(range(10, 100))

    def growing(path: Path) -> object:
        monkeypatch.setattr(kinds.os, "fstat", lambda handle: _grown(os.stat(handle), next(sizes)) if path.name == "growing.xlsx" else os.stat(handle))  # fmt: skip
        return whole(path)

    monkeypatch.setattr(kinds.os, "open", opened)
    monkeypatch.setattr("assets.publication.recovery.backup.read_at_rest", growing)
    made = write_backup(district.home, district.url, tmp_path / "b.tar.gz")
    assert not made.whole
    assert {each.name: each.reason for each in made.left_out} == {
        "inbox/growing.xlsx": kinds.GROWING, "inbox/closed.xlsx": kinds.UNREADABLE,
    }  # fmt: skip


def _grown(state: os.stat_result, by: int) -> os.stat_result:
    fields = list(state)
    fields[6] += by
    return os.stat_result(fields)


def test_an_interrupted_restore_leaves_no_half_home(
    released: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = released.copied(tmp_path / "district")
    write_backup(district.home, district.url, tmp_path / "b.tar.gz")
    written, real = [], restoring._write

    def struck(*arguments: object) -> None:
        written.append(arguments)
        if len(written) == 40:
            raise KeyboardInterrupt
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(restoring, "_write", struck)
    with pytest.raises(KeyboardInterrupt):
        restore_backup(tmp_path / "b.tar.gz", tmp_path / "again", _own(tmp_path / "again"), _own(tmp_path / "again"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar.gz", "district"]


Member = tuple[str, bytes, bytes]  # name, its kind, what it holds or points to


def _archive(path: Path, members: list[Member], index: object = None) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, kind, data in members:
            member = tarfile.TarInfo(name)
            member.type, member.mode = kind, 0o777
            if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
                member.linkname = data.decode()
                archive.addfile(member)
                continue
            member.size = len(data) if kind == tarfile.REGTYPE else 0
            archive.addfile(member, io.BytesIO(data))
        listed = {name: hashlib.sha256(data).hexdigest() for name, _, data in members} if index is None else index
        data = json.dumps(listed).encode()
        member = tarfile.TarInfo(INDEX)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))


_R = tarfile.REGTYPE
_HOSTILE: dict[str, tuple[list[Member], object, str]] = {
    "absolute": ([("/etc/cron.d/x", _R, b"x")], None, "路径在目录之外"),
    "upwards": ([("../x", _R, b"x")], None, "路径在目录之外"),
    "upwards inside": ([("inbox/../../x", _R, b"x")], None, "路径在目录之外"),
    "backslashes": ([("inbox\\..\\x", _R, b"x")], None, "路径在目录之外"),
    "a link": ([("inbox/x", tarfile.SYMTYPE, b"/etc/passwd")], None, "链接、文件夹或设备"),
    "a hard link": ([("inbox/x", tarfile.LNKTYPE, b"/etc/passwd")], None, "链接、文件夹或设备"),
    "a device": ([("inbox/x", tarfile.CHRTYPE, b"")], None, "链接、文件夹或设备"),
    "a fifo": ([("inbox/x", tarfile.FIFOTYPE, b"")], None, "链接、文件夹或设备"),
    "a folder": ([("inbox", tarfile.DIRTYPE, b"")], None, "链接、文件夹或设备"),
    "twice": ([("inbox/x", _R, b"x"), ("inbox/x", _R, b"y")], None, "重名"),
    "unlisted": ([("inbox/x", _R, b"x"), ("inbox/y", _R, b"y")], {"inbox/x": hashlib.sha256(b"x").hexdigest()}, "清单未列"),
    "missing": ([], {"inbox/x": "0"}, "不完整"),
    "another hash": ([("inbox/x", _R, b"x")], {"inbox/x": "0"}, "与备份时不一致"),
    "Dagster's instance": ([(".dagster/dagster.yaml", _R, b"x")], None, "不属于备份"),
    "a cache": ([("work/parsed/x.pickle", _R, b"x")], None, "不属于备份"),
    "a file where a folder is": ([("inbox", _R, b"x"), ("inbox/x", _R, b"x")], None, ""),
    "no index": ([("inbox/x", _R, b"x")], [], "不是完好的备份文件|不完整|清单"),
    "an index of another kind": ([("inbox/x", _R, b"x")], {"files": 3, "folders": {}, "left_out": []}, "不是完好的备份文件"),
    "a folder upwards": ([], {"files": {}, "folders": {"../x": 493}, "left_out": []}, "不属于备份"),
}  # fmt: skip


@pytest.mark.parametrize("hostile", _HOSTILE)
def test_of_a_strangers_archive_nothing_is_written(tmp_path: Path, hostile: str) -> None:
    members, index, words = _HOSTILE[hostile]
    _archive(tmp_path / "b.tar.gz", members, index)
    home = tmp_path / "deep" / "home"
    with pytest.raises((BackupProblem, OSError), match=words):
        restore_backup(tmp_path / "b.tar.gz", home, _own(home), _own(home))
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["b.tar.gz", "deep"]


@pytest.mark.parametrize("cut", [lambda data: data[: len(data) // 2], lambda data: b"no archive", lambda data: b""])
def test_a_damaged_archive_is_said(tmp_path: Path, cut: Callable[[bytes], bytes]) -> None:
    _archive(tmp_path / "b.tar.gz", [("inbox/x", _R, os.urandom(5_000))])
    (tmp_path / "b.tar.gz").write_bytes(cut((tmp_path / "b.tar.gz").read_bytes()))
    with pytest.raises(BackupProblem, match="不是完好的备份文件"):
        restore_backup(tmp_path / "b.tar.gz", tmp_path / "home", _own(tmp_path / "home"), _own(tmp_path / "home"))
    assert not (tmp_path / "home").exists()


def test_a_release_that_is_not_whole_is_said(released: Released, tmp_path: Path) -> None:
    if "postgresql" in released.url:
        pytest.skip("a matter of files")
    district = released.copied(tmp_path / "district")
    table = district.home / "releases" / MONTH / "r2" / "tables" / "report_visit.csv"
    table.write_bytes(b"")
    shutil.rmtree(district.home / "work" / "office")
    made = write_backup(district.home, district.url, tmp_path / "b.tar.gz")
    assert not made.whole
    assert any("与发布时不符：releases/2025-02/r2/tables/report_visit.csv" in each for each in made.faults)
    assert any("缺失：work/office/" in each for each in made.faults)
