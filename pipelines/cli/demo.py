"""`zhaoyin demo`: writes the sample district into a home."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from assets.intake.home import DEMO_KEY_FILE
from assets.publication.store.identity import make_identity
from pipelines.cli.options import DATABASE_FILE, DEFAULT_HOME, HomeOption, checked_month
from pipelines.instance import prepare_instance


def demo(
    last_month: Annotated[str, typer.Option("--last-month", help="The sample's last month, YYYY-MM.")] = "2025-12",
    home: HomeOption = DEFAULT_HOME,
    months: Annotated[int, typer.Option(help="How many months.", min=1, max=36)] = 24,
    units: Annotated[int, typer.Option(help="How many units.", min=3, max=18)] = 18,
) -> None:
    """Writes workbooks, reference files and rulebooks of a fictitious district."""
    from samples.district import write_demo

    summary = write_demo(home, last_month=checked_month(last_month), months=months, units=units)
    key_file = home / DEMO_KEY_FILE
    if not key_file.exists():
        key_file.write_text(secrets.token_hex(16))
        key_file.chmod(0o600)
    home.chmod(0o755)
    if not (home / "releases").exists() and not (home / DATABASE_FILE).exists():
        make_identity(home)  # else the first command compares what is there
    prepare_instance(home)
    print(f"示例区已写入 {home}：{units} 个单位，{months} 个月，至 {last_month}")
    print(f"  报表 {getattr(summary, 'workbooks', '')} 份，收件箱 {home / 'inbox'}")
