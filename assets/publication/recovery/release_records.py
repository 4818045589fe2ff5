"""What the releases folder holds so that a lost database can be made again from it alone (recovery/rebuild.py).

`tables/` of a release has the report tables. What stands behind them (books, lineage) is in its folder `behind/`, for its
owner alone; of a release that an older program wrote, in .behind-r<revision> beside it, because its own folder is closed.
What belongs to no release (reopenings, inputs that changed nothing, the origin of the chain) is in
HOME/releases/.database.json.
"""

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from assets.publication.release_files import BEHIND, MANIFEST, behind_digest, contract_of, typed_behind, write_behind
from assets.store.identity import folder_of
from assets.store.published import Store
from assets.store.tables import ORIGIN, REOPENING, SEEN
from schemas.files import write_whole

ROWS_FILE = ".database.json"
KEPT_ROWS = {table.name: table for table in (REOPENING, SEEN, ORIGIN)}

KeptRows = dict[str, list[dict[str, Any]]]  # table → its rows; times as ISO text


def keep_for_rebuild(home: Path, store: Store) -> list[str]:
    """Completes what the releases folder holds; returns the ids of releases whose rows are no longer what was published,
    and of which nothing is kept therefore. Cheap where everything is there."""
    keep_rows(home, store)
    return [release_id for release_id, place in _placed(store) if not _keep_behind(home, store, release_id, place)]


def keep_rows(home: Path, store: Store) -> None:
    """Writes HOME/releases/.database.json where it is not what the database holds."""
    with store.engine.connect() as connection:
        text = rows_text(database_rows(connection))
    path = home / "releases" / ROWS_FILE
    if path.is_file() and path.read_text("utf-8") == text:
        return
    write_whole(path, text.encode(), mode=0o600)


def database_rows(connection: sa.Connection) -> KeptRows:
    """The rows that belong to no release, in an order of their own."""
    found: KeptRows = {}
    for name, table in KEPT_ROWS.items():
        rows = [
            {key: _plain(value) for key, value in row.items()}
            for row in connection.execute(sa.select(table)).mappings()
        ]
        found[name] = sorted(rows, key=lambda row: json.dumps(row, ensure_ascii=False))
    return found


def rows_text(rows: KeptRows) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def kept_rows(home: Path) -> KeptRows | None:
    """What HOME/releases/.database.json holds, times as times; None without one. Raises ValueError, KeyError or TypeError
    where it is damaged."""
    path = home / "releases" / ROWS_FILE
    if not path.is_file():
        return None
    told = json.loads(path.read_text("utf-8"))
    times = {column.name for column in REOPENING.columns if column.type.python_type is datetime}
    return {
        name: [
            {key: datetime.fromisoformat(value) if key in times else value for key, value in row.items()}
            for row in told[name]
        ]
        for name in KEPT_ROWS
    }


def behind_folder(home: Path, place: tuple[str, int]) -> Path | None:
    """Where the books and the lineage of a release are kept; None where they are not."""
    own = folder_of(home, place) / BEHIND
    return next((folder for folder in (own, _beside(home, place)) if folder.is_dir()), None)


def unkept(home: Path, store: Store) -> list[str]:
    """Ids of the releases that could not be made again from the releases folder alone."""
    return [release_id for release_id, place in _placed(store) if behind_folder(home, place) is None]


def _placed(store: Store) -> list[tuple[str, tuple[str, int]]]:
    return [
        (str(each["release_id"]), (month, int(each["revision"])))
        for month in store.months()
        for each in store.releases(month)
    ]


def _keep_behind(home: Path, store: Store, release_id: str, place: tuple[str, int]) -> bool:
    if behind_folder(home, place) is not None:
        return True
    contract, digests = _stated(home, place)
    frames = {name: typed_behind(frame, name, contract) for name, frame in store.behind_release(release_id).items()}
    if any(behind_digest(frames[name], name, contract) != digest for name, digest in digests.items()):
        return False  # `verify` names the rows
    target = _beside(home, place)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    write_behind(part, frames)
    part.rename(target)
    return True


def _stated(home: Path, place: tuple[str, int]) -> tuple[str, dict[str, str]]:
    """The contract version of a release and what its manifest says of books and lineage: nothing under the first contract."""
    try:
        manifest = json.loads((folder_of(home, place) / MANIFEST).read_text("utf-8"))
        return contract_of(manifest), dict(manifest.get("behind", {}))
    except (OSError, ValueError, AttributeError):
        return contract_of({}), {}


def _beside(home: Path, place: tuple[str, int]) -> Path:
    folder = folder_of(home, place)
    return folder.with_name(f".{BEHIND}-{folder.name}")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def read_behind(folder: Path, name: str) -> pd.DataFrame:
    """One of the frames that `write_behind` wrote."""
    return typed_behind(pd.read_parquet(folder / f"{name}.parquet"), name)
