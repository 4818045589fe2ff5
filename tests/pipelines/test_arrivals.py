"""What the inbox sensor reacts to: finished uploads only, each change once, a final month answered but not published."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from assets.intake.home import MonthHome
from assets.intake.model import Received
from assets.intake.office.model import Reference
from assets.intake.office.reference import read_reference
from assets.intake.submissions.month_files import months_present
from assets.month import run_month
from assets.review.returns.answers import Answer, AnswerRecord
from assets.store.published import Store
from pipelines import arrivals
from pipelines.arrivals import MonthChange, look
from pipelines.schedules import months_due
from pipelines.watch import deadline_alerts
from samples.clean import write_clean
from schemas.files import write_whole
from tests.soak.paths import without_documents

MONTH = "2024-11"  # due Tue 3 December, late to Mon 9, closes Tue 10
IDLE = "收件箱无变化"
OPEN, CLOSED = datetime(2024, 12, 10, 9), datetime(2024, 12, 11, 9)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("arrivals") / "district"
    write_clean(home, ("2024-10", MONTH), 3)
    return home


@pytest.fixture
def office(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "district", copy_function=shutil.copy2))


def _release(home: Path, month: str, as_of: datetime) -> None:
    url = f"sqlite:///{home}/zhaoyin.db"
    with without_documents(), Store(url) as store:
        run_month(MonthHome(home, as_of, url), month, store)


def _settled(home: Path, as_of: datetime, cursor: str | None) -> tuple[list[MonthChange], str]:
    """Two looks, and what the second one asks for."""
    first = look(home, as_of, cursor)
    if first.words != IDLE and not first.changes:  # something moved: look again
        first = look(home, as_of, first.cursor)
    return first.changes, first.cursor


def test_a_file_counts_once_two_looks_agree(office: Path) -> None:
    first = look(office, OPEN, None)
    assert first.changes == []
    assert "正在上传" in first.words
    path = next((office / "inbox" / MONTH).glob("*.xlsx"))
    whole = path.read_bytes()
    stamp = path.stat().st_mtime
    path.write_bytes(whole[:1000])  # still being written: it waits alone
    second = look(office, OPEN, first.cursor)
    assert len(second.changes) == 2
    assert path.name in second.words
    month = months_present(read_reference(office), OPEN)[MONTH]
    assert path.name not in {each.name.rpartition("/")[2] for each in month}
    path.write_bytes(whole)
    os.utime(path, (stamp + 1, stamp + 1))
    third = look(office, OPEN, second.cursor)
    assert third.changes == []
    fourth = look(office, OPEN, third.cursor)
    assert [each.month for each in fourth.changes] == [MONTH]
    assert path.name in {each.name.rpartition("/")[2] for each in months_present(read_reference(office), OPEN)[MONTH]}


@pytest.mark.parametrize("owner", ["~${name}", "~${short}", ".~lock.{name}#"])
def test_a_file_open_in_an_office_program_waits(office: Path, owner: str) -> None:
    look(office, OPEN, None)
    path = sorted((office / "inbox" / MONTH).glob("*.xlsx"))[0]
    lock = path.with_name(owner.format(name=path.name, short=path.name[2:]))
    lock.write_bytes(b"")
    waiting = look(office, OPEN, None)
    assert len(waiting.changes) == 2  # the others go on
    assert f"占用，下次再看：{MONTH}/{path.name}" in waiting.words
    assert path.name not in {
        each.name.rpartition("/")[2] for each in months_present(read_reference(office), OPEN)[MONTH]
    }
    lock.unlink()
    assert [each.month for each in look(office, OPEN, waiting.cursor).changes] == [MONTH]


def test_a_locked_file_waits(office: Path) -> None:
    look(office, OPEN, None)
    path = sorted((office / "inbox" / MONTH).glob("*.xlsx"))[0]
    code = "import fcntl,sys; f=open(sys.argv[1],'r+b'); fcntl.lockf(f,fcntl.LOCK_EX); print('held',flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        waiting = look(office, OPEN, None)
        assert "被其他程序占用" in waiting.words
        assert len(waiting.changes) == 2
        other.communicate("")
    assert [each.month for each in look(office, OPEN, waiting.cursor).changes] == [MONTH]


@pytest.mark.parametrize("torn", [b"", b"[1", b'{"states": [1]}', b"\xff\x00"])
def test_torn_memories_cost_a_look_and_fail_nothing(office: Path, torn: bytes) -> None:
    _, cursor = _settled(office, OPEN, None)
    work = office / "work"
    months_present(read_reference(office), OPEN)
    for name in ("looked.json", "pulled.json"):
        (work / name).write_bytes(torn)
    assert _settled(office, OPEN, cursor)[0] == []
    (work / "pulled.json").write_bytes(torn)
    (work / "pulled.before.json").write_bytes(torn)
    assert len(months_present(read_reference(office), OPEN)[MONTH]) == 3


def test_each_change_is_asked_for_once_and_the_cursor_stays_small(office: Path) -> None:
    changes, cursor = _settled(office, OPEN, None)
    assert [(each.month, each.publishes) for each in changes] == [("2024-10", False), (MONTH, False)]
    again, same = _settled(office, OPEN, cursor)
    assert again == []
    assert same == cursor
    assert len(cursor) < 40 * 3  # kept with every tick, four a minute


def test_a_lost_answer_is_asked_for_once_each_time_it_is_lost(office: Path) -> None:
    _, cursor = _settled(office, OPEN, None)
    _, cursor = _settled(office, OPEN, cursor)
    name = f"returns/{MONTH}/T01/x.xlsx"
    AnswerRecord(office, MONTH).save({"T01": Answer("T01", "0", "key", {name: hashlib.sha256(b"x").hexdigest()})})
    asked = []
    for minute in (1, 2):
        lost = look(office, OPEN.replace(minute=minute), cursor)
        assert [(each.month, each.publishes, each.reason) for each in lost.changes] == [
            (MONTH, False, "答复文件缺失，重新写出")
        ]
        asked.append(lost.changes[0].digest)
        assert look(office, OPEN, lost.cursor).changes == []  # a run that cannot write it is not asked for without end
        write_whole(office / name, b"x")
        there = look(office, OPEN, lost.cursor)
        assert there.changes == []
        cursor = there.cursor
        (office / name).unlink()
    assert asked[0] != asked[1]


def test_files_left_unread_are_tried_again_each_hour(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unread, looks = True, []

    def present(reference: Reference, as_of: datetime) -> dict[str, list[Received]]:
        looks.append(as_of.hour)
        found = months_present(reference, as_of)
        return {month: [replace(each, unread=unread) for each in files] for month, files in found.items()}

    monkeypatch.setattr(arrivals, "months_present", present)
    _, cursor = _settled(office, OPEN, None)
    _, cursor = _settled(office, OPEN, cursor)
    cursor = look(office, OPEN, cursor).cursor  # from here on the hour counts
    looks.clear()
    cursor = look(office, OPEN.replace(minute=59), cursor).cursor
    assert looks == []
    later = look(office, OPEN.replace(hour=10), cursor)
    assert (looks, later.changes) == ([10], [])  # still unread: no run
    unread = False
    read = look(office, OPEN.replace(hour=11), later.cursor)
    assert MONTH in {each.month for each in read.changes}
    looks.clear()
    settled = look(office, OPEN.replace(hour=12), read.cursor)
    assert settled.changes == []
    looks.clear()
    assert look(office, OPEN.replace(hour=13), settled.cursor).changes == []
    assert looks == []  # nothing unread: an idle look reads no file


def test_the_same_bytes_again_start_nothing_and_a_return_to_an_earlier_state_does(office: Path) -> None:
    _, cursor = _settled(office, OPEN, None)
    path = sorted((office / "inbox" / MONTH).glob("*.xlsx"))[0]
    original = path.read_bytes()
    path.write_bytes(original)  # a new time, the same bytes
    os.utime(path, (1733100000, 1733100000))
    nothing, cursor = _settled(office, OPEN, cursor)
    assert nothing == []
    shutil.copy(sorted((office / "inbox" / MONTH).glob("*.xlsx"))[1], path)
    os.utime(path, (1733100060, 1733100060))
    one, cursor = _settled(office, OPEN, cursor)
    path.write_bytes(original)
    os.utime(path, (1733100120, 1733100120))
    back, _ = _settled(office, OPEN, cursor)
    assert one
    assert back
    assert {each.digest for each in one}.isdisjoint({each.digest for each in back})


def test_a_released_month_is_published_again_a_final_one_only_answered(office: Path) -> None:
    _release(office, "2024-10", OPEN)
    _release(office, MONTH, OPEN)
    _, cursor = _settled(office, OPEN, None)
    path = sorted((office / "inbox" / MONTH).glob("*.xlsx"))[0]
    held = path.read_bytes()
    path.unlink()
    changes, cursor = _settled(office, OPEN, cursor)
    assert [(each.month, each.publishes) for each in changes] == [(MONTH, True)]
    path.write_bytes(held)
    os.utime(path, (1733100000, 1733100000))
    _release(office, MONTH, CLOSED)
    late = path.with_name("补报.xlsx")
    late.write_bytes(held + b" ")
    os.utime(late, (1733875200, 1733875200))
    changes, _ = _settled(office, CLOSED, cursor)
    assert [(each.month, each.publishes) for each in changes if each.month == MONTH] == [(MONTH, False)]


def test_the_tick_goes_from_waiting_to_provisional_to_closing(office: Path) -> None:
    _release(office, "2024-10", OPEN)
    waiting = months_due(office, datetime(2024, 12, 4, 8), "2024-10")
    assert [(plan.month, plan.action) for plan in waiting][-1] == (MONTH, "wait")
    assert "还有" in waiting[-1].reason
    assert months_due(office, OPEN, "2024-10")[-1].action == "provisional"
    _release(office, MONTH, OPEN)
    assert months_due(office, OPEN, "2024-10")[-1].action == "wait"
    assert months_due(office, CLOSED, "2024-10")[-1].action == "closing"
    _release(office, MONTH, CLOSED)
    assert months_due(office, CLOSED, "2024-10")[-1].action == "wait"


def test_missing_units_are_said_the_day_before_and_on_the_day(office: Path) -> None:
    sorted((office / "inbox" / MONTH).glob("*.xlsx"))[0].unlink()
    assert deadline_alerts(office, datetime(2024, 12, 1, 9)) == {}
    before = deadline_alerts(office, datetime(2024, 12, 2, 9))
    today = deadline_alerts(office, datetime(2024, 12, 3, 9))
    assert next(alert.title for alert in before.values()).startswith("2024年11月报表明天截止")
    assert next(alert.title for alert in today.values()).startswith("2024年11月报表今天截止")
    assert set(before).isdisjoint(today)
