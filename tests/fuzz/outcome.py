"""What became of a mutant, against the clean workbook it was made from."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from assets.intake.model import Received
from assets.intake.reader.workbook import read_file
from assets.intake.submissions.column_store import assemble_files
from assets.intake.submissions.sender import stated_month
from assets.review.catalogue import rule
from assets.review.judge import judge
from assets.review.model import Review
from schemas.finding import Finding
from schemas.form.sheets import DATA_SHEETS
from tests.fuzz.mutant import Mutant
from tests.fuzz.scene import AS_OF, MONTH, RECEIVED, Ground
from tests.fuzz.slips import SLIPS

OUTCOMES = (
    "same release",
    "at the cell",
    "named by a relation",
    "a relation of it",
    "elsewhere",
    "file finding",
    "silent change",
    "crash",
    "hang",
)
BAD = ("silent change", "crash", "hang")
_CELLS = ("C101", "C103", "C105", "C119")  # a cell that could not be typed
# What no figure or day can be read from must be said at its cell, even where some relation would notice it.
_SAID_THERE = (
    "words for a number",
    "error cell",
    "formula never calculated",
    "stale formula",
    "no day",
    "format that shrinks",
)
# Two statements that cannot both be true must be said on their sheet, whichever was followed.
_CONTRADICTIONS = (
    "heading other unit", "three levels other unit", "title other unit", "note other unit", "page header other unit",
    "money merged across",
)  # fmt: skip
_PLACE = {"file_id", "file_name", "file_sha256", "sheet", "row", "seq"}


@dataclass(frozen=True, slots=True)
class Baseline:
    """The clean workbook's judgement."""

    rows: dict[str, Counter[str]]
    findings: Counter[tuple[Any, ...]]


def judged(data: bytes, name: str, ground: Ground) -> tuple[bool, str, Review]:
    """(could be loaded, its month, its judgement)."""
    read = read_file(data, name, {}, ground.reference.district.limits)
    month = stated_month(read, name) or MONTH
    received = Received(name, "0" * 64, len(data), RECEIVED, "")
    intake = assemble_files(ground.reference, month, [(received, read)])
    return read.readable, month, judge(intake, ground.reference, ground.store, AS_OF)


def baseline_of(data: bytes, name: str, ground: Ground) -> Baseline:
    _, _, review = judged(data, name, ground)
    return Baseline(rows_of(review), Counter(_sign(each) for each in review.findings))


def outcome_of(mutant: Mutant, base: Baseline, ground: Ground) -> tuple[str, str]:
    """One of OUTCOMES, and a word on it. Only what stops or must be explained (F, E, W) counts as said where figures
    changed."""
    readable, month, review = judged(mutant.data, mutant.file_name, ground)
    if not readable:
        return "file finding", review.findings[0].message if review.findings else "?"
    rest = Counter(base.findings)
    fresh: list[Finding] = []
    for each in review.findings:
        if each.severity == "I":
            continue
        if rest[_sign(each)]:
            rest[_sign(each)] -= 1
        else:
            fresh.append(each)
    rows = rows_of(review)
    same = rows == base.rows and month == MONTH
    said = "; ".join(f"{each.rule_code} {each.sheet}!{each.cell} {each.message}" for each in fresh[:3])
    if mutant.kind in _SAID_THERE and not any((each.sheet, each.cell) == (mutant.sheet, mutant.cell) for each in fresh):
        return "silent change", f"not said at its cell: {said}"
    if mutant.kind in _CONTRADICTIONS and not any(
        each.sheet == mutant.sheet and each.rule_code in ("C101", "F003") for each in fresh
    ):
        return "silent change", f"the contradiction is not said: {said}"
    if mutant.kind in SLIPS:
        wanted = SLIPS[mutant.kind][1]
        if not any(each.rule_code == wanted and each.sheet == mutant.sheet for each in fresh):
            return "silent change", f"not said by {wanted}: {said}"
    if same and not fresh:
        return "same release", ""
    if not fresh:
        return "silent change", f"{month} {_difference(base.rows, rows)}"
    if mutant.family == "same" and not same and not any(_refuses(each, mutant) for each in fresh):
        return "silent change", f"misread, whatever else is said: {_difference(base.rows, rows)} {said}"
    if mutant.sheet and any((each.sheet, each.cell) == (mutant.sheet, mutant.cell) for each in fresh):
        return "at the cell", said
    if mutant.cell and any(each.sheet == mutant.sheet and _names(each, mutant.cell) for each in fresh):
        return "named by a relation", said
    if mutant.cell and any(_holds(each, mutant) for each in fresh):
        return "a relation of it", said
    if same:
        return "same release", said
    return "elsewhere", said


def rows_of(review: Review) -> dict[str, Counter[str]]:
    """The rows that enter the books by kind, without where they stand."""
    found = {}
    for kind, frame in review.accepted.items():
        columns = [name for name in frame.columns if name not in _PLACE]
        plain = frame[columns].astype(object)
        plain = plain.where(plain.notna(), None)
        found[kind] = Counter(repr([_folded(value) for value in row]) for row in plain.itertuples(index=False))
    return found


def _folded(value: Any) -> Any:
    return (
        re.sub(r"\s+", "", value)
        if isinstance(value, str)
        else float(value)
        if isinstance(value, (int, float))
        else value
    )


def _sign(each: Finding) -> tuple[Any, ...]:
    return each.rule_code, each.severity, each.project_code, each.field


def _refuses(each: Finding, mutant: Mutant) -> bool:
    """Whether the cell was not read at all. The same truth written otherwise may be refused; it may never become another
    number that some relation happens to notice."""
    return (each.sheet, each.cell) == (mutant.sheet, mutant.cell) and each.severity == "E" and each.rule_code in _CELLS


def _names(each: Finding, cell: str) -> bool:
    """Whether the words of a finding marked at another cell name this one."""
    return re.search(rf"(?<![A-Z0-9]){cell}(?!\d)", each.message) is not None


def _holds(each: Finding, mutant: Mutant) -> bool:
    """Whether a finding is a relation that reads the changed field, marked where the contract marks it: in the same row
    (本年累计 = 上期累计 + 本月) or the same column (合计)."""
    if each.sheet != mutant.sheet or not each.cell or not mutant.cell:
        return False
    one, other = re.match(r"([A-Z]+)(\d+)", mutant.cell), re.match(r"([A-Z]+)(\d+)", each.cell)
    if one is None or other is None:
        return False
    return one[1] == other[1] or (
        one[2] == other[2] and any(_reads(named, mutant) for named in rule(each.rule_code).reads)
    )


def _reads(named: str, mutant: Mutant) -> bool:
    kind, _, name = named.partition(".")
    return DATA_SHEETS[kind].title == mutant.sheet and name in ("*", mutant.field) if kind in DATA_SHEETS else False


def _difference(before: dict[str, Counter[str]], after: dict[str, Counter[str]]) -> str:
    words = []
    for kind in before:
        lost, got = before[kind] - after[kind], after[kind] - before[kind]
        if lost or got:
            words.append(f"{kind}: -{list(lost)[:1]} +{list(got)[:1]}")
    return " ".join(words) or "-"
