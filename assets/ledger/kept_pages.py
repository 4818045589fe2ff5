"""The pages of a month's books, each in a folder of its own and each frame a file: whoever adds up reads what they add."""

from __future__ import annotations

import pickle
import shutil
import tempfile
import time
import weakref
from pathlib import Path

import pandas as pd

from assets.intake.parted import Frames, FramesRead
from assets.ledger.model import PAGE

_FORGOTTEN = 24 * 3600  # seconds after which a folder belongs to a run that was killed


class KeptPages:
    """Under HOME/work/books, for its owner alone; the folder goes when nobody holds its pages any more."""

    def __init__(self, home: Path, month: str) -> None:
        shelf = home / "work" / "books"
        shelf.mkdir(parents=True, exist_ok=True)
        shelf.chmod(0o700)
        _tidied(shelf)
        self._folder = Path(tempfile.mkdtemp(prefix=f"{month}-", dir=shelf))
        self._gone = weakref.finalize(self, shutil.rmtree, self._folder, True)

    def keep(self, number: int, frames: Frames) -> None:
        """Writes a page, over the one of that number."""
        folder = self._folder / str(number)
        folder.mkdir(exist_ok=True)
        for name in PAGE:
            (folder / name).write_bytes(pickle.dumps(frames[name], protocol=5))

    def page(self, number: int) -> Frames:
        """The page, its frames read when asked for."""
        return FramesRead(PAGE, lambda name: self._frame(number, name))

    def _frame(self, number: int, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = pickle.loads((self._folder / str(number) / name).read_bytes())
        return frame


def _tidied(shelf: Path) -> None:
    for folder in shelf.iterdir():
        if time.time() - folder.stat().st_mtime > _FORGOTTEN:
            shutil.rmtree(folder, ignore_errors=True)
