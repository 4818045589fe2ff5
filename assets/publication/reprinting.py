"""Any release printed again from what was published: rows of the database, the office's files of then, the months before
it as they stood then. The same bytes come out, or it is said which differ."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.intake.home import MonthHome
from assets.publication.documents.build import build_documents
from assets.publication.documents.candidate_view import release_view
from assets.publication.figure_lookup import FigureLookup
from assets.publication.office_copies import RECEIVED, office_copy
from assets.publication.release_files import (
    BEHIND,
    MANIFEST,
    behind_frames,
    contract_of,
    file_digests,
    write_behind,
    write_tables,
)
from assets.store.anchor import SHORT
from assets.store.candidate import Candidate
from assets.store.past import PastStore
from assets.store.published import Store
from assets.store.tables import LINEAGE_COLUMNS
from schemas.code_version import code_version
from schemas.columns.books import BOOKS
from schemas.columns.report import REPORT_TABLES


@dataclass(frozen=True)
class Reprint:
    """`same` and `different`: files whose bytes are, or are not, those of the manifest. `code_changed`: the program is
    another than the one that printed them first, which alone may explain a difference in a document."""

    same: list[str]
    different: list[str]
    code_changed: bool


def reprint(home: Path, store: Store, release: dict[str, Any], folder: Path) -> Reprint:
    """Writes the files of a release (a row of Store.releases) into the empty folder `folder`."""
    release_id, month = str(release["release_id"]), str(release["month"])
    manifest = json.loads((home / "releases" / month / f"r{release['revision']}" / MANIFEST).read_text("utf-8"))
    tables = {name: store.of_release(name, release_id) for name in REPORT_TABLES if name in manifest["tables"]}
    folder.mkdir(parents=True, exist_ok=True)
    office = folder / ".office"
    try:
        office_of_then(home, office, manifest["inputs"])
        candidate = _candidate(store, release, tables)
        then = MonthHome(office, datetime.fromisoformat(str(release["published_at"])), store.url)
        history = PastStore(store, store.sealed()[release_id][0])
        stated = {**release, "published_at": manifest["published_at"], "chain_head": _chain_head(manifest)}
        view = release_view(candidate, stated, then, history, FigureLookup(candidate))
        build_documents(view, folder, office / "reference" / "templates")
    finally:
        shutil.rmtree(office, ignore_errors=True)
    contract = contract_of(manifest)
    write_tables(folder / "tables", tables, release_id, month, contract)
    if any(name.startswith(f"{BEHIND}/") for name in manifest["files"]):
        write_behind(folder / BEHIND, behind_frames(candidate, contract))
    made = file_digests(folder)
    different = sorted(name for name, digest in manifest["files"].items() if made.get(name) != digest)
    same = sorted(set(manifest["files"]) - set(different))
    return Reprint(same, different, manifest["code_version"] != code_version())


def _chain_head(manifest: dict[str, Any]) -> str | None:
    """The fingerprint that the documents carry; None for a release from before they carried one."""
    if "reopenings" not in manifest:
        return None
    return ((manifest["previous"] or {}).get("sha256") or "")[:SHORT]


def office_of_then(home: Path, office: Path, inputs: dict[str, str]) -> None:
    """The office's files as the release read them, out of the kept copies."""
    for name, digest in inputs.items():
        if name.startswith(RECEIVED):
            continue
        kept = office_copy(home, digest)
        if not kept.is_file():
            raise FileNotFoundError(f"当时的参考文件未保存：{name}（{kept}）")
        (office / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, office / name)


def _candidate(store: Store, release: dict[str, Any], tables: dict[str, Any]) -> Candidate:
    """What the documents were made from: the tables before the documents' own findings joined them."""
    behind = store.behind_release(str(release["release_id"]))
    before = {name: frame for name, frame in tables.items() if name not in ("release", "revision_change")}
    found = before["finding"]
    before["finding"] = found[~found["rule_code"].isin(["D405", "D408"])].reset_index(drop=True)
    return Candidate(
        str(release["month"]),
        before,
        {name: behind[f"books_{name}"] for name in BOOKS},
        dict(release),
        {},
        {name: behind[name] for name in LINEAGE_COLUMNS},
    )
