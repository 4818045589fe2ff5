"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import uuid
from pathlib import Path


def write_whole(path: Path, data: bytes, *, lasting: bool = True) -> None:
    """Writes `data` under a temporary name and moves it to `path`: a reader finds the old file or the new one, whole.

    The folder is made where it is absent. `lasting`: the bytes are on the disk before the name points to them; a cache
    needs no such care. Several writers of one path may run at once. OSError where the disk refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid.uuid4().hex[:12]}.part")  # short: a name of 255 bytes leaves no room for an ending
    try:
        with part.open("wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
