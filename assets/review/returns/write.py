"""The answers of a month, in HOME/returns/<month>/<unit_code>/: the annotated workbook and the notice of every unit
whose submission is not clean, a notice alone for a unit that has sent nothing.

The folder holds the answer in force; an answer that a later submission has overtaken moves to 历次/ beside it. What has
not changed is not made again (assets/review/returns/answers.py remembers). An answer is a matter of its own file: one
that cannot be written is recorded with the reason, and the others go on.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from assets.intake.model import Received
from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.intake.processes.children import ChildCannotStart
from assets.review.model import Review
from assets.review.returns.annotate.bounded import ToAnnotate, annotated
from assets.review.returns.annotate.copy import About, AnnotatedReturn
from assets.review.returns.answers import Answer, AnswerRecord
from assets.review.returns.notice import compose_notice, deadline_text, notice_docx, notice_text
from assets.review.submission_status import units_owed
from schemas.calendar import Deadlines
from schemas.code_version import code_version
from schemas.files import write_whole
from schemas.finding import Finding

UNKNOWN = "unknown"  # the folder of files whose unit nobody knows
_EARLIER = "历次"


@dataclass(frozen=True, slots=True)
class ReturnWritten:
    """One answer that is owed. `path`: the workbook, or the notice where there is none; `findings` open ones;
    `changed`: whether anything was written now; `failure`: why it could not be written (then `path` is the folder),
    else ''."""

    unit_code: str
    path: Path
    findings: int
    files: tuple[Path, ...]
    changed: bool
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Owed:
    """One answer to make: to the file `row` of the judgement, or to a unit that has sent nothing."""

    unit_code: str
    unit_name: str
    folder: str  # below HOME/returns/<month>
    row: Any
    findings: list[Finding]
    received: Received | None
    has_notice: bool = True

    def key(self, words: Sequence[str]) -> str:
        """A digest of all that the answer is made of."""
        made_of = [
            self.received and [self.received.sha256, self.received.name],
            [asdict(each) for each in self.findings],
            self.unit_name,
            *words,
            code_version(),
        ]
        return hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()


def write_returns(
    home: Path, month: str, review: Review, files: pd.DataFrame, reference: Reference, deadlines: Deadlines
) -> list[ReturnWritten]:
    """Writes the answers of `month` to its `files` (Intake.files); one ReturnWritten a unit that is owed one, in the
    register's order. Never raises for a single answer."""
    answers = _Answers(home, month, reference, deadlines)
    owed, settled = _owed(review, files, reference)
    written = answers.written(owed)
    for code in settled:
        try:
            _settle(answers.folder / code, {})
        except OSError as fault:
            written.append(ReturnWritten(code, answers.folder / code, 0, (), False, _reason(fault)))
    return written


def _owed(review: Review, files: pd.DataFrame, reference: Reference) -> tuple[list[_Owed], list[str]]:
    """(the answers that are owed, the units that are owed none)."""
    register = UnitRegister(reference)
    of_file: dict[Any, list[Finding]] = defaultdict(list)
    for each in review.findings:
        of_file[each.file_name].append(each)
    owed, settled, answered = [], [], units_owed(review)
    for row in review.submissions.itertuples():
        code = str(row.unit_code)
        received = isinstance(row.file_name, str)
        findings = of_file[row.file_name] if received else []
        if code not in answered:
            settled.append(code)
        else:
            owed.append(_Owed(code, register.name(code), code, row, findings, _received(row) if received else None))
    for row in files[files["unit_code"].isna()].itertuples():
        name = str(row.unit_text or "") or "（未能识别）"
        folder = f"{UNKNOWN}/{str(row.file_sha256)[:12]}"
        owed.append(_Owed(UNKNOWN, name, folder, row, of_file[row.file_name], _received(row), has_notice=False))
    return owed, settled


def _received(row: Any) -> Received:
    sha256 = str(row.file_sha256)
    return Received(
        str(row.file_name), sha256, 0, datetime.fromisoformat(str(row.received_at)), f"{sha256[:2]}/{sha256}"
    )


