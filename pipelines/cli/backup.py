"""`zhaoyin backup FILE` and `restore FILE`: the whole home and its database in one .tar.gz with a digest of each file."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tarfile
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import DEFAULT_HOME, HomeOption, database_url

_SKIPPED = (".dagster/", "work/")  # work/ is rebuilt from the kept bytes, which are in these two folders of it
_KEPT = ("work/received/", "work/office/")
_INDEX = "zhaoyin-backup.json"
_DATABASE = "zhaoyin.db"


class BackupProblem(Exception):
    """The backup cannot be made or read; nothing was changed."""

    exit_code = 2


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write the backup (.tar.gz).")], home: HomeOption = DEFAULT_HOME
) -> None:
    """Writes the home (inbox, kept bytes, reference files, releases, returns) and the database into one file."""
    if not (home / "district.yaml").exists():
        raise BackupProblem(f"{home} 中没有 district.yaml，不是一个区的目录")
    digests: dict[str, str] = {}
    part = file.with_name(f".{file.name}.part")
    with tarfile.open(part, "w:gz") as archive:
        for path in sorted(home.rglob("*")):
            name = path.relative_to(home).as_posix()
            if path.is_file() and _belongs(name):
                digests[name] = hashlib.sha256(path.read_bytes()).hexdigest()
                archive.add(path, arcname=name)
        digests[_DATABASE] = _add_database(archive, home)
        index = json.dumps(digests, ensure_ascii=False, indent=1).encode()
        member = tarfile.TarInfo(_INDEX)
        member.size = len(index)
        archive.addfile(member, io.BytesIO(index))
    part.replace(file)
    print(f"已备份 {len(digests)} 个文件到 {file}")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup written by zhaoyin backup.")], home: HomeOption = DEFAULT_HOME
) -> None:
    """Unpacks a backup into an empty folder, then checks every file against its digest."""
    if home.exists() and any(home.iterdir()):
        raise BackupProblem(f"{home} 不是空目录，未做任何改动；请换一个空目录")
    home.mkdir(parents=True, exist_ok=True)
    with tarfile.open(file, "r:gz") as archive:
        archive.extractall(home, filter="data")
    digests = json.loads((home / _INDEX).read_text(encoding="utf-8"))
    for name, digest in digests.items():
        if hashlib.sha256((home / name).read_bytes()).hexdigest() != digest:
            raise BackupProblem(f"恢复后的文件与备份时不一致：{name}")
    (home / _INDEX).unlink()
    print(f"已恢复 {len(digests)} 个文件到 {home}")


def _belongs(name: str) -> bool:
    if name in (_DATABASE, f"{_DATABASE}-wal", f"{_DATABASE}-shm"):
        return False
    return name.startswith(_KEPT) or not name.startswith(_SKIPPED)


def _add_database(archive: tarfile.TarFile, home: Path) -> str:
    """A consistent copy of the SQLite database, taken while others may write."""
    url = database_url(home)
    if not url.startswith("sqlite"):
        raise BackupProblem("数据在 PostgreSQL 中：请用 pg_dump 备份数据库，本命令只备份 SQLite")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / _DATABASE
        with sqlite3.connect(url.removeprefix("sqlite:///")) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        archive.add(copy, arcname=_DATABASE)
        return hashlib.sha256(copy.read_bytes()).hexdigest()
