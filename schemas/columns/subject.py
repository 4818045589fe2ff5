"""The columns that say whose row it is, the same in every report table."""

from __future__ import annotations

UNIT = """
*unit_code | text | | 单位编码 | 单位编码；GROUP:组 为分组小计；ALL 为全区
"""
UNIT_NAMES = """
unit_name! | text | | 单位名称 | 单位名称；分组为组名，ALL 为区名
unit_group | text | | 单位类别 | district.yaml 中 groups 的键；ALL 为空
"""
