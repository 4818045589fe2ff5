"""Units add up to their group, groups to the district; bands, stages and chains to what they cut; order changes nothing."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.metrics.facts import CALIBERS
from schemas.metrics import default_registry
from tests.ledger.making import Releases, figure, reference
from tests.metrics.a_month import UNITS, released, sent_by, verifications

EVENTS = [
    {"event_name": "投洽会", "year": 2025, "signed_projects": 3, "signed_amount": 40_000, "highlights": "", "note": ""}
]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return released(events=EVENTS)[1]


def test_units_are_groups_are_the_district(tables: dict[str, pd.DataFrame]) -> None:
    codes = [unit[0] for unit in UNITS]
    additive = [code for code, metric in default_registry().items() if metric.adds_up and metric.published]
    wide = (
        tables["metric"].pivot(index=["metric_code", "caliber"], columns="unit_code", values="ytd_value").loc[additive]
    )
    assert len(wide) == 2 * len(additive)
    units = wide[codes].sum(axis=1)
    pd.testing.assert_series_equal(units, wide["ALL"], check_names=False, check_exact=False, rtol=0, atol=1e-9)
    groups = wide[["GROUP:town", "GROUP:zone"]].sum(axis=1)
    pd.testing.assert_series_equal(groups, wide["ALL"], check_names=False, check_exact=False, rtol=0, atol=1e-9)
    money = wide["ALL"][[code for code in additive if default_registry()[code].unit == "yuan"]]
    assert (money == money.round()).all()


@pytest.mark.parametrize("caliber", CALIBERS)
def test_parts_add_up_to_what_they_cut(tables: dict[str, pd.DataFrame], caliber: str) -> None:
    def total(table: str, column: str) -> float:
        rows = tables[table]
        return rows.loc[(rows["unit_code"] == "ALL") & (rows["caliber"] == caliber), column].sum()

    def value(metric: str) -> float:
        return figure(tables, "ALL", metric, caliber)

    assert total("stage", "projects") == total("industry_chain", "projects") == value("signed_100m") > 0
    assert (
        total("stage", "investment_yuan") == total("industry_chain", "investment_yuan") == value("signed_100m_amount")
    )
    assert total("industry_chain", "started") == value("signed_100m_started")
    assert total("industry_chain", "completed") == value("signed_100m_completed")
    assert total("size_band", "projects") == value("projects_introduced")
    bands = value("projects_100m") + value("projects_50m") + value("projects_10m")
    assert bands == value("projects_introduced")
    assert value("funds_industrial") + value("funds_services") == value("funds_out_of_district")
    assert value("funds_new") + value("funds_carried_over") == value("funds_out_of_district")
    parts = sum(value(f"signed_100m_{stage}") for stage in ("completed", "building", "preparing"))
    assert parts == value("signed_100m")
    origin = tables["origin"]
    scopes = origin[(origin["caliber"] == caliber) & (origin["origin_scope"] != "local")]
    assert scopes["arrived_ytd_yuan"].sum() == value("funds_out_of_district")


def test_verified_is_at_most_declared(tables: dict[str, pd.DataFrame]) -> None:
    wide = tables["metric"].pivot(index=["metric_code", "unit_code"], columns="caliber", values="ytd_value")
    funds = wide[[code.startswith(("funds_", "signed_", "projects_")) for code, _ in wide.index]]
    assert (funds["verified"] <= funds["declared"]).all()
    assert (funds["verified"] < funds["declared"]).any()


def test_the_lists_of_the_tables_are_the_metrics(tables: dict[str, pd.DataFrame]) -> None:
    for unit in ("T01", "GROUP:zone", "ALL"):
        talent = tables["talent"].set_index(["unit_code", "cohort_year"]).loc[(unit, "ALL")]
        assert talent["employers"] == figure(tables, unit, "talent_employers")
        assert talent["posts_wanted"] == figure(tables, unit, "talent_posts_wanted")
        assert talent["subsidised_people"] == figure(tables, unit, "talent_subsidised")
        assert talent["subsidy_yuan"] == figure(tables, unit, "talent_subsidy")
        visit = tables["visit"].set_index("unit_code").loc[unit]
        assert [visit["visits"], visit["companies"], visit["issues_raised"], visit["issues_resolved"]] == [
            figure(tables, unit, metric)
            for metric in ("visits", "visited_companies", "issues_raised", "issues_resolved")
        ]
        activity = tables["activity"][tables["activity"]["unit_code"] == unit]
        assert activity["leads"].sum() == figure(tables, unit, "leads")
        assert activity.set_index("activity_kind").loc["training", "people"] == figure(tables, unit, "trainees")


def test_zero_rows_where_the_contract_asks(tables: dict[str, pd.DataFrame]) -> None:
    empty = Releases(reference(units=UNITS)).run("2025-05", {})
    places, units = len(UNITS) + 3, len(UNITS) + 1
    expected = {
        "metric": places * 2 * len([m for m in default_registry().values() if m.published]), "fund_arrival": places * 2,
        "industry_chain": units * 2 * 2, "size_band": units * 3 * 2, "stage": units * 4 * 2, "origin": 0, "event": 0,
        "talent": places, "recognition": 0, "visit": places, "activity": places * 9,
    }  # fmt: skip
    assert {name: len(empty[name]) for name in expected} == expected


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 1_000), st.randoms(use_true_random=False))
def test_the_order_of_files_and_rows_changes_nothing(seed: int, shuffler: random.Random) -> None:
    sent = sent_by(seed, size=5)
    given_rows = verifications(sent, "2025-05")
    first = Releases(reference(units=UNITS, verifications=given_rows)).run("2025-05", sent)
    order = list(sent)
    shuffler.shuffle(order)
    again = {unit: sent[unit] for unit in order}
    for what in again.values():
        assert what is not None
        shuffler.shuffle(what.projects)
        for rows in what.lists.values():
            shuffler.shuffle(rows)
    shuffler.shuffle(given_rows)
    second = Releases(reference(units=UNITS, verifications=given_rows)).run("2025-05", again)
    for name in first:
        if name not in ("source_cell", "submission"):
            left = first[name].sort_values(list(first[name].columns[:3])).reset_index(drop=True)
            right = second[name].sort_values(list(second[name].columns[:3])).reset_index(drop=True)
            pd.testing.assert_frame_equal(left, right, obj=name)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 1_000), st.integers(1, 99_999))
def test_a_yuan_more_in_one_cell_moves_exactly_its_figures(seed: int, yuan: int) -> None:
    sent = sent_by(seed, size=4)
    before = Releases(reference(units=UNITS)).run("2025-05", sent)
    told = sent["T02"].projects[0]  # type: ignore[union-attr]
    told.update(origin_scope="out_of_province", origin_province="浙江省", stage="building", is_industrial=True)
    before = Releases(reference(units=UNITS)).run("2025-05", sent)
    told["arrived_ytd"] = round(told["arrived_ytd"] + yuan / 10_000, 4)
    after = Releases(reference(units=UNITS)).run("2025-05", sent)
    for metric in ("funds_out_of_district", "funds_industrial"):
        assert figure(after, "ALL", metric) - figure(before, "ALL", metric) == yuan
    for metric in ("funds_services", "funds_overseas", "signed_100m", "projects_introduced", "visits"):
        assert figure(after, "ALL", metric) == figure(before, "ALL", metric)
