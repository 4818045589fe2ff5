"""The Dagster instance of a home: DAGSTER_HOME (default HOME/.dagster) with the shipped dagster.yaml, telemetry off."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
# Caches of earlier versions below HOME/work. Nothing reads them any more, and they hold rows as they were sent.
_OUTDATED_CACHES = ("judged", "books")


def keep_files_private() -> None:
    """What this process writes is for its owner alone; what is published is opened to readers one by one."""
    os.umask(0o077)


class PathProblem(Exception):
    """A path in which Dagster cannot keep its storage; nothing was written."""

    exit_code = 2


def instance_folder(home: Path) -> Path:
    """DAGSTER_HOME, default HOME/.dagster. Raises PathProblem: Dagster makes a URL of its path, whose ? ends it and whose %20
    is decoded."""
    folder = Path(os.environ.get("DAGSTER_HOME") or home.resolve() / ".dagster")
    if "?" in str(folder) or unquote(str(folder)) != str(folder):
        raise PathProblem(
            f"路径中不能有“?”或“%20”一类的编码：{folder}（Dagster 的存储不支持），未做任何改动。请换一个路径，或将该文件夹改名。"
        )
    return folder


def prepare_instance(home: Path) -> Path:
    """Makes DAGSTER_HOME with its dagster.yaml where it is not there yet; sets the environment of this process. Removes the
    caches that earlier versions left in the home. Raises PathProblem."""
    folder = instance_folder(home)
    for name in _OUTDATED_CACHES:
        shutil.rmtree(home / "work" / name, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "dagster.yaml").exists():
        shutil.copyfile(ROOT / "dagster.yaml", folder / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(folder)
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    os.environ["ZHAOYIN_HOME"] = str(home.resolve())
    return folder
