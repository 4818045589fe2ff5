"""A month's rows in parts, one a batch of units: how a room hands on what may be more than is to be held at once.

Who adds up goes through the parts and lets each go; who needs all of a table has it put together. A district of one batch
has one part, which is held and costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

Frames = Mapping[str, pd.DataFrame]


class FramesRead(Mapping[str, pd.DataFrame]):
    """Frames by name that are read when first asked for."""

    def __init__(self, names: tuple[str, ...], read: Callable[[str], pd.DataFrame]) -> None:
        self._names, self._read = names, read
        self._known: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass
class Parted:
    """`numbers`: the parts, ascending, at least one · `names`: the frames each of them has · `read`: a part by its number ·
    `marks`: of parts of which that is known, a digest of all that their rows depend on."""

    numbers: list[int]
    names: tuple[str, ...]
    read: Callable[[int], Frames]
    marks: dict[int, str] = field(default_factory=dict)
    _only: Frames | None = field(default=None, repr=False)

    def part(self, number: int) -> Frames:
        """The frames of one part; the only one is kept, of several each is the caller's to let go."""
        if len(self.numbers) > 1:
            return self.read(number)
        if self._only is None:
            self._only = self.read(number)
        return self._only

    def parts(self) -> Iterator[Frames]:
        """Each part in turn."""
        return map(self.part, self.numbers)

    def each_its_own(self) -> Parted:
        """The same for another reader, with frames of its own: what one does to a frame no other sees."""

        def part(number: int) -> Frames:
            return FramesRead(self.names, lambda name: self.part(number)[name].copy(deep=False))

        return Parted(self.numbers, self.names, part, self.marks)

    def whole(self, name: str) -> pd.DataFrame:
        """A frame of all parts, one below the other."""
        return stacked([part[name] for part in self.parts()])


def held(frames: Frames) -> Parted:
    """What is in memory, as one part."""
    return Parted([0], tuple(frames), lambda _: frames)


def stacked(frames: list[pd.DataFrame], keep_index: bool = False) -> pd.DataFrame:
    """Frames of the same columns below each other, those without rows left out: they would blur the types."""
    filled: list[Any] = [frame for frame in frames if len(frame)]
    if len(filled) > 1:
        return pd.concat(filled, ignore_index=not keep_index)
    return filled[0] if filled else frames[0]
