"""`python -m tests.golden.hard [HOME]`: the hard sample run whole, its findings held against what was planted, every sentence
of every document walked to its figures, the office's reopenings played. Ends with 1 where anything differs."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.publication.events import reopen_month
from assets.store.published import Store
from samples.hard.district import write_hard
from samples.hard.story import reopenings
from tests.publication.documents.claims import claims
from tests.publication.documents.views import released_view
from tests.samples.expected_findings import expected_findings

AS_OF = datetime(2026, 2, 1, 9)
os.environ.setdefault("ZHAOYIN_PERSON_KEY", "key-of-the-hard-sample")


def main() -> int:
    """The number of faults, at most 1."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1] if len(sys.argv) > 1 else folder) / "hard"
        summary = write_hard(path)
        home = MonthHome(path, AS_OF, f"sqlite:///{path}/zhaoyin.db")
        with Store(home.database_url) as store:
            found, faults = _run(home, store, summary.months)
            found = {each for each in found if each[2] != "D407"}  # growth that is alike by chance
            wanted = expected_findings(summary.planted)
            faults += [f"not planted: {each}" for each in sorted(found - wanted)]
            faults += [f"not found: {each}" for each in sorted(wanted - found)]
            for hours, (month, reason) in enumerate(reopenings(int(summary.months[-1][:4])), 1):
                reopened_at = AS_OF + timedelta(hours=hours)  # after the releases of before, and before its own run
                reopen_month(path, store, month, reason=reason, by="区投资促进中心", at=reopened_at)
                later = MonthHome(path, reopened_at + timedelta(minutes=30), home.database_url)
                faults += _run(later, store, [month])[1]
                print(f"{month} 重开：{_states(store, month)}")
    for fault in faults:
        print(fault)
    return int(bool(faults))


def _run(home: MonthHome, store: Store, months: list[str]) -> tuple[set[tuple[str, str, str]], list[str]]:
    """(month, unit, rule) of every finding; sentences that are not true."""
    found, faults = set(), []
    for month in months:
        result = run_month(home, month, store)
        if result.outcome is None:
            return found, [*faults, f"{month} blocked: {result.proof.failures}"]
        found |= {
            (month, str(row.unit_code), str(row.rule_code)) for row in result.candidate.tables["finding"].itertuples()
        }
        walked = claims(released_view(home, store, month))
        faults += [f"{month} {each.document}: {each.sentence} {each.faults}" for each in walked if not each.ok]
        print(f"{month} 句 {len(walked)}")
    return found, faults


def _states(store: Store, month: str) -> str:
    rows = store.table("submission", month)
    rows = rows[rows["status"] != "accepted"]
    return "、".join(f"{row.unit_code} {row.status}" for row in rows.itertuples()) or "全部接收"


if __name__ == "__main__":
    sys.exit(main())
