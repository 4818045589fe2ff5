"""The table of planted cases as docs/sample-district.md shows it."""

from __future__ import annotations

from samples.mishaps import planted
from samples.units import BY_CODE


def planted_table(last_year: int = 2025) -> str:
    """A Markdown table: month, unit, case, what it is."""
    lines = ["| month | unit | case | what is there |", "|---|---|---|---|"]
    for case in planted(last_year):
        unit = BY_CODE[case.unit]
        lines.append(f"| {case.month} | {unit.code} {unit.name} | {case.kind} | {case.words} |")
    return "\n".join(lines)
