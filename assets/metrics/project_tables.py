"""The report tables cut from the projects: industry chains, size bands, stages, origins, events."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assets.intake.office.model import Reference
from assets.ledger.credit import COUNT_SCALE
from assets.metrics.conditions import rows_meeting
from assets.metrics.facts import CALIBERS, Fact, Facts
from assets.metrics.measure import Places
from schemas.codes.lists import CHOICES, SIZE_BANDS, STAGE_ORDER, STARTED_STAGES
from schemas.codes.names import folded
from schemas.codes.places import ORIGIN_SCOPES, region_block
from schemas.columns.figures import EVENT, INDUSTRY_CHAIN, ORIGIN, SIZE_BAND, STAGE
from schemas.columns.frames import typed_frame
from schemas.metrics import Registry
from schemas.months import year_of

_THRESHOLD = 100_000_000  # 亿元以上


class Cohort:
    """The projects a metric counts, cut by a column: credited sums of every unit and of ALL, for every value wanted."""

    def __init__(
        self, facts: Facts, registry: Registry, metric_code: str, places: Places, by: str, values: list[str]
    ) -> None:
        metric = registry[metric_code]
        self.fact: Fact = facts.get(str(metric.fact))
        self._mask = rows_meeting(self.fact.rows, metric.where)
        self._places, self.values = places, values
        position = {value: at for at, value in enumerate(values)}
        self._cut = self.fact.rows[by].map(position).fillna(-1).to_numpy(dtype="int64")

    def counts(self, caliber: str, within: np.ndarray | None = None) -> np.ndarray:
        """Credited projects: (units + ALL) × values."""
        return self._summed(self.fact.credits.count, caliber, within) / COUNT_SCALE

    def sums(self, column: str, caliber: str) -> np.ndarray:
        """Credited yuan: (units + ALL) × values."""
        return self._summed(self.fact.column(column, caliber), caliber, None)

    def _summed(self, amounts: np.ndarray, caliber: str, within: np.ndarray | None) -> np.ndarray:
        mask = self._mask if within is None else self._mask & within
        keep = self.fact.keep(mask & (self._cut >= 0), caliber)
        cell = self.fact.credits.unit[keep] * len(self.values) + self._cut[self.fact.credits.at[keep]]
        size = len(self._places.units) * len(self.values)
        units = np.bincount(cell, weights=amounts[keep], minlength=size).reshape(
            len(self._places.units), len(self.values)
        )
        return np.vstack([units, units.sum(axis=0)])


def _keys(
    places: Places, names: dict[str, tuple[str, str | None]], values: list[str], column: str, caliber: str
) -> pd.DataFrame:
    """unit_code, the cut's column, caliber, unit_name, unit_group: units then ALL, every value of each."""
    codes = [*places.units, "ALL"]
    return pd.DataFrame(
        {
            "unit_code": np.repeat(np.array(codes, dtype=object), len(values)),
            column: np.tile(np.array(values, dtype=object), len(codes)),
            "caliber": caliber,
            "unit_name": np.repeat(np.array([names[code][0] for code in codes], dtype=object), len(values)),
            "unit_group": np.repeat(np.array([names[code][1] for code in codes], dtype=object), len(values)),
        }
    )


Names = dict[str, tuple[str, str | None]]  # place → (name, group)


def industry_chain_table(
    facts: Facts, registry: Registry, reference: Reference, places: Places, names: Names
) -> pd.DataFrame:
    """report_industry_chain: of signed_100m; units and ALL, every chain of the district, at both calibers."""
    chains = reference.industry_chains.sort_values(["sort_order", "chain_code"], kind="stable")
    codes = [str(code) for code in chains["chain_code"]]
    cohort = Cohort(facts, registry, "signed_100m", places, "industry_chain", codes)
    stage = cohort.fact.rows["stage"]
    started = stage.isin(STARTED_STAGES).to_numpy(dtype=bool)
    completed = (stage == "completed").to_numpy(dtype=bool)
    parts = []
    for caliber in CALIBERS:
        projects, investment = cohort.counts(caliber), cohort.sums("total_investment_yuan", caliber)
        part = _keys(places, names, codes, "chain_code", caliber)
        part["chain_name"] = np.tile(chains["chain_name"].to_numpy(dtype=object), len(places.units) + 1)
        part["projects"] = projects.ravel()
        part["share_of_projects"] = _share(projects)
        part["investment_yuan"] = investment.ravel()
        part["share_of_investment"] = _share(investment)
        part["started"] = cohort.counts(caliber, started).ravel()
        part["completed"] = cohort.counts(caliber, completed).ravel()
        part["arrived_yuan"] = cohort.sums("arrived_total_yuan", caliber).ravel()
        parts.append(part)
    return typed_frame(pd.concat(parts, ignore_index=True), INDUSTRY_CHAIN)


def _share(values: np.ndarray) -> np.ndarray:
    total = values.sum(axis=1, keepdims=True)
    return (values / np.where(total > 0, total, np.nan)).ravel()


