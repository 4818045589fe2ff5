"""`zhaoyin verify`: recomputes the manifests and names what was touched; --reprint prints a release again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.cli.options import DEFAULT_HOME, HomeOption, JsonOption, checked_month, database_url
from pipelines.cli.progress import VerifyProgress
from pipelines.cli.terminal import say

TOUCHED = 1


def verify(
    month: Annotated[str | None, typer.Option("--month", help="One month only, YYYY-MM.")] = None,
    reprint: Annotated[Path | None, typer.Option("--reprint", help="Print the month's release again into this empty folder and compare the bytes.")] = None,
    revision: Annotated[int | None, typer.Option("--revision", help="With --reprint: which revision; default: the current one.")] = None,
    printed: Annotated[str | None, typer.Option("--printed", help="A fingerprint as printed on a document or by a run: which release has it.")] = None,
    renew_record: Annotated[str | None, typer.Option("--renew-record", help="Begin a lost HOME/releases/chain.jsonl anew; the fingerprint that `run` printed for the release published last.")] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Checks what readers see: releases, their chain, files, rows, views and guards, and the record of what happened."""
    from assets.publication.verifying import faults, head, leftovers, release_of_fingerprint
    from assets.store.identity import open_store

    with open_store(home, database_url(home), absent_folders=False) as store:
        if reprint is not None:
            _reprint(store, home, month, revision, reprint, as_json)
        asked = checked_month(month) if month else None
        if printed is not None:
            _printed(printed, release_of_fingerprint(home, store, printed), as_json)
        if renew_record is not None:
            _renew_record(home, store, renew_record, as_json)
        with VerifyProgress() as progress:
            found = list(faults(home, store, asked, progress.walked))
        last = head(home, store)
        months = store.months()
        left = leftovers(home, store)
    if as_json:
        body = {
            "command": "verify",
            "ok": not found,
            "month": month,
            "faults": found,
            "leftovers": [str(path) for path in left],
            "head": {"release_id": last[0], "fingerprint": last[1]} if last else None,
        }
        print(json.dumps(body, ensure_ascii=False))
    elif found:
        say(f"发现 {len(found)} 处被动过，第一处：{found[0]}")
        for each in found[1:]:
            say(f"  {each}")
    else:
        say(f"核对无误：{len(months)} 个月的发布与发布时一致" if months else "尚无发布")
        if last:
            say(f"发布链末端：{last[0]}，指纹 {last[1]}；可与印发文件和运行报告上的核对（--printed）")
    if left and not as_json:
        say(
            f"另有未发布的目录 {len(left)} 个（中断的运行所留；未写完的由该月下次运行清除，写完的改名保留）：{'、'.join(map(str, left))}"
        )
    raise typer.Exit(TOUCHED if found else 0)


def _printed(fingerprint: str, release_id: str | None, as_json: bool) -> None:
    """Says which release a printed fingerprint belongs to and ends the command: 0 one of the chain, 1 none."""
    if as_json:
        print(json.dumps({"command": "verify", "ok": release_id is not None, "release_id": release_id}))
    elif release_id is not None:
        say(f"指纹 {fingerprint} 是发布 {release_id} 的清单，在发布链中")
    else:
        say(f"发布链中没有指纹 {fingerprint}（须写全 12 位）：所印发布已被移除或改动，请从备份恢复，并查明原因")
    raise typer.Exit(0 if release_id is not None else TOUCHED)


def _renew_record(home: Path, store: Any, printed: str, as_json: bool) -> None:
    """Begins the record outside the database anew and ends the command."""
    from assets.publication.recovery.renewal import renew_record

    release_id = renew_record(home, store, printed)
    if as_json:
        print(json.dumps({"command": "verify", "ok": True, "release_id": release_id}))
    else:
        say(f"发布链存根已按发布库重新建立，末端为 {release_id}；此前的存根已无从核对，请将此事记录在案")
    raise typer.Exit(0)


def _reprint(store: Any, home: Path, month: str | None, revision: int | None, folder: Path, as_json: bool) -> None:
    """Prints a release again and ends the command: 0 the same bytes, 1 not."""
    from assets.publication.reprinting import reprint

    if month is None:
        raise typer.BadParameter("--reprint 需要 --month")
    if folder.exists() and any(folder.iterdir()):
        raise typer.BadParameter(f"{folder} 不是空目录")
    releases = store.releases(checked_month(month))
    chosen = [each for each in releases if revision in (None, each["revision"])]
    if not chosen:
        raise typer.BadParameter(f"{month} 没有{'发布' if revision is None else f'第 {revision} 次发布'}")
    made = reprint(home, store, chosen[-1], folder)
    release_id = chosen[-1]["release_id"]
    if as_json:
        body = {
            "command": "verify",
            "ok": not made.different,
            "month": month,
            "release_id": release_id,
            "same": made.same,
            "different": made.different,
            "code_changed": made.code_changed,
        }
        print(json.dumps(body, ensure_ascii=False))
    else:
        say(
            f"{release_id} 已重新生成到 {folder}：{len(made.same)} 个文件与发布时逐字节相同，{len(made.different)} 个不同"
        )
        for name in made.different:
            say(f"  不同：{name}")
        if made.different and made.code_changed:
            say("  （程序版本已不是当时的版本，版式可能因此不同）")
    raise typer.Exit(TOUCHED if made.different else 0)
