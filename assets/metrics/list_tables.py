"""The report tables cut from the lists: talent, awards, visits, activities."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from assets.metrics.facts import Facts
from assets.metrics.measure import Places
from schemas.codes.lists import CHOICES
from schemas.columns.frames import typed_frame
from schemas.columns.lists import ACTIVITY, RECOGNITION, TALENT, VISIT


def by_place(rows: pd.DataFrame, places: Places) -> pd.DataFrame:
    """The rows once for their unit, once for its group, once for ALL (column `place`), so that one grouping gives all
    three and a distinct count is the union."""
    unit_group = {
        places.units[at]: f"GROUP:{group}"
        for group, at_units in zip(places.groups, places.members, strict=True)
        for at in at_units
    }
    units = rows["unit_code"]
    return pd.concat(
        [rows.assign(place=units), rows.assign(place=units.map(unit_group)), rows.assign(place="ALL")],
        ignore_index=True,
    )


def _counted(places: Places, columns: dict[str, pd.Series]) -> pd.DataFrame:
    """Columns by place, a zero row for every place that has none."""
    frame = pd.DataFrame(columns).reindex(places.codes).fillna(0)
    return frame.rename_axis("unit_code").reset_index()


def talent_table(facts: Facts, places: Places) -> pd.DataFrame:
    """report_talent: demand and subsidies on cohort ALL for every place, subsidies by cohort year where there are
    any."""
    demand = by_place(facts.get("talent_demand").rows, places)
    subsidy = by_place(facts.get("talent_subsidy").rows, places)
    kinds = demand["employer_kind"]
    whole = _counted(
        places,
        {
            "employers": demand.groupby("place")["employer_key"].nunique(),
            "employers_enterprise": demand[kinds == "enterprise"].groupby("place")["employer_key"].nunique(),
            "employers_institution": demand[kinds == "institution"].groupby("place")["employer_key"].nunique(),
            "posts_wanted": demand.groupby("place")["posts_wanted"].sum(),
            "subsidised_people": subsidy.groupby("place")["person_key"].nunique(),
            "subsidy_yuan": subsidy.groupby("place")["subsidy_yuan"].sum(),
        },
    ).assign(cohort_year="ALL")
    dated = subsidy[subsidy["cohort_year"].notna()]
    dated = dated.assign(cohort_year=dated["cohort_year"].astype("int64").astype(str))
    cohorts = dated.groupby(["place", "cohort_year"], as_index=False).agg(
        subsidised_people=("person_key", "nunique"), subsidy_yuan=("subsidy_yuan", "sum")
    )
    cohorts = cohorts.rename(columns={"place": "unit_code"}).assign(
        employers=0, employers_enterprise=0, employers_institution=0, posts_wanted=0
    )
    table = pd.concat([whole, cohorts], ignore_index=True) if len(cohorts) else whole
    return typed_frame(_in_order(table, places, ["cohort_year"]), TALENT)


def recognition_table(facts: Facts, places: Places) -> pd.DataFrame:
    """report_recognition: quantities by category, level and counting unit; what exists."""
    rows = by_place(facts.get("recognition").rows, places)
    keys = ["category", "level", "count_unit"]
    rows[keys] = rows[keys].fillna("")
    table = rows.groupby(["place", *keys])["quantity"].sum().reset_index().rename(columns={"place": "unit_code"})
    return typed_frame(_in_order(table, places, keys), RECOGNITION)


def visit_table(facts: Facts, places: Places) -> pd.DataFrame:
    """report_visit: visits, companies, issues and how many are settled, of every place."""
    rows = by_place(facts.get("visit").rows, places)
    raised = rows[rows["issue"].notna()]
    table = _counted(
        places,
        {
            "visits": rows.groupby("place").size(),
            "companies": rows.groupby("place")["company_key"].nunique(),
            "issues_raised": raised.groupby("place").size(),
            "issues_resolved": raised[raised["issue_status"] == "resolved"].groupby("place").size(),
            "issues_overdue": raised[raised["issue_status"] == "overdue"].groupby("place").size(),
        },
    )
    table["resolution_rate"] = table["issues_resolved"] / table["issues_raised"].where(
        table["issues_raised"] > 0, np.nan
    )
    return typed_frame(_in_order(table, places, []), VISIT)


def activity_table(facts: Facts, places: Places) -> pd.DataFrame:
    """report_activity: a row for every place and kind of activity."""
    rows = by_place(facts.get("activity").rows, places)
    kinds = list(CHOICES["activity_kind"])
    grouped = rows.groupby(["place", "activity_kind"])
    index = pd.MultiIndex.from_product([places.codes, kinds], names=["unit_code", "activity_kind"])
    table = pd.DataFrame(
        {
            "times": grouped.size(),
            **{column: grouped[column].sum() for column in ("people", "companies_met", "leads")},
        }
    )
    table = table.reindex(index).fillna(0).reset_index()
    table["label_zh"] = [CHOICES["activity_kind"][kind][0] for kind in table["activity_kind"]]
    return typed_frame(table, ACTIVITY)


def _in_order(table: pd.DataFrame, places: Places, keys: list[str]) -> pd.DataFrame:
    order: Callable[[pd.Series], pd.Series] = lambda column: (  # noqa: E731
        column.map({code: at for at, code in enumerate(places.codes)}) if column.name == "unit_code" else column
    )
    return table.sort_values(["unit_code", *keys], key=order, kind="stable")
