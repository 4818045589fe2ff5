"""Resources: the district's home at a moment, and the published store. Rooms receive the plain objects."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import dagster as dg

from assets.intake.home import MonthHome
from assets.publication.store.store import Store
from pipelines.cli.options import DEFAULT_HOME, database_url, moment


def configured_home() -> Path:
    """ZHAOYIN_HOME, else ./district: the folder the definitions are loaded for."""
    return Path(os.environ.get("ZHAOYIN_HOME") or DEFAULT_HOME).resolve()


def clock() -> datetime:
    """Now in Beijing time; ZHAOYIN_AS_OF fixes it for rehearsals."""
    return moment(os.environ.get("ZHAOYIN_AS_OF"))


def fixed_clock() -> datetime | None:
    """The rehearsal's time, or None: schedules then use their tick's own."""
    return moment(os.environ["ZHAOYIN_AS_OF"]) if os.environ.get("ZHAOYIN_AS_OF") else None


class HomeResource(dg.ConfigurableResourceFactory[MonthHome]):
    """The home at the run's moment. `as_of` empty: the time the run starts."""

    path: str
    as_of: str = ""

    def create_resource(self, context: dg.InitResourceContext) -> MonthHome:
        path = Path(self.path)
        return MonthHome(path, moment(self.as_of) if self.as_of else clock(), database_url(path))


class StoreResource(dg.ConfigurableResourceFactory[Store]):
    """The database of releases: ZHAOYIN_DATABASE_URL, else the home's own SQLite file."""

    path: str

    def create_resource(self, context: dg.InitResourceContext) -> Store:
        return Store(database_url(Path(self.path)))
