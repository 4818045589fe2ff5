"""One change to a January's candidate release at which a rule of the prover speaks, and a near miss: their own fixtures."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.ledger.verification import Verification
from assets.publication.documents.linter import lint
from assets.publication.prover.proofs import RULE_OF, prove
from assets.store.candidate import Candidate
from schemas.office.rulebook import Rulebook
from tests.review.bench import Told

FUNDS, UNIT = "funds_out_of_district", "Z01"


@dataclass
class Ground:
    """A candidate and what it is judged with; a case changes one of them."""

    candidate: Candidate
    reference: Reference
    history: Any
    rulebook: Rulebook | None

    def table(self, name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Ground:
        changed = change(self.candidate.tables[name].copy())
        self.candidate = dataclasses.replace(self.candidate, tables={**self.candidate.tables, name: changed})
        return self

    def metric(self, column: str, value: Any, unit: str = UNIT, code: str = FUNDS, caliber: str = "verified") -> Ground:
        """One figure; a function of the old one where `value` is one."""

        def change(rows: pd.DataFrame) -> pd.DataFrame:
            at = (rows["unit_code"] == unit) & (rows["metric_code"] == code) & (rows["caliber"] == caliber)
            old = float(rows.loc[at, column].iloc[0])
            rows.loc[at, column] = value(old) if callable(value) else value
            return rows

        return self.table("metric", change)

    def figure(
        self, column: str = "ytd_value", code: str = FUNDS, caliber: str = "declared", unit: str = UNIT
    ) -> float:
        rows = self.candidate.tables["metric"]
        at = (rows["unit_code"] == unit) & (rows["metric_code"] == code) & (rows["caliber"] == caliber)
        return float(rows.loc[at, column].iloc[0])

    def external(self, code: str, value: float) -> Ground:
        frame = pd.DataFrame(
            {"source": ["统计平台"], "month": ["2025-01"], "code": [UNIT], "metric_code": [code], "value": [value]}
        )
        self.reference = dataclasses.replace(self.reference, external=frame)
        return self

    def said(self, rule: str) -> list[str]:
        """What is said under a rule: proofs that fail, or findings."""
        proof = prove(self.candidate, self.history, self.reference, UnitRegister(self.reference), self.rulebook)
        failed = [fault for name, code in RULE_OF.items() if code == rule for fault in proof.failures[name]]
        return failed + [each.message for each in proof.findings if each.rule_code == rule]


@dataclass(frozen=True)
class CandidateCase:
    """`says`: what the rule says of the ground after the change; by default what the prover does."""

    rule: str
    fire: Callable[[Ground], Any]
    miss: Callable[[Ground], Any]
    says: Callable[[Ground, str], list[str]] = Ground.said
    words: str = ""


def everywhere(ground: Ground) -> None:
    for unit in (UNIT, "GROUP:zone", "ALL"):
        ground.metric("ytd_value", lambda old: old + 100, unit)


def one_group(*progress: float) -> Callable[[Ground], Any]:
    """All four units in one group, with this 完成序时进度."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        at = (
            (rows["metric_code"] == FUNDS)
            & (rows["caliber"] == "verified")
            & rows["unit_code"].isin(["Z01", "T01", "T02", "S01"])
        )
        rows.loc[at, "unit_group"] = "town"
        rows.loc[at, "schedule_progress"] = list(progress)
        return rows

    def applied(ground: Ground) -> None:
        ground.reference = dataclasses.replace(
            ground.reference, district=ground.reference.district.model_copy(update={"rules": {"P305": {"units": 4}}})
        )
        ground.table("metric", change)

    return applied


def bonus(*grounds: str) -> Callable[[Ground], Any]:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        told = json.loads(rows["explanation"].iloc[0])
        told["inputs"]["grounds"] = list(grounds)
        rows.loc[rows.index[0], ["method", "explanation"]] = ["bonus", json.dumps(told)]
        return rows

    return lambda ground: ground.table("assessment_item", change)


def event(more: int) -> Callable[[Ground], Any]:
    """A fair of one project, with all the money of the district's 亿元 projects less what the others must hold, and more."""

    def applied(ground: Ground) -> None:
        count = ground.figure(code="signed_100m", unit="ALL")
        amount = ground.figure(code="signed_100m_amount", unit="ALL")
        most = int(amount - (count - 1) * 100_000_000)
        row = pd.DataFrame({"event_name": ["云上签约会"], "year": [2025], "signed_projects": [1], "signed_amount_yuan": [most + more],
                            "ledger_projects": [1], "ledger_amount_yuan": [most], "feasible": [True], "highlights": [""]})  # fmt: skip
        ground.table("event", lambda rows: row)

    return applied


