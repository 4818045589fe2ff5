"""The month's accepted rows in the books' columns: a project with its money in one row, the lists row by row."""

from __future__ import annotations

import pandas as pd

from assets.ledger.people import person_code
from schemas.codes.names import folded
from schemas.columns.books import BOOKS
from schemas.columns.frames import typed_frame
from schemas.rounding import exact

_FUND_MONEY = (
    "arrived_before_year_yuan", "arrived_month_yuan", "arrived_ytd_yuan", "arrived_total_yuan", "fixed_asset_ytd_yuan",
    "arrived_usd_ytd",
)  # fmt: skip
_NO_ISSUE = frozenset({
    "", "无", "/", "-", "--", "—", "——", "暂无", "没有", "无问题", "暂无问题", "未反映", "无反映", "0", "空", "NONE",
    "N/A", "无。", "\\",
})  # fmt: skip
LISTS = ("talent_demand", "talent_subsidy", "recognition", "visit", "activity")


def project_rows(accepted: dict[str, pd.DataFrame], month: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(project rows with their money, money rows without a project): grain one row a project of a unit.

    Money a unit did not list is 0; a total or a carried-over amount whose column is missing follows from the other.
    """
    key = ["unit_code", "project_code"]
    funds = accepted.get("fund", pd.DataFrame())
    money = _money(funds) if len(funds) else pd.DataFrame(columns=[*key, "fund_row"], dtype=object)
    projects = accepted.get("project", pd.DataFrame())
    if not len(projects):
        return typed_frame(pd.DataFrame(), BOOKS["project"]), money
    joined = projects.merge(money.drop_duplicates(key), on=key, how="left", validate="many_to_one")
    joined["own_share"] = _share(joined)
    joined["as_of_month"] = month
    for column in _FUND_MONEY:
        values = joined[column] if column in joined else pd.Series(pd.NA, index=joined.index)
        joined[column] = values.astype("Int64").fillna(0)
    listed = set(zip(projects["unit_code"], projects["project_code"], strict=True))
    astray = (
        [k not in listed for k in zip(money["unit_code"], money["project_code"], strict=True)] if len(money) else []
    )
    return typed_frame(joined, BOOKS["project"]), money[pd.Series(astray, index=money.index, dtype=bool)]


def _money(funds: pd.DataFrame) -> pd.DataFrame:
    """The money rows under the books' names; total and before_year complete each other."""
    money = pd.DataFrame(index=funds.index)
    for name in ("unit_code", "project_code"):
        money[name] = funds[name]
    money["fund_sheet"], money["fund_row"] = funds["sheet"], funds["row"]
    for column in _FUND_MONEY:
        values = funds[column] if column in funds else pd.Series(pd.NA, index=funds.index)
        money[column] = values.astype("Int64")
    ytd = money["arrived_ytd_yuan"].fillna(0)
    money["arrived_total_yuan"] = money["arrived_total_yuan"].fillna(money["arrived_before_year_yuan"].fillna(0) + ytd)
    money["arrived_before_year_yuan"] = money["arrived_before_year_yuan"].fillna(money["arrived_total_yuan"] - ytd)
    for name, source in (("evidence_ref", "evidence_ref"), ("fund_note", "note")):
        money[name] = funds.get(source)
    return money


def _share(projects: pd.DataFrame) -> pd.Series:
    """The lead's share as 0–1; 1 without a partner. The form writes per cent: 66.67 is 0.6667, not what dividing its
    binary gives."""
    if "own_share" not in projects:
        return pd.Series(1.0, index=projects.index)
    percent = projects["own_share"].astype("Float64").fillna(100.0).astype("float64")
    shared = projects["partner_unit_code"].notna()
    shares = {value: float(exact(value) / 100) for value in set(percent)}
    return percent.map(shares).where(shared, 1.0)


def list_rows(accepted: dict[str, pd.DataFrame], name: str, month: str, person_key: bytes) -> pd.DataFrame:
    """One list of the form in the books' columns; people by key, an issue that says nothing as null."""
    rows = accepted.get(name, pd.DataFrame())
    if not len(rows):
        return typed_frame(pd.DataFrame(), BOOKS[name])
    rows = rows.assign(as_of_month=month)
    if name == "talent_subsidy":
        told = rows.reindex(columns=["person_id", "person_name", "employer"])
        rows["person_key"] = [
            person_code(identity, person, employer, person_key)
            for identity, person, employer in told.itertuples(index=False, name=None)
        ]
    if name == "visit":
        rows["issue"] = [None if folded(text) in _NO_ISSUE else text for text in rows["issue"]]
    return typed_frame(rows, BOOKS[name])
