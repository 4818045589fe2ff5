"""`zhaoyin doctor`: what is wrong with this installation or this home, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from pipelines.cli.options import DEFAULT_HOME, HomeOption, database_url
from schemas.typography import chinese


@dataclass(frozen=True, slots=True)
class Ailment:
    """One check: good, or what is wrong and what to do."""

    what: str
    good: bool
    words: str


def doctor(home: HomeOption = DEFAULT_HOME) -> None:
    """Checks Python, packages, the home, its reference files, rulebooks, database, inbox, disk and Dagster storage."""
    results: list[Ailment] = []
    for check in (_python, _packages, _home, _reference, _rulebooks, _person_key, _database, _inbox, _disk, _dagster):
        results.append(_guarded(check, home))
    for each in results:
        print(f"{'正常' if each.good else '异常'}  {each.what}：{chinese(each.words)}")
    if not all(each.good for each in results):
        raise typer.Exit(1)


def _guarded(check: Callable[[Path], Ailment], home: Path) -> Ailment:
    """A check that itself fails is an ailment, not a crash."""
    try:
        return check(home)
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with the installation is the answer
        return Ailment(check.__name__.strip("_"), False, f"{type(fault).__name__}: {fault}")


def _python(home: Path) -> Ailment:
    version = ".".join(str(part) for part in sys.version_info[:3])
    good = (3, 11) <= sys.version_info[:2] < (3, 15)
    return Ailment("Python", good, version if good else f"{version}；需要 3.11–3.14")


def _packages(home: Path) -> Ailment:
    from importlib.metadata import version

    expected = {"dagster": "1.13.27", "dagster-webserver": "1.13.27"}
    wrong = [f"{name} {version(name)}（应为 {wanted}）" for name, wanted in expected.items() if version(name) != wanted]
    return Ailment(
        "软件包",
        not wrong,
        "；".join(wrong) + "；请重新执行 make run" if wrong else f"zhaoyin {version('zhaoyin')}，版本与锁定文件一致",
    )


def _home(home: Path) -> Ailment:
    good = (home / "district.yaml").is_file()
    return Ailment(
        "区目录", good, str(home.resolve()) if good else f"{home} 中没有 district.yaml；先运行 zhaoyin init 或 demo"
    )


def _reference(home: Path) -> Ailment:
    from assets.intake.office.reference import ReferenceProblem, read_reference

    try:
        reference = read_reference(home)
    except ReferenceProblem as problem:
        return Ailment("参考文件", False, f"{len(problem.faults)} 处不符：\n" + str(problem))
    notes = "；".join(reference.notes)
    notes = "".join(f"；注意：{note}" for note in _lacking(reference)) + (f"；{notes}" if notes else "")
    return Ailment("参考文件", True, f"{len(reference.units)} 个单位，{len(reference.targets)} 条目标{notes}")


def _lacking(reference: Any) -> list[str]:
    """What the year of the month being collected lacks, and in its last two months the next year."""
    from assets.review.new_year import year_lacks
    from pipelines.cli.options import parse_moment
    from schemas.months import shift

    collected = shift(parse_moment(None).strftime("%Y-%m"), -1)
    months = [collected, *([f"{int(collected[:4]) + 1}-01"] if collected[5:] in ("11", "12") else [])]
    return list(dict.fromkeys(words for month in months for words in year_lacks(reference, month)))


def _rulebooks(home: Path) -> Ailment:
    from schemas.office.rulebook import load_rulebook

    files = sorted((home / "rulebooks").glob("*.yaml")) if (home / "rulebooks").is_dir() else []
    for file in files:
        load_rulebook(file)
    return Ailment("考核办法", True, "、".join(file.name for file in files) or "无：不计分，只出统计表")


def _person_key(home: Path) -> Ailment:
    from datetime import datetime

    from assets.intake.home import MonthHome

    MonthHome(home, datetime.min, "").person_key  # noqa: B018 - raises with what to do
    return Ailment("人员密钥", True, "已设置")


def _database(home: Path) -> Ailment:
    from assets.publication.recovery.release_records import unkept
    from assets.store.connection import sqlite_file
    from assets.store.identity import StrangerProblem, open_store

    url = database_url(home)
    try:
        with open_store(home, url) as store:
            months, only_there = store.months(), unkept(home, store)
    except StrangerProblem as problem:
        return Ailment("数据库", False, str(problem))
    file = sqlite_file(url)
    kind = "SQLite" if file else "PostgreSQL"
    if file:
        with sqlite3.connect(file) as connection:
            state = connection.execute("PRAGMA quick_check").fetchone()[0]
        if state != "ok":
            return Ailment("数据库", False, f"{kind} 文件损坏：{state}；请用最近的备份恢复（zhaoyin restore）")
    held = f"{kind}，已发布 {len(months)} 个月{'至 ' + months[-1] if months else ''}"
    if only_there:
        held += f"；注意：{only_there[0]} 等 {len(only_there)} 次发布的入账明细只在发布库中，库一旦丢失无从重建，请运行 zhaoyin backup 补存"
    return Ailment("数据库", True, held)


def _inbox(home: Path) -> Ailment:
    from assets.intake.office.reference import read_district

    district = read_district(home)
    if district.inbox.database or "://" in district.inbox.url or "${" in district.inbox.url:
        return Ailment("收件箱", True, "远程或数据库收件箱，运行时检查")
    folder = home / district.inbox.url
    return Ailment("收件箱", folder.is_dir(), str(folder) if folder.is_dir() else f"文件夹不存在：{folder}；请新建")


def _disk(home: Path) -> Ailment:
    free = shutil.disk_usage(home if home.exists() else Path.cwd()).free // 2**20
    return Ailment("磁盘", free > 500, f"可用 {free} MB{'' if free > 500 else '；请清理，至少留 500 MB'}")


def _dagster(home: Path) -> Ailment:
    folder = Path(os.environ.get("DAGSTER_HOME") or home / ".dagster")
    good = (folder / "dagster.yaml").is_file()
    return Ailment(
        "Dagster", good, str(folder) if good else f"{folder} 中没有 dagster.yaml；运行一次 zhaoyin run 会自动建立"
    )
