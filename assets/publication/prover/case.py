"""What the proofs of a month look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.store.candidate import Candidate
from schemas.history import History
from schemas.office.district import District
from schemas.office.rulebook import Rulebook


@dataclass(frozen=True)
class Case:
    """A candidate release, the earlier releases and the office's files it is proved against."""

    candidate: Candidate
    history: History
    reference: Reference
    register: UnitRegister
    rulebook: Rulebook | None = None

    @property
    def district(self) -> District:
        return self.reference.district

    @cached_property
    def without_figures(self) -> frozenset[str]:
        """The units that have no figures this month."""
        submissions = self.candidate.tables["submission"]
        return frozenset(submissions.loc[submissions["figures"] == "none", "unit_code"])
