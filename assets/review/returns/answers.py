"""The record of a month's answers, HOME/work/<month>/answers.json: what was written for which file, and what was not.

An answer lies ready when its files are there with the bytes that were written. The record is a memory, not a source:
where it is absent or torn, every answer is made again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from schemas.files import file_sha256, write_whole


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `key`: a digest of all it is made of; `files`: path below the home → sha256 of the bytes, the
    workbook or the notice to open first; `failure`: why it could not be written, else ''."""

    unit_code: str
    file_sha256: str | None
    key: str
    files: dict[str, str] = field(default_factory=dict)
    failure: str = ""

    @property
    def path(self) -> str:
        """The file to open first; '' where nothing could be written."""
        return next(iter(self.files), "")

    def is_ready(self, home: Path) -> bool:
        return (
            bool(self.files) and not self.failure and all(_holds(home / name, sha) for name, sha in self.files.items())
        )


class AnswerRecord:
    """The answers of one month by the folder they lie in, below HOME/returns/<month>."""

    def __init__(self, home: Path, month: str) -> None:
        self._home = home
        self._file = home / "work" / month / "answers.json"
        self.is_there = False
        self.answers: dict[str, Answer] = {}
        try:
            stored = json.loads(self._file.read_text("utf-8"))
            self.answers = {str(name): _answer(each) for name, each in stored["answers"].items()}
            self.is_there = True
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            self.answers = {}

    @property
    def owed(self) -> int:
        return len(self.answers)

    @property
    def written(self) -> int:
        return sum(not each.failure for each in self.answers.values())

    @property
    def failures(self) -> list[str]:
        """One line an answer that could not be written: whose, and why."""
        return [f"{each.unit_code}：{each.failure}" for each in self.answers.values() if each.failure]

    def is_whole(self) -> bool:
        """Whether every answer that is owed lies ready."""
        return self.is_there and all(each.is_ready(self._home) for each in self.answers.values())

    @property
    def lost(self) -> list[str]:
        """Files of answers that were written and are no longer there; looked for, not read."""
        names = (name for each in self.answers.values() if not each.failure for name in each.files)
        return sorted(name for name in names if not (self._home / name).is_file())

    def ready(self, unit_code: str) -> Answer | None:
        """The answer of a unit that lies ready."""
        answer = self.answers.get(unit_code)
        return answer if answer and answer.is_ready(self._home) else None

    def save(self, answers: dict[str, Answer]) -> None:
        self.answers, self.is_there = answers, True
        stored = {"answers": {name: asdict(each) for name, each in answers.items()}}
        write_whole(self._file, json.dumps(stored, ensure_ascii=False, indent=1).encode())


def lost_answers(home: Path) -> dict[str, list[str]]:
    """Month → the files of its answers that are no longer there; months without any are left out."""
    months = (path.parent.name for path in (home / "work").glob("*/answers.json"))
    lost = {month: AnswerRecord(home, month).lost for month in sorted(months)}
    return {month: names for month, names in lost.items() if names}


def _answer(stored: dict[str, Any]) -> Answer:
    answer = Answer(**{each.name: stored[each.name] for each in fields(Answer)})
    if not isinstance(answer.files, dict) or not isinstance(answer.failure, str):
        raise TypeError("answers.json")
    return answer


def _holds(path: Path, sha256: str) -> bool:
    try:
        return file_sha256(path) == sha256
    except OSError:
        return False
