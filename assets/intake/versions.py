"""What has been seen under each name of the inbox: a file replaced in place leaves its earlier contents as revisions.

Kept in HOME/work/pulled.json: by name its size, time and hash, when it came and was received, and the contents it had before. A
name taken out of the inbox takes its earlier contents along; their bytes stay under HOME/work/received.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Content:
    """One content of a name, now or before: told apart by `digest`."""

    name: str
    digest: str
    size: int
    moment: datetime


class Versions:
    """The memory of one look at the inbox; `save` keeps it for the next."""

    def __init__(self, work: Path) -> None:
        self._file = work / "pulled.json"
        self._before: dict[str, Any] = {}
        if self._file.is_file():
            told = json.loads(self._file.read_text("utf-8"))
            self._before = {name: each for name, each in told.items() if "came" in each}
        self._now: dict[str, Any] = {}
        self._came: dict[str, datetime] = {}

    def digest(self, name: str, size: int, stamp: Any) -> str | None:
        """The hash of a file whose size and time are as they were; None where it must be read."""
        known = self._before.get(name)
        return str(known["digest"]) if known and [known["size"], known["stamp"]] == [size, stamp] else None

    def came(self, name: str, digest: str, at: datetime) -> datetime:
        """When this content came: saved again with the same bytes it came when it first did."""
        known = self._before.get(name)
        first = datetime.fromisoformat(known["came"]) if known and known["digest"] == digest else at
        self._came[name] = min(first, at)
        return self._came[name]

    def contents(self, name: str, size: int, stamp: Any, digest: str, moment: datetime) -> list[Content]:
        """What stood under the name before, then what stands there now; none of it later than what replaced it."""
        known = self._before.get(name)
        earlier = list(known["earlier"]) if known else []
        if known and known["digest"] != digest:
            earlier.append([known["digest"], known["size"], known["moment"]])
        earlier = [each for each in earlier if each[0] != digest]
        self._now[name] = {
            "size": size, "stamp": stamp, "digest": digest, "moment": moment.isoformat(), "earlier": earlier,
            "came": self._came[name].isoformat(),
        }  # fmt: skip
        found = [
            Content(name, before, int(bytes_), min(datetime.fromisoformat(at), moment))
            for before, bytes_, at in earlier
        ]
        return [*found, Content(name, digest, size, moment)]

    def save(self) -> None:
        """Remembers what was seen, in one step."""
        if self._now == self._before:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(self._now, ensure_ascii=False), "utf-8")
        part.replace(self._file)
