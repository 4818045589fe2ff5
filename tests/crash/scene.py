"""A district with January released and February's candidate ready, and what must hold after any death."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.publication.store.store import Store
from assets.publication.verifying import faults
from samples.clean import write_clean
from schemas.columns.report import REPORT_TABLES

MONTH, OPEN = "2025-02", datetime(2025, 3, 9, 9)
ROOT = Path(__file__).resolve().parent.parent.parent


def prepare(home: Path, url: str) -> None:
    """Releases January; leaves February's candidate for the children."""
    os.environ.setdefault("ZHAOYIN_PERSON_KEY", "key-of-the-crash-tests")
    write_clean(home, ("2025-01", MONTH), 3)
    with Store(url) as store:
        seen = MonthHome(home, OPEN, url)
        run_month(seen, "2025-01", store)

        class Ready(Exception):
            pass

        import assets.month as month_module

        def keep(candidate: object, *_: object) -> None:
            (home / "work" / "candidate.pickle").write_bytes(pickle.dumps(candidate))
            raise Ready

        real, month_module.publish_month = month_module.publish_month, keep  # type: ignore[assignment]
        try:
            run_month(seen, MONTH, store)
        except Ready:
            pass
        finally:
            month_module.publish_month = real


def child(home: Path, url: str, at: int, timeout: float | None = None) -> subprocess.CompletedProcess[str] | None:
    """One publishing process; None when it was killed from outside after `timeout` seconds."""
    command = [sys.executable, "-m", "tests.crash.child", str(home), url, MONTH, str(at)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@dataclass
class State:
    """What a reader sees of February: the releases named by every view, and revisions stored."""

    releases: set[str]
    revisions: int

    @property
    def mixed(self) -> bool:
        return len(self.releases) > 1


def state(engine: sa.Engine) -> State:
    """One consistent look, as a reader takes it."""
    releases: set[str] = set()
    with engine.connect() as connection:
        for name in REPORT_TABLES:
            query = sa.text(f"SELECT DISTINCT release_id FROM report_{name} WHERE month = :month")
            releases |= {str(row[0]) for row in connection.execute(query, {"month": MONTH})}
        stored = connection.execute(
            sa.text("SELECT COUNT(*) FROM published_release WHERE month = :month"), {"month": MONTH}
        ).scalar()
    return State(releases, int(stored or 0))


def sound(home: Path, url: str) -> list[str]:
    """What is wrong with the store and the files of its releases now."""
    with Store(url) as store:
        return list(faults(home, store))
