"""Books kept page by page are the books kept whole: the same rows, cells, remarks and figures, whatever crosses pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from assets.intake import batches
from assets.intake.parted import Frames, FramesRead, Parted
from assets.intake.shelf import digest_of
from assets.intake.units import UnitRegister
from assets.ledger import books, kept_pages
from assets.ledger.model import Books
from assets.ledger.page import Clerk
from assets.metrics.compute import compute_metrics
from assets.metrics.membership import figure_membership, figure_sources
from assets.review.model import Review
from tests.ledger import making
from tests.ledger.making import Releases, Sent, project, reference

UNITS = [("Z01", "经开区", "zone"), ("T03", "南镇", "town"), ("T01", "东镇", "town"), ("T02", "西镇", "town"), ("Z02", "高新区", "zone")]  # fmt: skip
CODES = [unit[0] for unit in UNITS]
SEEDS = (0, 1, 3, 4)
MONTHS = ("2025-02", "2025-03")


def _sent(rng: Random, unit: str, month: str) -> Sent | None:
    """What a unit sends: projects of its own, some shared, one that another unit lists too, and lists that name companies and
    people whom other units name; or nothing; or 本月无变动."""
    if month == MONTHS[1] and rng.random() < 0.4:
        return rng.choice([None, Sent(outcome="nil")])
    projects = [
        project(
            f"{unit}-2025-{number:03d}", arrived_ytd=rng.randrange(1, 900), arrived_month=rng.randrange(1, 90),
            company_name=f"公司{rng.randrange(9)}", company_uscc=rng.choice([None, f"9134060{rng.randrange(4)}MA2X"]),
            total_investment=rng.choice([900, 6_000, 12_000, 60_000]), stage=rng.choice(["signed", "building", "terminated"]),
            **rng.choice([{}, {"partner_unit_code": rng.choice([c for c in CODES if c != unit]), "own_share": 33.3333}]),
        )
        for number in range(1, rng.randrange(2, 5))
    ]  # fmt: skip
    if unit in ("T01", "Z01", "T03"):
        projects.append(project("T01-2025-900", arrived_ytd=rng.randrange(1, 900)))
    lists = {
        "visit": [{"visited_on": "2025-02-03", "company_name": f"公司{rng.randrange(9)}", "issue": None,
                   "issue_status": None, "resolved_on": None} for _ in range(3)],
        "talent_demand": [{"employer": f"公司{rng.randrange(9)}", "employer_kind": "enterprise", "post": "技工",
                           "posts_wanted": rng.randrange(1, 9)} for _ in range(2)],
        "talent_subsidy": [{"person_id": f"34060219900101{rng.randrange(4)}", "person_name": "孙晓梅", "employer": "公司1",
                            "cohort_year": 2024, "policy_name": "英才", "subsidy": rng.randrange(1, 9),
                            "paid_on": "2025-02-02"}],
    }  # fmt: skip
    return Sent(projects, lists)


def _release(seed: int) -> tuple[Releases, list[dict[str, pd.DataFrame]]]:
    """Two months of a random district, and what the office verified."""
    rng = Random(seed)
    rows = [
        {"month": month, "project_code": code, "verified_ytd": rng.randrange(1, 900), "counted": rng.random() < 0.7,
         "reason": "", "verified_by": "", "verified_on": ""}
        for month in MONTHS for code in ("T01-2025-001", "T02-2025-002", "T01-2025-900", "X99-2025-001")
    ]  # fmt: skip
    releases = Releases(reference(UNITS, verifications=rows, policies={"unverified": rng.choice(["zero", "declared"])}))
    sent = {month: {unit: _sent(rng, unit, month) for unit in CODES} for month in MONTHS}
    return releases, [releases.run(month, sent[month]) for month in MONTHS]


@cache
def _whole(seed: int) -> tuple[Releases, list[dict[str, pd.DataFrame]]]:
    return _release(seed)


def _by_unit(ref: object, made: Review) -> Review:
    """The judgement with a part a unit, as batches of one unit leave it."""
    place = batches.batch_of_units(UnitRegister(ref), made.month)  # type: ignore[arg-type]
    rows = made.entries.part(0)
    senders = {unit for frame in rows.values() if len(frame) for unit in frame["unit_code"]}
    units = {place[unit]: unit for unit in sorted(senders)}

    def part(number: int) -> Frames:
        return {
            name: frame[frame["unit_code"] == units[number]].reset_index(drop=True) if len(frame) else frame
            for name, frame in rows.items()
        }

    made.entries = Parted(sorted(units), made.entries.names, part)
    return made


@pytest.fixture
def paged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Batches of one unit, and a home to keep pages in."""
    whole, given = making.review, making.reference
    monkeypatch.setattr(batches, "UNITS_A_BATCH", 1)
    monkeypatch.setattr(making, "review", lambda month, sent, units: _by_unit(given(UNITS), whole(month, sent, units)))
    monkeypatch.setitem(globals(), "reference", lambda units, **rows: given(units, home=tmp_path, **rows))
    return tmp_path


def _plain(frame: pd.DataFrame, ordered: bool = False) -> list[str]:
    told = [repr(row) for row in frame.astype(object).where(frame.notna(), None).to_numpy().tolist()]
    return told if ordered else sorted(told)


def _lineage(releases: Releases, month: str) -> pd.DataFrame:
    membership = figure_membership(releases.kept[month], releases.reference, releases, month)
    return figure_sources(membership, UnitRegister(releases.reference).frame(month))