def size_band_table(facts: Facts, registry: Registry, places: Places, names: Names) -> pd.DataFrame:
    """report_size_band: of projects_introduced; units and ALL, the three bands, at both calibers."""
    bands = [code for code, _, low in SIZE_BANDS if low > 0]
    cohort = Cohort(facts, registry, "projects_introduced", places, "size_band", bands)
    parts = []
    for caliber in CALIBERS:
        part = _keys(places, names, bands, "size_band", caliber)
        part["projects"] = cohort.counts(caliber).ravel()
        part["investment_yuan"] = cohort.sums("total_investment_yuan", caliber).ravel()
        part["arrived_ytd_yuan"] = cohort.sums("arrived_ytd_yuan", caliber).ravel()
        parts.append(part)
    return typed_frame(pd.concat(parts, ignore_index=True), SIZE_BAND)


def stage_table(facts: Facts, registry: Registry, places: Places, names: Names) -> pd.DataFrame:
    """report_stage: of signed_100m; units and ALL, the four stages, at both calibers."""
    stages = list(STAGE_ORDER)
    cohort = Cohort(facts, registry, "signed_100m", places, "stage", stages)
    parts = []
    for caliber in CALIBERS:
        part = _keys(places, names, stages, "stage", caliber)
        part["label_zh"] = [CHOICES["stage"][stage][0] for stage in part["stage"]]
        part["projects"] = cohort.counts(caliber).ravel()
        part["investment_yuan"] = cohort.sums("total_investment_yuan", caliber).ravel()
        parts.append(part)
    return typed_frame(pd.concat(parts, ignore_index=True), STAGE)


def origin_table(facts: Facts) -> pd.DataFrame:
    """report_origin: where the year's money comes from, every project with money this year once, terminated ones
    too."""
    fact = facts.projects
    parts = []
    for caliber, column in zip(CALIBERS, ("arrived_ytd_yuan", "verified_ytd_yuan"), strict=True):
        rows = fact.rows[["origin_scope", "origin_province"]].rename(columns={"origin_province": "province"})
        rows = rows.assign(arrived_ytd_yuan=fact.rows[column].fillna(0).astype("int64"), projects=1)
        if caliber == "verified":
            rows = rows[fact.counted]
        rows = rows[(rows["arrived_ytd_yuan"] != 0) & rows["origin_scope"].notna()]
        rows["province"] = rows["province"].fillna("")
        part = rows.groupby(["origin_scope", "province"], as_index=False, sort=True)[
            ["projects", "arrived_ytd_yuan"]
        ].sum()
        parts.append(part.assign(caliber=caliber))
    table = pd.concat(parts, ignore_index=True)
    table["region_block"] = [
        region_block(scope, name) for scope, name in zip(table["origin_scope"], table["province"], strict=True)
    ]
    order = {scope: at for at, scope in enumerate(ORIGIN_SCOPES)}
    table = table.sort_values(
        ["caliber", "origin_scope", "province"],
        key=lambda c: c.map(order) if c.name == "origin_scope" else c,
        kind="stable",
    )
    return typed_frame(table, ORIGIN)


def event_table(facts: Facts, registry: Registry, reference: Reference, month: str) -> pd.DataFrame:
    """report_event: the year's events, the fair's own count beside the ledger's signed_100m of that name (declared)."""
    fact = facts.standing_projects
    signed = fact.rows[rows_meeting(fact.rows, registry["signed_100m"].where)]
    event_of = pd.Series([folded(name) for name in signed["signing_event"]], index=signed.index, dtype=object)
    projects, total = len(signed), int(signed["total_investment_yuan"].sum())
    events = reference.events[reference.events["year"] == year_of(month)].sort_values("event_name", kind="stable")
    rows = []
    for event in events.itertuples():
        own = signed[event_of == folded(event.event_name)]
        rows.append(
            {
                "event_name": event.event_name,
                "year": event.year,
                "signed_projects": event.signed_projects,
                "signed_amount_yuan": event.signed_amount_yuan,
                "ledger_projects": len(own),
                "ledger_amount_yuan": int(own["total_investment_yuan"].sum()),
                "feasible": can_be_among(event.signed_projects, event.signed_amount_yuan, projects, total),
                "highlights": event.highlights or None,
            }
        )
    return typed_frame(pd.DataFrame(rows), EVENT)


def can_be_among(count: object, amount: object, projects: int, total: int, threshold: int = _THRESHOLD) -> bool | None:
    """Whether `count` projects worth `amount` can all be among `projects` of at least `threshold` each worth `total`
    together (rule D406): amount + (projects − count) × threshold ≤ total. None where the claim lacks a figure."""
    if pd.isna(count) or pd.isna(amount):  # type: ignore[call-overload]
        return None
    k, claimed = int(count), int(amount)  # type: ignore[call-overload]
    return k <= projects and claimed + (projects - k) * threshold <= total
