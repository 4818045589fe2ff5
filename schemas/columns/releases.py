"""The report tables of releases and of where a figure comes from, and what stands beside them: the vintages and the data
dictionary.
"""

from __future__ import annotations

from schemas.columns.dictionary import Column, define_table
from schemas.columns.subject import UNIT

RELEASE_COLUMNS = (
    Column("release_id", "发布编号", "text", "", "本行所属的发布", True, False),
    Column("month", "报告月份", "text", "", "数据所属月份,YYYY-MM", True, False),
)

RELEASE = define_table(
    "release",
    "发布",
    "每月一行（当前发布）",
    """
revision! | int | | 修订号 | 本月第几次发布，从 1 起
status! | text | | 状态 | provisional 快报 / final 定稿
published_at! | datetime | | 发布时间 | 北京时间
rulebook_version | text | | 考核办法版本 | 所用考核办法文件及摘要
input_digest! | text | | 输入摘要 | 报表、参考文件、考核办法与状态的摘要
code_version! | text | | 程序版本 | 生成本次发布的程序版本
run_id | text | | 运行编号 | Dagster 运行编号
units_expected! | int | count | 应报单位数 | 本月应报送的单位数
units_current! | int | count | 当期单位数 | 采用当月数据的单位数
units_carried! | int | count | 结转单位数 | 沿用上次数据的单位数
units_missing! | int | count | 缺数单位数 | 无数据可用的单位数
coverage | float | ratio | 覆盖率 | 上年12月认定区外到位资金中，当期单位所占比重；无历史为空
supersedes | text | | 替代的发布 | 被本次修订替代的发布编号
""",
)

SOURCE_CELL = define_table(
    "source_cell",
    "来源单元格",
    "每个入账金额或数量单元格一行",
    """
*source_id | text | | 来源编号 | 文件、工作表、单元格的摘要
file_sha256! | text | | 文件摘要 | sha256
file_name! | text | | 文件名 | 文件名
sheet! | text | | 工作表 | 文件中的工作表名
cell! | text | | 单元格 | A1 形式
raw_value | text | | 原值 | 单元格原文
value_yuan | int | | 入账值 | 金额为元，外资为美元，数量为个
unit_code! | text | | 单位编码 | 单位
project_code | text | | 项目编号 | 项目；非项目表为空
field! | text | | 字段 | 表名.字段，如 fund.arrived_ytd_yuan
""",
)

FIGURE_SOURCE = define_table(
    "figure_source",
    "数字来源",
    "每个数字与来源单元格一行（视图）",
    """
*table_name | text | | 表名 | 报告表名
*row_key | text | | 行键 | 主键各列以 | 相连
*column_name | text | | 列名 | 列名
*source_id | text | | 来源编号 | 来源单元格
contribution | float | | 贡献 | 该单元格对该数字的贡献，可加总
""",
)

REVISION_CHANGE = define_table(
    "revision_change",
    "修订变化",
    "每个变化的数字一行",
    """
*table_name | text | | 表名 | 报告表名
*row_key | text | | 行键 | 主键各列以 | 相连
*column_name | text | | 列名 | 列名
value_before | text | | 修订前 | 修订前
value_after | text | | 修订后 | 修订后
cause_kind! | text | | 原因类别 | cell/reference/rulebook/code/spill_over
cause! | text | | 原因 | 原因
""",
)

VINTAGE_METRIC = define_table(
    "vintage_metric",
    "指标历次发布值",
    "每单位（含分组、全区）、指标、口径、发布一行：哪个月、第几次发布时说的是多少（视图，含已被替代的发布）",
    UNIT
    + """
*metric_code | text | | 指标编码 | 指标目录中的编码
*caliber | text | | 口径 | declared 上报 / verified 认定
revision! | int | | 修订号 | 该月第几次发布
published_at! | datetime | | 发布时间 | 北京时间
status! | text | | 状态 | provisional 快报 / final 定稿
unit_name! | text | | 单位名称 | 单位名称
metric_label! | text | | 指标名称 | 指标中文名称
value_unit! | text | | 计量单位 | yuan / usd / count / ratio
month_value | float | | 本月值 | 该次发布的本月值
ytd_value | float | | 本年累计 | 该次发布的本年累计
yoy | float | ratio | 同比增长 | 该次发布的同比
schedule_progress | float | ratio | 完成序时进度 | 该次发布的完成序时进度
""",
)

DATA_DICTIONARY = define_table(
    "report_data_dictionary",
    "数据字典",
    "每张表（视图）的每一列一行",
    """
*table_name | text | | 表名 | 视图名称
*column_name | text | | 列名 | 列名
label_zh | text | | 中文名称 | 列的中文名称
data_type | text | | 类型 | text/int/float/bool/date/datetime/json
unit | text | | 单位 | yuan/usd/count/ratio，其他为空
meaning | text | | 含义 | 列的含义
""",
)

# A report table is computed by the rooms named here; `release` and `revision_change` are made by the publication itself.
