"""`zhaoyin diff`: what changed between two releases of a month, and why; with --vintages what each of them said."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Annotated, Any

import typer

from pipelines.cli.options import DEFAULT_HOME, HomeOption, JsonOption, MonthOption, checked_month, database_url
from pipelines.cli.terminal import say

SHOWN = 12
_KINDS = {
    "cell": "报表更正",
    "reference": "参考文件与认定",
    "rulebook": "考核办法",
    "code": "程序",
    "spill_over": "受其他单位影响",
}


def diff(
    month: MonthOption,
    from_: Annotated[str | None, typer.Option("--from", help="Revision (1, r1) or release id; default: the one before.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Revision or release id; default: the current one.")] = None,
    vintages: Annotated[bool, typer.Option("--vintages", help="What each release said of a figure, side by side.")] = False,
    metric: Annotated[str | None, typer.Option("--metric", help="With --vintages: a metric's code; default: the headlines.")] = None,
    unit: Annotated[str, typer.Option("--unit", help="With --vintages: a unit's code, GROUP:… or ALL.")] = "ALL",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Lists the changed figures between two releases with their causes."""
    from assets.store.identity import open_store
    from pipelines.cli.wording import Wording

    with open_store(home, database_url(home)) as store:
        releases = store.releases(checked_month(month))
        if not releases:
            raise typer.BadParameter(f"{month} 尚无发布")
        if vintages:
            from pipelines.cli.vintages import print_vintages

            print_vintages(store, month, metric, unit, as_json)
            return
        if len(releases) < 2 and from_ is None:
            if as_json:
                print(json.dumps({"command": "diff", "ok": True, "month": month, "changes": []}, ensure_ascii=False))
            else:
                say(f"{month} 只有一次发布（{releases[0]['release_id']}），没有可比较的")
            return
        earlier, later = _pair(releases, from_, to)
        rows = changes_between(store, releases, earlier, later)
        words = Wording(store, str(later["release_id"]))
    if as_json:
        body = {
            "command": "diff",
            "ok": True,
            "month": month,
            "from": earlier["release_id"],
            "to": later["release_id"],
            "changes": rows,
        }
        print(json.dumps(body, ensure_ascii=False))
        return
    say(f"{month} {_called(earlier)} → {_called(later)}：{len(rows)} 处变化")
    _print_by_cause(rows, words)


def _pair(releases: list[dict[str, Any]], from_: str | None, to: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    later = releases[-1] if to is None else _release(releases, to)
    if from_ is not None:
        return _release(releases, from_), later
    place = releases.index(later)
    if place == 0:
        raise typer.BadParameter(f"{later['release_id']} 是首次发布，之前没有可比较的")
    return releases[place - 1], later


def _release(releases: list[dict[str, Any]], wanted: str) -> dict[str, Any]:
    for release in releases:
        if wanted in (release["release_id"], str(release["revision"]), f"r{release['revision']}"):
            return release
    known = "、".join(f"r{release['revision']}（{release['release_id']}）" for release in releases)
    raise typer.BadParameter(f"没有发布 {wanted}；本月的发布：{known}")


def changes_between(
    store: Any, releases: list[dict[str, Any]], earlier: dict[str, Any], later: dict[str, Any]
) -> list[dict[str, Any]]:
    """Rows of report_revision_change between two releases: as published where they follow each other, else compared now
    with the causes of every revision on the way."""
    first, last = releases.index(earlier), releases.index(later)
    steps = [_published(store, str(release["release_id"])) for release in releases[first + 1 : last + 1]]
    if len(steps) == 1:
        return steps[0]
    from assets.publication.changes import COMPARED, table_changes

    on_the_way: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in (row for step in steps for row in step):
        on_the_way.setdefault((row["table_name"], row["row_key"], row["column_name"]), []).append(row)
    found = []
    for name in COMPARED:
        before, after = (store.of_release(name, str(each["release_id"])) for each in (earlier, later))
        for row in table_changes(name, before, after, lambda *_: ("cell", "")):
            told = on_the_way.get((row["table_name"], row["row_key"], row["column_name"]), [])
            kind = told[-1]["cause_kind"] if told else "cell"
            cause = "；".join(dict.fromkeys(each["cause"] for each in told)) or "倒序比较"
            found.append({**row, "cause_kind": kind, "cause": cause})
    return found


def _published(store: Any, release_id: str) -> list[dict[str, Any]]:
    rows = store.of_release("revision_change", release_id)
    return [dict(row) for row in rows.astype(object).where(rows.notna(), None).to_dict("records")]


def _called(release: dict[str, Any]) -> str:
    from assets.publication.provisional import STATES

    status = STATES.get(str(release["status"]), str(release["status"]))
    return f"第 {release['revision']} 次发布（{release['release_id']}，{status}，{str(release['published_at'])[:16]}）"


def _print_by_cause(rows: list[dict[str, Any]], words: Any) -> None:
    """Under each cause the figures it moved, the district's and groups' first."""
    order = list(_KINDS)
    ordered = sorted(rows, key=lambda row: (order.index(row["cause_kind"]), row["cause"], words.place(row)))
    for (kind, cause), group in groupby(ordered, key=lambda row: (row["cause_kind"], row["cause"])):
        moved = list(group)
        say(f"\n【{_KINDS[kind]}】{cause}（影响 {len(moved)} 处）")
        for row in moved[:SHOWN]:
            say(f"  {words.line(row)}")
        if len(moved) > SHOWN:
            say(f"  …其余 {len(moved) - SHOWN} 处从略（--json 输出全部）")
