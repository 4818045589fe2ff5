"""The digest of all that a month reads: the same digest publishes nothing, and a run is not even started for it.

In it: the month's received files with their receipt times, the office's files, the rulebook and the metric changes,
what the calendar makes of the clock (deadline passed, closed), a reopening, the earlier releases the month builds on,
and the code. Not in it: the clock itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from assets.intake.model import Received
from assets.intake.office.model import Reference
from schemas.calendar import Deadlines
from schemas.code_version import code_version
from schemas.files import file_sha256
from schemas.history import History, built_on
from schemas.personal import mask_id_numbers


def office_digests(reference: Reference) -> dict[str, str]:
    """Path below the home → sha256 of every office file: reference/ with its prose and templates, district.yaml,
    rulebooks/, metrics.yaml."""
    digests = dict(reference.digests)
    prose = (path for name in ("narrative", "templates") for path in (reference.home / "reference" / name).glob("*.*"))
    extra = [*(reference.home / "rulebooks").glob("*.yaml"), reference.home / "metrics.yaml", *prose]
    for path in sorted(extra):
        if path.is_file() and not path.name.startswith("~$"):
            digests[path.relative_to(reference.home).as_posix()] = file_sha256(path)
    return digests


def made_of(
    month: str,
    received: Iterable[Received],
    reference: Reference,
    history: History,
    as_of: datetime,
) -> dict[str, Any]:
    """Everything the month's release depends on, as values of JSON."""
    deadlines = Deadlines(reference.district.calendar, reference.holidays)
    today = as_of.date()
    return {
        "month": month,
        "files": sorted(
            [each.sha256, mask_id_numbers(each.name), each.received_at.isoformat(), *["unread"] * each.unread]
            for each in received
        ),
        "office": office_digests(reference),
        "calendar": [today > deadlines.submit(month), today > deadlines.late(month), today > deadlines.close(month)],
        "code": code_version(),
        **said_by_releases(month, history),
    }


def said_by_releases(month: str, history: History) -> dict[str, Any]:
    """The part of it that the database tells: the earlier releases, and when the month was last reopened."""
    reopened: datetime | None = history.reopened_at(month) if hasattr(history, "reopened_at") else None
    return {"earlier": built_on(history, month), "reopened": reopened.isoformat() if reopened else None}


def digest_of(content: dict[str, Any]) -> str:
    """sha256 of what `made_of` returns."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
