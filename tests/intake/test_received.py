"""When a file counts as received, what of a folder is no submission, and kept bytes that break."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from assets.intake.inbox.received import kept_path
from assets.intake.model import Received
from assets.intake.office.reference import read_reference
from assets.intake.reader.parse import reader_version
from assets.intake.submissions.month_files import months_present, read_month
from assets.review.judge import judge
from samples.clean import write_clean
from schemas.history import NoHistory

MONTH, AS_OF, LATER = "2025-01", datetime(2025, 2, 9, 12), datetime(2025, 2, 20, 9)
_JUNK = (
    "desktop.ini",
    "Thumbs.db",
    "sub/THUMBS.DB",
    "$RECYCLE.BIN/甲.xlsx",
    "x.xlsx.tmp",
    "@eaDir/甲.xlsx",
    ".DS_Store",
)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("received") / "100%的 #1?区"
    write_clean(home, (MONTH,), 3)
    read_month(read_reference(home), MONTH, LATER)  # parsed once for all
    return home


@pytest.fixture
def home(clean: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(clean, tmp_path / clean.name))


def _file(home: Path) -> Path:
    return sorted((home / "inbox" / MONTH).glob("*.xlsx"))[0]


def _received(home: Path, as_of: datetime = LATER) -> dict[str, Received]:
    return {each.name.rpartition("/")[2]: each for each in months_present(read_reference(home), as_of).get(MONTH, [])}


@pytest.mark.parametrize("stamp", [datetime(2099, 1, 1), datetime(1980, 1, 1), datetime(2024, 12, 20)])
def test_a_time_that_cannot_be_is_the_time_when_it_was_first_seen(home: Path, stamp: datetime) -> None:
    shutil.rmtree(home / "work")
    path = _file(home)
    os.utime(path, (stamp.timestamp(), stamp.timestamp()))
    first = _received(home, AS_OF)[path.name]
    assert first.received_at == AS_OF
    assert "首次见到的时间 2025-02-09 12:00" in first.time_note
    assert _received(home, LATER)[path.name].received_at == AS_OF  # remembered
    assert path.name not in _received(home, datetime(2025, 2, 8))
    reference = read_reference(home)
    told = judge(read_month(reference, MONTH, LATER), reference, NoHistory(), LATER).findings
    (said,) = [each for each in told if each.rule_code == "F005"]
    assert said.severity == "I"
    assert "首次见到" in said.message


def test_a_receipt_is_believed_whatever_the_file_s_own_time(home: Path) -> None:
    path = _file(home)
    os.utime(path, (0, 0))
    receipts = "file_name,sha256,received_at,channel,received_by\n" + f"{path.name},,2025-02-01T10:00,微信,张三\n"
    (home / "reference" / "receipts.csv").write_text(receipts, "utf-8")
    assert _received(home)[path.name].received_at == datetime(2025, 2, 1, 10)
    assert not _received(home)[path.name].time_note


def test_what_systems_leave_in_folders_is_no_submission(home: Path) -> None:
    before = set(_received(home))
    for name in _JUNK:
        path = home / "inbox" / MONTH / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"junk")
    assert set(_received(home)) == before


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04", None], ids=["zero bytes", "torn", "flipped"])
def test_kept_bytes_that_break_are_healed_from_the_inbox(home: Path, broken: bytes | None) -> None:
    path = _file(home)
    whole = path.read_bytes()
    kept = kept_path(home / "work", _received(home)[path.name].sha256)
    kept.write_bytes(whole[:-1] + b"x" if broken is None else broken)
    shutil.rmtree(home / "work" / "parsed")
    intake = read_month(read_reference(home), MONTH, LATER)
    assert intake.files["readable"].all()
    assert kept.read_bytes() == whole


def test_kept_bytes_that_break_and_are_nowhere_else_are_said(home: Path) -> None:
    path = _file(home)
    kept = kept_path(home / "work", _received(home)[path.name].sha256)
    stamp = path.stat().st_mtime + 60
    path.write_bytes(b"another file")
    os.utime(path, (stamp, stamp))
    kept.write_bytes(b"")
    shutil.rmtree(home / "work" / "parsed")
    intake = read_month(read_reference(home), MONTH, LATER)
    assert intake.issues["code"].tolist().count("kept_broken") == 1
    assert kept.exists()


@pytest.mark.parametrize(
    "planted", [b"", b"{}\n{}\n", b"\x80\x04\x95", "another"], ids=["empty", "no entry", "pickle", "foreign"]
)
def test_a_cache_entry_that_is_not_its_file_s_is_made_anew(home: Path, planted: bytes | str) -> None:
    reference = read_reference(home)
    before = read_month(reference, MONTH, LATER)
    entries = sorted((home / "work" / "parsed" / reader_version(reference)).glob("*.json"))
    whole = [each.read_bytes() for each in entries]
    entries[0].write_bytes(whole[1] if isinstance(planted, str) else planted)
    after = read_month(reference, MONTH, LATER)
    assert [entry.read_bytes() for entry in entries] == whole
    for kind, rows in before.rows.items():
        assert rows.equals(after.rows[kind])
