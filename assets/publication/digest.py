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
from functools import cache
from importlib.metadata import version
from pathlib import Path

from assets.intake.model import Received
from assets.intake.reference_model import Reference
from assets.review.calendar import Deadlines
from schemas.history import History
from schemas.months import shift

# Months a release may be built on: last month's books, the year's for what is carried, verified and on time, last
# December's for its coverage, the same period of last year.
_BUILT_ON = 12
_ROOT = Path(__file__).resolve().parent.parent.parent
_CODE = ("assets/**/*.py", "schemas/**/*.py", "schemas/**/*.yaml")


@cache
def code_version() -> str:
    """Version of the program and a digest of the code figures depend on: '0.1.0+3f2a…'."""
    digest = hashlib.sha256()
    for pattern in _CODE:
        for path in sorted(_ROOT.glob(pattern)):
            digest.update(path.relative_to(_ROOT).as_posix().encode())
            digest.update(path.read_bytes())
    return f"{version('zhaoyin')}+{digest.hexdigest()[:12]}"


def office_digests(reference: Reference) -> dict[str, str]:
    """Path below the home → sha256 of every office file: reference/ with its prose and templates, district.yaml,
    rulebooks/, metrics.yaml."""
    digests = dict(reference.digests)
    prose = (path for name in ("narrative", "templates") for path in (reference.home / "reference" / name).glob("*.*"))
    extra = [*(reference.home / "rulebooks").glob("*.yaml"), reference.home / "metrics.yaml", *prose]
    for path in sorted(extra):
        if path.is_file() and not path.name.startswith("~$"):
            digests[path.relative_to(reference.home).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return digests


def input_digest(
    month: str,
    received: Iterable[Received],
    reference: Reference,
    history: History,
    as_of: datetime,
    reopened_at: datetime | None,
) -> str:
    """sha256 over everything the month's release depends on."""
    deadlines = Deadlines(reference.district.calendar, reference.holidays)
    today = as_of.date()
    earlier = {}
    for other in (shift(month, -back) for back in range(1, _BUILT_ON + 1)):
        release = history.release(other)
        earlier[other] = release["release_id"] if release else None
    content = {
        "month": month,
        "files": sorted([each.sha256, each.name, each.received_at.isoformat()] for each in received),
        "office": office_digests(reference),
        "calendar": [today > deadlines.submit(month), today > deadlines.late(month), today > deadlines.close(month)],
        "reopened": reopened_at.isoformat() if reopened_at else None,
        "earlier": earlier,
        "code": code_version(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
