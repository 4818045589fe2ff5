"""A month's release before it is one: every table computed, nothing published yet."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from schemas.columns.frames import in_key_order, typed_frame
from schemas.columns.judged import FINDING
from schemas.columns.report import REPORT_TABLES
from schemas.finding import Finding, findings_frame

MADE_BY_PUBLICATION = ("release", "revision_change")
FROM_BOOKS_AND_REVIEW = ("project", "submission", "finding", "source_cell")
# The report tables that the rooms before make as Dagster assets: report_<name>.
MADE_BY_ROOMS = tuple(name for name in REPORT_TABLES if name not in (*MADE_BY_PUBLICATION, *FROM_BOOKS_AND_REVIEW))


@dataclass
class Candidate:
    """`tables[name]`: every report table but release and revision_change, with exactly its columns · `books[name]`: the
    ledger's own rows · `release`: the columns of report_release but revision, published_at, supersedes · `inputs`:
    path → sha256 of every received, office and rulebook file ·
    `lineage`: figure_member, figure_set, figure_place (assets/metrics/membership.py) · `basis`: what the month was made of
    (digest.py)"""

    month: str
    tables: dict[str, pd.DataFrame]
    books: dict[str, pd.DataFrame]
    release: dict[str, Any]
    inputs: dict[str, str] = field(default_factory=dict)
    lineage: dict[str, pd.DataFrame] = field(default_factory=dict)
    basis: dict[str, Any] = field(default_factory=dict)

    def with_findings(self, findings: list[Finding]) -> Candidate:
        """The same candidate with the prover's findings among the month's, and finding_count as it then is."""
        parts = [self.tables["finding"], finding_rows(findings)]
        merged = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        kept = merged.drop_duplicates("finding_id", ignore_index=True)
        tables = {**self.tables, "finding": typed_frame(kept, FINDING)}
        return dataclasses.replace(self, tables={**tables, "metric": recounted(tables["metric"], tables["finding"])})

    def in_key_order(self) -> Candidate:
        """The same candidate with rows as the store gives them back, so that a release can be printed again."""
        return dataclasses.replace(
            self,
            tables={name: in_key_order(frame, REPORT_TABLES[name].keys) for name, frame in self.tables.items()},
            lineage={name: in_key_order(frame, []) for name, frame in self.lineage.items()},
        )


def finding_rows(findings: list[Finding]) -> pd.DataFrame:
    """report_finding rows; finding_id is made of rule, place and words, so that the same finding keeps its id."""
    frame = findings_frame(findings)
    seen: dict[str, int] = {}
    ids = []
    for each in findings:
        base = "|".join(
            str(part)
            for part in (
                each.rule_code,
                each.unit_code,
                each.file_sha256,
                each.sheet,
                each.cell,
                each.field,
                each.project_code,
                each.message,
            )
        )
        digest = hashlib.sha256(base.encode()).hexdigest()[:16]
        seen[digest] = seen.get(digest, 0) + 1
        ids.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    frame["finding_id"] = ids
    return typed_frame(frame, FINDING)


def recounted(metric: pd.DataFrame, finding: pd.DataFrame) -> pd.DataFrame:
    """report_metric with finding_count as the finding table has it: what the books and the prover found of a unit is open
    too. A unit without figures stays null; groups and the district add up."""
    mine = metric["metric_code"] == "finding_count"
    open_ones = finding[(finding["status"] == "open") & finding["severity"].isin(["E", "W"])]
    counts = open_ones["unit_code"].value_counts()
    units = metric[mine & metric["unit_code"].isin(counts.index)]
    more = units["unit_code"].map(counts).astype("float64") - units["ytd_value"].astype("float64")
    more = more[more.notna() & (more != 0)]
    if not len(more):
        return metric
    added: dict[tuple[str, str], float] = {}
    for index, extra in more.items():
        unit, group, caliber = (metric.at[index, name] for name in ("unit_code", "unit_group", "caliber"))
        for place in (unit, f"GROUP:{group}", "ALL"):
            added[(place, caliber)] = added.get((place, caliber), 0.0) + float(extra)
    table = metric.copy()
    for index in table.index[mine]:
        extra = added.get((table.at[index, "unit_code"], table.at[index, "caliber"]), 0.0)
        if extra and pd.notna(table.at[index, "ytd_value"]):
            table.loc[index, "ytd_value"] += extra
            table.loc[index, "month_value"] += extra
            prior = table.at[index, "comparable_prior_ytd_value"]
            if pd.notna(prior) and prior > 0:
                table.loc[index, "yoy"] = table.at[index, "ytd_value"] / prior - 1
    return table
