"""Files that another program holds or is still writing: each of them waits for the next look at the inbox.

Only a folder of this machine can tell who holds a file. HOME/work/looked.json keeps what the daemon saw last, so that a
file that is still being uploaded is told by its size and time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assets.intake.office.environment import expanded
from assets.intake.office.model import Reference
from schemas.file_lock import is_locked_for_reading
from schemas.files import write_whole

_STALE_SECONDS = 24 * 3600  # an owner file older than this was left behind by a crash
_LOOK_SECONDS = 120  # a look of the daemon older than this tells nothing of an upload
State = tuple[int, str]  # size and time of a file


@dataclass
class Looked:
    """The daemon's last look at the inbox: every name with its state, and the names that wait for the next look."""

    states: dict[str, State] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)


def last_look(home: Path) -> Looked:
    """The daemon's last look; an empty one where it has not looked or its file is torn."""
    try:
        said = json.loads(_looked_file(home).read_bytes())
        states = {str(name): (int(size), str(stamp)) for name, (size, stamp) in said["states"].items()}
        return Looked(states, [str(name) for name in said["waiting"]])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Looked()


def remember_look(home: Path, looked: Looked) -> None:
    """Keeps what a look saw for the next one."""
    said = {"states": looked.states, "waiting": looked.waiting}
    write_whole(_looked_file(home), json.dumps(said).encode(), lasting=False)


def waiting_names(reference: Reference, states: Mapping[str, State]) -> set[str]:
    """Names of files that are locked, or that the daemon has just seen growing and that are as it saw them."""
    root = _root(reference)
    held = {name for name in states if root and is_locked_for_reading(root / name)}
    try:
        is_recent = time.time() - _looked_file(reference.home).stat().st_mtime < _LOOK_SECONDS
    except OSError:
        is_recent = False
    looked = last_look(reference.home) if is_recent else Looked()
    return held | {name for name in looked.waiting if looked.states.get(name) == states.get(name)}


def files_in_use(reference: Reference, names: Iterable[str]) -> list[str]:
    """Those of `names` (below the inbox) that are locked, or beside which an office program keeps its owner file."""
    root = _root(reference)
    return [name for name in names if root and (_has_owner(root / name) or is_locked_for_reading(root / name))]


def _looked_file(home: Path) -> Path:
    return home / "work" / "looked.json"


def _root(reference: Reference) -> Path | None:
    """The inbox where it is a folder of this machine."""
    url = expanded(reference.district.inbox.url)
    return None if reference.district.inbox.database or "://" in url else (reference.home / url).resolve()


def _has_owner(path: Path) -> bool:
    """~$报表.xlsx (short names whole, longer ones without their first two characters) and .~lock.报表.xlsx#."""
    owners = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    for owner in owners:
        file = path.with_name(owner)
        if file.is_file() and time.time() - file.stat().st_mtime < _STALE_SECONDS:
            return True
    return False