def growth(first: float, second: float) -> Callable[[Ground], Any]:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        rows["yoy"] = None
        all_ = (rows["unit_code"] == "ALL") & (rows["caliber"] == "verified")
        rows.loc[all_ & (rows["metric_code"] == FUNDS), "yoy"] = first
        rows.loc[all_ & (rows["metric_code"] == "funds_industrial"), "yoy"] = second
        return rows

    return lambda ground: ground.table("metric", change)


def document(text: str) -> Callable[[Ground], Any]:
    return lambda ground: ground.__setattr__("text", text)


def of_document(ground: Ground, rule: str) -> list[str]:
    return [each.detail for each in lint([ground.__dict__["text"]], []) if each.rule == rule]


def verification(code: str) -> Callable[[Ground], Any]:
    frame = pd.DataFrame({"month": ["2025-01"], "project_code": [code], "verified_ytd_yuan": pd.array([100], dtype="Int64"),
                          "counted": [True], "reason": ["核"], "verified_by": ["甲"], "verified_on": ["2025-02-10"]})  # fmt: skip
    return lambda ground: setattr(ground, "reference", dataclasses.replace(ground.reference, verifications=frame))


def of_books(ground: Ground, rule: str) -> list[str]:
    projects = ground.candidate.books["project"]
    verification = Verification(ground.reference.verifications, ground.history, "2025-01", "declared")
    found = verification.of(projects)
    return [each.words for each in [*found.remarks, *verification.unknown(found.met)]]


def fell(note: str | None) -> Callable[[Ground], Any]:
    """The month after, in which Z01 has 1,000 yuan less than it had."""

    def applied(ground: Ground) -> None:
        earlier = ground.candidate.tables["metric"].copy()
        at = (earlier["unit_code"] == UNIT) & (earlier["metric_code"] == FUNDS)
        earlier.loc[at, "ytd_value"] = earlier.loc[at, "ytd_value"] + 1_000
        books = {name: frame.copy() for name, frame in ground.candidate.books.items()}
        mine = books["project"].index[books["project"]["unit_code"] == UNIT][0]
        books["project"].loc[mine, "fund_note"] = note
        ground.history = Told(
            ground.history, {("metric", "2025-01"): earlier}, {("project", "2025-01"): books["project"]}
        )
        ground.candidate = dataclasses.replace(ground.candidate, month="2025-02", books=books)

    return applied


CANDIDATE_CASES: list[CandidateCase] = [
    CandidateCase("P304", lambda g: g.metric("ytd_value", lambda old: old + 1, "ALL"), everywhere),
    CandidateCase("P305", one_group(1.0, 1.02, 0.98, 0.2), one_group(1.0, 1.02, 0.98, 0.91), words="20.0%"),
    CandidateCase("P307", lambda g: g.table("submission", lambda rows: rows.iloc[1:]),
                  lambda g: g.table("submission", lambda rows: rows.iloc[::-1])),
    CandidateCase("D402", lambda g: g.metric("annual_target", None), lambda g: g.metric("annual_target", None, code="visits"),
                  words="区外项目到位资金"),
    CandidateCase("D403", lambda g: g.table("assessment_item", lambda rows: rows.assign(score=rows["score"] + 0.001)),
                  lambda g: g.table("assessment_item", lambda rows: rows.iloc[::-1])),
    CandidateCase("D404", bonus("甲项目", "甲项目"), bonus("甲项目", "乙项目")),
    CandidateCase("D405", document("全年到位资金达到150亿元。"), document("按照《办法》第3条，2025年12月底前完成。"), of_document),
    CandidateCase("D406", event(1), event(0)),
    CandidateCase("D407", growth(0.1681, 0.1684), growth(0.1681, 0.1686), words="16.8%"),
    CandidateCase("D408", document("全区招商引资工作取得显著成效。"), document("全区招商引资工作未取得显著成效。"), of_document, words="显著成效"),
    CandidateCase("L401", verification("Z01-1999-001"), verification("Z01-2022-001"), of_books),
    CandidateCase("L402", fell(None), fell("核减重复计入的设备款")),
    CandidateCase("S501", lambda g: g.external(FUNDS, g.figure() / 1.011), lambda g: g.external(FUNDS, g.figure() / 1.009)),
    CandidateCase("S503", lambda g: g.external("funds_fixed_asset", g.figure() / 10.1), lambda g: g.external("funds_fixed_asset", g.figure() / 9.9)),
]  # fmt: skip
