"""The prover: judges the candidate release before it is one. Blocking proofs stop it; findings travel with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.publication.prover import claims, completeness, growth, office, outliers, recomputed_tables, scores, sums
from assets.publication.prover.case import Case
from assets.review.catalogue import is_on
from assets.review.comply import exempted
from assets.store.candidate import Candidate
from schemas.finding import Finding
from schemas.history import History
from schemas.office.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Proof:
    """`failures`: proof name → what does not hold, Chinese, one line a fault. `findings`: never blocking."""

    failures: dict[str, list[str]]
    findings: list[Finding] = field(default_factory=list)

    @property
    def blocking(self) -> bool:
        return any(self.failures.values())


class ReleaseRefused(Exception):
    """A blocking proof does not hold. `failures`: one line a proof, Chinese."""

    exit_code = 3

    def __init__(self, failures: list[str]) -> None:
        self.failures = failures
        super().__init__(failures)

    def __str__(self) -> str:
        return "发布被核对规则阻断：" + "；".join(self.failures)


# name (ASCII, also the Dagster check's) → (Chinese label, proof)
PROOFS: dict[str, tuple[str, Callable[[Case], list[str]]]] = {
    "units_add_up": ("单位之和等于分组、等于全区（P304）", sums.units_add_up),
    "same_period": ("上年同期：单位之和等于分组、等于全区；分组同比在成员单位最低与最高之间", growth.same_period_holds),
    "parts_add_up": ("产业链、规模、阶段分项之和等于总数", sums.parts_add_up),
    "parts_within_whole": ("工业不大于全部、认定不大于上报", sums.parts_within_whole),
    "tables_valid": ("各表的列、类型、空值、主键和代码符合数据字典", completeness.tables_valid),
    "every_unit_once": ("应报单位不重不漏（P307）", completeness.every_unit_once),
    "scores_recompute": ("得分、总分、位次可由说明复算（D403）", scores.scores_recompute),
    "absent_unscored": ("缺数单位不计分、不排名", scores.absent_unscored),
    "bonuses_once": ("加分不重复（D404）", scores.bonuses_once),
    "tables_agree": ("各表与台账、指标重算一致，报送、问题、来源前后一致", recomputed_tables.tables_agree),
}
# The proofs that are rules of the catalogue: switched off, they prove nothing.
RULE_OF = {"units_add_up": "P304", "every_unit_once": "P307", "scores_recompute": "D403", "bonuses_once": "D404"}

# rule → what it says of a candidate, never blocking
SAYS: dict[str, Callable[[Case], Iterator[Finding]]] = {
    "P305": outliers.far_from_group,
    "D402": office.targets_missing,
    "D406": claims.events_feasible,
    "D407": claims.same_growth,
    "L402": outliers.unlawful_falls,
    "S501": office.figures_of_others,
    "S503": office.little_fixed_investment,
}


def prove(
    candidate: Candidate,
    history: History,
    reference: Reference,
    register: UnitRegister,
    rulebook: Rulebook | None = None,
) -> Proof:
    """Every proof over the candidate, and what is worth saying of it; exemptions take findings out of force."""
    case = Case(candidate, history, reference, register, rulebook)
    return Proof(_failures(case), _said(case))


def worth_saying(
    candidate: Candidate,
    history: History,
    reference: Reference,
    register: UnitRegister,
    rulebook: Rulebook | None = None,
) -> list[Finding]:
    """What is worth saying of the candidate, without the proofs."""
    return _said(Case(candidate, history, reference, register, rulebook))


def require_proved(
    candidate: Candidate,
    history: History,
    reference: Reference,
    register: UnitRegister,
    rulebook: Rulebook | None = None,
) -> None:
    """Raises ReleaseRefused where a blocking proof does not hold of the candidate."""
    failures = _failures(Case(candidate, history, reference, register, rulebook))
    refused = [
        f"{PROOFS[name][0]}：{len(faults)} 处不成立，首处：{faults[0]}" for name, faults in failures.items() if faults
    ]
    if refused:
        raise ReleaseRefused(refused)


def _said(case: Case) -> list[Finding]:
    said = [each for code, says in SAYS.items() if _on(case, code) for each in says(case)]
    return [exempted(each, case.reference.exemptions, case.candidate.month) for each in said]


def _failures(case: Case) -> dict[str, list[str]]:
    return {
        name: what_fails(proof, case) if _on(case, RULE_OF.get(name)) else [] for name, (_, proof) in PROOFS.items()
    }


def what_fails(proof: Callable[[Case], list[str]], case: Case) -> list[str]:
    """What does not hold; a candidate that cannot even be looked at is not proved."""
    try:
        return proof(case)
    except Exception as fault:  # noqa: BLE001 - whatever a broken table raises, it must block and say so
        return [f"无法核对：{type(fault).__name__} {fault}"]


def _on(case: Case, code: str | None) -> bool:
    return code is None or is_on(code, case.district, case.candidate.month)
