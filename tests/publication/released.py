"""Small homes with released months, on SQLite and on a real PostgreSQL: made once for a test run, copied for each test."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import openpyxl
import sqlalchemy as sa

from assets.intake.home import MonthHome
from assets.month import prepare_month, run_month
from assets.store.candidate import Candidate
from assets.store.published import Store
from samples.clean import write_clean
from tests.shared import made_once

JANUARY, MONTH = "2025-01", "2025-02"
OPEN = datetime(2025, 3, 9, 9)  # past the late day, before the close
CLOSED = datetime(2025, 3, 20, 9)


@dataclass(frozen=True)
class Released:
    """A home and its database. `unit`, `project`: whose cell was corrected, where one was."""

    home: Path
    url: str
    unit: str = ""
    project: str = ""

    def copied(self, folder: Path) -> Released:
        """The same on a home and a database of its own."""
        shutil.copytree(self.home, folder, copy_function=shutil.copy2)
        if self.url.startswith("sqlite"):
            return replace(self, home=folder, url=f"sqlite:///{folder}/zhaoyin.db")
        return replace(self, home=folder, url=new_database(self.url, template=sa.make_url(self.url).database))

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


def released_once(name: str, release: Callable[[Path, str], Released], server: str | None) -> Released:
    """What `release` made in this test run; to be copied, and connected to by nobody: a copy of a PostgreSQL database is
    taken only while nobody is. `server`: URL of a PostgreSQL server, None for SQLite."""
    name = f"{name}_{'postgresql' if server else 'sqlite'}"

    def make(folder: Path) -> None:
        home = folder / "district"
        made = release(home, new_database(server, name=name) if server else f"sqlite:///{home}/zhaoyin.db")
        (folder / "corrected.txt").write_text(f"{made.unit}\n{made.project}")

    folder = made_once(name, make)
    unit, project = (folder / "corrected.txt").read_text().split("\n")
    home = folder / "district"
    return Released(home, _database_url(server, name) if server else f"sqlite:///{home}/zhaoyin.db", unit, project)


def release_january(home: Path, url: str) -> Released:
    """January is final, February lies in the inbox."""
    write_clean(home, (JANUARY, MONTH), 3)
    with Store(url) as store:
        outcome = run_month(MonthHome(home, CLOSED, url), JANUARY, store).outcome
    assert outcome is not None
    assert outcome.published
    return Released(home, url)


def release_thrice(home: Path, url: str) -> Released:
    """January once, February three times: as sent, after a corrected cell, after a changed target."""
    write_clean(home, (JANUARY, MONTH), 3)
    with Store(url) as store:
        run_month(MonthHome(home, OPEN, url), JANUARY, store)
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


def new_database(server: str, template: str | None = None, name: str = "") -> str:
    """SQLAlchemy URL of an empty PostgreSQL database, or of a copy of another one on the server."""
    import psycopg

    server = server.replace("postgresql+psycopg://", "postgresql://")
    name = name or f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(_on(server, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    return _database_url(server, name)


def _database_url(server: str, name: str) -> str:
    return _on(server, name).replace("postgresql://", "postgresql+psycopg://", 1)


def _on(server: str, name: str) -> str:
    base, _, query = server.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}{'?' + query if query else ''}"
