"""The report tables of figures: metrics, arrived money, and the cuts of the project list by chain, size, stage, origin and
event.

`release_id` and `month` stand before these columns in every one of them (releases.py RELEASE_COLUMNS).
"""

from __future__ import annotations

from schemas.columns.dictionary import define_table
from schemas.columns.subject import UNIT, UNIT_NAMES

METRIC = define_table(
    "metric",
    "指标",
    "每单位（含分组、全区）、指标、口径一行",
    UNIT
    + """
*metric_code | text | | 指标编码 | 指标目录中的编码
*caliber | text | | 口径 | declared 上报 / verified 认定
"""
    + UNIT_NAMES
    + """
metric_label! | text | | 指标名称 | 指标中文名称
value_unit! | text | | 计量单位 | yuan / usd / count / ratio
month_value | float | | 本月值 | 本年累计与上月累计之差；1月为累计数；比率类为空
ytd_value | float | | 本年累计 | 1月至本月累计（比率类为本月比率）
prior_ytd_value | float | | 上年同期 | 上年同月累计，同一口径
comparable_prior_ytd_value+0004 | float | | 可比同期 | 本月有数据的单位的上年同期；分组、全区缺单位时小于上年同期，缺数单位为空
yoy | float | ratio | 同比增长 | 本年累计÷可比同期−1；可比同期不大于0时为空
change_points | float | ratio | 比重变化 | 比率类指标与上年同期之差（×100 为百分点）
original_target | float | | 年初目标 | 当年最早下达的年度目标
annual_target | float | | 年度目标 | 本月有效的年度目标
completion | float | ratio | 完成率 | 本年累计÷年度目标
schedule_target | float | | 序时目标 | 年度目标×序时进度
schedule_progress | float | ratio | 完成序时进度 | 本年累计÷序时目标
schedule_gap | float | ratio | 超欠进度 | 完成率−时间进度（×100 为百分点）
rank | int | | 位次 | 组内按完成序时进度排名，并列同位
""",
)

_FUND_COLUMNS = "".join(
    f"""
{code}_month_yuan | int | yuan | {label}·本月 | 本月到位
{code}_ytd_yuan | int | yuan | {label}·本年累计 | 本年累计到位
{code}_prior_ytd_yuan | int | yuan | {label}·上年同期 | 上年同期累计
{code}_yoy | float | ratio | {label}·同比 | 同比增长
{code}_target_yuan | int | yuan | {label}·年度目标 | 年度目标
{code}_completion | float | ratio | {label}·完成率 | 完成年度目标
{code}_schedule_progress | float | ratio | {label}·完成序时进度 | 完成序时进度
{code}_rank | int | | {label}·位次 | 组内位次
"""
    for code, label in (
        ("out_of_district", "区外项目到位资金"),
        ("industrial", "工业项目到位资金"),
        ("out_of_province_100m", "省外亿元以上项目到位资金"),
        ("overseas", "境外项目到位资金"),
    )
)

FUND_ARRIVAL = define_table(
    "fund_arrival",
    "到位资金",
    "每单位（含分组、全区）、口径一行",
    UNIT
    + """
*caliber | text | | 口径 | declared 上报 / verified 认定
"""
    + UNIT_NAMES
    + _FUND_COLUMNS,
)

INDUSTRY_CHAIN = define_table(
    "industry_chain",
    "产业链",
    "每单位（含全区）、产业链、口径一行",
    UNIT
    + """
*chain_code | text | | 产业链编码 | 产业链编码
*caliber | text | | 口径 | declared / verified
chain_name! | text | | 产业链名称 | 产业链名称
projects! | float | count | 项目数 | 当年签约亿元以上项目数（分摊后）
share_of_projects | float | ratio | 项目数占比 | 占亿元以上签约项目数
investment_yuan! | int | yuan | 总投资 | 总投资
share_of_investment | float | ratio | 总投资占比 | 占亿元以上签约总金额
started! | float | count | 开工数 | 其中已开工（在建和投产）
completed! | float | count | 投产数 | 其中投产
arrived_yuan! | int | yuan | 累计到位 | 历史累计到位
""",
)

SIZE_BAND = define_table(
    "size_band",
    "投资规模",
    "每单位（含全区）、规模档、口径一行",
    UNIT
    + """
*size_band | text | | 规模档 | 100m ≥1亿；50m 5000万–1亿；10m 1000万–5000万
*caliber | text | | 口径 | declared / verified
projects! | float | count | 项目数 | 引进项目数
investment_yuan! | int | yuan | 总投资 | 总投资
arrived_ytd_yuan! | int | yuan | 本年到位 | 本年累计到位
""",
)

STAGE = define_table(
    "stage",
    "项目阶段",
    "每单位（含全区）、阶段、口径一行",
    UNIT
    + """
*stage | text | | 阶段 | signed/preparing/building/completed
*caliber | text | | 口径 | declared / verified
label_zh! | text | | 阶段名称 | 签约/前期/在建/投产
projects! | float | count | 项目数 | 当年签约亿元以上项目数
investment_yuan! | int | yuan | 总投资 | 总投资
""",
)

ORIGIN = define_table(
    "origin",
    "资金来源地",
    "每来源层级、省份（国家）、口径一行，全区",
    """
*origin_scope | text | | 来源层级 | local/in_city/in_province/out_of_province/overseas
*province | text | | 省份 | 省级全称；境外为国家或地区
*caliber | text | | 口径 | declared / verified
region_block | text | | 区域板块 | 沪苏浙等
projects! | int | count | 项目数 | 当年有到位资金的项目数
arrived_ytd_yuan! | int | yuan | 本年到位 | 本年累计到位
""",
)

EVENT = define_table(
    "event",
    "集中签约",
    "每场活动、年份一行",
    """
*event_name | text | | 活动名称 | 集中签约活动名称
*year | int | | 年份 | 年份
signed_projects | int | count | 签约项目数 | 活动口径签约个数
signed_amount_yuan | int | yuan | 签约金额 | 活动口径签约金额
ledger_projects! | int | count | 台账项目数 | 台账中以该活动签约的亿元以上项目
ledger_amount_yuan! | int | yuan | 台账金额 | 上述项目总投资
feasible | bool | | 口径可容 | 活动数能否全部包含在台账亿元以上项目之内
highlights | text | | 亮点项目 | 亮点
""",
)
