"""The district's folder as one run sees it: where it is, what time it is, which database, which key."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from assets.intake.reference import read_reference
from assets.intake.reference_model import Reference
from assets.intake.units import UnitRegister

PERSON_KEY_VARIABLE = "ZHAOYIN_PERSON_KEY"
DEMO_KEY_FILE = ".person_key"  # written by the demo alone: a real district keeps its key in the environment


class PersonKeyMissing(Exception):
    """No key to tell people apart by."""

    exit_code = 2

    def __str__(self) -> str:
        return (
            f"未设置环境变量 {PERSON_KEY_VARIABLE}：人员信息须以该密钥脱敏区分。"
            f"请设置一个不少于 16 个字符的随机串并妥善保管，例如 export {PERSON_KEY_VARIABLE}=…"
        )


@dataclass(frozen=True)
class MonthHome:
    """A home at a moment. `as_of` is a naive Beijing time, fixed for the whole run."""

    path: Path
    as_of: datetime
    database_url: str

    @cached_property
    def reference(self) -> Reference:
        """The office's own files, read once a run; raises ReferenceProblem."""
        return read_reference(self.path)

    @cached_property
    def register(self) -> UnitRegister:
        return UnitRegister(self.reference)

    @property
    def person_key(self) -> bytes:
        """The HMAC key for people; raises PersonKeyMissing with what to do."""
        key = os.environ.get(PERSON_KEY_VARIABLE, "")
        file = self.path / DEMO_KEY_FILE
        if not key and file.is_file():
            key = file.read_text().strip()
        if not key:
            raise PersonKeyMissing
        return key.encode()
