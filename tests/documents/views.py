"""A real December to make documents of: the sample district's last month, run through the same plain function."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.publication.documents.candidate_view import release_view
from assets.publication.documents.view import ReleaseView
from assets.store.published import Store
from samples.district import write_demo
from schemas.columns.report import REPORT_TABLES
from schemas.months import months_between, shift

MONTH = "2025-12"


def december(folder: Path, months: int = 1) -> ReleaseView:
    """The released December of the sample, the year's workbooks run month by month (认定 stands on earlier months)."""
    write_demo(folder, last_month=MONTH, months=months, clean=True)
    home = MonthHome(folder, datetime(2026, 2, 1), f"sqlite:///{folder}/zhaoyin.db")
    store = Store(home.database_url)
    for month in months_between(shift(MONTH, 1 - months), MONTH):
        run_month(home, month, store)
    return released_view(home, store, MONTH)


def released_view(home: MonthHome, store: Store, month: str) -> ReleaseView:
    """What the documents of a published month see."""
    release = store.release(month)
    assert release is not None
    published = SimpleNamespace(month=month, tables={name: store.table(name, month) for name in REPORT_TABLES})
    return release_view(published, release, home, store)  # type: ignore[arg-type]
