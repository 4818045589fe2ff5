"""The contents seen under each name of the inbox: a file replaced in place leaves its earlier contents as revisions.

HOME/work/pulled.json keeps, by name: size, time, digest, when the content came, was first seen and was received, and
the earlier contents. A name removed from the inbox loses its earlier contents, too; their bytes stay under
HOME/work/received. Where pulled.json is torn, the one before it (pulled.before.json) is read.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.files import write_whole

_LOG = logging.getLogger("zhaoyin.intake")


@dataclass(frozen=True, slots=True)
class Content:
    """One content of a name, present or earlier, identified by `digest`.

    `seen`: when it was first seen; None for a content that an early version of the program saw without noting the time.
    """

    name: str
    digest: str
    size: int
    moment: datetime
    seen: datetime | None = None


class Revisions:
    """The contents seen under each name, at a look at the inbox made at `now`; `save` keeps them for the next look."""

    def __init__(self, work: Path, now: datetime) -> None:
        self._file = work / "pulled.json"
        self._earlier_file = work / "pulled.before.json"
        self._before = self._remembered()
        self._looked_at = now
        self._now: dict[str, Any] = {}
        self._came: dict[str, datetime] = {}

    def _remembered(self) -> dict[str, Any]:
        for file in (self._file, self._earlier_file):
            try:
                return {
                    str(name): _checked(each) for name, each in json.loads(file.read_bytes()).items() if "came" in each
                }
            except FileNotFoundError:
                continue
            except (OSError, ValueError, TypeError, KeyError, AttributeError):
                _LOG.warning("收件记录 %s 已损坏，改用上一份或重新建立", file.name)
        return {}

    def digest(self, name: str, size: int, stamp: Any) -> str | None:
        """The hash of a file whose size and time are as they were; None where it must be read."""
        known = self._before.get(name)
        return str(known["digest"]) if known and [known["size"], known["stamp"]] == [size, stamp] else None

    def first_seen(self, name: str, digest: str) -> datetime | None:
        """When this content was first seen under the name: now, where it never was; None where that was not noted."""
        known = self._before.get(name)
        if known is None or known["digest"] != digest:
            return self._looked_at
        return _moment(known.get("seen"))

    def came(self, name: str, digest: str, at: datetime) -> datetime:
        """When this content came: saved again with the same bytes it came when it first did."""
        known = self._before.get(name)
        first = datetime.fromisoformat(known["came"]) if known and known["digest"] == digest else at
        self._came[name] = min(first, at)
        return self._came[name]

    def contents(self, name: str, size: int, stamp: Any, digest: str, moment: datetime) -> list[Content]:
        """The earlier contents of the name, then the present one; none is later than the one that replaced it."""
        known = self._before.get(name)
        earlier = list(known["earlier"]) if known else []
        if known and known["digest"] != digest:
            earlier.append([known["digest"], known["size"], known["moment"], known.get("seen")])
        earlier = [each for each in earlier if each[0] != digest]
        seen = self.first_seen(name, digest)
        self._now[name] = {
            "size": size,
            "stamp": stamp,
            "digest": digest,
            "moment": moment.isoformat(),
            "earlier": earlier,
            "came": self._came[name].isoformat(),
            "seen": seen.isoformat() if seen else None,
        }
        return _contents(name, self._now[name])

    def unchanged(self, name: str) -> list[Content]:
        """The contents of a name whose file cannot be looked at just now, as they were."""
        known = self._before.get(name)
        if known is None:
            return []
        self._now[name] = known
        return _contents(name, known)

    def save(self) -> None:
        """Remembers what was seen, in one step."""
        if self._now == self._before and self._file.is_file():
            return
        if self._before:
            write_whole(self._earlier_file, _json(self._before), lasting=False)
        write_whole(self._file, _json(self._now))


def _json(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _contents(name: str, known: dict[str, Any]) -> list[Content]:
    moment = datetime.fromisoformat(known["moment"])
    found = [
        Content(name, str(digest), int(size), min(datetime.fromisoformat(at), moment), _moment(*seen))
        for digest, size, at, *seen in known["earlier"]
    ]
    return [*found, Content(name, str(known["digest"]), int(known["size"]), moment, _moment(known.get("seen")))]


def _moment(text: str | None = None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _checked(known: dict[str, Any]) -> dict[str, Any]:
    """An entry whose shape is right; ValueError, TypeError or KeyError otherwise."""
    _contents("", known)
    datetime.fromisoformat(known["came"])
    return known
