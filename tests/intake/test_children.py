"""Files that hang or kill their reader, by real child processes: each is refused for itself, the others are read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from assets.intake.office.model import Reference
from assets.intake.office.reference import read_reference
from assets.intake.processes.children import ChildCannotStart, ChildFault, Children
from assets.intake.reader import parse as reading
from assets.intake.reader.parse import parsed_files, waiting_files
from assets.intake.submissions.month_files import months_present
from samples.clean import write_clean

SENT, AS_OF = datetime(2025, 2, 3), datetime(2025, 2, 12, 9)


@pytest.fixture
def failing() -> Iterator[Children]:
    children = Children("tests.intake.failing_child")
    yield children
    children.end()


@pytest.fixture
def reference(tmp_path: Path, failing: Children, monkeypatch: pytest.MonkeyPatch) -> Reference:
    write_clean(tmp_path, ("2025-01",), 3)
    for honest in sorted((tmp_path / "inbox" / "2025-01").glob("*.xlsx"))[1:]:
        honest.unlink()
    monkeypatch.setattr(reading, "READERS", failing)
    monkeypatch.setattr(reading, "_WAITING", {})
    return read_reference(tmp_path)


def _limited(reference: Reference, **limits: float) -> Reference:
    district = reference.district
    return replace(
        reference, district=district.model_copy(update={"limits": district.limits.model_copy(update=limits)})
    )


def _said(reference: Reference) -> dict[str, str]:
    """File name → the issue it was refused for, '' where it was read."""
    received = [each for files in months_present(reference, AS_OF).values() for each in files]
    return {
        each.name.rpartition("/")[2]: "" if read.readable else str(read.issues[0][5])
        for each, read in parsed_files(reference, received)
    }


def _put(reference: Reference, *names: str) -> None:
    for name in names:
        path = reference.home / "inbox" / "2025-01" / name
        path.write_text(name)
        os.utime(path, (SENT.timestamp(), SENT.timestamp()))


def test_a_job_that_hangs_or_dies_ends_its_child_and_no_other(failing: Children) -> None:
    job = {"name": "x", "kept": "/nowhere"}
    assert failing.do({**job, "name": "hangs"}, 0.1, 512) == ChildFault("timed_out")
    assert failing.do({**job, "name": "aborts"}, 30, 512) == ChildFault("crashed")
    unread = failing.do(job, 30, 512)
    assert unread is not None
    assert unread.kind not in ("timed_out", "crashed")  # the next one is at work again


def test_a_child_that_cannot_start_is_said() -> None:
    with pytest.raises(ChildCannotStart, match=r"读取程序无法启动（.*No module named .*）"):
        Children("tests.intake.nothing_here").do({}, 1, 512)


def test_a_file_that_hangs_or_aborts_is_refused_and_the_others_are_read(reference: Reference) -> None:
    _put(reference, "hangs.xlsx", "aborts.xlsx")
    said = _said(_limited(reference, seconds=1.5))
    assert {said.pop("hangs.xlsx"), said.pop("aborts.xlsx")} == {"timed_out", "crashed"}
    assert list(said.values()) == [""]


def test_what_the_time_of_the_inbox_does_not_reach_is_not_read_yet(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"hangs-{number}.xlsx" for number in range(4)]
    _put(reference, *names)
    monkeypatch.setattr(reading, "_HURRIED_SECONDS", 0.1)
    monkeypatch.setattr(reading, "_QUICK_SECONDS", 0.1)
    hurried = _limited(reference, seconds=0.2, inbox_seconds=0.1)
    said = _said(hurried)
    waiting = [name for name in names if said[name] == "not_read_yet"]
    assert waiting
    assert len(waiting) < len(names)  # each look refuses some for good
    received = [each for files in months_present(hurried, AS_OF).values() for each in files]
    assert {each.name.rpartition("/")[2] for each in received if each.unread} == set(waiting)
    assert waiting_files(hurried, received) == {each.sha256 for each in received if each.unread}
