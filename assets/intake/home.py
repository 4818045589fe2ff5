"""The district's folder as one run sees it: where it is, what time it is, which database, which key."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from assets.intake.model import Received
from assets.intake.office.model import Reference
from assets.intake.office.reference import read_reference
from assets.intake.office.units import UnitRegister
from schemas.files import write_whole

PERSON_KEY_VARIABLE = "ZHAOYIN_PERSON_KEY"
SHORTEST_KEY = 16  # characters
KEY_CHECK_FILE = ".person_key_check"
DEMO_KEY_FILE = ".person_key"  # written by the demo alone: a real district keeps its key in the environment


class PersonKeyProblem(Exception):
    """The key that tells people apart is absent, too short, or not the one this home began with."""

    exit_code = 2


def person_key_of(home: Path) -> bytes:
    """The home's HMAC key for people: from the environment, or a sample's own file.

    The first use leaves a check value in the home. Another key would make every person a new one, so that counts of
    people and of those already paid would be wrong in silence: it raises PersonKeyProblem, as does a missing or short
    key.
    """
    key = os.environ.get(PERSON_KEY_VARIABLE, "")
    file = home / DEMO_KEY_FILE
    if not key and file.is_file():
        key = file.read_text().strip()
    if not key:
        raise PersonKeyProblem(
            f"未设置环境变量 {PERSON_KEY_VARIABLE}：人员信息须以该密钥脱敏区分。"
            f"请设置一个不少于 {SHORTEST_KEY} 个字符的随机串并妥善保管，例如 export {PERSON_KEY_VARIABLE}=…"
        )
    if len(key) < SHORTEST_KEY:
        raise PersonKeyProblem(
            f"环境变量 {PERSON_KEY_VARIABLE} 只有 {len(key)} 个字符，应不少于 {SHORTEST_KEY} 个字符的随机串"
        )
    _compare_with_first_use(home, key.encode())
    return key.encode()


def _compare_with_first_use(home: Path, key: bytes) -> None:
    file = home / KEY_CHECK_FILE
    value = hmac.new(key, b"zhaoyin person key check", hashlib.sha256).hexdigest()
    if not file.is_file():
        if home.is_dir():
            write_whole(file, value.encode(), mode=0o600)
        return
    if not hmac.compare_digest(file.read_text().strip(), value):
        raise PersonKeyProblem(
            f"环境变量 {PERSON_KEY_VARIABLE} 与本辖区一直使用的密钥不同：换用密钥后同一人会被当作另一人，"
            "人数将重复计算。"
            f"请改回原密钥。（核对值在 {file}）"
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

    @cached_property
    def inbox(self) -> dict[str, list[Received]]:
        """Month → its submissions received by `as_of`; looked at once a run."""
        from assets.intake.submissions.month_files import months_present

        return months_present(self.reference, self.as_of)

    def received(self, month: str) -> list[Received]:
        """The submissions of `month`, as the inbox was at the run's first look."""
        return self.inbox.get(month, [])

    def senders(self, month: str) -> set[str]:
        """Units that have sent anything for `month`."""
        from assets.intake.submissions.month_files import senders_of

        return senders_of(self.reference, month, self.received(month))

    @property
    def person_key(self) -> bytes:
        """The HMAC key for people; raises PersonKeyProblem with what to do."""
        return person_key_of(self.path)
