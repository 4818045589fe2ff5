"""The published report tables (view `report_<name>`, storage `published_<name>`): what other tools load.

`release_id` and `month` stand before these columns in every one of them (RELEASE_COLUMNS). Removing or retyping a
column is a new major version of the contract."""

from __future__ import annotations

from schemas.columns.dictionary import Column, Table, table

RELEASE_COLUMNS = (
    Column("release_id", "发布编号", "text", "", "本行所属的发布", True, False),
    Column("month", "报告月份", "text", "", "数据所属月份,YYYY-MM", True, False),
)

_UNIT = """
*unit_code | text | | 单位编码 | 单位编码；GROUP:组 为分组小计；ALL 为全区
"""
_UNIT_NAMES = """
unit_name! | text | | 单位名称 | 单位名称；分组为组名，ALL 为区名
unit_group | text | | 单位类别 | district.yaml 中 groups 的键；ALL 为空
"""

RELEASE = table(
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

METRIC = table(
    "metric",
    "指标",
    "每单位（含分组、全区）、指标、口径一行",
    _UNIT
    + """
*metric_code | text | | 指标编码 | 指标目录中的编码
*caliber | text | | 口径 | declared 上报 / verified 认定
"""
    + _UNIT_NAMES
    + """
metric_label! | text | | 指标名称 | 指标中文名称
value_unit! | text | | 计量单位 | yuan / usd / count / ratio
month_value | float | | 本月值 | 本年累计与上月累计之差；1月为累计数；比率类为空
ytd_value | float | | 本年累计 | 1月至本月累计（比率类为本月比率）
prior_ytd_value | float | | 上年同期 | 上年同月累计，同一口径
yoy | float | ratio | 同比增长 | 本年累计÷上年同期−1；上年同期不大于0时为空
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

FUND_ARRIVAL = table(
    "fund_arrival",
    "到位资金",
    "每单位（含分组、全区）、口径一行",
    _UNIT
    + """
*caliber | text | | 口径 | declared 上报 / verified 认定
"""
    + _UNIT_NAMES
    + _FUND_COLUMNS,
)

PROJECT = table(
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

INDUSTRY_CHAIN = table(
    "industry_chain",
    "产业链",
    "每单位（含全区）、产业链、口径一行",
    _UNIT
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

SIZE_BAND = table(
    "size_band",
    "投资规模",
    "每单位（含全区）、规模档、口径一行",
    _UNIT
    + """
*size_band | text | | 规模档 | 100m ≥1亿；50m 5000万–1亿；10m 1000万–5000万
*caliber | text | | 口径 | declared / verified
projects! | float | count | 项目数 | 引进项目数
investment_yuan! | int | yuan | 总投资 | 总投资
arrived_ytd_yuan! | int | yuan | 本年到位 | 本年累计到位
""",
)

STAGE = table(
    "stage",
    "项目阶段",
    "每单位（含全区）、阶段、口径一行",
    _UNIT
    + """
*stage | text | | 阶段 | signed/preparing/building/completed
*caliber | text | | 口径 | declared / verified
label_zh! | text | | 阶段名称 | 签约/前期/在建/投产
projects! | float | count | 项目数 | 当年签约亿元以上项目数
investment_yuan! | int | yuan | 总投资 | 总投资
""",
)

ORIGIN = table(
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

EVENT = table(
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

TALENT = table(
    "talent",
    "人才",
    "每单位（含分组、全区）、引进年度一行",
    _UNIT
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

RECOGNITION = table(
    "recognition",
    "平台称号",
    "每单位（含分组、全区）、类别、级别、计量单位一行",
    _UNIT
    + """
*category | text | | 类别 | 类别
*level | text | | 级别 | 国家/省/市/区
*count_unit | text | | 计量单位 | 个/人，不相加
quantity! | int | count | 数量 | 数量
""",
)

VISIT = table(
    "visit",
    "企业走访",
    "每单位（含分组、全区）一行",
    _UNIT
    + """
visits! | int | count | 走访次数 | 走访次数
companies! | int | count | 走访企业数 | 走访企业数（去重）
issues_raised! | int | count | 反映问题数 | 反映问题数
issues_resolved! | int | count | 办结数 | 已办结
issues_overdue! | int | count | 超期数 | 超期
resolution_rate | float | ratio | 办结率 | 办结÷反映
""",
)

ACTIVITY = table(
    "activity",
    "招商活动",
    "每单位（含分组、全区）、活动类型一行",
    _UNIT
    + """
*activity_kind | text | | 活动类型 | trip/study_tour/reception/promotion/fair/association/signing/online/training
label_zh! | text | | 类型名称 | 类型名称
times! | int | count | 次数 | 次数
people! | int | count | 人次 | 参加人数
companies_met! | int | count | 对接企业数 | 对接企业数
leads! | int | count | 有效线索 | 有效线索数
""",
)

ASSESSMENT_ITEM = table(
    "assessment_item",
    "考核得分明细",
    "每单位、考核项目一行",
    """
*unit_code | text | | 单位编码 | 单位
*item_code | text | | 考核项目 | 考核项目编码
unit_group! | text | | 单位类别 | 单位类别
item_label! | text | | 项目名称 | 考核项目名称
weight! | float | | 权重 | 权重（分）
method! | text | | 计分方法 | 计分方法
actual | float | | 实际 | 实际值
target | float | | 目标 | 目标值
ratio | float | ratio | 完成比 | 实际÷目标
raw_score | float | | 原始得分 | 封顶前、四舍五入前
capped_score | float | | 封顶得分 | 封顶后、四舍五入前
score! | float | | 得分 | 得分
explanation! | json | | 计分过程 | 依据、输入、步骤（JSON）
explanation_zh! | text | | 计分说明 | 中文说明
""",
)

ASSESSMENT = table(
    "assessment",
    "考核总分",
    "每单位一行",
    """
*unit_code | text | | 单位编码 | 单位
unit_name! | text | | 单位名称 | 单位名称
unit_group! | text | | 单位类别 | 单位类别
base_score! | float | | 基础得分 | 各考核项目得分之和
bonus! | float | | 加分 | 加分
deduction! | float | | 减分 | 减分（正数）
total_score! | float | | 总分 | 基础得分+加分−减分
rank_in_group! | int | | 组内位次 | 组内位次
rank_change | int | | 位次变化 | 比上月上升为正；首月为空
gap_to_next | float | | 与上一位差距 | 上一位得分−本单位得分；第一位为空
vetoed! | bool | | 一票否决 | 是否一票否决
""",
)

SUPERVISION = table(
    "supervision",
    "督办事项",
    "每督办事项一行",
    """
*item_id | text | | 督办编号 | 督办编号
kind! | text | | 督办类型 | 督办类型
unit_code! | text | | 责任单位 | 责任单位
project_code | text | | 项目编号 | 项目
rule_code! | text | | 触发规则 | 触发规则
threshold | text | | 标准 | 触发标准
actual | text | | 实际 | 实际情况
first_month! | text | | 首次月份 | 首次触发月份
months_open! | int | | 持续月数 | 持续月数
colour! | text | | 牌色 | blue/yellow/red
cleared_month | text | | 销号月份 | 销号月份
cleared_reason | text | | 销号依据 | 销号依据
""",
)

SUBMISSION = table(
    "submission",
    "报送情况",
    "每应报单位一行",
    """
*unit_code | text | | 单位编码 | 单位
status! | text | | 报送状态 | accepted/needs_explanation/nil/returned/unreadable/missing/late_closed
figures! | text | | 数据来源 | current 当月 / carried 沿用 / none 无
received_at | datetime | | 收到时间 | 最新一次收到时间，北京时间
on_time | bool | | 是否按时 | 截止日前首次合格报送
late_days | int | | 迟报天数 | 迟报工作日数
revision | int | | 报送次数 | 本月第几次报送
file_name | text | | 文件名 | 文件名
file_sha256 | text | | 文件摘要 | sha256
rows_read! | int | count | 读取行数 | 读取行数
rows_loaded! | int | count | 入账行数 | 入账行数
rows_rejected! | int | count | 退回行数 | 退回行数
errors! | int | count | 错误数 | 未解决的错误
warnings! | int | count | 疑点数 | 未说明的疑点
""",
)

FINDING = table(
    "finding",
    "核查问题",
    "每个问题一行",
    """
*finding_id | text | | 问题编号 | 问题编号
unit_code | text | | 单位编码 | 单位；空为不属于任何单位
rule_code! | text | | 规则编号 | 规则编号
level! | int | | 层级 | 0–5
severity! | text | | 程度 | F/E/W/I
returns! | bool | | 是否退回 | 是否导致退回
file_name | text | | 文件名 | 文件名
file_sha256 | text | | 文件摘要 | sha256
sheet | text | | 工作表 | 文件中的工作表名
cell | text | | 单元格 | A1 形式
field | text | | 字段 | 字段
project_code | text | | 项目编号 | 项目
raw_value | text | | 原值 | 原值
expected | text | | 应为 | 期望
message! | text | | 说明 | 问题说明
explanation | text | | 单位说明 | 报送单位的情况说明
material | bool | | 是否影响公布数 | 是否影响公布的数字或位次
status! | text | | 处理状态 | open/explained/exempted/overturned
""",
)

SOURCE_CELL = table(
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

FIGURE_SOURCE = table(
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

REVISION_CHANGE = table(
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

VINTAGE_METRIC = table(
    "vintage_metric",
    "指标历次发布值",
    "每单位（含分组、全区）、指标、口径、发布一行：哪个月、第几次发布时说的是多少（视图，含已被替代的发布）",
    _UNIT
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

DATA_DICTIONARY = table(
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
REPORT_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        RELEASE, METRIC, FUND_ARRIVAL, PROJECT, INDUSTRY_CHAIN, SIZE_BAND, STAGE, ORIGIN, EVENT, TALENT, RECOGNITION,
        VISIT, ACTIVITY, ASSESSMENT_ITEM, ASSESSMENT, SUPERVISION, SUBMISSION, FINDING, SOURCE_CELL, REVISION_CHANGE,
    )
}  # fmt: skip
