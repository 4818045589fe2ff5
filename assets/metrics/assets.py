"""Dagster assets of the metrics: the registry's figures, and the report tables cut from the books."""

from collections.abc import Iterator

import dagster as dg
import pandas as pd

from assets.intake.assets import table_schema
from assets.intake.home import MonthHome
from assets.ledger.model import Books
from assets.metrics.compute import compute_metrics
from assets.metrics.tables import CUTS, metric_tables
from schemas.columns.figures import METRIC
from schemas.columns.report import REPORT_TABLES
from schemas.history import History
from schemas.office.rulebook import rulebook_for

GROUP = "metrics"


@dg.asset(
    group_name=GROUP,
    kinds={"pandas"},
    description="指标表：每单位、分组、全区的各项指标，含本月、累计、同期、同比、目标、完成率、完成序时进度和位次。",
    metadata=table_schema(METRIC),
)
def report_metric(
    context: dg.AssetExecutionContext,
    district_books: Books,
    home: dg.ResourceParam[MonthHome],
    history: dg.ResourceParam[History],
) -> pd.DataFrame:
    """report_metric: one row a unit (or group, or ALL), metric and caliber."""
    rulebook = rulebook_for(home.path, context.partition_key)
    conversion = rulebook.conversion if rulebook else None
    metrics = compute_metrics(
        district_books, home.reference, history, context.partition_key, conversion=conversion, as_of=home.as_of
    )
    context.add_output_metadata({"月份": context.partition_key, "dagster/row_count": len(metrics)})
    return metrics[METRIC.names]


@dg.multi_asset(
    outs={
        f"report_{name}": dg.AssetOut(
            group_name=GROUP,
            kinds={"table"},
            description=f"{REPORT_TABLES[name].label}表：{REPORT_TABLES[name].grain}。",
            metadata=table_schema(REPORT_TABLES[name]),
        )
        for name in CUTS
    }
)
def report_cuts(
    context: dg.AssetExecutionContext,
    district_books: Books,
    report_metric: pd.DataFrame,
    home: dg.ResourceParam[MonthHome],
    history: dg.ResourceParam[History],
) -> Iterator[dg.Output[pd.DataFrame]]:
    """The report tables cut from the books and the metrics, one asset a table."""
    tables = metric_tables(district_books, report_metric, home.reference, history, context.partition_key)
    for name, rows in tables.items():
        yield dg.Output(
            rows, f"report_{name}", metadata={"月份": context.partition_key, "dagster/row_count": len(rows)}
        )
