"""Where a revision comes from: every cell, row or office line that is not what the release before was made from.

Cells come from report_source_cell of both releases, words and dates from the books, the office's lines from the kept
copies of its files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from assets.publication.office_copies import RECEIVED, office_copy
from assets.store.candidate import Candidate
from schemas.columns.books import BOOKS
from schemas.words import FIGURES, SUBMISSION_STATUSES

if TYPE_CHECKING:
    from assets.store.published import Store

CELL, REFERENCE = "cell", "reference"
_FIGURES = {**FIGURES, "current": f"采用{FIGURES['current']}"}
_PLACE = ("unit_code", "as_of_month", "file_sha256", "file_name", "sheet", "row", "fund_sheet", "fund_row")
_LABELS = {f"fund.{column.name}": column.label for column in BOOKS["project"].columns} | {
    f"{name}.{column.name}": column.label for name, table in BOOKS.items() for column in table.columns
}


@dataclass(frozen=True)
class Origin:
    """One thing that changed. `family`: project · a list's name · submission · the stem of an office file. `units`: whose
    figures it can move directly, empty: anybody's. `weight`: what it moves, to name the largest first."""

    kind: str
    family: str
    units: frozenset[str]
    project: str | None
    words: str
    weight: float = 0.0


def revision_origins(store: Store, candidate: Candidate, current: dict[str, Any], home: Path) -> list[Origin]:
    """Everything that changed between the current release and the candidate, at its source."""
    release_id = str(current["release_id"])
    found = [*_cells(store, candidate, release_id), *_books(store, candidate, release_id)]
    told = {unit for origin in found for unit in origin.units}
    found += _submissions(store, candidate, release_id, told)
    return found + list(_office_lines(candidate, current, home, {o.project for o in found if o.kind == REFERENCE}))


def _cells(store: Store, candidate: Candidate, release_id: str) -> Iterator[Origin]:
    """Money and count cells, 认定 rows among them, by project and field (in lists by place)."""
    before = _by_cell(store.of_release("source_cell", release_id))
    after = _by_cell(candidate.tables["source_cell"])
    partner = _partners(candidate)
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old and new and old["value_yuan"] == new["value_yuan"]:
            continue
        cell = new or old
        assert cell is not None
        office = str(cell["field"]).split(".")[0] in ("verification", "policy")
        project = cell["project_code"]
        raw = " → ".join(_shown(side and side["raw_value"]) for side in (old, new))
        where = f"{cell['file_name']} {cell['sheet']}!{cell['cell']}"
        label = "认定" if office else _LABELS.get(str(cell["field"]), str(cell["field"]))
        weight = abs(float((new and new["value_yuan"]) or 0) - float((old and old["value_yuan"]) or 0))
        family = "project" if project else str(cell["field"]).split(".")[0]
        units = frozenset(filter(None, (str(cell["unit_code"]), partner.get(str(project)))))
        yield Origin(REFERENCE if office else CELL, family, units, project, f"{where} {label}：{raw}", weight)


def _by_cell(cells: pd.DataFrame) -> dict[tuple[Any, ...], dict[str, Any]]:
    plain = cells.astype(object).where(cells.notna(), None)
    return {
        (row["unit_code"], row["project_code"], row["field"])
        + (() if row["project_code"] else (row["sheet"], row["cell"])): row
        for row in plain.to_dict("records")
    }


def _partners(candidate: Candidate) -> dict[str, str]:
    projects = candidate.tables["project"]
    shared = projects[projects["partner_unit_code"].notna()]
    return dict(zip(shared["project_code"], shared["partner_unit_code"], strict=True))


def _books(store: Store, candidate: Candidate, release_id: str) -> Iterator[Origin]:
    """Words, dates and stages of projects, and rows that appeared in or left a list."""
    before = store.behind_release(release_id)
    money = {
        field.split(".")[1]
        for field in candidate.tables["source_cell"]["field"].unique()
        if field.split(".")[0] in ("fund", "project")
    }
    yield from _projects(before["books_project"], candidate.books["project"], money)
    for name, table in BOOKS.items():
        if name != "project":
            content = ["unit_code", *(column for column in table.names if column not in _PLACE)]
            yield from _list_rows(name, before[f"books_{name}"], candidate.books[name], content)


def _projects(before: pd.DataFrame, after: pd.DataFrame, money: set[str]) -> Iterator[Origin]:
    labels = {column.name: column.label for column in BOOKS["project"].columns}
    old, new = _by_project(before), _by_project(after)
    for code in old.keys() | new.keys():
        left, right = old.get(code), new.get(code)
        row = right or left
        assert row is not None
        units = frozenset(
            str(side[name])
            for side in (left, right)
            if side
            for name in ("unit_code", "partner_unit_code")
            if side[name]
        )
        where = f"{row['file_name']} {row['sheet']}第{row['row']}行"
        if left is None or right is None:
            words = f"{where} {'新增' if left is None else '不再列报'}项目 {code}"
            yield Origin(CELL, "project", units, code, words, float(row["total_investment_yuan"] or 0))
            continue
        for column, label in labels.items():
            if column in _PLACE or column in money or left[column] == right[column]:
                continue
            words = f"{where} {label}：{_shown(left[column])} → {_shown(right[column])}"
            yield Origin(CELL, "project", units, code, words, 1.0)


