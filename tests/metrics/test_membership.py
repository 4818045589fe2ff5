"""Every additive figure is the sum of what its cells contribute, to the yuan; every cell is one of the month's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from assets.intake.office.units import UnitRegister
from assets.metrics.membership import Membership, figure_membership, figure_places
from schemas.columns.releases import FIGURE_SOURCE
from schemas.columns.report import REPORT_TABLES
from schemas.metrics import default_registry
from tests.ledger.making import Releases
from tests.metrics.a_month import released

MONTH = "2025-05"
_TABLES = (
    "metric",
    "fund_arrival",
    "industry_chain",
    "size_band",
    "stage",
    "origin",
    "event",
    "talent",
    "recognition",
    "activity",
)


def figure_sources(membership: Membership, units: pd.DataFrame) -> pd.DataFrame:
    """report_figure_source: one row a figure and source. `units`: unit_code, unit_group of the month."""
    places = figure_places(units)
    rows = membership.members.merge(membership.sets, on="set_id").merge(places, on="unit_code")
    shown = {"unit_group_all": ("unit", "group", "all"), "unit_all": ("unit", "all"), "district": ("all",)}
    kept = [level in shown[where] for level, where in zip(rows["level"], rows["places"], strict=True)]
    rows = rows[np.array(kept, dtype=bool)]  # a month without figures has no rows and keeps its columns
    rest = rows["row_key_rest"]
    joined = np.where(rest == "", rows["place"], rows["place"] + "|" + rest)
    rows = rows.assign(row_key=np.where(rows["places"] == "district", rest, joined))
    rows["contribution"] = rows["contribution"].where(rows["additive"].astype(bool))
    keys = ["table_name", "row_key", "column_name", "source_id"]
    return rows.groupby(keys, sort=True)["contribution"].sum(min_count=1).reset_index()


@pytest.fixture(scope="module")
def month() -> tuple[Releases, dict[str, pd.DataFrame], pd.DataFrame]:
    events = [
        {
            "event_name": "投洽会",
            "year": 2025,
            "signed_projects": 3,
            "signed_amount": 40_000,
            "highlights": "",
            "note": "",
        }
    ]
    releases, tables = released(seed=3, month=MONTH, events=events)
    membership = figure_membership(releases.kept[MONTH], releases.reference, releases, MONTH)
    return releases, tables, figure_sources(membership, UnitRegister(releases.reference).frame(MONTH))


def published(tables: dict[str, pd.DataFrame], name: str, column: str) -> pd.Series:
    table = tables[name]
    keys = table[REPORT_TABLES[name].keys].astype(str).agg("|".join, axis=1)
    return pd.Series(table[column].to_numpy(dtype="float64", na_value=float("nan")), index=keys)


def test_contributions_sum_to_every_additive_figure(
    month: tuple[Releases, dict[str, pd.DataFrame], pd.DataFrame],
) -> None:
    _, tables, sources = month
    sums = sources.groupby(["table_name", "column_name", "row_key"])["contribution"].sum(min_count=1)
    checked = 0
    for name in _TABLES:
        columns = sources.loc[(sources["table_name"] == name) & sources["contribution"].notna(), "column_name"].unique()
        for column in columns:
            figures = published(tables, name, column)
            if name == "metric":
                additive = [
                    code
                    for code, metric in default_registry().items()
                    if metric.adds_up and metric.fact not in ("reporting", "visit")
                ]
                figures = figures[[key.split("|")[1] in additive for key in figures.index]]
            told = sums[name, column].reindex(figures.index).fillna(0)
            pd.testing.assert_series_equal(
                told, figures.fillna(0), check_names=False, rtol=0, atol=1e-6, obj=f"{name}.{column}"
            )
            checked += int((figures != 0).sum())
    assert checked > 500


def test_sources_are_cells_of_the_month_once_a_figure(
    month: tuple[Releases, dict[str, pd.DataFrame], pd.DataFrame],
) -> None:
    releases, _, sources = month
    assert list(sources.columns) == FIGURE_SOURCE.names
    assert not sources.duplicated(FIGURE_SOURCE.keys).any()
    assert set(sources["source_id"]) <= set(releases.kept[MONTH].cells["source_id"])


def test_ratios_and_distinct_counts_name_their_cells_without_an_amount(
    month: tuple[Releases, dict[str, pd.DataFrame], pd.DataFrame],
) -> None:
    _, _, sources = month
    for code in ("start_rate", "arrival_rate", "talent_subsidised"):
        rows = sources[(sources["table_name"] == "metric") & (sources["row_key"] == f"ALL|{code}|declared")]
        assert len(rows) > 0
        assert rows["contribution"].isna().all()


def test_what_verification_takes_off_is_said_apart(
    month: tuple[Releases, dict[str, pd.DataFrame], pd.DataFrame],
) -> None:
    releases, _, sources = month
    cells = releases.kept[MONTH].cells.set_index("source_id")["field"]
    rows = sources[sources["row_key"] == "ALL|funds_out_of_district|verified"]
    taken = rows[rows["source_id"].map(cells) == "verification.verified_ytd_yuan"]
    assert len(taken) > 0
    assert (taken["contribution"] < 0).all()
