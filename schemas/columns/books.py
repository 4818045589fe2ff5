"""The ledger's own tables (the district's books at month m): one month's rows in force, current or carried, each with
the file, sheet and row it came from. Stored with the release as `books_<name>`; the next month reads them as the last
accepted state. Internal: other tools load the report tables."""

from __future__ import annotations

from schemas.columns.dictionary import Table, define_table

_ORIGIN = """
unit_code! | text | | 单位编码 | 报送单位
as_of_month! | text | | 数据月份 | 本行数据所属的报送月份（沿用时早于报告月份）
file_sha256! | text | | 文件摘要 | 来源文件
file_name! | text | | 文件名 | 来源文件
sheet! | text | | 工作表 | 来源工作表
row! | int | | 行号 | 来源行
"""

PROJECT = define_table(
    "project",
    "项目账",
    "每项目一行",
    """
*project_code | text | | 项目编号 | 项目编号
"""
    + _ORIGIN
    + """
fund_sheet | text | | 资金工作表 | 到位资金行所在工作表
fund_row | int | | 资金行号 | 到位资金行；空为本项目无到位资金行
project_name | text | | 项目名称 | 项目名称
approval_code | text | | 项目代码 | 项目代码
company_name | text | | 项目公司 | 项目公司
company_uscc | text | | 统一社会信用代码 | 统一社会信用代码
investor_name | text | | 投资方 | 投资方
investor_origin | text | | 投资方所在地 | 原文
origin_scope | text | | 来源层级 | 来源层级
origin_province | text | | 来源省份 | 来源省份
chain_code | text | | 产业链编码 | 产业链编码
is_industrial | bool | | 是否工业 | 是否工业
build_kind | text | | 建设性质 | 建设性质
total_investment_yuan | int | yuan | 总投资 | 总投资
signed_on | date | | 签约日期 | 签约日期
signing_event | text | | 签约活动 | 签约活动
started_on | date | | 开工日期 | 开工日期
completed_on | date | | 投产日期 | 投产日期
stage | text | | 阶段 | 阶段编码
partner_unit_code | text | | 共同引进单位 | 共同引进单位编码
own_share | float | ratio | 本单位占比 | 0–1
note | text | | 备注 | 台账备注
arrived_before_year_yuan | int | yuan | 上年末累计到位 | 上年末累计到位
arrived_month_yuan | int | yuan | 本月到位 | 本月到位
arrived_ytd_yuan | int | yuan | 本年累计到位 | 本年累计到位
arrived_total_yuan | int | yuan | 历史累计到位 | 历史累计到位
fixed_asset_ytd_yuan | int | yuan | 固定资产投资 | 固定资产投资
arrived_usd_ytd | int | usd | 外资 | 本年外资，美元
evidence_ref | text | | 凭证号 | 凭证号
fund_note | text | | 资金备注 | 到位资金备注
""",
)

TALENT_DEMAND = define_table(
    "talent_demand",
    "人才需求账",
    "每岗位一行",
    _ORIGIN
    + """
employer | text | | 用人单位 | 用人单位
employer_kind | text | | 单位性质 | enterprise/institution
post | text | | 岗位名称 | 岗位名称
posts_wanted | int | count | 需求人数 | 需求人数
""",
)

TALENT_SUBSIDY = define_table(
    "talent_subsidy",
    "人才奖补账",
    "每笔奖补一行，不含姓名证件",
    _ORIGIN
    + """
person_key | text | | 人员代号 | 证件号码（或姓名与单位）的 HMAC
employer | text | | 用人单位 | 用人单位
cohort_year | int | | 引进年度 | 引进年度
policy_name | text | | 政策名称 | 政策名称
subsidy_yuan | int | yuan | 兑现金额 | 兑现金额
paid_on | date | | 兑现日期 | 兑现日期
""",
)

RECOGNITION = define_table(
    "recognition",
    "平台称号账",
    "每项称号一行",
    _ORIGIN
    + """
name | text | | 名称 | 名称
category | text | | 类别 | 类别
level | text | | 级别 | 国家/省/市/区
count_unit | text | | 计量单位 | 个/人
quantity | int | count | 数量 | 数量
""",
)

VISIT = define_table(
    "visit",
    "走访账",
    "每次走访一行",
    _ORIGIN
    + """
visited_on | date | | 走访日期 | 走访日期
company_name | text | | 企业名称 | 企业名称
issue | text | | 反映问题 | 反映问题，无问题为空
issue_status | text | | 办理状态 | resolved/ongoing/overdue
resolved_on | date | | 办结日期 | 办结日期
""",
)

ACTIVITY = define_table(
    "activity",
    "活动账",
    "每次活动一行",
    _ORIGIN
    + """
held_on | date | | 日期 | 日期
activity_kind | text | | 类型 | 活动类型编码
place | text | | 地点 | 地点
companies_met | int | count | 对接企业数 | 对接企业数
people | int | count | 参加人数 | 参加人数
leads | int | count | 有效线索 | 有效线索
""",
)

BOOKS: dict[str, Table] = {
    table.name: table for table in (PROJECT, TALENT_DEMAND, TALENT_SUBSIDY, RECOGNITION, VISIT, ACTIVITY)
}
