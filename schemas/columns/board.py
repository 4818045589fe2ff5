"""What the person on duty watches: the month's register of units and its tally by group. Shown in the UI, not published."""

from __future__ import annotations

from schemas.columns.dictionary import define_table
from schemas.words import ERRORS, WARNINGS
from schemas.words import SUBMISSION_STATUSES as _STATUS

REGISTER = define_table(
    "register",
    "报送登记",
    "每应报单位一行",
    f"""
*unit_code | text | | 单位编码 | 单位
unit_name! | text | | 单位名称 | 单位名称
unit_group! | text | | 分组 | 分组编码
status! | text | | 报送状态 | accepted/needs_explanation/nil/returned/unreadable/missing/late_closed
status_label! | text | | 状态 | 报送状态的中文说法
received_at | datetime | | 收到时间 | 最近一次收到时间，北京时间
on_time | bool | | 是否按时 | 截止日前首次合格报送
late_days | int | | 迟报天数 | 迟报工作日数
errors! | int | count | {ERRORS} | 未解决的，件数
warnings! | int | count | {WARNINGS} | 未说明的，件数
due! | date | | 报送截止 | 报送截止日
close! | date | | 关账日 | 关账日
next_step! | text | | 下一步 | 该单位还应做什么；空为无
""",
)

BOARD = define_table(
    "board",
    "报送一览",
    "每分组一行",
    f"""
*unit_group | text | | 分组 | 分组编码
group_label! | text | | 分组名称 | 分组名称
expected! | int | count | 应报 | 应报单位数
accepted! | int | count | {_STATUS["accepted"]} | {_STATUS["accepted"]}和{_STATUS["nil"]}的单位数
needs_explanation! | int | count | {_STATUS["needs_explanation"]} | {_STATUS["needs_explanation"]}的单位数
returned! | int | count | {_STATUS["returned"]} | {_STATUS["returned"]}和{_STATUS["unreadable"]}的单位数
missing! | int | count | {_STATUS["missing"]} | {_STATUS["missing"]}和{_STATUS["late_closed"]}的单位数
late! | int | count | 迟报 | 迟报的单位数
""",
)
