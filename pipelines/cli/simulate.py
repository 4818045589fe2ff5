"""`zhaoyin simulate`: published months under another rulebook. Writes nothing into the tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.cli.options import DEFAULT_HOME, HomeOption, JsonOption, checked_month, database_url


def simulate(
    rulebook: Annotated[
        Path, typer.Option("--rulebook", help="The other rulebook (.yaml).", exists=True, dir_okay=False)
    ],
    month: Annotated[str | None, typer.Option("--month", help="First month; default: the last released.")] = None,
    through: Annotated[str | None, typer.Option("--through", help="Last month.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write a workbook (.xlsx).")] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Scores and ranks under other rules beside those in force, and which ranks hang on one project or one target."""
    from assets.assessment.simulate import simulate_rulebook as run
    from assets.intake.office.reference import read_reference
    from assets.store.identity import open_store
    from schemas.months import months_between
    from schemas.office.rulebook import load_rulebook

    rules = load_rulebook(rulebook, home)
    with open_store(home, database_url(home)) as store:
        known = store.months()
        if not known:
            raise typer.BadParameter("尚无发布，无从试算")
        first = checked_month(month) if month else known[-1]
        made = run(
            rules,
            read_reference(home),
            store,
            months_between(first, checked_month(through or first)),
            store.before_correction,
        )
    if not len(made.scores):
        raise typer.BadParameter("所选月份没有发布")
    if out:
        _workbook(out, made, rules.title)
        print(f"已写入 {out}")
    elif as_json:
        body = {"command": "simulate", "ok": True, "scores": _records(made.scores), "hinges": _records(made.hinges)}
        print(json.dumps(body, ensure_ascii=False))
    else:
        _print(made, rules.title)


def _records(frame: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in frame.astype(object).where(frame.notna(), None).to_dict("records")]


def _print(made: Any, title: str) -> None:
    import pandas as pd
    from rich.table import Table

    from assets.publication.participation import rank_word
    from pipelines.cli.terminal import Terminal

    table = Table(title=f"试算：{title}（不写入已公布的数据）")
    for name in ("月份", "单位", "现行得分", "试算得分", "现行位次", "试算位次", "位次变化"):
        table.add_column(name, justify="left" if name in ("月份", "单位") else "right")
    for row in made.scores.sort_values(["month", "unit_group", "rank_in_group_simulated"]).itertuples():
        moved = "" if pd.isna(row.rank_change) or not row.rank_change else f"{int(row.rank_change):+d}"
        table.add_row(
            row.month,
            row.unit_name,
            _text(row.total_score_in_force),
            _text(row.total_score_simulated),
            _text(row.rank_in_group_in_force),
            rank_word(row.rank_in_group_simulated),
            moved,
        )
    console = Terminal(soft_wrap=True)
    console.print(table)
    moved_ranks = int((made.scores["rank_change"].fillna(0) != 0).sum())
    projects, targets, corrections = (
        (made.hinges["hinge"] == kind).sum() for kind in ("project", "target", "correction")
    )
    console.print(
        f"位次变化 {moved_ranks} 个；取决于一个项目的位次 {projects} 个，取决于一项目标的 {targets} 个，取决于一次更正的 {corrections} 个"
    )
    for row in made.hinges.head(20).itertuples():
        console.print(f"  {row.month} {row.unit_name}：没有{row.what}，位次由 {row.rank} 变为 {row.rank_without}")


def _text(value: Any) -> str:
    import pandas as pd

    return "—" if value is None or pd.isna(value) else f"{value:g}"


def _workbook(path: Path, made: Any, title: str) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "nan_inf_to_errors": False}) as book:
        for name, frame in (("得分与位次", made.scores), ("位次取决于", made.hinges)):
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, f"试算：{title}")
            sheet.write_row(1, 0, list(frame.columns))
            for number, row in enumerate(_records(frame), start=2):
                sheet.write_row(number, 0, ["" if value is None else value for value in row.values()])
            sheet.autofit()
