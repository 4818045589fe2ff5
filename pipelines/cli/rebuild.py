"""`zhaoyin rebuild`: an empty database made whole again from the releases folder."""

from __future__ import annotations

import sys

import typer

from pipelines.cli.options import DEFAULT_HOME, HomeOption, database_url

NOT_AS_PUBLISHED = 1


def rebuild(home: HomeOption = DEFAULT_HOME) -> None:
    """Stores every release of HOME/releases in the configured database, which must be empty, then verifies it."""
    from assets.publication.recovery.rebuild import RebuildProblem
    from assets.publication.recovery.rebuild import rebuild_database as run
    from assets.publication.verifying import faults
    from assets.store.connection import shown_url
    from assets.store.identity import held_releases, open_store

    if not (home / "district.yaml").is_file():
        raise RebuildProblem(f"{home} 中没有 district.yaml，不是一个区的目录")
    url = database_url(home)
    held_releases(url)  # a damaged file is said as such
    made = run(home, url, lambda words: print(f"重建 {words}", file=sys.stderr, flush=True))
    print(f"已由 {home / 'releases'} 重建发布库 {shown_url(url)}：{made.releases} 次发布，{made.rows} 行")
    for folder in made.left_out:
        print(f"  未列入：{folder}（中断的运行所留，未曾发布）")
    with open_store(home, url) as store:
        found = list(faults(home, store))
    for each in found:
        print(f"  核对不符：{each}")
    if found:
        raise typer.Exit(NOT_AS_PUBLISHED)
    print("核对无误：重建的发布库与各次发布时一致")
