"""Files: writing one whole or not at all, the SHA-256 of its bytes, and zips whose bytes depend only on their
content."""

from __future__ import annotations

import hashlib
import io
import os
import uuid
import zipfile
from collections.abc import Iterable
from pathlib import Path

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # of every member of a zip that must have the same bytes again


def write_whole(path: Path, data: bytes, *, lasting: bool = True, mode: int = 0o666) -> None:
    """Writes `data` under a temporary name and moves it to `path`: a reader finds the old file or the new one, whole.

    The folder is made where it is absent. `lasting`: the bytes are on the disk before the name points to them; a cache
    needs no such care. `mode`: permissions before the umask. Several writers of one path may run at once. OSError where
    the disk refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid.uuid4().hex[:12]}.part")  # short: a name of 255 bytes leaves no room for an ending
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal; OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def zip_of(members: Iterable[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of (name, bytes) in this order; the same members give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), data, compression)
    return packed.getvalue()
