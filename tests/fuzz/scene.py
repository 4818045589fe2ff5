"""The ground the mutants stand on: a clean district, January released, February's workbooks to be mutated."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import openpyxl

from assets.intake.home import MonthHome
from assets.intake.office.model import Reference
from assets.month import run_month
from assets.store.published import Store
from samples.clean import write_clean
from tests.fuzz.mutant import saved

JANUARY, MONTH = "2025-01", "2025-02"
AS_OF = datetime(2025, 3, 9, 9)
RECEIVED = datetime(2025, 3, 2, 9)


@dataclass
class Ground:
    """`workbooks`: file name → bytes of a clean February workbook, formulas replaced by what they showed; `earlier`:
    January's."""

    home: Path
    reference: Reference
    store: Store
    workbooks: dict[str, bytes]
    earlier: dict[str, bytes]


def make_ground(home: Path, units: int = 4) -> None:
    """Writes the district and releases its January."""
    os.environ.setdefault("ZHAOYIN_PERSON_KEY", "key-of-the-fuzz-runs")
    write_clean(home, (JANUARY, MONTH), units)
    with Store(_url(home)) as store:
        run_month(MonthHome(home, AS_OF, _url(home)), JANUARY, store)


def stand_on(home: Path) -> Ground:
    """The ground made by `make_ground`."""
    reference = MonthHome(home, AS_OF, _url(home)).reference
    return Ground(home, reference, Store(_url(home)), _books(home, MONTH), _books(home, JANUARY))


def _books(home: Path, month: str) -> dict[str, bytes]:
    paths = sorted((home / "inbox" / month).glob("*.xlsx"))
    return {path.name: saved(openpyxl.load_workbook(path, data_only=True)) for path in paths}


def _url(home: Path) -> str:
    return f"sqlite:///{home}/zhaoyin.db"
