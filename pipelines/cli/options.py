"""Options every command shares, and what they mean: the home, the clock, the month."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from assets.store.url import sqlite_url

HomeOption = Annotated[
    Path, typer.Option("--home", envvar="ZHAOYIN_HOME", help="The district's folder.", show_default="./district")
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="Fixes 'now' (YYYY-MM-DDTHH:MM, Beijing time) for every rule with a clock."),
]
MonthOption = Annotated[str, typer.Option("--month", help="Month, YYYY-MM.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

DEFAULT_HOME = Path("district")
DATABASE_FILE = "zhaoyin.db"


def parse_moment(as_of: str | None) -> datetime:
    """The clock of a command: --as-of, else now, as a naive Beijing time."""
    beijing = ZoneInfo("Asia/Shanghai")
    if as_of:
        try:
            told = datetime.fromisoformat(as_of)
        except ValueError:
            raise typer.BadParameter(f"--as-of “{as_of}”无法识别，应写作 2025-12-11T08:00") from None
        return told.astimezone(beijing).replace(tzinfo=None) if told.tzinfo else told
    return datetime.now(beijing).replace(tzinfo=None, microsecond=0)


def checked_month(month: str) -> str:
    """The month, or a usage error that says how to write one."""
    from schemas.months import parse_month

    try:
        parse_month(month)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return month


class DatabaseUrlProblem(Exception):
    """A ZHAOYIN_DATABASE_URL that cannot be used as it is written. The words never hold any part of it."""

    exit_code = 2


def database_url(home: Path) -> str:
    """ZHAOYIN_DATABASE_URL, else the home's own SQLite file. Raises DatabaseUrlProblem."""
    if told := os.environ.get("ZHAOYIN_DATABASE_URL"):
        _check_url(told)
        return told
    return own_database_url(home)


def own_database_url(home: Path) -> str:
    """The SQLite file inside a home."""
    return sqlite_url(home / DATABASE_FILE)


def _check_url(told: str) -> None:
    """An @ in a password that is not written as %40 would make its tail the name of a host, and messages name hosts."""
    import sqlalchemy as sa

    try:
        url = sa.make_url(told)
        url.get_dialect()
    except Exception:  # noqa: BLE001 - its text may hold the password
        raise DatabaseUrlProblem(
            "环境变量 ZHAOYIN_DATABASE_URL 无法识别，应写作 postgresql+psycopg://用户:密码@主机/库名 或 sqlite:////绝对路径"
            "（密码中的 @ : / ? # % 须写作 %40 %3A %2F %3F %23 %25）"
        ) from None
    if "@" in (url.host or ""):
        raise DatabaseUrlProblem("环境变量 ZHAOYIN_DATABASE_URL 的密码中有未转义的“@”，须写作 %40")
