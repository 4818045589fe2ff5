"""The prover: judges the candidate release before it is one. Blocking proofs stop it; findings travel with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from assets.intake.units import UnitRegister
from assets.publication.candidate import Candidate
from assets.publication.prover import claims, scores, sums, whole
from schemas.district import District
from schemas.finding import Finding
from schemas.history import History


@dataclass(frozen=True, slots=True)
class Proof:
    """`failures`: proof name → what does not hold, Chinese, one line a fault. `findings`: never blocking."""

    failures: dict[str, list[str]]
    findings: list[Finding] = field(default_factory=list)

    @property
    def blocking(self) -> bool:
        return any(self.failures.values())


@dataclass(frozen=True)
class Case:
    """What a proof may look at."""

    candidate: Candidate
    history: History
    district: District
    register: UnitRegister


# name (ASCII, also the Dagster check's) → (Chinese label, proof)
PROOFS: dict[str, tuple[str, Callable[[Case], list[str]]]] = {
    "units_add_up": ("单位之和等于分组、等于全区(P304)", sums.units_add_up),
    "parts_add_up": ("产业链、规模、阶段分项之和等于总数", sums.parts_add_up),
    "parts_within_whole": ("工业不大于全部、认定不大于上报", sums.parts_within_whole),
    "keys_unique": ("各表主键唯一", whole.keys_unique),
    "every_unit_once": ("应报单位不重不漏(P307)", whole.every_unit_once),
    "scores_recompute": ("得分、总分、位次可由说明复算(D403)", scores.scores_recompute),
    "bonuses_once": ("加分不重复(D404)", scores.bonuses_once),
}


def prove(candidate: Candidate, history: History, district: District, register: UnitRegister) -> Proof:
    """Every proof over the candidate, and what is worth saying of it."""
    case = Case(candidate, history, district, register)
    failures = {name: proof(case) for name, (_, proof) in PROOFS.items()}
    return Proof(failures, claims.findings(case))
