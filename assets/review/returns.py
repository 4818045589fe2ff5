"""The answers of a month, in HOME/returns/<month>/<unit_code>/: the annotated workbook and the notice of every unit whose
submission is not clean, a notice alone for a unit that has sent nothing.

The folder holds the answer in force; an answer that a later submission has overtaken moves to 历次/ beside it. What has
not changed is not written again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from assets.intake.reference_model import Reference
from assets.intake.units import UnitRegister
from assets.review.annotate.annotate import annotate
from assets.review.calendar import Deadlines
from assets.review.model import Review
from assets.review.notice import compose_notice, deadline_text, notice_docx, notice_text
from schemas.finding import Finding

CLEAN = ("accepted", "nil")
UNKNOWN = "unknown"  # the folder of files whose unit nobody knows
_EARLIER = "历次"


@dataclass(frozen=True, slots=True)
class ReturnWritten:
    """One answer. `path`: the workbook, or the notice where there is none; `findings` open ones; `changed`: whether
    anything was written now."""

    unit_code: str
    path: Path
    findings: int
    files: tuple[Path, ...]
    changed: bool


def write_returns(
    home: Path, month: str, review: Review, files: pd.DataFrame, reference: Reference, deadlines: Deadlines
) -> list[ReturnWritten]:
    """Writes the answers of `month` to its `files` (Intake.files); one ReturnWritten a unit that is owed one, in the register's order."""
    register = UnitRegister(reference)
    answers = _Answers(home, month, review, deadlines, f"{reference.district.district.name}招商引资统计部门")
    written = []
    for row in review.submissions.itertuples():
        code = str(row.unit_code)
        if str(row.status) in CLEAN and not answers.owed(row.file_name):
            _settle(answers.folder / code, {})
        else:
            written.append(answers.to_unit(row, register.name(code)))
    for row in files[files["unit_code"].isna()].itertuples():
        written.append(answers.to_unknown(row))
    return written


class _Answers:
    """The month's answers being written."""

    def __init__(self, home: Path, month: str, review: Review, deadlines: Deadlines, sender: str) -> None:
        self.home, self.month, self.review, self.deadlines, self.sender = home, month, review, deadlines, sender
        self.folder = home / "returns" / month

    def owed(self, file_name: Any) -> bool:
        """Whether an accepted file still has something to correct (its cell or row does not count until then)."""
        return any(
            each.file_name == file_name and each.status == "open" and each.severity in "FEW"
            for each in self.review.findings
        )

    def to_unit(self, row: Any, unit_name: str) -> ReturnWritten:
        code, status = str(row.unit_code), str(row.status)
        files: dict[str, bytes] = {}
        findings: list[Finding] = []
        received = isinstance(row.file_name, str)
        if received:
            findings = [each for each in self.review.findings if each.file_name == row.file_name]
            files |= self._workbook(row.file_name, str(row.file_sha256), findings, unit_name)
        overdue = not pd.isna(row.on_time) and not row.on_time
        notice = compose_notice(
            status, unit_name, self.month, findings, self.deadlines, self.sender, overdue=overdue,
            received_at=row.received_at if received else None, attachments=tuple(files),
        )  # fmt: skip
        files |= {"通知.docx": notice_docx(notice), "通知.txt": notice_text(notice).encode()}
        return self._written(code, self.folder / code, files, findings)

    def to_unknown(self, row: Any) -> ReturnWritten:
        findings = [each for each in self.review.findings if each.file_name == row.file_name]
        unit_name = str(row.unit_text or "") or "（未能识别）"
        files = self._workbook(str(row.file_name), str(row.file_sha256), findings, unit_name)
        return self._written(UNKNOWN, self.folder / UNKNOWN / str(row.file_sha256)[:12], files, findings)

    def _workbook(self, file_name: str, sha256: str, findings: list[Finding], unit_name: str) -> dict[str, bytes]:
        kept = self.home / "work" / "received" / sha256[:2] / sha256
        data = kept.read_bytes() if kept.is_file() else b""
        due = deadline_text(self.deadlines, self.month)
        answer = annotate(data, file_name, findings, unit_name=unit_name, month=self.month, deadline_text=due)
        return {answer.file_name: answer.data}

    def _written(self, code: str, folder: Path, files: dict[str, bytes], findings: list[Finding]) -> ReturnWritten:
        changed = _settle(folder, files)
        paths = tuple(folder / name for name in files)
        opened = sum(each.status == "open" for each in findings)
        return ReturnWritten(code, paths[0], opened, paths, changed)


def _settle(folder: Path, files: dict[str, bytes]) -> bool:
    """Makes `files` the folder's content; what stood there under other names moves to 历次/. Whether anything changed."""
    changed = False
    for old in sorted(folder.iterdir()) if folder.is_dir() else []:
        if old.is_file() and old.name not in files:
            earlier = folder / _EARLIER
            earlier.mkdir(exist_ok=True)
            old.replace(earlier / old.name)
            changed = True
    for name, data in files.items():
        target = folder / name
        if target.is_file() and target.read_bytes() == data:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{name}.part"
        part.write_bytes(data)
        part.replace(target)
        changed = True
    return changed
