"""A real December to make documents of: the sample district's last month, run through the same plain function."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from docx import Document
from docx.oxml.ns import qn

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.publication.documents.candidate_view import release_view
from assets.publication.documents.view import ReleaseView
from assets.store.published import Store
from samples.district import write_demo
from schemas.columns.report import REPORT_TABLES
from tests.shared import made_once

MONTH = "2025-12"
PRIVATE = "[\ue000-\uf8ff\U000f0000-\U0010ffff]"  # what marks a bound figure while a document is made


def december() -> ReleaseView:
    """The released December of the sample as the only month there is, made once for a test run."""
    folder = made_once("december", _release_december)
    home = _home(folder)
    return released_view(home, Store(home.database_url), MONTH)


def _release_december(folder: Path) -> None:
    write_demo(folder, last_month=MONTH, months=1, clean=True)
    home = _home(folder)
    with Store(home.database_url) as store:
        run_month(home, MONTH, store)


def _home(folder: Path) -> MonthHome:
    return MonthHome(folder, datetime(2026, 2, 1), f"sqlite:///{folder}/zhaoyin.db")


def released_view(home: MonthHome, store: Store, month: str) -> ReleaseView:
    """What the documents of a published month see."""
    release = store.release(month)
    assert release is not None
    published = SimpleNamespace(month=month, tables={name: store.table(name, month) for name in REPORT_TABLES})
    return release_view(published, release, home, store)  # type: ignore[arg-type]


def text_of(data: bytes) -> str:
    """The paragraphs of a Word document, tables included."""
    document = Document(io.BytesIO(data))
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))
