"""A clean district whose January is released; each test changes one cell of one February workbook and judges it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assets.intake.home import MonthHome
from assets.intake.submissions.month_files import read_month
from assets.month import run_month
from assets.review.judge import judge
from assets.review.model import Review
from assets.store.published import Store
from samples.clean import write_clean

MONTH = "2025-02"
AS_OF = datetime(2025, 3, 9, 9)
Change = Callable[[Any], None]
Judged = Callable[[Change], Review]


@pytest.fixture(scope="session")
def january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review") / "district"
    write_clean(folder, ("2025-01", MONTH), 4)
    url = f"sqlite:///{folder}/zhaoyin.db"
    with Store(url) as store:
        run_month(MonthHome(folder, AS_OF, url), "2025-01", store)
    return folder


def workbook_of(home: Path, month: str = MONTH) -> Path:
    """The workbook with the most projects: every kind of row is in it."""

    def projects(path: Path) -> int:
        return openpyxl.load_workbook(path, read_only=True)["项目台账"].max_row

    return max(sorted((home / "inbox" / month).glob("*.xlsx")), key=projects)


def save_values(path: Path, change: Change) -> None:
    """One change by a real writer; what formulas showed is kept as values, the file's time too."""
    stamp = path.stat().st_mtime
    book = openpyxl.load_workbook(path, data_only=True)
    change(book)
    book.save(path)
    os.utime(path, (stamp, stamp))


@pytest.fixture
def judged(january: Path, tmp_path: Path) -> Judged:
    """judged(change) → the review of February with one workbook changed."""

    def of(change: Change) -> Review:
        home = tmp_path / "district"
        shutil.copytree(january, home, copy_function=shutil.copy2)
        save_values(workbook_of(home), change)
        seen = MonthHome(home, AS_OF, f"sqlite:///{home}/zhaoyin.db")
        with Store(seen.database_url) as store:
            return judge(read_month(seen.reference, MONTH, AS_OF), seen.reference, store, AS_OF)

    return of
