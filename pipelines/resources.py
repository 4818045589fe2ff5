"""Resources: the district's home at a moment, and the published store. Rooms receive the plain objects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

import dagster as dg

from assets.intake.home import MonthHome
from assets.store.identity import open_store
from assets.store.month_lock import month_lock
from assets.store.published import Store
from pipelines.cli.options import DEFAULT_HOME, database_url, parse_moment

PARTITION_TAG = "dagster/partition"


def configured_home() -> Path:
    """ZHAOYIN_HOME, else ./district: the folder the definitions are loaded for."""
    return Path(os.environ.get("ZHAOYIN_HOME") or DEFAULT_HOME).resolve()


def clock() -> datetime:
    """Now in Beijing time, unless a rehearsal has fixed it."""
    return fixed_clock() or parse_moment(None)


def fixed_clock() -> datetime | None:
    """A rehearsal's time, or None: schedules then use their tick's own. ZHAOYIN_AS_OF is the time, or @FILE that holds
    it, so that a rehearsal can turn the clock of running processes."""
    fixed = os.environ.get("ZHAOYIN_AS_OF", "")
    if fixed.startswith("@"):
        fixed = Path(fixed[1:]).read_text(encoding="utf-8").strip()
    return parse_moment(fixed) if fixed else None


def home_resource(home: Path, as_of: datetime | None = None) -> dg.ResourceDefinition:
    """The home at the run's moment: `as_of`, else the time the run starts. Run configuration can change neither. While it
    is in use the month is held: a second run of the same month waits here, however it was started."""

    @dg.resource(config_schema={}, description="区目录与时点")
    def month_home(context: dg.InitResourceContext) -> Iterator[MonthHome]:
        month = context.run.tags.get(PARTITION_TAG) if context.run else None
        with _kept_apart(home, month, context):
            yield MonthHome(home, as_of or clock(), database_url(home))

    return month_home


def _kept_apart(home: Path, month: str | None, context: dg.InitResourceContext) -> AbstractContextManager[None]:
    if not month or not (home / "district.yaml").exists():
        return nullcontext()
    open_store(home, database_url(home)).close()  # before anything else: a stranger is not even locked
    words = f"{month} 正由另一次运行处理，等待其结束"
    return month_lock(database_url(home), home, month, on_wait=lambda: context.log.info(words) if context.log else None)


def store_resource(home: Path) -> dg.ResourceDefinition:
    """The database of releases: ZHAOYIN_DATABASE_URL, else the home's own SQLite file."""

    @dg.resource(config_schema={}, description="发布库")
    def published_store(context: dg.InitResourceContext) -> Iterator[Store]:
        with open_store(home, database_url(home)) as store:
            yield store

    return published_store