@pytest.mark.parametrize("seed", SEEDS)
def test_pages_add_up_to_the_whole(seed: int, request: pytest.FixtureRequest) -> None:
    whole, tables = _whole(seed)
    request.getfixturevalue("paged")
    pages, theirs = _release(seed)
    for month, one, other in zip(MONTHS, tables, theirs, strict=True):
        assert len(pages.kept[month].pages.numbers) == len(UNITS)  # at least two of them sent something
        assert len(whole.kept[month].pages.numbers) == 1
        assert one.keys() == other.keys()
        for name in one:
            assert list(one[name].dtypes) == list(other[name].dtypes), name
            assert _plain(one[name], ordered=name != "source_cell") == _plain(
                other[name], ordered=name != "source_cell"
            ), name
        for name, rows in whole.kept[month].tables.items():
            assert _plain(rows, ordered=True) == _plain(pages.kept[month].tables[name], ordered=True), name
        assert sorted(map(repr, whole.kept[month].remarks)) == sorted(map(repr, pages.kept[month].remarks))
        assert _plain(whole.kept[month].reporting) == _plain(pages.kept[month].reporting)
        assert _plain(_lineage(whole, month)) == _plain(_lineage(pages, month))


def test_what_crosses_pages_is_there_to_be_lost() -> None:
    """The districts above have what only the pages together know: doubled and shared projects, companies another unit
    lists, people two units name, verified rows of nobody, units that send nothing."""
    seen: set[str] = set()
    for seed in SEEDS:
        releases, (_, march) = _whole(seed)
        seen |= {remark.kind for month in MONTHS for remark in releases.kept[month].remarks}
        seen |= set(march["submission"]["figures"]) | set(march["submission"]["status"])
        projects = march["project"]
        known = projects[projects["company_uscc"].notna()]
        visits = releases.kept["2025-03"].tables["visit"]
        listed = set(known["company_name"])
        for unit, name in zip(visits["unit_code"], visits["company_name"], strict=True):
            if name in listed and name not in set(known.loc[known["unit_code"] == unit, "company_name"]):
                seen.add("listed by another")
        seen |= {"shared"} if projects["partner_unit_code"].notna().any() else set()
    assert seen >= {"doubled", "unknown_project", "above_declared", "carried", "nil", "listed by another", "shared"}


def test_metrics_never_ask_for_a_cell(paged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    read = kept_pages.with_cells

    def told(*given: Any) -> Frames:
        frames = read(*given)

        def ask(name: str) -> pd.DataFrame:
            asked.append(name)
            return frames[name]

        return FramesRead(tuple(frames), ask)

    monkeypatch.setattr(kept_pages, "with_cells", told)
    ref = making.reference(UNITS, home=paged)
    sent = {unit: _sent(Random(unit), unit, MONTHS[0]) for unit in CODES}
    kept = books.keep_books(making.review(MONTHS[0], sent, CODES), ref, Releases(ref), MONTHS[0], making.KEY)
    compute_metrics(kept, ref, Releases(ref), MONTHS[0])
    assert {"facts", "visit"} <= set(asked)
    assert "cells" not in asked
    assert len(kept.cells)
    assert "cells" in asked


def _marked(made: Review) -> Review:
    """With marks, as batches have them: the digest of what entered."""
    parts = {number: made.entries.part(number) for number in made.entries.numbers}
    made.entries.marks = {
        number: digest_of([rows.astype(str).to_numpy().tolist() for rows in part.values()])
        for number, part in parts.items()
    }
    return made


def test_a_page_that_nothing_has_changed_for_is_not_written_again(paged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    write = Clerk.page

    def counted(clerk: Clerk, entered: Frames, found: dict[str, Any], elsewhere: Any = ()) -> Any:
        written.extend(found)
        return write(clerk, entered, found, elsewhere)

    monkeypatch.setattr(Clerk, "page", counted)
    ref = making.reference(UNITS, home=paged)
    sent: dict[str, Sent | None] = {
        unit: Sent([project(f"{unit}-2025-001", arrived_ytd=5), project("X-2025-001", arrived_ytd=1)]) for unit in CODES
    }

    def kept(key: bytes = making.KEY) -> Books:
        written.clear()
        made = _marked(making.review(MONTHS[0], sent, CODES))
        return books.keep_books(made, ref, Releases(ref), MONTHS[0], key)

    first = kept()
    assert sorted(written) == sorted(
        [*CODES, *CODES[:2], *CODES[3:]]
    )  # all list one project; T01 comes first, the rest twice
    shelf = paged / "work" / "books" / MONTHS[0]
    names = {path.name for path in shelf.iterdir()}
    assert shelf.stat().st_mode & 0o077 == 0
    again = kept()
    assert written == []
    assert _plain(again.facts) == _plain(first.facts)
    assert sorted(map(repr, again.remarks)) == sorted(map(repr, first.remarks))
    sent["Z02"] = Sent([project("Z02-2025-001", arrived_ytd=6)])
    after = kept()
    assert written == ["Z02"]
    assert int(after.facts["arrived_ytd_yuan"].sum()) == int(first.facts["arrived_ytd_yuan"].sum()) + making.WAN
    assert len(names - {path.name for path in shelf.iterdir()}) > 0
    kept(key=b"another")
    assert set(written) == set(CODES)
    for path in shelf.iterdir():
        path.write_bytes(path.read_bytes()[:40])  # cut short
    assert _plain(kept(b"another").facts) == _plain(after.facts)
    assert set(written) == set(CODES)
