"""Options every command shares, and what they mean: the home, the clock, the month."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

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


def moment(as_of: str | None) -> datetime:
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


def database_url(home: Path) -> str:
    """ZHAOYIN_DATABASE_URL, else the home's own SQLite file."""
    return os.environ.get("ZHAOYIN_DATABASE_URL") or f"sqlite:///{(home / 'zhaoyin.db').resolve()}"
