"""Tampers of what stands beside the rows: pointers, the chain, releases as a whole, reopenings, inputs that changed nothing,
and what the database says of itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

from assets.store.tables import SEALED, VERSION_TABLE
from tests.tamper.scene import FIRST, Scene, Tamper

MONTH = "2025-02"


def tampers() -> Iterator[Tamper]:
    yield from _pointers()
    yield from _chain()
    yield from _whole_releases()
    reopening = "重开记录"
    yield Tamper("reopening: reason changed", _run("UPDATE month_reopening SET reason = '无'"), reopening)
    yield Tamper("reopening: who changed", _run("UPDATE month_reopening SET \"by\" = '王某'"), reopening)
    yield Tamper("reopening: time changed", _run("UPDATE month_reopening SET \"at\" = '2025-03-01 09:00:00.000000'"), reopening)  # fmt: skip
    yield Tamper("reopening: month changed", _run(f"UPDATE month_reopening SET month = '{MONTH}'"), reopening)
    yield Tamper("reopening: removed", _run("DELETE FROM month_reopening"), reopening)
    yield Tamper("reopening: added", _run(f"INSERT INTO month_reopening VALUES ('{MONTH}', '2025-03-25 09:00:00.000000', '无', '王某')"), reopening)  # fmt: skip
    seen = "seen_digest"
    yield Tamper("run inputs: digest changed", _run(f"UPDATE {seen} SET input_digest = '{'a' * 64}'"), seen)
    yield Tamper("run inputs: release changed", lambda scene: scene.run(f"UPDATE {seen} SET release_id = '{scene.releases[0]}'"), seen)  # fmt: skip
    yield Tamper("run inputs: month changed", _run(f"UPDATE {seen} SET month = '{FIRST}'"), seen)
    yield Tamper("run inputs: removed", _run(f"DELETE FROM {seen}"), seen)
    yield Tamper("run inputs: added", lambda scene: scene.run(f"INSERT INTO {seen} VALUES ('{MONTH}', '{scene.last}', '{'b' * 64}')"), seen)  # fmt: skip
    origin = "chain_origin"
    yield Tamper("origin: added", _run(f"INSERT INTO {origin} VALUES (9, 9, '[]', '[]')"), origin)
    yield Tamper("origin: added, unreadable", _run(f"INSERT INTO {origin} VALUES (0, 0, 'x', 'x')"), origin)
    yield Tamper("identity: changed", _run(f"UPDATE district_identity SET identity = '{'c' * 32}'"), "身份")
    yield Tamper("identity: removed", _run("DELETE FROM district_identity"), "身份")
    yield Tamper("contract version changed", _run(f"UPDATE {VERSION_TABLE} SET version_num = '0001'"), "合同版本")
    yield Tamper("fingerprint of the definitions changed", _run("UPDATE derived_fingerprint SET sha256 = 'x'"), "指纹")


def _run(*statements: str) -> Callable[[Scene], None]:
    return lambda scene: scene.run(*statements)


def _pointer(month: str, at: int) -> Callable[[Scene], None]:
    return lambda scene: scene.run(
        f"UPDATE release_pointer SET release_id = '{scene.releases[at]}' WHERE month = '{month}'"
    )


def _pointers() -> Iterator[Tamper]:
    says = "指针"
    yield Tamper("pointer: to another month's release", _pointer(MONTH, 0), says)
    yield Tamper("pointer: back to the first revision", _pointer(MONTH, 1), says)
    yield Tamper("pointer: back by one revision", _pointer(MONTH, 2), says)
    yield Tamper("pointer: to a release that is none", _run("UPDATE release_pointer SET release_id = 'x'"), says)
    yield Tamper("pointer: removed", _run(f"DELETE FROM release_pointer WHERE month = '{MONTH}'"), says)
    yield Tamper("pointer: all removed", _run("DELETE FROM release_pointer"), says)
    yield Tamper("pointer: its month changed", _run(f"UPDATE release_pointer SET month = '2025-03' WHERE month = '{MONTH}'"), says)  # fmt: skip
    yield Tamper("pointer: a second month to a release", lambda scene: scene.run(f"INSERT INTO release_pointer VALUES ('2025-03', '{scene.last}')"), says)  # fmt: skip
    yield Tamper("pointer: replaced by an insert", lambda scene: scene.run(f"INSERT OR REPLACE INTO release_pointer VALUES ('{MONTH}', '{scene.releases[1]}')"), says, only="sqlite")  # fmt: skip
    yield Tamper("pointer: replaced by an upsert", lambda scene: scene.run(
        f"INSERT INTO release_pointer VALUES ('{MONTH}', '{scene.releases[1]}') "
        "ON CONFLICT (month) DO UPDATE SET release_id = excluded.release_id"), says)  # fmt: skip
    yield Tamper("pointer: the two months exchanged", _exchanged, says)


def _exchanged(scene: Scene) -> None:
    _pointer(MONTH, 0)(scene)
    _pointer(FIRST, -1)(scene)


def _chain() -> Iterator[Tamper]:
    def on(at: int, change: str) -> Callable[[Scene], None]:
        return lambda scene: scene.run(
            f"UPDATE release_manifest SET {change} WHERE release_id = '{scene.releases[at]}'"
        )

    yield Tamper("chain: the last hash taken away", on(-1, "sha256 = NULL"), "摘要被抹去")
    yield Tamper("chain: an earlier hash taken away", on(1, "sha256 = NULL"), "摘要被抹去")
    yield Tamper("chain: every hash taken away", _run("UPDATE release_manifest SET sha256 = NULL"), "摘要被抹去")
    yield Tamper("chain: the last hash changed", on(-1, f"sha256 = '{'0' * 64}'"), "清单被改动")
    yield Tamper("chain: an earlier hash changed", on(0, f"sha256 = '{'0' * 64}'"), "清单被改动")
    yield Tamper("chain: month changed", on(-1, f"month = '{FIRST}'"), "月份被改动")
    yield Tamper("chain: a place skipped", on(-1, "sequence = 9"), "发布链缺")
    yield Tamper(
        "chain: two places exchanged", _run("UPDATE release_manifest SET sequence = 10 - sequence"), "清单链断开"
    )
    yield Tamper("chain: its last row removed", lambda scene: scene.run(f"DELETE FROM release_manifest WHERE release_id = '{scene.last}'"), "不在发布链")  # fmt: skip
    yield Tamper("chain: an earlier row removed", lambda scene: scene.run(f"DELETE FROM release_manifest WHERE release_id = '{scene.releases[1]}'"), "不在发布链")  # fmt: skip
    yield Tamper("chain: all rows removed", _run("DELETE FROM release_manifest"), "不在发布链")
    yield Tamper("chain: a row of no release added", _run(f"INSERT INTO release_manifest VALUES ('2025-02-r9-x', '{MONTH}', 5, 'x')"), "2025-02-r9-x")  # fmt: skip


def remove(scene: Scene, release_id: str, pointer: str | None, folder: bool = True) -> None:
    """Every row of a release, its place in the chain and, with `folder`, its folder; the month then points to `pointer`."""
    scene.run(*(f"DELETE FROM {table.name} WHERE release_id = '{release_id}'" for table in SEALED),
              f"DELETE FROM seen_digest WHERE release_id = '{release_id}'",
              f"DELETE FROM release_manifest WHERE release_id = '{release_id}'")  # fmt: skip
    where = f"WHERE month = '{release_id[:7]}'"
    scene.run(f"UPDATE release_pointer SET release_id = '{pointer}' {where}" if pointer else f"DELETE FROM release_pointer {where}")  # fmt: skip
    if folder:
        shutil.rmtree(scene.folder(release_id))


def _whole_releases() -> Iterator[Tamper]:
    def last(folder: bool) -> Callable[[Scene], None]:
        return lambda scene: remove(scene, scene.last, scene.releases[-2], folder)

    yield Tamper("release: the last one removed, with its folder", last(True), "被移除", files=True)
    yield Tamper("release: the last one removed, its folder left", last(False), "不认识", files=True)
    yield Tamper("release: an earlier one removed, with its folder", lambda scene: remove(scene, scene.releases[1], scene.last), "发布缺失", files=True)  # fmt: skip
    yield Tamper("release: the two last removed", _two_last, "被移除", files=True)
    yield Tamper("release: all removed, with their folders", _all, "被移除", files=True)
    yield Tamper("release: a month renamed throughout", _renamed, "2025-03")


def _two_last(scene: Scene) -> None:
    remove(scene, scene.last, scene.releases[-2])
    remove(scene, scene.releases[-2], scene.releases[-3])


def _all(scene: Scene) -> None:
    for release_id in scene.releases:
        remove(scene, release_id, None)


def _renamed(scene: Scene) -> None:
    for table in (*(each.name for each in SEALED), "release_manifest", "release_pointer", "seen_digest"):
        scene.run(f"UPDATE {table} SET month = '2025-03' WHERE month = '{MONTH}'")
