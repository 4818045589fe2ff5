"""`zhaoyin reopen`: lets late files and corrections into a final month, with a reason and a name."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.options import (
    DEFAULT_HOME,
    AsOfOption,
    HomeOption,
    MonthOption,
    checked_month,
    database_url,
    parse_moment,
)


def reopen(
    month: MonthOption,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with the month for good.")],
    by: Annotated[str, typer.Option("--by", help="Who decided.")],
    home: HomeOption = DEFAULT_HOME,
    as_of: AsOfOption = None,
) -> None:
    """Records the reopening; the next run of the month takes in what came after the close."""
    from assets.publication.events import reopen_month
    from assets.publication.recovery.release_records import keep_rows
    from assets.store.identity import open_store

    checked_month(month)
    if not reason.strip() or not by.strip():
        raise typer.BadParameter("--reason 和 --by 都不能为空：重开须说明理由和批准人")
    with open_store(home, database_url(home)) as store:
        release = store.release(month)
        if release is None:
            raise typer.BadParameter(f"{month} 尚无发布，无须重开")
        reopen_month(home, store, month, reason=reason.strip(), by=by.strip(), at=parse_moment(as_of))
        keep_rows(home, store)
    print(
        f"{month} 已重开（理由：{reason.strip()}；批准人：{by.strip()}）。运行 zhaoyin run --month {month} 重新发布。"
    )
