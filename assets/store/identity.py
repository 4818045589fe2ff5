"""Whether a home and a database belong together: both carry one identity, and both hold the same releases.

The identity of a home is HOME/identity.json; that of a database is its table district_identity. A pair from before
identities, or whose identity is on one side only, is adopted where its releases agree. Nothing is written, neither a
table nor a file, before it is known that the two belong together.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assets.store.connection import plain_engine, shown_url, sqlite_file
from assets.store.published import Store
from assets.store.tables import IDENTITY, PUBLISHED

IDENTITY_FILE = "identity.json"
MANIFEST_FILE = "manifest.json"
UNCOMMITTED = ".publishing-"  # beside a folder whose release is not known to be committed
_MONTH_NAME, REVISION_NAME = re.compile(r"20\d{2}-(0[1-9]|1[0-2])"), re.compile(r"r[1-9]\d*")
_NAMED = 3
_DAMAGED = ("not a database", "malformed")

Place = tuple[str, int]  # month, revision


class StrangerProblem(Exception):
    """A home and a database that do not belong together; nothing was touched."""

    exit_code = 2


@dataclass(frozen=True)
class HeldReleases:
    """What a database holds of ours: `there` is false where it has no table; `releases`: place → release_id."""

    there: bool
    identity: str | None
    releases: dict[Place, str]


def open_store(home: Path, url: str, *, absent_folders: bool = True) -> Store:
    """The database of a home, created or upgraded where needed. Raises StrangerProblem where the two do not belong
    together (see `discord`). A first opening writes the identity into whichever side lacks it."""
    if not (home / "district.yaml").is_file():
        return Store(url)
    if words := discord(home, url, absent_folders=absent_folders):
        raise StrangerProblem(words)
    store = Store(url)
    _adopt(home, store)
    return store


def discord(home: Path, url: str, *, absent_folders: bool = True) -> str | None:
    """What keeps a home and a database from being used together, in Chinese with what to do; None where nothing does.
    `absent_folders`: also releases of the database whose folder is gone (`verify` names each of these itself)."""
    folders = release_folders(home)  # before the database: a release being published is marked until it is committed
    unmarked = {place: path for place, path in folders.items() if not _marker(path).exists()}
    held = held_releases(url)
    own = home_identity(home)  # after the database: a home gets its identity first
    between = _Between(home, url, own, held, folders)
    if own and held.identity and own != held.identity:
        return between.strangers()
    if not held.releases and unmarked:
        return between.no_releases()
    if unknown := sorted(set(unmarked) - set(held.releases)):
        return between.unknown(unknown)
    absent = sorted(place for place in held.releases if not (folder_of(home, place) / MANIFEST_FILE).is_file())
    if held.releases and not folders:
        return between.absent(absent)
    if (own is None or held.identity is None) and (other := _other_release(unmarked, held)):
        return between.other(*other)
    if own is None and held.identity and not held.releases:
        return between.claimed()
    return between.absent(absent) if absent and absent_folders else None


def release_folders(home: Path) -> dict[Place, Path]:
    """Place → folder of everything in HOME/releases that has the name of a release, whole or not."""
    return {
        (month.name, int(folder.name[1:])): folder
        for month in sorted((home / "releases").glob("*"))
        if _MONTH_NAME.fullmatch(month.name)
        for folder in month.glob("r*")
        if REVISION_NAME.fullmatch(folder.name) and folder.is_dir()
    }


def folder_of(home: Path, place: Place) -> Path:
    """The folder of a release."""
    return home / "releases" / place[0] / f"r{place[1]}"


def held_releases(url: str) -> HeldReleases:
    """What the database holds, of whatever version; looked at only: nothing is created or upgraded."""
    nothing = HeldReleases(False, None, {})
    file = sqlite_file(url)
    if file is not None and not (file.is_file() and file.stat().st_size):
        return nothing
    engine = plain_engine(url)
    try:
        with engine.connect() as connection:
            inspector = sa.inspect(connection)
            if not inspector.has_table("published_release"):
                return nothing
            identity = connection.scalar(sa.select(IDENTITY.c.identity)) if inspector.has_table(IDENTITY.name) else None
            table = PUBLISHED["release"]
            rows = connection.execute(sa.select(table.c.month, table.c.revision, table.c.release_id))
            return HeldReleases(True, identity, {(row.month, int(row.revision)): row.release_id for row in rows})
    except sa.exc.DatabaseError as fault:
        if file is None or not any(words in str(fault.orig) for words in _DAMAGED):
            raise
        raise StrangerProblem(
            f"发布库的文件已损坏：{file}（{fault.orig}）。未做任何改动。请用最近的备份恢复（zhaoyin restore），"
            "或将该文件移走后运行 zhaoyin rebuild 由 releases 重建。"
        ) from None
    finally:
        engine.dispose()


def home_identity(home: Path) -> str | None:
    """The identity in HOME/identity.json; None without one. Raises StrangerProblem where it cannot be read."""
    path = home / IDENTITY_FILE
    if not path.is_file():
        return None
    try:
        return uuid.UUID(json.loads(path.read_text("utf-8"))["identity"]).hex
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as fault:
        raise StrangerProblem(
            f"目录的身份文件无法识别：{path}（{fault}）。未做任何改动。请从备份恢复该文件；没有备份时将其移走，"
            "程序会核对目录与发布库中的发布是否一致，一致即重新认领。"
        ) from None


def make_identity(home: Path, identity: str | None = None) -> str:
    """Gives a home its identity, once: the one it has, or `identity`, or a new one."""
    if known := home_identity(home):
        return known
    path = home / IDENTITY_FILE
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"identity": identity or uuid.uuid4().hex}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)  # the first of two that do this at once wins
    except FileExistsError:
        pass
    finally:
        part.unlink()
    made = home_identity(home)
    assert made is not None
    return made


def _adopt(home: Path, store: Store) -> None:
    """The home first, then the database: a database that has an identity belongs to a home that has it, too."""
    held = store.identity()
    own = home_identity(home) or make_identity(home, held)
    if held is None:
        store.take_identity(own)


def _marker(folder: Path) -> Path:
    return folder.with_name(f"{UNCOMMITTED}{folder.name}")


def _other_release(folders: dict[Place, Path], held: HeldReleases) -> tuple[Place, str] | None:
    """The first folder whose manifest is readable and names another release than the database has in its place."""
    for place, folder in sorted(folders.items()):
        try:
            named: Any = json.loads((folder / MANIFEST_FILE).read_text("utf-8"))
        except (OSError, ValueError):
            continue  # damaged or gone: for `verify` to name
        found = named.get("release_id") if isinstance(named, dict) else None
        if found is not None and found != held.releases[place]:
            return place, str(found)
    return None


@dataclass(frozen=True)
class _Between:
    """The words for each discord: what there is on either side, what is missing, what to do."""

    home: Path
    url: str
    own: str | None
    held: HeldReleases
    folders: dict[Place, Path]

    def strangers(self) -> str:
        return self._words("目录与发布库不是同一个区的，身份不同", f"{_DATABASE_ELSEWHERE}；{_HOME_ELSEWHERE}。")

    def claimed(self) -> str:
        return self._words(
            "发布库已属于另一个目录，而本目录没有身份文件", f"{_DATABASE_ELSEWHERE}；{_HOME_ELSEWHERE}。"
        )

    def no_releases(self) -> str:
        lost = "若发布库确已丢失，请用备份恢复（zhaoyin restore），或运行 zhaoyin rebuild 由 releases 重建"
        state = "是空的" if self.held.there or not _no_file(self.url) else "不存在"
        return self._words(f"缺的是发布库：目录中已有发布，而所连的发布库{state}", f"{_DATABASE_ELSEWHERE}；{lost}。")

    def unknown(self, places: list[Place]) -> str:
        older = "若发布库被恢复到了较早的状态，请恢复较新的备份，或换一个空库后运行 zhaoyin rebuild"
        return self._words(
            f"缺的是发布库中的发布：目录中有 {len(places)} 次发布为发布库所不知（{_listed(places)}）",
            f"{_DATABASE_ELSEWHERE}；{older}。",
        )

    def absent(self, places: list[Place]) -> str:
        lost = "若这些发布文件夹确已丢失，请从备份恢复到 releases 之下"
        return self._words(
            f"缺的是目录中的发布：发布库中有 {len(places)} 次发布在目录中没有发布清单（{_listed(places)}）",
            f"{_HOME_ELSEWHERE}；{lost}。",
        )

    def other(self, place: Place, found: str) -> str:
        what = f"目录与发布库中的发布不同：{place[0]} 第 {place[1]} 次，目录中是 {found}，发布库中是 {self.held.releases[place]}"
        return self._words(what, f"{_DATABASE_ELSEWHERE}；{_HOME_ELSEWHERE}。")

    def _words(self, what: str, advice: str) -> str:
        configured = (
            "由 ZHAOYIN_DATABASE_URL 指定"
            if os.environ.get("ZHAOYIN_DATABASE_URL")
            else "默认位置，未设置 ZHAOYIN_DATABASE_URL"
        )
        return (
            f"{what}。未做任何改动。\n"
            f"  目录：{self.home.resolve()}（身份 {_short(self.own)}，发布 {len(self.folders)} 次{_latest(self.folders)}）\n"
            f"  发布库：{shown_url(self.url)}（{configured}；身份 {_short(self.held.identity)}，"
            f"发布 {len(self.held.releases)} 次{_latest(self.held.releases)}）\n"
            f"处理：{advice}"
        )


_DATABASE_ELSEWHERE = "若发布库在别处，请把 ZHAOYIN_DATABASE_URL 设为本目录的发布库"
_HOME_ELSEWHERE = "若目录不对，请用 --home 或 ZHAOYIN_HOME 指定该库所属的目录"


def _no_file(url: str) -> bool:
    file = sqlite_file(url)
    return file is not None and not file.exists()


def _short(identity: str | None) -> str:
    return identity[:8] if identity else "无"


def _latest(places: dict[Place, Any]) -> str:
    return f"，最近 {_listed([max(places)])}" if places else ""


def _listed(places: list[Place]) -> str:
    told = "、".join(f"{month} 第 {revision} 次" for month, revision in places[:_NAMED])
    return f"{told}等" if len(places) > _NAMED else told
