"""The report tables of what is listed and counted: projects, talents, recognitions, visits, activities.

`release_id` and `month` stand before these columns in every one of them (releases.py RELEASE_COLUMNS).
"""

from __future__ import annotations

from schemas.columns.dictionary import define_table
from schemas.columns.subject import UNIT

PROJECT = define_table(
    "project",
    "项目",
    "每个项目一行（牵头单位）",
    """
*project_code | text | | 项目编号 | 单位编码-签约年-序号，终身不变
unit_code! | text | | 牵头单位 | 列报本项目的单位
partner_unit_code | text | | 共同引进单位 | 共同引进单位编码
own_share! | float | ratio | 牵头单位占比 | 0–1
project_name | text | | 项目名称 | 项目名称
approval_code | text | | 项目代码 | 投资项目在线审批监管平台代码
company_name | text | | 项目公司 | 项目公司名称
company_uscc | text | | 统一社会信用代码 | 项目公司统一社会信用代码
investor_name | text | | 投资方 | 投资方名称
investor_origin | text | | 投资方所在地 | 报表原文
origin_scope | text | | 资金来源地 | local/in_city/in_province/out_of_province/overseas
origin_province | text | | 来源省份 | 省级全称；境外为国家或地区
industry_chain | text | | 产业链 | 产业链编码
is_industrial | bool | | 是否工业 | 是否工业项目
build_kind | text | | 建设性质 | 新建/续建/扩建/技改/增资
size_band | text | | 规模 | 100m/50m/10m/below
stage | text | | 阶段 | signed/preparing/building/completed/terminated
signed_on | date | | 签约日期 | 签约日期
signing_event | text | | 签约活动 | 签约活动
started_on | date | | 开工日期 | 开工日期
completed_on | date | | 投产日期 | 投产日期
total_investment_yuan | int | yuan | 总投资 | 计划总投资
arrived_before_year_yuan | int | yuan | 上年末累计到位 | 上年末历史累计
arrived_month_yuan | int | yuan | 本月到位 | 本月到位（控制数）
arrived_ytd_yuan | int | yuan | 本年累计到位 | 上报本年累计
arrived_total_yuan | int | yuan | 历史累计到位 | 上报历史累计
fixed_asset_ytd_yuan | int | yuan | 固定资产投资 | 其中：本年固定资产投资
arrived_usd_ytd | int | usd | 外资 | 其中：本年外资，美元
verified_ytd_yuan | int | yuan | 认定本年累计 | 认定后的本年累计
counted! | bool | | 是否认定计入 | 认定为否的不进认定口径
note | text | | 备注 | 备注
""",
)

TALENT = define_table(
    "talent",
    "人才",
    "每单位（含分组、全区）、引进年度一行",
    UNIT
    + """
*cohort_year | text | | 引进年度 | 年份或 ALL
employers! | int | count | 征集单位数 | 征集单位数（去重）
employers_enterprise! | int | count | 其中企业 | 企业
employers_institution! | int | count | 其中事业单位 | 事业单位
posts_wanted! | int | count | 需求人数 | 需求人数
subsidised_people! | int | count | 兑现人数 | 兑现奖补人数（去重）
subsidy_yuan! | int | yuan | 兑现金额 | 兑现金额
""",
)

RECOGNITION = define_table(
    "recognition",
    "平台称号",
    "每单位（含分组、全区）、类别、级别、计量单位一行",
    UNIT
    + """
*category | text | | 类别 | 类别
*level | text | | 级别 | 国家/省/市/区
*count_unit | text | | 计量单位 | 个/人，不相加
quantity! | int | count | 数量 | 数量
""",
)

VISIT = define_table(
    "visit",
    "企业走访",
    "每单位（含分组、全区）一行",
    UNIT
    + """
visits! | int | count | 走访次数 | 走访次数
companies! | int | count | 走访企业数 | 走访企业数（去重）
issues_raised! | int | count | 反映问题数 | 反映问题数
issues_resolved! | int | count | 办结数 | 已办结
issues_overdue! | int | count | 超期数 | 超期
resolution_rate | float | ratio | 办结率 | 办结÷反映
""",
)

ACTIVITY = define_table(
    "activity",
    "招商活动",
    "每单位（含分组、全区）、活动类型一行",
    UNIT
    + """
*activity_kind | text | | 活动类型 | trip/study_tour/reception/promotion/fair/association/signing/online/training
label_zh! | text | | 类型名称 | 类型名称
times! | int | count | 次数 | 次数
people! | int | count | 人次 | 参加人数
companies_met! | int | count | 对接企业数 | 对接企业数
leads! | int | count | 有效线索 | 有效线索数
""",
)
