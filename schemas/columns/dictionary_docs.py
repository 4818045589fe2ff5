"""docs/data-dictionary.md: every column other tools load, and the registry's metrics, as people read them. Made from the
column dictionary and metrics.yaml by `make docs`; a test says when it is stale."""

from __future__ import annotations

from pathlib import Path

from schemas.columns.dictionary import Column, Table
from schemas.columns.metadata import type_word, unit_word
from schemas.columns.releases import FIGURE_SOURCE, RELEASE_COLUMNS, VINTAGE_METRIC
from schemas.columns.report import REPORT_TABLES
from schemas.metrics import Metric, default_registry
from schemas.typography import chinese

PATH = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"
_HEAD = """\
# 数据字典

本文由 `make docs` 根据 `schemas/columns/` 和 `schemas/metrics.yaml` 生成,请勿手工修改。

其他系统读取的是视图 `report_<表名>`：每月只显示当前发布。历次发布都在 `published_<表名>` 中,不可修改、不可删除。数据库中的 `report_data_dictionary` 与本文一致;在 PostgreSQL 上,各列说明同时写为列注释。

通用约定:

* 金额一律为整数元,外资为整数美元;个数的单位随指标为个、家、人或次;比值不乘 100(1.179 即 117.9%),由未经四舍五入的数计算;分母缺失、为零或为负的比值为空。
* `unit_code` 是单位编码,或 `GROUP:类别`(分组小计),或 `ALL`(全区)。
* `caliber` 是口径:`declared` 上报,`verified` 认定。目标、完成率、序时进度和位次只在认定口径的行上有值。
* 主键列以“主键”标明;可为空的列,“空值”一栏为“可”。
"""


def data_dictionary() -> str:
    """The whole document."""
    parts = [_HEAD, "## 每张表都有的列\n", _columns(RELEASE_COLUMNS)]
    parts += [_table(f"report_{table.name}", table) for table in (*REPORT_TABLES.values(), FIGURE_SOURCE)]
    parts += [_table(VINTAGE_METRIC.name, VINTAGE_METRIC)]
    parts += [_metrics()]
    return chinese_prose("\n".join(parts))


def chinese_prose(text: str) -> str:
    """Full-width punctuation in the Chinese, line by line; what stands in backticks is code and stays."""
    return "\n".join(
        "`".join(part if at % 2 else chinese(part) for at, part in enumerate(line.split("`")))
        for line in text.split("\n")
    )


def _table(name: str, table: Table) -> str:
    return f"\n## {name} {table.label}\n\n{table.grain}。\n\n{_columns(table.columns)}"


def _columns(columns: tuple[Column, ...]) -> str:
    lines = ["| 列 | 名称 | 类型 | 单位 | 空值 | 含义 |", "|---|---|---|---|---|---|"]
    for column in columns:
        nullable = "主键" if column.key else "可" if column.nullable else "否"
        meaning = column.meaning.replace("|", "\\|")
        lines.append(
            f"| `{column.name}` | {column.label} | {type_word(column)} | {unit_word(column.unit)} | {nullable} | {meaning} |"
        )
    return "\n".join(lines)


def _metrics() -> str:
    lines = ["\n## 指标目录\n", "`report_metric` 中的 `metric_code`。单位可在 `metrics.yaml` 中增加或修改,办法见 [adding.md](adding.md)。\n",
             "| 编码 | 名称 | 计量单位 | 数据来源 | 计算 |", "|---|---|---|---|---|"]  # fmt: skip
    for code, metric in default_registry().items():
        if metric.published:
            lines.append(
                f"| `{code}` | {metric.label} | {unit_word(metric.unit)} | {f'`{metric.fact}`' if metric.fact else ''} | {_measure(metric)} |"
            )
    return "\n".join(lines) + "\n"


def _measure(metric: Metric) -> str:
    """The measure in words: the column summed, the rows counted, the two metrics divided."""
    measure = metric.measure
    if measure.ratio:
        return f"`{measure.ratio[0]}` ÷ `{measure.ratio[1]}`"
    if measure.sum:
        return f"`{measure.sum}` 合计"
    if measure.distinct:
        return f"`{measure.distinct}` 去重计数"
    return f"`{measure.convert}` 折算合计" if measure.convert else "行数"


if __name__ == "__main__":
    PATH.write_text(data_dictionary(), encoding="utf-8")