def _by_project(books: pd.DataFrame) -> dict[str, dict[str, Any]]:
    plain = books.astype(object).where(books.notna(), None)
    return {str(row["project_code"]): row for row in plain.to_dict("records")}


def _list_rows(name: str, before: pd.DataFrame, after: pd.DataFrame, content: list[str]) -> Iterator[Origin]:
    def counted(frame: pd.DataFrame) -> Counter[tuple[Any, ...]]:
        plain = frame[content].astype(object).where(frame[content].notna(), None)
        return Counter(plain.itertuples(index=False, name=None))

    old, new = counted(before), counted(after)
    for word, frame, extra in (("新增或更正", after, new - old), ("删去或更正前", before, old - new)):
        if not extra:
            continue
        plain = frame.astype(object).where(frame.notna(), None)
        for row in plain.to_dict("records"):
            if extra[tuple(row[column] for column in content)] > 0:
                extra[tuple(row[column] for column in content)] -= 1
                where = f"{row['file_name']} {row['sheet']}第{row['row']}行"
                yield Origin(CELL, name, frozenset({str(row["unit_code"])}), None, f"{where} {word}", 0.5)


def _submissions(store: Store, candidate: Candidate, release_id: str, told: set[str]) -> Iterator[Origin]:
    """Files that came, and statuses that the clock or an exemption changed; a unit whose cells tell more is skipped."""
    before = store.of_release("submission", release_id).set_index("unit_code")
    for row in candidate.tables["submission"].itertuples():
        old = before.loc[row.unit_code] if row.unit_code in before.index else None
        unit = frozenset({str(row.unit_code)})
        if old is None or str(old["file_sha256"]) != str(row.file_sha256):
            came = f"收到 {row.file_name}" if isinstance(row.file_name, str) else "来件已撤回"
            yield Origin(CELL, "submission", unit, None, came, 0.2)
        elif row.unit_code not in told and (old["status"], old["figures"]) != (row.status, row.figures):
            words = f"{row.unit_code} {_standing(old, row)}（期限、豁免或重开）"
            yield Origin(REFERENCE, "submission", unit, None, words, 0.1)


def _standing(old: Any, row: Any) -> str:
    """报送状态由未报送变为已接收; where only the figures taken differ, those."""
    if old["status"] != row.status:
        return f"报送状态由{SUBMISSION_STATUSES.get(old['status'], old['status'])}变为{SUBMISSION_STATUSES.get(row.status, row.status)}"
    return f"由{_FIGURES.get(old['figures'], old['figures'])}改为{_FIGURES.get(row.figures, row.figures)}"


def _office_lines(candidate: Candidate, current: dict[str, Any], home: Path, told: set[str | None]) -> Iterator[Origin]:
    """Lines of the office's files that are new, gone or different; the file alone where its bytes of then are not kept."""
    path = home / "releases" / candidate.month / f"r{current['revision']}" / "manifest.json"
    if not path.is_file():
        return
    before: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["inputs"]
    units = {str(code) for code in candidate.tables["submission"]["unit_code"]}
    for name in sorted(set(before) | set(candidate.inputs)):
        old, new = before.get(name), candidate.inputs.get(name)
        if old == new or name.startswith((RECEIVED, "rulebooks/")):
            continue
        lines = list(_changed_lines(name, _bytes(home, old), _bytes(home, new)))
        if name.endswith("verifications.csv"):  # the cells tell which 认定 rows count
            lines = [each for each in lines if not any(code and code in each[1] for code in told)]
        for number, text in lines or [(0, "")] * (not told):
            place = f"{name} 第{number}行：{text}" if number else f"{name} 已修改"
            concerned = frozenset(unit for unit in units if unit in text.replace("|", ",").split(","))
            yield Origin(REFERENCE, Path(name).stem, concerned, None, place, 10.0 if number else 0.0)


def _bytes(home: Path, digest: str | None) -> bytes | None:
    path = office_copy(home, digest) if digest else None
    return path.read_bytes() if path is not None and path.is_file() else None


def _changed_lines(name: str, old: bytes | None, new: bytes | None) -> Iterator[tuple[int, str]]:
    """(line, its text before and after); where lines came or went, what is new and, after 已删, what is gone."""
    if old is None or new is None or not name.endswith((".csv", ".yaml", ".md")):
        return
    before, after = _lines(old), _lines(new)
    if len(before) == len(after):
        both = enumerate(zip(before, after, strict=True), 1)
        yield from ((number, f"{left} → {right}") for number, (left, right) in both if left != right)
        return
    gone = Counter(before) - Counter(after)
    added = Counter(after) - Counter(before)
    for number, line in enumerate(after, 1):
        if added[line] > 0:
            yield number, line
    for number, line in enumerate(before, 1):
        if gone[line] > 0 and len(before) > len(after):
            yield number, f"已删 {line}"


def _lines(data: bytes) -> list[str]:
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace").splitlines()


def _shown(value: Any) -> str:
    return "空" if value is None or value == "" else str(value)
