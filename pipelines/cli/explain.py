"""`zhaoyin explain`: from a figure to its cells, from a cell to the figures it feeds, from a score to its clause."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.cli.options import DEFAULT_HOME, HomeOption, JsonOption, MonthOption, checked_month, database_url
from pipelines.cli.terminal import say
from pipelines.cli.wording import counted

SHOWN = 60


def explain(
    month: MonthOption,
    metric: Annotated[str | None, typer.Option("--metric", help="A metric's code.")] = None,
    score: Annotated[bool, typer.Option("--score", help="The scores of a unit (or of all).")] = False,
    unit: Annotated[str, typer.Option("--unit", help="A unit's code, GROUP:… or ALL.")] = "ALL",
    caliber: Annotated[str, typer.Option(help="declared or verified.")] = "verified",
    file: Annotated[str | None, typer.Option("--file", help="A received file's name.")] = None,
    cell: Annotated[str | None, typer.Option("--cell", help="SHEET!A1 in that file.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the score card to this .docx.")] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Says where a figure or a score comes from, down to file, sheet and cell."""
    from assets.store.identity import open_store

    checked_month(month)
    with open_store(home, database_url(home)) as store:
        if store.release(month) is None:
            raise typer.BadParameter(f"{month} 尚无发布")
        if file and cell:
            _cell(store, month, file, cell, as_json)
        elif score:
            from pipelines.cli.score_card import explain_scores

            explain_scores(store, month, unit, out, as_json)
        elif metric:
            _metric(store, home, month, metric, unit, caliber, as_json)
        else:
            raise typer.BadParameter("需要 --metric 指标、--score，或 --file 与 --cell")


def _metric(store: Any, home: Path, month: str, metric: str, unit: str, caliber: str, as_json: bool) -> None:
    from dataclasses import asdict

    from assets.publication.explaining import sources_of
    from assets.publication.prior_sources import prior_source
    from assets.publication.provisional import published_extent

    rows = store.table("metric", month)
    hit = rows[(rows["metric_code"] == metric) & (rows["unit_code"] == unit) & (rows["caliber"] == caliber)]
    if not len(hit):
        raise typer.BadParameter(f"{month} 没有指标 {metric}（单位 {unit}，口径 {caliber}）")
    figure = hit.iloc[0]
    sources = sources_of(store, month, "report_metric", f"{unit}|{metric}|{caliber}", "ytd_value")
    extent = published_extent(store, month)
    assert extent is not None
    prior = prior_source(store, home, month, unit, metric, caliber)
    if as_json:
        body = {
            "command": "explain",
            "ok": True,
            "month": month,
            "metric": metric,
            "unit": unit,
            "caliber": caliber,
            "ytd_value": _plain(figure["ytd_value"]),
            "prior": asdict(prior),
            "status": extent.release["status"],
            "lower_bound": bool(extent.at_least(unit, figure["value_unit"])),
            "sources": [asdict(each) for each in sources],
        }
        print(json.dumps(body, ensure_ascii=False))
        return
    from pipelines.cli.terminal import Terminal

    console = Terminal(soft_wrap=True)
    total = sum(each.contribution or 0 for each in sources)
    unit_of_value = str(figure["value_unit"])
    least = extent.at_least(unit, unit_of_value)
    console.print(
        f"{month} {figure['unit_name']}“{figure['metric_label']}”（{'认定' if caliber == 'verified' else '上报'}）本年累计 {least}{counted(figure['ytd_value'], unit_of_value)}"
        f"　[{extent.state}]",
    )
    adds_up = any(each.contribution is not None for each in sources) and abs(total - figure["ytd_value"]) < 1
    said = f"贡献合计 {counted(total, unit_of_value)}" if adds_up else "比率或去重计数，不可加总"
    console.print(f"来自 {len(sources)} 个单元格，{said}")
    _print_sources(console, sources)
    _targets(console, figure, prior)


def _print_sources(console: Any, sources: list[Any]) -> None:
    from rich.table import Table

    table = Table()
    for name in ("文件", "工作表", "单元格", "项目", "原值", "贡献", "说明"):
        table.add_column(name, overflow="fold", justify="right" if name == "贡献" else "left")
    for each in sources[:SHOWN]:
        amount = "" if each.contribution is None else counted(each.contribution, "count")
        table.add_row(
            each.file_name, each.sheet, each.cell, each.project_code or "", each.raw_value or "", amount, each.how
        )
    console.print(table)
    if len(sources) > SHOWN:
        console.print(f"…其余 {len(sources) - SHOWN} 个从略（--json 输出全部）")


def _plain(value: Any) -> float | None:
    import pandas as pd

    return None if pd.isna(value) else float(value)


def _targets(console: Any, figure: Any, prior: Any) -> None:
    """The parts of the row that come from the office's files or earlier releases."""
    unit = str(figure["value_unit"])
    if (target := _plain(figure["annual_target"])) is not None:
        console.print(f"年度目标 {counted(target, unit)}（reference/targets.csv）")
    value, comparable = _plain(figure["prior_ytd_value"]), _plain(figure["comparable_prior_ytd_value"])
    shown = "无" if value is None else counted(value, unit)
    console.print(f"上年同期 {shown}（{prior.source}）" + ("" if prior.same else "，与发布时的依据不一致，请核对"))
    for part in prior.parts:
        console.print(f"  {part.name} {'无' if part.value is None else counted(part.value, unit)}（{part.source}）")
    if prior.left_out:
        said = "无" if comparable is None else counted(comparable, unit)
        console.print(f"可比同期 {said}（不含本月缺数的{'、'.join(prior.left_out)}）")


def _cell(store: Any, month: str, file: str, cell: str, as_json: bool) -> None:
    from assets.publication.explaining import figures_of

    sheet, _, address = cell.rpartition("!")
    figures = figures_of(store, month, file, sheet.strip("'"), address)
    if as_json:
        print(
            json.dumps(
                {"command": "explain", "ok": True, "month": month, "file": file, "cell": cell, "figures": figures},
                ensure_ascii=False,
            )
        )
        return
    say(f"{month} {file} {cell} 进入 {len(figures)} 个数字")
    for each in figures:
        amount = "" if each["contribution"] is None else counted(each["contribution"], "count")
        say(f"  {each['table_name']} {each['row_key']} {each['column_name']}  {amount}")
