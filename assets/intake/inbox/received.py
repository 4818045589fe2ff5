"""The received files, kept byte for byte under HOME/work/received by SHA-256. Bytes are checked whenever they are
read."""

from __future__ import annotations

import hashlib
from pathlib import Path

from schemas.files import write_whole


def kept_path(work: Path, digest: str) -> Path:
    """Where bytes of this sha256 are kept below HOME/work."""
    return work / "received" / digest[:2] / digest


def kept_bytes(home: Path, digest: str) -> bytes | None:
    """The kept bytes; None where they are absent or are not those of the hash."""
    try:
        data = kept_path(home / "work", digest).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == digest else None


def keep_bytes(work: Path, data: bytes) -> str:
    """Keeps bytes under their hash and returns it; a kept file that is broken is replaced."""
    digest = hashlib.sha256(data).hexdigest()
    if kept_bytes(work.parent, digest) is None:
        write_whole(kept_path(work, digest), data)
    return digest
