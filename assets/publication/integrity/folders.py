"""The files of releases against their manifests, and what lies in HOME/releases that no release has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assets.publication.held_corrections import FILE as CORRECTED_UPSTREAM
from assets.publication.integrity.releases import KnownRelease
from assets.publication.office_copies import RECEIVED, office_copy, received_copy
from assets.publication.release_files import MANIFEST
from assets.store.anchor import FILE as ANCHOR
from assets.store.identity import REVISION_NAME, UNCOMMITTED
from schemas.files import file_sha256

_MAY_LIE_THERE = {CORRECTED_UPSTREAM, ANCHOR}


def folder_faults(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """Everything in a release's folder: regular files with the bytes of the manifest, and folders that hold one."""
    expected = manifest.get("files", {})
    holding = {parent.as_posix() for name in expected for parent in Path(name).parents}
    there = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    for name, digest in expected.items():
        path = there.get(name)
        if path is None:
            yield f"发布文件缺失：{folder / name}"
        elif path.is_symlink() or not path.is_file():
            yield f"发布文件被换成链接或其他东西：{path}"
        elif file_sha256(path) != digest:
            yield f"发布文件被改动：{path}"
    for name, path in there.items():
        if name in expected or name == MANIFEST:
            continue
        if path.is_symlink() or not path.is_dir():
            yield f"发布目录多出文件：{path}"
        elif name not in holding:
            yield f"发布目录多出文件夹：{path}"


def stray_faults(home: Path, releases: list[KnownRelease]) -> Iterator[str]:
    """Folders and files in HOME/releases that belong to no release. What begins with a dot is what a run left."""
    known = {each.path.parent for each in releases}
    months = {each.parent for each in known}
    for path in sorted((home / "releases").glob("*")):
        if path.is_dir() and not path.is_symlink():
            for inner in sorted(path.glob("*")):
                if inner in known and not inner.is_symlink():
                    continue
                if inner.name.startswith(".") or (inner.name in _MAY_LIE_THERE and path in months):
                    continue
                if is_unpublished(inner):
                    continue
                yield f"发布目录中多出，发布库不认识：{inner}"
        elif path.name not in _MAY_LIE_THERE and not path.name.startswith("."):
            yield f"发布目录中多出，发布库不认识：{path}"


def is_unpublished(path: Path) -> bool:
    """What a run that was killed left: a release's folder without a finished manifest, or marked as not yet published."""
    if not path.is_dir() or not REVISION_NAME.fullmatch(path.name):
        return False
    return not (path / MANIFEST).is_file() or path.with_name(f"{UNCOMMITTED}{path.name}").exists()


def input_faults(home: Path, manifest: dict[str, Any], office_kept: bool) -> Iterator[str]:
    """The bytes that were read, as kept: what townships sent, and the office's files of then."""
    for name, digest in manifest.get("inputs", {}).items():
        received = name.startswith(RECEIVED)
        if not received and not office_kept:
            continue
        words = "收到的原件" if received else "当时的参考文件"
        kept = received_copy(home, digest) if received else office_copy(home, digest)
        if not kept.is_file():
            yield f"{words}缺失：{name}（{kept}）"
        elif file_sha256(kept) != digest:
            yield f"{words}被改动：{name}（{kept}）"


def office_faults(home: Path, release_id: str, manifest: dict[str, Any]) -> Iterator[str]:
    """The office's files as they lie there, against what any run has read: work of the office is read by its next run,
    what no run has read was changed since."""
    for name, digest in manifest.get("inputs", {}).items():
        if name.startswith(RECEIVED):
            continue
        path = home / name
        if not path.is_file():
            yield f"参考文件缺失：{path}（发布 {release_id} 用过）"
            continue
        now = file_sha256(path)
        if now != digest and not office_copy(home, now).is_file():
            yield f"参考文件在最近一次发布（{release_id}）之后被改动，尚无任何一次运行读过：{path}"
