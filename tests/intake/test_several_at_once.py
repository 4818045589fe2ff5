"""The daemon's sensor, a run and a command may look at one inbox at the same moment: each finds every file."""

from __future__ import annotations

import multiprocessing
import shutil
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from assets.intake.inbox.pull import pull
from assets.intake.office.reference import read_reference
from assets.intake.reader.parsed_cache import write_entry
from assets.intake.reader.parsed_file import ParsedFile
from samples.clean import write_clean

AS_OF = datetime(2030, 1, 1)
TOGETHER, ROUNDS = 4, 6
fork = multiprocessing.get_context("fork")


def _pulled(home: Path, start: Barrier, said: Any) -> None:
    reference = read_reference(home)
    start.wait()
    try:
        said.put(len(pull(reference, AS_OF)))
    except BaseException as fault:  # noqa: BLE001 - whatever goes wrong in the other process is what the test is about
        said.put(repr(fault))


def _put(target: Path, start: Barrier, said: Any) -> None:
    start.wait()
    try:
        for _ in range(200):
            write_entry(ParsedFile(units=[("封面!B2", "东镇")]), target, "key")
        said.put("")
    except BaseException as fault:  # noqa: BLE001
        said.put(repr(fault))


def _at_once(work: Any, argument: Path) -> list[Any]:
    start, said = fork.Barrier(TOGETHER), fork.Queue()
    processes = [fork.Process(target=work, args=(argument, start, said)) for _ in range(TOGETHER)]
    for each in processes:
        each.start()
    found = [said.get(timeout=60) for _ in processes]
    for each in processes:
        each.join()
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("several") / "district"
    write_clean(folder, ("2025-01", "2025-02", "2025-03"), 4)
    return folder


def test_each_pulls_every_file(home: Path) -> None:
    files = len(list((home / "inbox").rglob("*.xlsx")))
    for _ in range(ROUNDS):
        shutil.rmtree(home / "work", ignore_errors=True)
        assert _at_once(_pulled, home) == [files] * TOGETHER
    assert not list((home / "work").rglob("*.part"))


def test_what_a_file_says_is_put_by_whoever_reads_it(tmp_path: Path) -> None:
    assert _at_once(_put, tmp_path / "ab.json") == [""] * TOGETHER
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ab.json"]
