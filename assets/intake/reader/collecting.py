"""Bulk work without the garbage collector: a month makes millions of rows at once, and none of them is garbage.

Python's collector walks all live objects again and again while they pile up: a fifth of a month's time, for nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pauses the collector of cycles; reference counting goes on. Nested pauses end with the outermost. Also a decorator."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """Modules and definitions, made by the hundred thousand and there to stay: the collector is paused meanwhile (half a
    second of a run's start), and walks none of them afterwards, until `gc.unfreeze`."""
    with collector_paused():
        yield
        gc.freeze()
