"""The report tables of what was judged: submissions, findings, scores, supervision.

`release_id` and `month` stand before these columns in every one of them (releases.py RELEASE_COLUMNS).
"""

from __future__ import annotations

from schemas.columns.dictionary import define_table

SUBMISSION = define_table(
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

FINDING = define_table(
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

ASSESSMENT_ITEM = define_table(
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
score | float | | 得分 | 得分；缺数单位不计分，为空
explanation! | json | | 计分过程 | 依据、输入、步骤（JSON）
explanation_zh! | text | | 计分说明 | 中文说明
""",
)

ASSESSMENT = define_table(
    "assessment",
    "考核总分",
    "每单位一行",
    """
*unit_code | text | | 单位编码 | 单位
unit_name! | text | | 单位名称 | 单位名称
unit_group! | text | | 单位类别 | 单位类别
base_score | float | | 基础得分 | 各考核项目得分之和
bonus | float | | 加分 | 加分
deduction | float | | 减分 | 减分（正数）
total_score | float | | 总分 | 基础得分+加分−减分；缺数单位不计分，为空
rank_in_group | int | | 组内位次 | 参评单位中的组内位次；缺数单位不参评，为空
rank_change | int | | 位次变化 | 比上月上升为正；首月、上月或本月缺数为空
gap_to_next | float | | 与上一位差距 | 上一位得分−本单位得分；第一位为空
vetoed! | bool | | 一票否决 | 是否一票否决
""",
)

SUPERVISION = define_table(
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
