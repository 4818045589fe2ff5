"""What the hard sample's planted cases are found as: rules by month and unit."""

from __future__ import annotations

from samples.mishaps import Mishap

_FOUND = {
    "after_gap": {"H203"},
    "returned_then_corrected": {"H211"},
    "returned_then_late": {"C110"},
    "wrong_month": {"F005"},
    "gap_explained": {"C107"},
}
_STATES = {
    "after_gap": "returned",
    "returned_then_late": "returned",
    "wrong_month": "returned",
    "missing": "missing",
    "late_closed": "late_closed",
}


def expected_findings(cases: list[Mishap]) -> set[tuple[str, str, str]]:
    """(month, unit, rule)."""
    return {(case.month, case.unit, rule) for case in cases for rule in _FOUND.get(case.kind, set())}


def expected_states(cases: list[Mishap]) -> set[tuple[str, str, str]]:
    """(month, unit, status) of every submission that is not accepted."""
    return {(case.month, case.unit, _STATES[case.kind]) for case in cases if case.kind in _STATES}
