"""The collector of cycles: off while something is loaded, then as it was before."""

import gc
from collections.abc import Iterator

import pytest

from assets.intake.reader.collecting import loading


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_what_is_loaded_is_not_walked_again() -> None:
    with loading():
        assert not gc.isenabled()
        loaded = [[number] for number in range(1_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= len(loaded)


def test_a_fault_while_loading_leaves_the_collector_on() -> None:
    with pytest.raises(ImportError), loading():
        raise ImportError("of a module that is not there")
    assert gc.isenabled()


def test_nested_loading_ends_with_the_outermost() -> None:
    with loading():
        with loading():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
