"""`python -m tests.hostile [FILES]`: a month whose inbox holds a hundred hostile files, under bounds of memory and time.

The hostile kinds of making.py, and files that hang or eat memory, beside honest units. Prints one line; fails where an
honest unit is not accepted, the month is not published, an answer is missing, or the bounds are passed.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.review.returns.answers import AnswerRecord
from assets.review.returns.write import write_returns
from assets.store.published import Store
from samples.clean import write_clean
from schemas.calendar import Deadlines
from tests.hostile.test_hostile import MONTH, READ, REFUSED
from tests.messes.making import after

SECONDS, MEMORY_MB, UNITS = 900.0, 1500, 4


def campaign(
    home: Path, files: int, limits: str = "seconds: 20, memory_mb: 400, inbox_seconds: 120}"
) -> dict[str, object]:
    """One month over an inbox with this many hostile files; what became of it."""
    write_clean(home, (MONTH,), UNITS)
    settings = home / "district.yaml"
    settings.write_text(settings.read_text("utf-8").replace("seconds: 30}", limits), "utf-8")
    inbox = home / "inbox" / MONTH
    clean = sorted(inbox.glob("*.xlsx"))[0].read_bytes()
    stamp = min(path.stat().st_mtime for path in inbox.glob("*.xlsx")) - 3600
    kinds = {name: make for name, (make, _) in {**REFUSED, **READ}.items()}
    for at in range(files):
        name, make = list(kinds.items())[at % len(kinds)]
        path = inbox / f"敌意{at:03d}{name}"
        path.write_bytes(make(clean) + (b"" if name == "零字节.xlsx" else b"\n" * (at // len(kinds))))
        os.utime(path, (stamp, stamp))
    url, began = f"sqlite:///{home}/zhaoyin.db", time.monotonic()
    with Store(url) as store:
        month_home = MonthHome(home, after(MONTH), url)
        result = run_month(month_home, MONTH, store)
    reference = month_home.reference
    deadlines = Deadlines(reference.district.calendar, reference.holidays)
    write_returns(home, MONTH, result.review, result.collected.files, reference, deadlines)
    answers = AnswerRecord(home, MONTH)
    return {
        "files": files,
        "published": result.outcome is not None and result.outcome.published,
        "honest": int(result.review.submissions["status"].isin(("accepted", "nil")).sum()),
        "answers": f"{answers.written}/{answers.owed}",
        "seconds": round(time.monotonic() - began, 1),
        "own_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "child_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def main() -> int:
    os.environ.setdefault("ZHAOYIN_PERSON_KEY", "key-of-the-hostile-campaign")
    with tempfile.TemporaryDirectory() as folder:
        told = campaign(Path(folder) / "district", int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    print(told)
    written, _, owed = str(told["answers"]).partition("/")
    whole = told["published"] and told["honest"] == UNITS and written == owed
    return 0 if whole and float(str(told["seconds"])) < SECONDS and int(str(told["own_mb"])) < MEMORY_MB else 1


if __name__ == "__main__":
    sys.exit(main())
