"""The ground the messes stand on: a clean district whose January is released."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.scene import Ground, make_ground, stand_on
from tests.messes.making import Clean


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    home = tmp_path_factory.mktemp("messes") / "district"
    make_ground(home)
    found = stand_on(home)
    yield found
    found.store.close()


@pytest.fixture(scope="session")
def clean(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Clean:
    return Clean(ground, tmp_path_factory.mktemp("clean"))
