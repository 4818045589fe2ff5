"""Dagster assets of the ledger: the district's books at the month and the project table made from them."""

import dagster as dg
import pandas as pd

from assets.intake.assets import table_schema
from assets.intake.home import MonthHome
from assets.ledger.books import keep_books
from assets.ledger.model import Books
from assets.review.model import Review
from schemas.columns.lists import PROJECT
from schemas.history import History

GROUP = "ledger"


@dg.asset(
    group_name=GROUP,
    kinds={"pandas"},
    description="区级台账：本月有效的项目、资金、人才、走访、活动；当月数据与沿用数据分清，认定数与上报数并列。",
)
def district_books(
    context: dg.AssetExecutionContext,
    reviewed_submissions: Review,
    home: dg.ResourceParam[MonthHome],
    history: dg.ResourceParam[History],
) -> Books:
    """The books at the month: current or carried rows, each with its file, sheet and row."""
    books = keep_books(reviewed_submissions, home.reference, history, context.partition_key, person_key=home.person_key)
    figures = books.submissions["figures"].value_counts().to_dict()
    context.add_output_metadata(
        {
            "月份": context.partition_key,
            "项目数": len(books.facts),
            "当期单位": int(figures.get("current", 0)),
            "沿用单位": int(figures.get("carried", 0)),
            "缺数单位": int(figures.get("none", 0)),
            "dagster/row_count": sum(len(table) for table in books.tables.values()),
        }
    )
    return books


@dg.asset(
    group_name=GROUP,
    kinds={"table"},
    description="项目表：本月台账每个项目一行，上报与认定数并列。",
    metadata=table_schema(PROJECT),
)
def report_project(context: dg.AssetExecutionContext, district_books: Books) -> pd.DataFrame:
    """report_project: one row a project of the month's ledger."""
    table = district_books.facts[PROJECT.names]
    context.add_output_metadata({"月份": context.partition_key, "dagster/row_count": len(table)})
    return table
