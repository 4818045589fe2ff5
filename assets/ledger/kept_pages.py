"""The pages of a month that has several, kept: each frame a file, so that whoever adds up reads what they add; and a page
that nothing has changed for is not written again."""

from __future__ import annotations

import uuid
from functools import partial
from pathlib import Path
from typing import Any

from assets.intake.parted import Frames, FramesRead, Parted
from assets.intake.shelf import Shelf, digest_of
from assets.ledger.model import PAGE
from assets.ledger.page import NOTHING, Clerk, Said, with_cells
from assets.ledger.standing import Standing


class KeptPages:
    """Under HOME/work/books/<month>, each page under the digest of what entered of its units (`entries`), how they stand
    (`batches`: number → their standings), and the clerk's circumstances."""

    def __init__(self, home: Path, clerk: Clerk, entries: Parted, batches: dict[int, dict[str, Standing]]) -> None:
        self._shelf = Shelf(home / "work" / "books" / clerk.month)
        self._clerk, self._entries, self._batches = clerk, entries, batches
        self._elsewhere: dict[int, set[str]] = {}
        self._names = {number: self._named(number) for number in batches}

    def pages(self) -> Parted:
        return Parted(list(self._batches), PAGE, self._page)

    def said(self, number: int) -> Said:
        """What is said of a page, which is written where it has not been."""
        self._shelf.will_be_asked_for(self._file(number, name) for name in PAGE)
        said: Said = self._piece(number, "said")
        return said

    def leave_out(self, number: int, elsewhere: set[str]) -> None:
        """Another page counts these projects of the page."""
        self._elsewhere[number] = elsewhere
        self._names[number] = self._named(number)

    def forget_others(self) -> None:
        self._shelf.forget_others()

    def _named(self, number: int) -> str:
        stands = [str(each) for _, each in sorted(self._batches[number].items())]
        unknown = (
            "" if number not in self._entries.numbers else uuid.uuid4().hex
        )  # of what nobody knows, nothing is kept
        mark = self._entries.marks.get(number, unknown)
        return digest_of([self._clerk.circumstances, mark, stands, sorted(self._elsewhere.get(number, ()))])

    def _file(self, number: int, name: str) -> str:
        return f"{self._names[number]}.{name}"

    def _entered(self, number: int) -> Frames:
        return self._entries.part(number) if number in self._entries.numbers else NOTHING

    def _page(self, number: int) -> Frames:
        frames = FramesRead(PAGE, partial(self._piece, number))
        return with_cells(frames, self._entered(number), self._batches[number])

    def _piece(self, number: int, name: str) -> Any:
        return self._shelf.kept(self._file(number, name), lambda: self._written(number)[name])

    def _written(self, number: int) -> dict[str, bytes]:
        page = self._clerk.page(self._entered(number), self._batches[number], self._elsewhere.get(number, ()))
        pieces = {**page.frames, "said": page.said}
        return {name: self._shelf.keep(self._file(number, name), piece) for name, piece in pieces.items()}
