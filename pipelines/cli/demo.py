"""`zhaoyin demo`: writes the sample district into a home."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.intake.home import DEMO_KEY_FILE
from assets.store.identity import make_identity
from pipelines.cli.options import DATABASE_FILE, DEFAULT_HOME, HomeOption, checked_month
from pipelines.instance import instance_folder, prepare_instance

if TYPE_CHECKING:
    from samples.district import DemoSummary


def demo(
    last_month: Annotated[str, typer.Option("--last-month", help="The sample's last month, YYYY-MM.")] = "2025-12",
    home: HomeOption = DEFAULT_HOME,
    months: Annotated[int, typer.Option(help="How many months.", min=1, max=36)] = 24,
    units: Annotated[int, typer.Option(help="How many units.", min=3, max=18)] = 18,
    hard: Annotated[
        bool, typer.Option("--hard", help="另一个示例区：完不成目标、有未报送、退回、合并和重开的一年")
    ] = False,
) -> None:
    """Writes workbooks, reference files and rulebooks of a fictitious district."""
    checked_month(last_month)
    instance_folder(home)
    summary = _hard(home, last_month) if hard else _kind(home, last_month, months, units)
    key_file = home / DEMO_KEY_FILE
    if not key_file.exists():
        key_file.write_text(secrets.token_hex(16))
        key_file.chmod(0o600)
    home.chmod(0o755)
    if not (home / "releases").exists() and not (home / DATABASE_FILE).exists():
        make_identity(home)  # else the first command compares what is there
    prepare_instance(home)
    print(f"示例区已写入 {home}：{summary.units} 个单位，{len(summary.months)} 个月，至 {last_month}")
    print(f"  报表 {summary.workbooks} 份，收件箱 {home / 'inbox'}")
    if hard:
        print("  埋设的问题见 docs/sample-district-hard.md；各月运行完后，区里依次重开：")
        for command in reopening_commands(home, last_month):
            print(f"    {command}")


def reopening_commands(home: Path, last_month: str = "2025-12") -> list[str]:
    """The hard sample's reopenings as commands, in the order in which the office decides them."""
    from samples.hard.story import reopenings

    lines = []
    for month, reason in reopenings(int(last_month[:4])):
        lines.append(f"zhaoyin reopen --home {home} --month {month} --reason {reason} --by 区投资促进中心")
        lines.append(f"zhaoyin run --home {home} --month {month}")
    return lines


def _kind(home: Path, last_month: str, months: int, units: int) -> DemoSummary:
    from samples.district import write_demo

    return write_demo(home, last_month=last_month, months=months, units=units)


def _hard(home: Path, last_month: str) -> DemoSummary:
    from samples.hard.district import write_hard

    return write_hard(home, last_month=last_month)
