"""`make run`: the sample district, its months through the monthly job, then the result in Chinese and where to look."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from pipelines.cli.options import DEFAULT_HOME, database_url, parse_moment

FIRST, LAST = "2024-01", "2025-12"


def main() -> int:
    """Returns the exit code of the run."""
    home = Path(os.environ.get("ZHAOYIN_HOME") or DEFAULT_HOME)
    started = time.monotonic()
    if not (home / "district.yaml").exists():
        from pipelines.cli.demo import demo

        demo(last_month=LAST, home=home, months=24, units=18)
    from pipelines.cli.run import run_months
    from schemas.months import months_between

    code = run_months(home, months_between(FIRST, LAST), parse_moment(None))
    _summary(home, LAST)
    print(f"用时 {time.monotonic() - started:.0f} 秒")
    return code


def _summary(home: Path, month: str) -> None:
    """The table of units, where the outputs are, one line for the UI."""

    from assets.store.connection import shown_url
    from assets.store.identity import open_store
    from pipelines.cli.summary import summary_table
    from pipelines.cli.terminal import Terminal

    console = Terminal()
    with open_store(home, database_url(home)) as store:
        release = store.release(month)
        if release is None:
            console.print(f"{month} 尚无发布，请看上面的说明")
            return
        console.print(summary_table(store, month))
    folder = home / "releases" / month / f"r{release['revision']}"
    console.print(f"发布文件：{folder}（report.xlsx、bulletin.docx、dashboard.html、tables/）", soft_wrap=True)
    console.print(f"退回件：  {home / 'returns' / month}", soft_wrap=True)
    console.print(f"数据库：  {shown_url(database_url(home))}（视图 report_*）", soft_wrap=True)
    console.print("Dagster 界面：make ui，然后打开 http://127.0.0.1:3000", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
