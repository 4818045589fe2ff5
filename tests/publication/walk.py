"""Every additive figure of a month beside the sum of its contributions."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.metrics import load_registry
from tests.publication.released import ask

_CUTS = {
    "report_fund_arrival": ("unit_code || '|' || caliber", [f"{m}_ytd_yuan" for m in ("out_of_district", "industrial", "out_of_province_100m", "overseas")]),
    "report_industry_chain": ("unit_code || '|' || chain_code || '|' || caliber", ["projects", "investment_yuan", "started", "completed", "arrived_yuan"]),
    "report_size_band": ("unit_code || '|' || size_band || '|' || caliber", ["projects", "investment_yuan", "arrived_ytd_yuan"]),
    "report_stage": ("unit_code || '|' || stage || '|' || caliber", ["projects", "investment_yuan"]),
    "report_origin": ("origin_scope || '|' || province || '|' || caliber", ["arrived_ytd_yuan"]),
    "report_recognition": ("unit_code || '|' || category || '|' || level || '|' || count_unit", ["quantity"]),
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A published value and what its sources add up to; `sources`: how many cells."""

    table: str
    row_key: str
    column: str
    value: float
    summed: float
    sources: int


def additive_figures(url: str, month: str) -> list[Figure]:
    """Additive metrics (finding and reporting counts apart: they are of files, not of cells) and the cuts by chain, size,
    stage, origin and kind."""
    additive = {code for code, metric in load_registry().items() if metric.additive and metric.fact != "reporting"}
    sums = {
        (str(table), str(key), str(column)): (float(total or 0), int(count))  # type: ignore[arg-type,call-overload]
        for table, key, column, total, count in ask(
            url,
            "SELECT table_name, row_key, column_name, SUM(contribution), COUNT(*) FROM report_figure_source "
            f"WHERE month = '{month}' GROUP BY table_name, row_key, column_name",
        )
    }
    found = []
    metrics = ask(url, f"SELECT unit_code || '|' || metric_code || '|' || caliber, metric_code, ytd_value FROM report_metric WHERE month = '{month}'")  # fmt: skip
    cells = [("report_metric", key, "ytd_value", value) for key, code, value in metrics if code in additive]
    for table, (key, columns) in _CUTS.items():
        for row in ask(url, f"SELECT {key}, {', '.join(columns)} FROM {table} WHERE month = '{month}'"):
            cells += [(table, row[0], column, value) for column, value in zip(columns, row[1:], strict=True)]
    for table, row_key, column, value in cells:
        total, count = sums.get((table, str(row_key), column), (0.0, 0))
        found.append(Figure(table, str(row_key), column, float(value or 0), total, count))  # type: ignore[arg-type]
    return found


def unequal(figures: list[Figure]) -> list[Figure]:
    """Money must agree to the yuan, credited counts to their four places."""
    return [figure for figure in figures if abs(figure.value - figure.summed) > 0.00001]
