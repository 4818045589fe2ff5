"""A month judged batch by batch is the month judged whole; what nothing has changed for is not judged again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assets.intake import batches
from assets.intake.batches import collect
from assets.intake.inbox import read_month
from assets.intake.reference import read_reference
from assets.publication.store.store import Store
from assets.review import kept_parts
from assets.review.judge import judge, judge_month
from assets.review.model import Review
from assets.review.scene import comparisons
from tests.review.conftest import AS_OF, MONTH, save_values

P, M = "项目台账", "到位资金"


@dataclass
class Home:
    """A February of four units in which units copy each other, one sends twice and one file is nobody's."""

    path: Path
    store: Store
    judged: list[int]  # the batches judged since it was emptied

    def whole(self) -> Review:
        reference = read_reference(self.path)
        return judge(read_month(reference, MONTH, AS_OF), reference, self.store, AS_OF)

    def by_batches(self) -> Review:
        reference = read_reference(self.path)
        return judge_month(collect(reference, MONTH, AS_OF), reference, self.store, AS_OF)

    @property
    def broken(self) -> Path:
        """The workbook whose money is no number."""
        return next((self.path / "inbox" / MONTH).glob("梅山*.xlsx"))


@pytest.fixture
def home(january: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    path = tmp_path / "district"
    shutil.copytree(january, path, copy_function=shutil.copy2)
    monkeypatch.setattr(batches, "UNITS_A_BATCH", 1)
    judged: list[int] = []
    whole = kept_parts.judged

    def counted(scene: Any) -> Any:
        judged.append(int(scene.intake.files["file_id"].iloc[0]) if len(scene.intake.files) else -1)
        return whole(scene)

    monkeypatch.setattr(kept_parts, "judged", counted)
    with Store(f"sqlite:///{path}/zhaoyin.db") as store:
        made = Home(path, store, judged)
        _trouble(made)
        yield made


def _trouble(home: Home) -> None:
    first, second, _, fourth = sorted((home.path / "inbox" / MONTH).glob("*.xlsx"))
    with_code = "2501-340602-04-01-123456"
    for book in (first, second):
        save_values(book, lambda opened: opened[P].__setitem__("D4", with_code))  # P301 sends the later one back
    save_values(home.broken, lambda opened: opened[M].__setitem__("E5", "约3亿"))  # C101
    shutil.copy2(fourth, fourth.with_name(f"再报{fourth.name}"))  # the same bytes again
    again = fourth.with_name(f"更正{fourth.name}")
    shutil.copy2(fourth, again)
    save_values(again, lambda opened: opened[P].__setitem__("T4", "已核对"))
    nobodys = home.path / "inbox" / MONTH / "不知道谁的.xlsx"
    nobodys.write_bytes(b"")
    os.utime(nobodys, (fourth.stat().st_mtime,) * 2)


def _same(one: pd.DataFrame, other: pd.DataFrame, by: list[str]) -> None:
    """The same rows, whatever their order and the numbers their files go by."""

    def plain(frame: pd.DataFrame) -> list[str]:
        kept = frame.drop(columns="file_id", errors="ignore").astype(object)
        return sorted(repr(row) for row in kept.where(kept.notna(), None).to_numpy().tolist())

    assert list(one.columns) == list(other.columns), by
    assert plain(one) == plain(other), by


def test_batches_add_up_to_the_whole(home: Home) -> None:
    whole, parts = home.whole(), home.by_batches()
    assert len(home.judged) == 5  # four units, and what is nobody's
    assert sorted(map(repr, parts.findings)) == sorted(map(repr, whole.findings))
    assert {"P301", "C101", "F001", "H211"} <= {each.rule_code for each in parts.findings}
    assert "returned" in set(parts.submissions["status"])
    for name in ("submissions", "revisions", "rejected", "tally", "cells"):
        _same(getattr(parts, name), getattr(whole, name), [name])
    assert parts.accepted.keys() == whole.accepted.keys()
    for kind, rows in whole.accepted.items():
        _same(parts.accepted[kind], rows, [kind])


def test_a_file_sent_back_for_another_units_does_not_enter_the_books(home: Home) -> None:
    review = home.by_batches()
    back = {(each.unit_code, each.file_sha256) for each in review.findings if each.rule_code == "P301" and each.returns}
    assert len(back) == 1
    unit, file = back.pop()
    stands = review.accepted["project"][review.accepted["project"]["unit_code"] == unit]
    assert len(stands), "its file before this one stands"
    assert file not in set(stands["file_sha256"]) | set(review.cells["file_sha256"])


def test_only_the_batch_of_a_further_file_is_judged_again(home: Home) -> None:
    home.by_batches()
    home.judged.clear()
    unchanged = home.by_batches()
    assert home.judged == []
    save_values(home.broken, lambda opened: opened[M].__setitem__("E5", 0))
    after = home.by_batches()
    assert len(home.judged) == 1
    assert {each.rule_code for each in unchanged.findings} - {each.rule_code for each in after.findings} >= {"C101"}
    _same(after.cells, home.whole().cells, ["cells"])


def test_what_units_are_compared_by_is_made_anew_of_the_changed_batch_alone(home: Home) -> None:
    listed_twice = next(each for each in home.by_batches().findings if each.rule_code == "P301")
    folder = home.path / "work" / "judged" / MONTH
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}
    one = home.path / "inbox" / str(listed_twice.file_name)
    save_values(one, lambda opened: opened[P].__setitem__("D4", "2501-340602-04-01-654321"))  # no other unit's any more
    after = home.by_batches()
    assert "P301" not in {each.rule_code for each in after.findings}
    assert sorted(map(repr, after.findings)) == sorted(map(repr, home.whole().findings))
    kept = {path.name: path.stat().st_ino for path in folder.iterdir()}
    for what in ("narrow", *(comparison.name for comparison in comparisons())):
        mine = [name for name in kept if name.endswith(f".{what}")]
        assert len(mine) == 5
        assert sum(kept[name] != before.get(name) for name in mine) == 1


def test_a_changed_office_file_judges_every_batch_again(home: Home) -> None:
    home.by_batches()
    home.judged.clear()
    settings = home.path / "district.yaml"
    settings.write_text(settings.read_text("utf-8") + "\nrules: {C101: off}\n", "utf-8")
    review = home.by_batches()
    assert len(home.judged) == 5
    assert "C101" not in {each.rule_code for each in review.findings}


def test_parts_of_past_circumstances_are_removed(home: Home) -> None:
    home.by_batches()
    folder = home.path / "work" / "judged" / MONTH
    before = {path.name for path in folder.iterdir()}
    save_values(home.broken, lambda opened: opened[M].__setitem__("E5", 0))
    home.by_batches()
    after = {path.name for path in folder.iterdir()}
    assert len(before - after) == len(after - before) > 0
    assert folder.stat().st_mode & 0o077 == 0


def test_a_part_cut_short_is_made_anew(home: Home) -> None:
    whole = home.by_batches()
    cells = whole.cells
    for path in (home.path / "work" / "judged" / MONTH).iterdir():
        path.write_bytes(path.read_bytes()[: 100 if path.suffix == ".judged" else 0])
    again = home.by_batches()
    _same(again.cells, cells, ["cells"])
    assert sorted(map(repr, again.findings)) == sorted(map(repr, whole.findings))
