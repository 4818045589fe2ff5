"""Each rule on its own fixture: it fires at its cell, nothing else of F or E does but what the cell entails, and the near
miss is silent. A rule without a pair fails the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.review.catalogue import rule
from assets.store.published import Store
from schemas.finding import Finding
from schemas.rules.catalogue import rule_catalogue
from tests.review.bench import Bench, clean_bench
from tests.review.candidate_cases import CANDIDATE_CASES
from tests.review.rule_cases import CASES, Case

IDS = [f"{case.rule}-{number}" for number, case in enumerate(CASES)]


@pytest.fixture(scope="module")
def clean(january: Path) -> Iterator[Bench]:
    with Store(f"sqlite:///{january}/zhaoyin.db") as store:
        yield clean_bench(january, store)


@pytest.fixture
def bench(clean: Bench) -> Bench:
    return Bench(dict(clean.files), clean.reference, clean.history)


def told(findings: list[Finding]) -> list[tuple[str, str, str | None, str | None, str]]:
    return [(each.rule_code, each.severity, each.sheet, each.cell, each.message) for each in findings]


def grave(findings: list[Finding], but: str) -> set[str]:
    return {each.rule_code for each in findings if each.severity in "FE"} - {but}


def test_the_ground_is_clean(bench: Bench) -> None:
    assert told(bench.findings()) == []


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_it_fires_at_its_cell_and_nothing_else_does(case: Case, bench: Bench) -> None:
    case.fire(bench)
    findings = bench.findings()
    mine = [each for each in findings if each.rule_code == case.rule]
    sheet, cell = case.at
    here = [each for each in mine if each.sheet == sheet and (cell is None or each.cell == cell)]
    assert here, told(findings)
    said = [each.severity + ("R" if each.returns else "") for each in here]
    assert case.severity in said, told(findings)
    assert any(case.words in each.message + each.expected for each in here), told(findings)
    assert grave(findings, case.rule) <= case.entails, told(findings)
    assert all(each.unit_code and each.file_name and each.message for each in here)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_its_near_miss_is_silent(case: Case, bench: Bench) -> None:
    case.miss(bench)
    findings = bench.findings()
    mine = [
        each
        for each in findings
        if (each.rule_code == case.rule and each.severity != "I")
        or (each.rule_code == case.rule and case.severity == "I")
    ]
    assert told(mine) == []
    assert grave(findings, case.rule) <= case.beside, told(findings)


def test_every_rule_has_its_pair() -> None:
    covered = {case.rule for case in CASES} | {case.rule for case in CANDIDATE_CASES}
    assert set(rule_catalogue()) - covered == set()
    assert all(case.severity in rule(case.rule).severities for case in CASES)
