"""What a batch of a month leaves behind, kept in a folder: each piece under the digest of all that it depends on.

A piece of that name is that piece, whoever made it. What people wrote of themselves may be in it as in work/parsed: the
folder is its owner's alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


class Shelf:
    """Pieces by name in `folder`, which is made when the first is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[str] = set()

    def has(self, name: str) -> bool:
        return (self._folder / name).is_file()

    def keep(self, name: str, piece: object) -> bytes:
        """Writes a piece; what it is read back from."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        data = pickle.dumps(piece, protocol=5)
        fresh = self._folder / f".{name}.{os.getpid()}"
        fresh.write_bytes(data)
        fresh.replace(self._folder / name)
        return data

    def kept(self, name: str, made: Callable[[], bytes]) -> Any:
        """A piece read; made anew, and kept, by `made` where it is not there (another run may tidy up) or was cut short by
        a power failure."""
        self._used.add(name)
        try:
            return pickle.loads((self._folder / name).read_bytes())
        except (FileNotFoundError, EOFError, pickle.UnpicklingError):
            return pickle.loads(made())

    def will_be_asked_for(self, names: Iterable[str]) -> None:
        self._used.update(names)

    def forget_others(self) -> None:
        """Removes the pieces that were not asked for: their circumstances are past."""
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            if path.name not in self._used and not path.name.startswith("."):  # another run may be writing that one
                path.unlink(missing_ok=True)


def digest_of(content: list[Any]) -> str:
    """A name for what depends on `content` (JSON) and nothing else."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:32]
