"""`zhaoyin diff`: what changed between two releases of a month, and why; with --vintages what was said month by month."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from pipelines.cli.options import DEFAULT_HOME, HomeOption, JsonOption, MonthOption, checked_month, database_url

SHOWN = 80


def diff(
    month: MonthOption,
    from_: Annotated[str | None, typer.Option("--from", help="Release id; default: the one before.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Release id; default: the current one.")] = None,
    vintages: Annotated[
        bool, typer.Option("--vintages", help="Every revision's headline figures side by side.")
    ] = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Lists the changed figures between two releases with their causes."""
    from assets.publication.store.store import Store

    with Store(database_url(home)) as store:
        releases = store.releases(checked_month(month))
        if not releases:
            raise typer.BadParameter(f"{month} 尚无发布")
        if vintages:
            _vintages(store, releases)
            return
        if len(releases) < 2 and from_ is None:
            print(f"{month} 只有一次发布({releases[0]['release_id']}),没有可比较的")
            return
        rows = _changes(store, releases, from_, to)
    if as_json:
        print(json.dumps({"command": "diff", "ok": True, "month": month, "changes": rows}, ensure_ascii=False))
        return
    print(f"{month} 共 {len(rows)} 处变化")
    for row in rows[:SHOWN]:
        print(
            f"  {row['table_name']} {row['row_key']} {row['column_name']}:{row['value_before']} → {row['value_after']}({row['cause']})"
        )
    if len(rows) > SHOWN:
        print(f"  …其余 {len(rows) - SHOWN} 处从略(--json 输出全部)")


def _changes(store: Any, releases: list[dict[str, Any]], from_: str | None, to: str | None) -> list[dict[str, Any]]:
    """Consecutive releases: as published with their causes; any other pair: compared now."""
    from assets.publication.changes import COMPARED, table_changes

    ids = [str(release["release_id"]) for release in releases]
    for wanted in (from_, to):
        if wanted and wanted not in ids:
            raise typer.BadParameter(f"没有发布 {wanted};本月的发布:{'、'.join(ids)}")
    later = to or ids[-1]
    earlier = from_ or ids[ids.index(later) - 1]
    if ids.index(later) - ids.index(earlier) == 1:
        rows = store.of_release("revision_change", later)
        return [dict(row) for row in rows.astype(object).where(rows.notna(), None).to_dict("records")]
    found: list[dict[str, Any]] = []
    for name in COMPARED:
        found += table_changes(
            name, store.of_release(name, earlier), store.of_release(name, later), set(), ("cell", "多次修订合并比较")
        )
    return found


def _vintages(store: Any, releases: list[dict[str, Any]]) -> None:
    """What each revision said of the district's headline figures."""
    codes = (
        "funds_out_of_district",
        "funds_industrial",
        "funds_out_of_province_100m",
        "signed_100m",
        "signed_100m_amount",
    )
    for release in releases:
        rows = store.of_release("metric", str(release["release_id"]))
        rows = rows[(rows["unit_code"] == "ALL") & (rows["caliber"] == "verified") & rows["metric_code"].isin(codes)]
        said = ",".join(f"{row.metric_label} {row.ytd_value:,.0f}" for row in rows.itertuples())
        print(f"{release['release_id']} {release['status']} {release['published_at']}:{said}")
