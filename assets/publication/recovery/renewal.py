"""Begins the record outside the database (HOME/releases/chain.jsonl) anew where it was lost and no backup has it."""

from __future__ import annotations

from pathlib import Path

from assets.publication.events import database_events, origin_of
from assets.publication.integrity.records import record_faults
from assets.publication.integrity.releases import known_releases
from assets.publication.recovery.release_records import ROWS_FILE, database_rows, rows_text
from assets.publication.verifying import faults
from assets.store.anchor import SHORT, anchor_path, begin_anchor
from assets.store.connection import writing
from assets.store.published import Store


class RenewalProblem(Exception):
    """The record is there, or something else than the record is not as it was published; nothing was written."""

    exit_code = 2


def renew_record(home: Path, store: Store, printed: str) -> str:
    """Records all that the database holds; the id of the release published last. `printed`: the fingerprint of that
    release's manifest as `run` or `backup` told it, which a database without its last releases cannot know. Reopenings
    must be those of HOME/releases/.database.json. Raises RenewalProblem."""
    path = anchor_path(home)
    if path.exists():
        raise RenewalProblem(f"发布链存根仍在：{path}，未做任何改动。已损坏的，请先移到别处留存，再运行本命令。")
    releases = known_releases(home, store)
    last = releases[-1] if releases else None
    told = printed.strip().lower()
    if last is None or last.sequence is None or len(told) < SHORT or not (last.hash_now or "").startswith(told):
        raise RenewalProblem(
            f"指纹 {printed} 不是发布链末端的指纹（末端为 {last.release_id if last else '无'}），未做任何改动。"
            f"请写明最近一次发布时运行报告上的指纹（{SHORT} 位）；写对仍不符的，末端的发布已被移除或改动，请从备份恢复。"
        )
    with writing(store.engine) as connection:
        kept = home / "releases" / ROWS_FILE
        if not kept.is_file() or kept.read_text("utf-8") != rows_text(database_rows(connection)):
            raise RenewalProblem(f"重开记录与 {kept} 不符，未做任何改动，请先从备份恢复该文件。")
        of_record = tuple(record_faults(home, store, releases))
        if others := [each for each in faults(home, store) if not each.startswith(of_record)]:
            raise RenewalProblem(f"除存根外另有 {len(others)} 处不符，未做任何改动，请先处理：{others[0]}")
        begin_anchor(home, {**origin_of(connection), "renewed": told}, sorted(database_events(connection)))
    return last.release_id
