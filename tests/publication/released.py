"""A small month as other tools find it: released twice, on SQLite and on a real PostgreSQL, once for a whole module."""

from __future__ import annotations

import os
import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import openpyxl
import sqlalchemy as sa

from assets.intake.home import MonthHome
from assets.month import prepare_month, run_month
from assets.store.candidate import Candidate
from assets.store.published import Store
from samples.clean import write_clean

MONTH = "2025-02"
OPEN = datetime(2025, 3, 9, 9)


@dataclass(frozen=True)
class Released:
    """January once, February three times: as sent, after a corrected cell, after a changed target."""

    home: Path
    url: str
    unit: str
    project: str

    def copied(self, folder: Path) -> Released:
        """The same on a home and a database of its own."""
        shutil.copytree(self.home, folder, copy_function=shutil.copy2)
        if self.url.startswith("sqlite"):
            return Released(folder, f"sqlite:///{folder}/zhaoyin.db", self.unit, self.project)
        name = sa.make_url(self.url).database
        return Released(folder, new_database(self.url, template=name), self.unit, self.project)

    def corrected(self) -> Candidate:
        """What the next run would publish after one more cell was corrected."""
        raise_ytd(self.home, MONTH, 1)
        with Store(self.url) as store:
            return prepare_month(MonthHome(self.home, OPEN, self.url), MONTH, store).candidate

    def ask(self, query: str) -> list[tuple[object, ...]]:
        return ask(self.url, query)


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(sa.text(query))]
    engine.dispose()
    return rows


def release_thrice(home: Path, url: str) -> Released:
    write_clean(home, ("2025-01", MONTH), 3)
    with Store(url) as store:
        run_month(MonthHome(home, OPEN, url), "2025-01", store)
        run_month(MonthHome(home, OPEN, url), MONTH, store)
        unit, project = raise_ytd(home, MONTH, 1)
        run_month(MonthHome(home, OPEN, url), MONTH, store)
        targets = home / "reference" / "targets.csv"
        lines = targets.read_text("utf-8-sig").splitlines()
        place = next(at for at, line in enumerate(lines) if f",{unit},funds_out_of_district," in line)
        lines[place] = lines[place].replace("funds_out_of_district,", "funds_out_of_district,1")
        targets.write_text("\n".join(lines) + "\n", "utf-8")
        run_month(MonthHome(home, OPEN, url), MONTH, store)
    return Released(home, url, unit, project)


def raise_ytd(home: Path, month: str, by: float) -> tuple[str, str]:
    """Adds `by` 万元 to the month, year and total of one township's first project, sent a minute later. (unit, project)"""
    path = sorted((home / "inbox" / month).glob("*.xlsx"))[0]
    stamp = path.stat().st_mtime
    book = openpyxl.load_workbook(path)
    sheet = book["到位资金"]
    total = next(row for row in range(5, 60) if str(sheet[f"A{row}"].value) == "合计")
    for column in "EFG":
        sheet[f"{column}5"] = sheet[f"{column}5"].value + by
        sheet[f"{column}{total}"] = sum(sheet[f"{column}{row}"].value for row in range(5, total))
    book.save(path)
    os.utime(path, (stamp + 60, stamp + 60))  # a file of the same size and time is not read again
    return str(sheet["B5"].value).split("-")[0], str(sheet["B5"].value)


def new_database(server: str, template: str | None = None) -> str:
    """SQLAlchemy URL of an empty PostgreSQL database, or of a copy of another one on the server."""
    import psycopg

    server = server.replace("postgresql+psycopg://", "postgresql://")
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(_on(server, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    return _on(server, name).replace("postgresql://", "postgresql+psycopg://", 1)


def _on(server: str, name: str) -> str:
    base, _, query = server.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}{'?' + query if query else ''}"
