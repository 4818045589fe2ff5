"""Files another program has open just now: left for the next look. Only a folder of this machine can tell."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterable
from pathlib import Path

from assets.intake.environment import expanded
from assets.intake.reference_model import Reference

_STALE_SECONDS = 24 * 3600  # an owner file older than this was left behind by a crash


def files_in_use(reference: Reference, names: Iterable[str]) -> list[str]:
    """Those of `names` (below the inbox) that are locked, or beside which an office program keeps its owner file."""
    url = expanded(reference.district.inbox.url)
    if reference.district.inbox.database or "://" in url:
        return []
    root = (reference.home / url).resolve()
    return [name for name in names if _has_owner(root / name) or _is_locked(root / name)]


def _has_owner(path: Path) -> bool:
    """~$报表.xlsx (short names whole, longer ones without their first two characters) and .~lock.报表.xlsx#."""
    owners = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    for owner in owners:
        file = path.with_name(owner)
        if file.is_file() and time.time() - file.stat().st_mtime < _STALE_SECONDS:
            return True
    return False


def _is_locked(path: Path) -> bool:
    """Whether an advisory lock of another process forbids reading. What cannot be opened at all is the reader's to say."""
    if path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
