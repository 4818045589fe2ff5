"""A clean January of four units, judged; one of them broken on request."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from assets.intake.model import Intake
from assets.intake.office.model import Reference
from assets.intake.office.reference import read_reference
from assets.intake.submissions.month_files import read_month
from assets.review.judge import judge
from assets.review.model import Review
from assets.review.returns.write import ReturnWritten, write_returns
from samples.clean import write_clean
from schemas.calendar import Deadlines
from schemas.history import NoHistory

MONTH, UNIT = "2025-01", "T02"


@dataclass
class District:
    """A home of its own, looked at on the day after the deadline."""

    home: Path
    as_of: datetime = datetime(2025, 2, 10, 12, 0)

    def file(self, unit_name: str = "柳河镇") -> Path:
        return next((self.home / "inbox" / MONTH).glob(f"{unit_name}*.xlsx"))

    def rewrite(self, data: bytes) -> Path:
        """Puts other bytes in 柳河镇's place, received when the file was."""
        path = self.file()
        stamp = path.stat().st_mtime
        path.write_bytes(data)
        os.utime(path, (stamp, stamp))
        return path

    def change(self, change: Callable[[openpyxl.Workbook], None]) -> Path:
        """Changes the cells of 柳河镇's workbook, its values as they were calculated."""
        book = openpyxl.load_workbook(self.file(), data_only=True)
        change(book)
        out = io.BytesIO()
        book.save(out)
        return self.rewrite(out.getvalue())

    def judged(self) -> tuple[Review, Intake, Reference]:
        reference = read_reference(self.home)
        intake = read_month(reference, MONTH, self.as_of)
        return judge(intake, reference, NoHistory(), self.as_of), intake, reference

    def answered(self) -> list[ReturnWritten]:
        review, intake, reference = self.judged()
        deadlines = Deadlines(reference.district.calendar, reference.holidays)
        return write_returns(self.home, MONTH, review, intake.files, reference, deadlines)


@pytest.fixture(scope="session")
def clean_district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("returns")
    write_clean(home, (MONTH,))
    return home


@pytest.fixture
def district(clean_district: Path, tmp_path: Path) -> District:
    return District(Path(shutil.copytree(clean_district, tmp_path / "district")))
