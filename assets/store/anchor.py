"""What happened to the database, recorded outside it: HOME/releases/chain.jsonl, one JSON object a line, only ever added to.

The database can vouch for every release but the last: whoever removes that one, or forges the whole chain, leaves
nothing behind in it. An event is written as `prepared` before its transaction is committed and as `done` after it, each
time with fsync. So a run that was killed in between is no forgery: what is done must be in the database, what was
prepared may be.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = "chain.jsonl"
SHORT = 12  # digits of a fingerprint as it is printed
RELEASE, REOPENING, SEEN, ORIGIN = "release", "reopening", "seen", "origin"

Event = tuple[str, ...]  # its kind, then what it says, all text


@dataclass
class Recorded:
    """`done` and `prepared`: what must, and what may be in the database. `broken`: numbers of lines that are none.
    `origin`: what the database held when the record was begun; None where there is no record."""

    done: set[Event] = field(default_factory=set)
    prepared: set[Event] = field(default_factory=set)
    broken: list[int] = field(default_factory=list)
    origin: dict[str, Any] | None = None


def release_event(release_id: str, sequence: int, sha256: str | None) -> Event:
    return RELEASE, release_id, str(sequence), sha256 or ""


def anchor_path(home: Path) -> Path:
    return home / "releases" / FILE


def begin_anchor(home: Path, origin: dict[str, Any], events: list[Event]) -> None:
    """Begins the record of a home that has none: what the database holds, everything as done."""
    lines = [{"event": ORIGIN, **origin}, *({"state": "done", "event": list(event)} for event in events)]
    _append(home, lines)


def prepare(home: Path, event: Event) -> None:
    """To be called inside the transaction; a fault here takes it back."""
    _append(home, [{"state": "prepared", "event": list(event)}])


def confirm(home: Path, event: Event) -> None:
    """To be called after the commit, which stands whatever happens here: `prepared` is enough for `verify`."""
    with contextlib.suppress(OSError):
        _append(home, [{"state": "done", "event": list(event)}])


def recorded(home: Path) -> Recorded:
    """Everything in the record. A last line without its end is what a killed run left, and counts for nothing."""
    found = Recorded()
    path = anchor_path(home)
    if not path.is_file():
        return found
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            if said["event"] == ORIGIN:
                found.origin = said
                continue
            {"done": found.done, "prepared": found.prepared}[said["state"]].add(tuple(map(str, said["event"])))
        except (ValueError, KeyError, TypeError):
            if number < len(lines):
                found.broken.append(number)
    return found


def _append(home: Path, lines: list[dict[str, Any]]) -> None:
    path = anchor_path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.ftruncate(handle, path.read_bytes().rfind(b"\n") + 1)  # a last line without its end counts for nothing
        os.write(handle, text)
        os.fsync(handle)
    finally:
        os.close(handle)
