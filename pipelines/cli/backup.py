"""`zhaoyin backup FILE` and `restore FILE`: the whole home and its database in one .tar.gz (assets/publication/recovery/)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import DEFAULT_HOME, HomeOption, database_url, own_database_url
from pipelines.cli.terminal import say

NOT_WHOLE = 1
_SHOWN = 20


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write the backup (.tar.gz).")], home: HomeOption = DEFAULT_HOME
) -> None:
    """Writes the home (inbox, kept bytes, reference files, releases, returns) and the database into one file."""
    from assets.publication.recovery.backup import shown_name, write_backup

    made = write_backup(home, database_url(home), file)
    _list("未列入", [f"{shown_name(each.name)}：{each.reason}" for each in made.left_out])
    _list("与发布时不符，已照现状备份", made.faults)
    say(f"已备份 {made.files} 个文件、{made.releases} 次发布到 {file}，并已读回核对")
    if not made.whole:
        say("备份不完整：有文件读不出、正在被写入，或与发布时不符，见上", sys.stderr)
        raise typer.Exit(NOT_WHOLE)


def restore(
    file: Annotated[Path, typer.Argument(help="A backup written by zhaoyin backup.")], home: HomeOption = DEFAULT_HOME
) -> None:
    """Unpacks a backup as a new folder, every file checked; a configured database elsewhere is rebuilt."""
    from assets.publication.recovery.restore import restore_backup

    step = lambda words: print(f"重建 {words}", file=sys.stderr, flush=True)  # noqa: E731
    made = restore_backup(file, home, database_url(home), own_database_url(home), step)
    _list("备份时未列入", [f"{name}：{reason}" for name, reason in made.left_out])
    say(f"已恢复 {made.files} 个文件到 {home}。请运行 zhaoyin verify --home {home} 核对")


def _list(title: str, lines: list[str]) -> None:
    for line in lines[:_SHOWN]:
        say(f"  {title}：{line}")
    if len(lines) > _SHOWN:
        say(f"  …{title}共 {len(lines)} 项")
