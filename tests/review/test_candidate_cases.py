"""The prover's rules on a real candidate: each speaks at its change and not at its near miss; a switch and an exemption
hold here too."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.publication.prover.proofs import prove
from assets.store.published import Store
from schemas.office.rulebook import rulebook_for
from tests.review.bench import AS_OF
from tests.review.candidate_cases import CANDIDATE_CASES, UNIT, CandidateCase, Ground, fell

IDS = [case.rule for case in CANDIDATE_CASES]


@pytest.fixture(scope="module")
def released(january: Path) -> Iterator[Ground]:
    url = f"sqlite:///{january}/zhaoyin.db"
    home = MonthHome(january, AS_OF, url)
    with Store(url) as store:
        candidate = run_month(home, "2025-01", store).candidate
        yield Ground(candidate, home.reference, store, rulebook_for(january, "2025-01"))


@pytest.fixture
def ground(released: Ground) -> Ground:
    return dataclasses.replace(released)


@pytest.mark.parametrize("case", CANDIDATE_CASES, ids=IDS)
def test_it_speaks(case: CandidateCase, ground: Ground) -> None:
    case.fire(ground)
    said = case.says(ground, case.rule)
    assert said
    assert any(case.words in each for each in said), said


@pytest.mark.parametrize("case", CANDIDATE_CASES, ids=IDS)
def test_its_near_miss_is_silent(case: CandidateCase, ground: Ground) -> None:
    case.miss(ground)
    assert case.says(ground, case.rule) == []


def test_a_rule_that_is_off_proves_and_says_nothing(ground: Ground) -> None:
    settings = {"P304": "off", "D402": False}
    ground.reference = dataclasses.replace(
        ground.reference, district=ground.reference.district.model_copy(update={"rules": settings})
    )
    ground.metric("ytd_value", lambda old: old + 1, "ALL").metric("annual_target", None)
    assert (ground.said("P304"), ground.said("D402")) == ([], [])


def test_an_exemption_takes_what_the_prover_says_out_of_force(ground: Ground) -> None:
    exemption = pd.DataFrame(
        {"unit_code": [UNIT], "project_code": [""], "rule_code": ["L402"], "from_month": ["2025-02"], "to_month": [""],
         "reason": ["区划调整"], "approved_by": ["某某"]}, dtype=object,
    )  # fmt: skip
    ground.reference = dataclasses.replace(ground.reference, exemptions=exemption)
    fell(None)(ground)
    proof = prove(
        ground.candidate, ground.history, ground.reference, MonthHome(ground.reference.home, AS_OF, "").register
    )
    assert {each.status for each in proof.findings if each.rule_code == "L402"} == {"exempted"}


def test_finding_count_is_what_is_open(ground: Ground) -> None:
    """What the prover finds of a unit is in its 未解决问题, in its group's and in the district's."""
    before = {place: ground.figure(code="finding_count", unit=place) for place in (UNIT, "GROUP:zone", "ALL")}
    ground.metric("annual_target", None)
    said = prove(
        ground.candidate,
        ground.history,
        ground.reference,
        MonthHome(ground.reference.home, AS_OF, "").register,
        ground.rulebook,
    )
    more = sum(each.unit_code == UNIT and each.severity in "EW" for each in said.findings)
    ground.candidate = ground.candidate.with_findings(said.findings)
    assert more > 0
    assert ground.figure(code="finding_count") == before[UNIT] + more
    assert ground.figure(code="finding_count", unit="GROUP:zone") == before["GROUP:zone"] + more
    assert ground.said("P304") == []
