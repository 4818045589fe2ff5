"""Tampers of files: releases, what lies beside them, kept inputs, the office's files, the record outside the database."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from assets.store.anchor import anchor_path
from tests.tamper.scene import Scene, Tamper

Act = Callable[[Scene], None]


def tampers() -> Iterator[Tamper]:
    for name in ("tables/report_metric.parquet", "tables/report_metric.csv", "tables/datapackage.json", "report.xlsx",
                 "bulletin.docx", "dashboard.html"):  # fmt: skip
        yield _file(f"file {name}: one byte changed", _byte(name), name)
    yield _file("file: removed", lambda scene: _of(scene, "report.xlsx").unlink(), "report.xlsx")
    yield _file("file: replaced by a link to its copy", _linked, "report.xlsx")
    yield _file("file: a folder in its place", _folder_for_file, "report.xlsx")
    yield _file("file: one more", lambda scene: _of(scene, "通报.docx").write_bytes(b"x"), "通报.docx")
    yield _file("file: one more that is named like a manifest", lambda scene: _of(scene, "tables/manifest.json").write_bytes(b"x"), "tables/manifest.json")  # fmt: skip
    yield _file("folder: one more, empty", lambda scene: _of(scene, "附件").mkdir(), "附件")
    yield _file("manifest: one byte changed", _byte("manifest.json"), "manifest.json")
    yield _file("manifest: an earlier one changed", _byte("manifest.json", 0), "manifest.json")
    yield _file("manifest: removed", lambda scene: _of(scene, "manifest.json").unlink(), "manifest.json")
    yield _file("manifest: no JSON", lambda scene: _write(_of(scene, "manifest.json"), "x"), "manifest.json")
    yield _file("manifest: another release's", lambda scene: shutil.copy2(scene.folder(scene.releases[0]) / "manifest.json", _of(scene, "manifest.json")), "manifest.json")  # fmt: skip
    yield _file("folder of a release: removed", lambda scene: shutil.rmtree(scene.folder(scene.last)), "manifest.json")
    yield _file("folder of a release: exchanged with another", _exchanged, "manifest.json")
    yield _file("folder of a release: one more revision", _copied("2025-02/r9"), "2025-02/r9")
    yield _file("folder of a release: one more month", _copied("2025-03/r1"), "2025-03/r1")
    yield _file("folder of a release: a link", _linked_folder, "不认识")
    yield _file("a document beside the releases of a month", lambda scene: _write(_releases(scene) / "2025-02" / "bulletin.docx", "x"), "2025-02/bulletin.docx")  # fmt: skip
    yield _file("a document beside the months", lambda scene: _write(_releases(scene) / "年度报告.docx", "x"), "年度报告.docx")  # fmt: skip
    for kind, words in (("received", "收到的原件"), ("office", "当时的参考文件")):
        yield _file(f"kept {kind} file: changed", _kept(kind, lambda path: _write(path, "x")), f"{words}被改动")
        yield _file(f"kept {kind} file: removed", _kept(kind, Path.unlink), f"{words}缺失")
    yield _file("the office's file of now: changed", lambda scene: _write(scene.home / "reference" / "targets.csv", "x"), "targets.csv")  # fmt: skip
    yield _file(
        "the office's file of now: removed", lambda scene: (scene.home / "district.yaml").unlink(), "district.yaml"
    )
    yield from _anchor()


def _anchor() -> Iterator[Tamper]:
    says = "存根"
    yield _file("record: removed", lambda scene: anchor_path(scene.home).unlink(), says)
    yield _file("record: emptied", _lines(lambda _: []), says)
    yield _file("record: its first line removed", _lines(lambda lines: lines[1:]), says)
    yield _file("record: a line of a release removed", _lines(lambda lines: [each for each in lines if "2025-02-r3" not in each]), says)  # fmt: skip
    yield _file("record: a hash in it changed", _lines(lambda lines: [each.replace('"release", "2025-02-r3', '"release", "2025-02-r8') for each in lines]), says)  # fmt: skip
    yield _file("record: a line that is none", _lines(lambda lines: [lines[0], "x", *lines[1:]]), says)
    yield _file("record: lines of reopenings removed", _lines(lambda lines: [each for each in lines if "reopening" not in each or '"origin"' in each]), "重开记录")  # fmt: skip
    yield _file("record: lines of run inputs removed", _lines(lambda lines: [each for each in lines if '"seen"' not in each or '"origin"' in each]), "seen_digest")  # fmt: skip


def _file(name: str, act: Act, says: str) -> Tamper:
    return Tamper(name, act, says, guarded=False, files=True)


def _of(scene: Scene, name: str) -> Path:
    return scene.folder(scene.last) / name


def _releases(scene: Scene) -> Path:
    return scene.home / "releases"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _byte(name: str, release: int = -1) -> Act:
    def act(scene: Scene) -> None:
        path = scene.folder(scene.releases[release]) / name
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data))

    return act


def _linked(scene: Scene) -> None:
    path = _of(scene, "report.xlsx")
    aside = scene.home / "aside.xlsx"
    path.rename(aside)
    path.symlink_to(aside)


def _linked_folder(scene: Scene) -> None:
    folder = scene.folder(scene.last)
    folder.rename(scene.home / "aside")
    folder.symlink_to(scene.home / "aside")


def _folder_for_file(scene: Scene) -> None:
    _of(scene, "report.xlsx").unlink()
    _of(scene, "report.xlsx").mkdir()


def _exchanged(scene: Scene) -> None:
    one, other = scene.folder(scene.releases[-1]), scene.folder(scene.releases[-2])
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def _copied(name: str) -> Act:
    return lambda scene: shutil.copytree(scene.folder(scene.last), _releases(scene) / name) and None


def _kept(kind: str, change: Callable[[Path], None]) -> Act:
    def act(scene: Scene) -> None:
        kept = (path for path in (scene.home / "work" / kind).rglob("*") if path.is_file() and len(path.name) == 64)
        change(sorted(kept)[0])

    return act


def _lines(change: Callable[[list[str]], list[str]]) -> Act:
    def act(scene: Scene) -> None:
        path = anchor_path(scene.home)
        lines = change(path.read_text("utf-8").splitlines())
        _write(path, "".join(f"{line}\n" for line in lines))

    return act
