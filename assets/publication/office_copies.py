"""The office's files as they were: HOME/work/office/<aa>/<sha256>, kept at publishing beside the townships' own bytes.

With them an old release can be audited against the very targets and 认定 rows it was made from, and a revision can name
the row that changed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from schemas.files import write_whole

RECEIVED = "inbox/"  # how a manifest names what townships sent


def office_copy(home: Path, digest: str) -> Path:
    """Where the bytes of an office file are kept."""
    return home / "work" / "office" / digest[:2] / digest


def received_copy(home: Path, digest: str) -> Path:
    """Where the bytes that a township sent are kept (assets/intake/inbox/pull.py keeps them)."""
    return home / "work" / "received" / digest[:2] / digest


def keep_office_files(home: Path, inputs: dict[str, str]) -> None:
    """Keeps each office file among a release's inputs; raises where one is no longer what the month was made from."""
    for name, digest in inputs.items():
        target = office_copy(home, digest)
        if name.startswith(RECEIVED) or target.is_file():
            continue
        data = (home / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise RuntimeError(f"{name} 在本次运行中被改动，未发布任何内容，请重新运行")
        write_whole(target, data)
