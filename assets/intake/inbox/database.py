"""The database inbox: an upstream system that holds the sheets as tables, read through the same path as csv sheets.

`district.yaml inbox: {database: URL, tables: {项目台账: t_project, 到位资金: t_fund, …}}`; ${NAME} in the URL reads the
environment. Each table has the columns 填报单位 and 填报月份 beside the sheet's own headers (canonical Chinese headers,
or field names); 封面 may have one too, with its labels as columns. One submission is what one unit has for one month;
its time is the newest 更新时间, else when it was first seen.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa

from assets.intake.office.environment import expanded
from schemas.files import zip_of
from schemas.form.sheets import COVER, SHEETS
from schemas.office.district import Inbox

UNIT, MONTH, UPDATED, NO_CHANGE = "填报单位", "填报月份", "更新时间", "本月无变动"
_BEIJING = timezone(timedelta(hours=8))
_BY_TITLE = {sheet.title: sheet for sheet in SHEETS.values()}


@dataclass(frozen=True, slots=True)
class UpstreamSubmission:
    """One unit's month: a name, its sheets as one zip of csv files, and when it was last touched."""

    name: str
    data: bytes
    updated_at: datetime | None


class UpstreamProblem(Exception):
    """The upstream tables cannot be read as sheets."""

    exit_code = 2


def upstream_submissions(inbox: Inbox) -> list[UpstreamSubmission]:
    """Every unit and month of the upstream tables, by name; UpstreamProblem for a table that is not there or has no
    填报单位 or 填报月份."""
    engine = sa.create_engine(expanded(str(inbox.database)))
    sheets: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = defaultdict(dict)
    newest: dict[tuple[str, str], datetime] = {}
    try:
        with engine.connect() as connection:
            for title, table in inbox.tables.items():
                for row in _rows(connection, title, table):
                    key = (str(row.pop(UNIT)), str(row.pop(MONTH)))
                    stamp = _time(row.pop(UPDATED, None))
                    if stamp:
                        newest[key] = max(stamp, newest.get(key, stamp))
                    sheets[key].setdefault(title, []).append(row)
    finally:
        engine.dispose()
    return [
        UpstreamSubmission(f"{month}/{unit}.zip", _zipped(unit, month, found), newest.get((unit, month)))
        for (unit, month), found in sorted(sheets.items())
    ]


def _rows(connection: sa.Connection, title: str, table: str) -> list[dict[str, Any]]:
    """The table's rows under canonical headers."""
    form = _BY_TITLE[title]
    headers = {item.name: item.header for item in form.fields}
    inspector = sa.inspect(connection)
    if table not in (*inspector.get_table_names(), *inspector.get_view_names()):
        raise UpstreamProblem(f"district.yaml inbox.tables.{title}：上游数据库没有表“{table}”")
    quoted = connection.dialect.identifier_preparer.quote(table)
    rows = [dict(row) for row in connection.execute(sa.text(f"SELECT * FROM {quoted}")).mappings()]
    named = [{headers.get(name, name): value for name, value in row.items()} for row in rows]
    if named and not {UNIT, MONTH} <= set(named[0]):
        raise UpstreamProblem(f"district.yaml inbox.tables.{title}：上游表“{table}”应有“{UNIT}”和“{MONTH}”列")
    return named


def _time(value: Any) -> datetime | None:
    """更新时间 as a naive Beijing time; None where the upstream has none."""
    if not value:
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.astimezone(_BEIJING).replace(tzinfo=None) if moment.tzinfo else moment


def _zipped(unit: str, month: str, sheets: dict[str, list[dict[str, Any]]]) -> bytes:
    """The sheets as csv files in one zip; the cover is written from unit and month where the system has none."""
    cover = {NO_CHANGE: None, **(sheets.get(COVER.title) or [{}])[0]}
    files = {COVER.title: [[UNIT, unit], [MONTH, month], *([label, _text(value)] for label, value in cover.items())]}
    for title, rows in sheets.items():
        if title != COVER.title:
            headers = list(rows[0])
            files[title] = [headers, *([_text(row[name]) for name in headers] for row in rows)]
    return zip_of([(f"{title}.csv", _csv(lines)) for title, lines in sorted(files.items())])


def _csv(lines: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def _text(value: Any) -> str:
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
