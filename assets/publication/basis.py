"""What a month was made of against what lies there now: a release goes out only where the two are the same."""

from __future__ import annotations

from typing import Any

from assets.intake.home import MonthHome
from assets.publication.input_digest import made_of, said_by_releases
from schemas.history import History
from schemas.months import month_label

_SHOWN = 5


class BasisChanged(Exception):
    """What the month was made of is no longer what lies there. `differences`: Chinese, one each."""

    exit_code = 1

    def __init__(self, month: str, differences: list[str]) -> None:
        self.month, self.differences = month, differences
        super().__init__(month, differences)

    def __str__(self) -> str:
        more = f"等{len(self.differences)}处" if len(self.differences) > _SHOWN else ""
        shown = "；".join(self.differences[:_SHOWN])
        return f"{month_label(self.month)}收件或依据已变，请整月重跑（{shown}{more}）"


def basis_of(home: MonthHome, month: str, history: History) -> dict[str, Any]:
    """What a run of `month` in `home` is made of: its files, office files, calendar, earlier releases and code."""
    return made_of(month, home.received(month), home.reference, history, home.as_of)


def confirm_basis(basis: dict[str, Any], home: MonthHome, month: str, history: History) -> None:
    """Raises BasisChanged where `basis` differs from what lies there now: the inbox and the office files are looked at
    anew."""
    _confirm(basis, basis_of(MonthHome(home.path, home.as_of, home.database_url), month, history), month)


def confirm_releases(basis: dict[str, Any], month: str, history: History) -> None:
    """Raises BasisChanged where the earlier releases or the month's reopening are no longer those of `basis`: to be asked
    where no other publication can come between."""
    _confirm(basis, {**basis, **said_by_releases(month, history)}, month)


def _confirm(basis: dict[str, Any], now: dict[str, Any], month: str) -> None:
    if now != basis:
        raise BasisChanged(month, differences(basis, now))


def differences(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs between two bases of a month, Chinese; never empty where they differ."""
    if not was:
        return ["缺少该步骤的依据记录"]
    found = [
        *_of_names(_files(was), _files(now), "收件"),
        *_of_names(was.get("office", {}), now.get("office", {}), "依据文件"),
        *_of_names(was.get("earlier", {}), now.get("earlier", {}), "前月发布"),
    ]
    words = {"calendar": "已过新的报送、宽限或关账日期", "reopened": "本月重开情况已变", "code": "程序版本已变"}
    found += [text for name, text in words.items() if was.get(name) != now.get(name)]
    return found or ["依据记录不一致"]


def _files(basis: dict[str, Any]) -> dict[str, Any]:
    files: dict[str, list[Any]] = {}
    for sha256, name, *rest in basis.get("files", []):
        files.setdefault(str(name), []).append([sha256, *rest])
    return files


def _of_names(was: dict[str, Any], now: dict[str, Any], label: str) -> list[str]:
    changes = []
    for name in sorted({*was, *now}):
        if was.get(name) != now.get(name):
            word = "新增" if name not in was else "已移走" if name not in now else "已变"
            changes.append(f"{label}{name}{word}")
    return changes
