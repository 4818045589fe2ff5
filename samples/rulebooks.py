"""The sample's 考核办法: the composite completion-rate rulebook for zones, towns and sub-districts, a text a year."""

from __future__ import annotations

_BODY = """\
title: {district}{year}年招商引资统计考核办法
document: 梅招发〔{year}〕{number}号
months: {{from: {year}-{since:02d}, to: {year}-12}}
rounding: {{step: item, places: 3}}            # 各项得分四舍五入到三位
missing_indicator: redistribute
conversion: {{below: 0, 10m: 0, 50m: 0.5, 100m: 1, 500m: 2, 1000m: 3, 5000m: 5}}    # 签约项目折算个数
split: {{lead: 0.6, partner: 0.4}}             # 共同引进项目计分比例（只用于计分）
items:
  - {{code: funds, label: 区外项目到位资金, clause: 第四条（一）, method: ratio, metric: funds_out_of_district, cap: 1.2, weight: {{zone: 25, town: 25, subdistrict: 20}}}}
  - {{code: industrial, label: 工业项目到位资金, clause: 第四条（二）, method: ratio, metric: funds_industrial, cap: 1.2, weight: {{zone: 15, town: 10}}}}
  - {{code: services, label: 服务业项目到位资金, clause: 第四条（二）, method: ratio, metric: funds_services, cap: 1, weight: {{subdistrict: 10}}}}
  - {{code: out_of_province, label: 省外亿元以上项目到位资金, clause: 第四条（三）, method: ratio, metric: funds_out_of_province_100m, cap: 1.2, weight: {{zone: 20, town: 15, subdistrict: 15}}}}
  - {{code: signed, label: 新签约亿元以上项目（折算）, clause: 第四条（四）, method: ratio, metric: signed_equivalents, cap: 1.2, weight: {{zone: 15, town: 15, subdistrict: 20}}}}
  - {{code: started, label: 新开工亿元以上项目, clause: 第四条（五）, method: ratio, metric: started_100m, cap: 1, weight: {{zone: 10, town: 10, subdistrict: 8}}}}
  - {{code: completed, label: 新投产项目, clause: 第四条（六）, method: ratio, metric: completed_projects, cap: 1, weight: {{zone: 5, town: 5, subdistrict: 4}}}}
  - {{code: foreign, label: 实际利用外资, clause: 第四条（七）, method: ratio, metric: foreign_capital_usd, cap: 1, weight: {{zone: 5}}}}
  - {{code: trips, label: 外出招商, clause: 第四条（八）, method: ratio, metric: trips, cap: 1, weight: {{town: 12, subdistrict: 15}}}}
  - {{code: reporting, label: 信息报送及数据质量, clause: 第四条（九）, method: deduct_per_event, start: weight, events: {{late: 0.5, missing: 1, unresolved_error: 0.2}}, floor: 0, weight: {{zone: 5, town: 8, subdistrict: 8}}}}
bonus:
  cap: 10
  items:
    - {{code: big_started, label: 十亿元以上项目开工, clause: 第六条（一）, per: project, where: {{total_investment_yuan: {{ge: 1000000000}}, started: true}}, points: 4, share: true}}
    - {{code: world500, label: 引进世界500强企业, clause: 第六条（二）, conduct: world500_project, points: 5}}
    - {{code: china500, label: 引进中国500强或民企500强企业, clause: 第六条（三）, conduct: china500_project, points: 3}}
    - {{code: site_meeting, label: 省级现场会交流, clause: 第六条（四）, conduct: site_meeting, points: 1}}
deduction:
  items:
    - {{code: falsified, label: 虚报项目, clause: 第七条（一）, conduct: falsified_project, points: 5}}
    - {{code: overdue_start, label: 签约满十二个月未开工, clause: 第七条（二）, conduct: overdue_start, points: 0.5}}
veto:
  - {{code: major_accident, label: 重大安全、环保事故, clause: 第八条（一）, conduct: veto_accident, effect: last_in_group}}
supervision:     # 督查督办：到期未整改，两个月升一色
  - {{code: not_started, kind: not_started, clause: 第九条（一）, steps: [{{at: 6, colour: yellow}}, {{at: 12, colour: red}}]}}
  - {{code: no_money, kind: no_money, clause: 第九条（二）, steps: [{{at: 3, colour: yellow}}]}}
  - {{code: little_money, kind: little_money, clause: 第九条（三）, below: 0.15, steps: [{{at: 6, colour: yellow}}]}}
  - {{code: behind, kind: behind_schedule, clause: 第九条（四）, metric: funds_out_of_district, steps: [{{at: 10, colour: yellow}}, {{at: 30, colour: red}}]}}
  - {{code: last_in_group, kind: last_in_group, clause: 第九条（五）, steps: [{{at: 2, colour: blue}}, {{at: 3, colour: yellow}}]}}
"""


def rulebook_text(year: int, district: str, since: int = 1) -> str:
    """rulebooks/<year>.yaml, in force from the month `since` of the year."""
    return _BODY.format(year=year, district=district, number=3 if year % 2 else 5, since=since)