class _Answers:
    """The month's answers being written."""

    def __init__(self, home: Path, month: str, reference: Reference, deadlines: Deadlines) -> None:
        self.home, self.month, self.reference, self.deadlines = home, month, reference, deadlines
        self.sender = f"{reference.district.district.name}招商引资统计部门"
        self.folder = home / "returns" / month
        self.due = deadline_text(deadlines, month)

    def written(self, owed: list[_Owed]) -> list[ReturnWritten]:
        """Makes those that are not there yet; records all."""
        record = AnswerRecord(self.home, self.month)
        keys = [each.key([self._words(each, ()), self.due]) for each in owed]
        known = [record.answers.get(each.folder) for each in owed]
        ready = [
            answer if answer and answer.key == key and answer.is_ready(self.home) else None
            for key, answer in zip(keys, known, strict=True)
        ]
        todo = [each for each, answer in zip(owed, ready, strict=True) if answer is None and each.received]
        made = self._workbooks(todo)
        found = [
            (answer, False) if answer else self._one(each, key, made.get(each.folder))
            for each, key, answer in zip(owed, keys, ready, strict=True)
        ]
        with suppress(OSError):  # not remembered: made again by the next run
            record.save({each.folder: answer for each, (answer, _) in zip(owed, found, strict=True)})
        return [self._result(each, answer, changed) for each, (answer, changed) in zip(owed, found, strict=True)]

    def _workbooks(self, owed: list[_Owed]) -> dict[str, AnnotatedReturn | Exception]:
        """Folder → the workbook that goes there, or why there is none."""
        folders = [each.folder for each in owed]
        try:
            return dict(zip(folders, annotated(self.reference, [*map(self._to_annotate, owed)]), strict=True))
        except Exception as fault:  # noqa: BLE001 - no answer fails the month
            return dict.fromkeys(folders, fault)

    def _one(self, owed: _Owed, key: str, workbook: AnnotatedReturn | Exception | None) -> tuple[Answer, bool]:
        """Writes one answer; (what is recorded of it, whether anything was written)."""
        sha256 = owed.received.sha256 if owed.received else None
        try:
            if isinstance(workbook, Exception):
                raise workbook
            files = self._files(owed, workbook)
            changed = _settle(self.folder / owed.folder, files)
        except Exception as fault:  # noqa: BLE001 - an answer is a matter of its own file
            return Answer(owed.unit_code, sha256, key, failure=_reason(fault)), True
        place = f"returns/{self.month}/{owed.folder}"
        digests = {f"{place}/{name}": hashlib.sha256(data).hexdigest() for name, data in files.items()}
        return Answer(owed.unit_code, sha256, key, digests), changed

    def _files(self, owed: _Owed, workbook: AnnotatedReturn | None) -> dict[str, bytes]:
        files = {workbook.file_name: workbook.data} if workbook else {}
        if owed.has_notice:
            notice = self._notice(owed, tuple(files), workbook.reason if workbook else "")
            files |= {"通知.docx": notice_docx(notice), "通知.txt": notice_text(notice).encode()}
        return files

    def _notice(self, owed: _Owed, attachments: tuple[str, ...], reason: str = "") -> Any:
        row = owed.row
        overdue = not pd.isna(row.on_time) and not row.on_time
        return compose_notice(
            str(row.status),
            owed.unit_name,
            self.month,
            owed.findings,
            self.deadlines,
            self.sender,
            overdue=overdue,
            received_at=row.received_at if owed.received else None,
            attachments=attachments,
            apart=reason,
        )

    def _words(self, owed: _Owed, attachments: tuple[str, ...]) -> str:
        return notice_text(self._notice(owed, attachments)) if owed.has_notice else ""

    def _to_annotate(self, owed: _Owed) -> ToAnnotate:
        assert owed.received is not None
        return ToAnnotate(owed.received, owed.findings, About(owed.unit_name, self.month, self.due))

    def _result(self, owed: _Owed, answer: Answer, changed: bool) -> ReturnWritten:
        paths = tuple(self.home / name for name in answer.files)
        opened = sum(each.status == "open" for each in owed.findings)
        path = paths[0] if paths else self.folder / owed.folder
        return ReturnWritten(owed.unit_code, path, opened, paths, changed, answer.failure)


def _reason(fault: Exception) -> str:
    if isinstance(fault, ChildCannotStart):
        return str(fault)
    words = fault.strerror if isinstance(fault, OSError) and fault.strerror else type(fault).__name__
    return f"答复未能写出（{words}）"


def _settle(folder: Path, files: dict[str, bytes]) -> bool:
    """Makes `files` the folder's content; what stood there under other names moves to 历次/. Whether anything
    changed."""
    changed = False
    for name, data in files.items():
        target = folder / name
        if not (target.is_file() and target.read_bytes() == data):
            write_whole(target, data)
            changed = True
    for old in sorted(folder.iterdir()) if folder.is_dir() else []:
        if old.is_file() and old.name not in files:
            earlier = folder / _EARLIER
            earlier.mkdir(exist_ok=True)
            old.replace(earlier / old.name)
            changed = True
    return changed
