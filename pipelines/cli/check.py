"""`zhaoyin check`: the same rules on workbooks before they are sent, against the last accepted state.

Reads and judges; keeps, publishes and answers nothing. Imports no Dagster.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.options import (
    DATABASE_FILE,
    DEFAULT_HOME,
    AsOfOption,
    HomeOption,
    JsonOption,
    checked_month,
    database_url,
    own_database_url,
    parse_moment,
)

if TYPE_CHECKING:
    from assets.review.model import Review
    from schemas.finding import Finding
    from schemas.history import History

FINDINGS = 1
_KEYS = (
    "unit_code",
    "rule_code",
    "severity",
    "file_name",
    "sheet",
    "cell",
    "field",
    "raw_value",
    "expected",
    "message",
)
_COLOURS = {"F": "bold red", "E": "red", "W": "yellow", "I": "dim"}


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Workbooks to check.", exists=True, dir_okay=False)
    ],
    month: Annotated[
        str | None, typer.Option("--month", help="Month they are for, YYYY-MM; default: what they say.")
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judges the workbooks and lists what has to be corrected or explained before they are sent."""
    from assets.intake.processes.children import READERS, USUAL_MEMORY_MB

    if month:
        checked_month(month)
    READERS.start_early(USUAL_MEMORY_MB)  # loads the reader while this process loads the rules
    reviews = _judged(files, month, home, parse_moment(as_of))
    findings, units = [], []
    for review in reviews:
        still_open = [each for each in review.findings if each.status == "open"]
        findings += still_open
        units += _units(review, still_open)
    failed = any(each.severity in "FE" for each in findings)
    said = "、".join(sorted({review.month for review in reviews}))
    if as_json:
        rows = [{key: getattr(each, key) for key in _KEYS} for each in findings]
        print(
            json.dumps(
                {"command": "check", "ok": not failed, "month": said, "units": units, "findings": rows},
                ensure_ascii=False,
            )
        )
    else:
        _print(said, units, findings)
    raise typer.Exit(FINDINGS if failed else 0)


def _judged(files: list[Path], month: str | None, home: Path, as_of: datetime) -> list[Review]:
    from assets.intake.office.reference import read_reference
    from assets.intake.submissions.month_files import read_apart
    from assets.review.judge import judge
    from schemas.months import shift

    reference = read_reference(home)
    intakes = read_apart(files, reference, month, otherwise=shift(f"{as_of:%Y-%m}", -1))
    with ExitStack() as open_until_done:
        history = history_of(home, open_until_done)
        return [
            judge(intake, reference, history, as_of, open_until=datetime.max)  # nothing is too late to be looked at
            for intake in intakes
        ]


def history_of(home: Path, open_until_done: ExitStack) -> History:
    """The last accepted state; a home that has released nothing has none, and no database is made for asking."""
    url = database_url(home)
    if url == own_database_url(home) and not (home / DATABASE_FILE).is_file():
        from schemas.history import NoHistory

        if not any((home / "releases").glob("*/r*")):
            return NoHistory()
    from assets.store.identity import open_store

    return open_until_done.enter_context(open_store(home, url))


def _units(review: Review, findings: list[Finding]) -> list[dict[str, Any]]:
    """One record a file: whose it is, how it would be received, how much is open."""
    records = []
    for row in review.revisions.itertuples():
        mine = [each for each in findings if each.file_name == row.file_name]
        records.append(
            {
                "unit_code": str(row.unit_code),
                "file_name": str(row.file_name),
                "status": str(row.outcome),
                "errors": sum(each.severity in "FE" for each in mine),
                "warnings": sum(each.severity == "W" for each in mine),
            }
        )
    return records


def _print(month: str, units: list[dict[str, Any]], findings: list[Finding]) -> None:
    from rich.table import Table
    from rich.text import Text

    from assets.review.returns.annotate.findings_table import degree, lines
    from pipelines.cli.terminal import Terminal
    from schemas.words import ERRORS, WARNINGS

    console = Terminal()
    if findings:
        table = Table(title=f"{month} 报送前核查", show_lines=False)
        for name in ("程度", "规则", "工作表", "单元格", "原值", "应为", "说明"):
            table.add_column(name, overflow="fold", no_wrap=name in ("程度", "单元格"))
        for line in lines(findings):
            each = line.finding
            table.add_row(
                Text(degree(each), style=_COLOURS[each.severity]),
                each.rule_code,
                each.sheet or "",
                each.cell or "",
                each.raw_value or "",
                each.expected,
                each.message,
            )
        console.print(table)
    for unit in units:
        console.print(
            f"{unit['file_name']}（{unit['unit_code']}）：{ERRORS} {unit['errors']} 处，{WARNINGS} {unit['warnings']} 处",
            soft_wrap=True,
        )
    failed = any(each.severity in "FE" for each in findings)
    explain = any(each.severity == "W" for each in findings)
    words = (
        f"有{ERRORS}的问题，请改正后再报送。"
        if failed
        else f"没有{ERRORS}的问题，可以报送" + (f"；“{WARNINGS}”的，请改正或在“情况说明”表说明。" if explain else "。")
    )
    console.print(words, style="red" if failed else "green")
