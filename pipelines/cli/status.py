"""`zhaoyin status`: the list for chasing. Reads and judges; publishes and answers nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.cli.options import (
    DEFAULT_HOME,
    AsOfOption,
    HomeOption,
    JsonOption,
    checked_month,
    database_url,
    parse_moment,
)


def status(
    month: Annotated[
        str | None, typer.Option("--month", help="Month, YYYY-MM; default: the one being collected.")
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    html_file: Annotated[Path | None, typer.Option("--html", help="Write a page to this file.")] = None,
) -> None:
    """Who has sent, who was returned, who is late, and when it is due."""
    from schemas.months import month_label, shift

    now = parse_moment(as_of)
    chosen = checked_month(month) if month else shift(now.strftime("%Y-%m"), -1)
    rows, notes = _standings(home, chosen, now)
    if as_json:
        units = [row.record() for row in rows]
        print(
            json.dumps(
                {"command": "status", "ok": True, "month": chosen, "units": units, "findings": [], "notes": notes},
                ensure_ascii=False,
            )
        )
        return
    title = f"{month_label(chosen)}报送情况（截至{now:%Y-%m-%d %H:%M}）"
    if html_file:
        from pipelines.cli.status_page import status_page

        html_file.write_text(status_page(title, rows, notes), encoding="utf-8")
        print(f"已写入 {html_file}")
        return
    _table(title, rows, notes)


def _standings(home: Path, month: str, now: Any) -> tuple[list[Any], list[str]]:
    from assets.intake.home import MonthHome
    from assets.intake.submissions.collected import collect
    from assets.publication.holding import held_back
    from assets.review.judge import judge_month
    from assets.review.new_year import year_lacks
    from assets.review.returns.answers import AnswerRecord
    from assets.review.submission_status import submission_statuses
    from assets.store.identity import open_store
    from schemas.calendar import Deadlines

    at = MonthHome(home, now, database_url(home))
    reference = at.reference
    deadlines = Deadlines(reference.district.calendar, reference.holidays)
    with open_store(home, database_url(home)) as store:
        back = held_back(month, at, store, asked=True)
        review = judge_month(
            collect(reference, month, at.received(month)),
            reference,
            store,
            now,
            open_until=store.open_until(month),
        )
    rows = submission_statuses(review, at.register, deadlines, now, AnswerRecord(home, month))
    notes = [back.reason] if back else []
    notes += [f"{year}年放假安排未录入，按周末和固定节日推算" for year in sorted(deadlines.unknown_years)]
    return rows, [*notes, *year_lacks(reference, month)]


def _table(title: str, rows: list[Any], notes: list[str]) -> None:
    from rich.table import Table

    from pipelines.cli.terminal import Terminal
    from schemas.words import ERRORS, WARNINGS

    table = Table(title=title)
    for name in ("单位", "状态", "收到时间", "按时", "迟报", ERRORS, WARNINGS, "下一步"):
        table.add_column(name, overflow="fold", justify="right" if name in ("迟报", ERRORS, WARNINGS) else "left")
    for row in rows:
        on_time = "—" if row.on_time is None else "是" if row.on_time else "否"
        received = (row.received_at or "—").replace("T", " ")[:16]
        late = "" if not row.late_days else str(row.late_days)
        table.add_row(
            row.unit_name, row.status_label, received, on_time, late, str(row.errors), str(row.warnings), row.next_step
        )
    console = Terminal()
    console.print(table)
    sent = sum(row.status != "missing" for row in rows)
    console.print(
        f"应报 {len(rows)} 家，已报 {sent} 家，未报 {len(rows) - sent} 家；报送截止 {rows[0].due if rows else '—'}"
    )
    ready = [row for row in rows if row.answer]
    for row in ready:
        console.print(f"答复已备好：{row.unit_name}  {row.answer}", soft_wrap=True)
    waiting = "、".join(row.unit_name for row in rows if row.answer_waits)
    if waiting:
        console.print(f"答复待写出（下次运行写出）：{waiting}")
    for note in notes:
        console.print(f"注：{note}")
