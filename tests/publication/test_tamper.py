"""A slice of `python -m tests.tamper`: kinds of tampering that verify once did not name, each tried and taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.publication.released import Released
from tests.tamper.campaign import every_tamper
from tests.tamper.scene import Ground

SLICE = (
    "published_source_cell: a row added",
    "pointer: back by one revision",
    "chain: the last hash taken away",
    "release: the last one removed, with its folder",
    "forged: the last release",
    "view report_metric: every row twice",
    "reopening: removed",
)
REFUSED = ("pointer: back by one revision", "reopening: removed")


@pytest.fixture(scope="module")
def ground(released: Released, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("tamper")
    copied = released.copied(folder / "kept")
    made = Ground(copied.home, copied.url, folder)
    yield made
    made.close()


def test_what_is_untouched_is_green_and_what_is_touched_is_named(ground: Ground) -> None:
    assert ground.untouched() == []
    known = {each.name: each for each in every_tamper("sqlite" if ground.is_sqlite else "postgresql")}
    outcomes = {name: ground.attempt(known[name]) for name in SLICE}
    assert [(name, each.others[:1]) for name, each in outcomes.items() if not each.is_good] == []
    assert [name for name in REFUSED if not outcomes[name].refused] == []


def test_there_are_enough_kinds() -> None:
    for database in ("sqlite", "postgresql"):
        names = [each.name for each in every_tamper(database)]
        assert len(names) == len(set(names)) >= 66
