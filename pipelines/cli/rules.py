"""`zhaoyin rules`: the rule catalogue as the office reads it; with --backtest its hits over all history."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from pipelines.cli.options import DEFAULT_HOME, HomeOption, JsonOption, database_url


def rules(
    home: HomeOption = DEFAULT_HOME,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Hits, explained, exempted, overturned over history.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Prints the catalogue with this district's settings, or what it did over all released months."""
    from assets.intake.office.reference import read_district
    from assets.review.backtest import backtest as run_backtest
    from assets.review.backtest import rules_table

    if backtest:
        from assets.store.identity import open_store

        with open_store(home, database_url(home)) as store:
            rows = run_backtest(store, store.months()).astype(object).to_dict("records")
    else:
        rows = rules_table(read_district(home))
    if as_json:
        print(json.dumps({"command": "rules", "ok": True, "rules": rows}, ensure_ascii=False, default=str))
        return
    _print(rows)


def _print(rows: list[dict[str, Any]]) -> None:
    from rich.table import Table

    from pipelines.cli.terminal import Terminal

    table = Table()
    for name in rows[0] if rows else ["（无）"]:
        table.add_column(str(name), overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None or value != value else str(value) for value in row.values()))
    Terminal().print(table)
