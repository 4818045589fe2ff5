"""The words of the shipped templates, a (style, text) a paragraph. make_templates.py lays them out; an office edits the
.docx in Word (HOME/reference/templates/), never this file."""

from __future__ import annotations

Line = tuple[str, str]

BULLETIN: tuple[Line, ...] = (
    ("draft", ""),
    ("tag", "{%p if provisional %}"), ("mark", "【快报】{{ coverage }}"), ("tag", "{%p endif %}"),
    ("title", "关于{{ span }}\n全区招商引资工作情况的通报{% if provisional %}(快报){% endif %}"), ("body0", ""),
    ("body0", "各镇人民政府、街道办事处,开发区管委会,区直有关单位:"),
    ("body", "现将{{ span }}全区招商引资工作情况通报如下。"),
    ("h1", "一、总体完成情况"),
    ("body", "截至{{ as_of }},全区区外项目到位资金{{ m('funds_out_of_district', '亿元1') }},{{ growth('funds_out_of_district') }},{{ schedule('funds_out_of_district') }}{% if not january %};其中{{ month_alone }}当月到位{{ m('funds_out_of_district', '亿元1', 'month_value') }}{% endif %}。工业项目到位资金{{ m('funds_industrial', '亿元1') }},{{ growth('funds_industrial') }},{{ schedule('funds_industrial') }}。省外亿元以上项目到位资金{{ m('funds_out_of_province_100m', '亿元1') }},{{ growth('funds_out_of_province_100m') }},{{ schedule('funds_out_of_province_100m') }}。{% if has('foreign_capital_usd') %}实际利用外资{{ m('foreign_capital_usd', '万美元0') }},{{ growth('foreign_capital_usd') }}。{% endif %}"),
    ("body", "{{ span }},全区{% if has('projects_introduced') %}引进项目{{ m('projects_introduced', '个') }}{% else %}无新引进项目{% endif %};{% if has('signed_100m') %}签约亿元以上项目{{ m('signed_100m', '个') }},{{ schedule('signed_100m') }},签约总金额{{ m('signed_100m_amount', '亿元2') }},{{ growth('signed_100m_amount', 2) }}{% else %}无新签约亿元以上项目{% endif %}。"),
    ("h1", "二、各单位完成情况"), ("h2", "(一)区外项目到位资金"),
    ("body", "截至{{ as_of }},按完成序时进度排序:"),
    ("tag", "{%p for line in group_lines %}"), ("body", "{{ line }}"), ("tag", "{%p endfor %}"),
    ("h2", "(二)亿元以上项目签约"),
    ("tag", "{%p for line in signing_lines %}"), ("body", "{{ line }}"), ("tag", "{%p endfor %}"),
    ("tag", "{%p if score_lines %}"), ("h2", "(三)考核得分"), ("body", "依据《{{ rulebook }}》计分,按得分排序:"),
    ("tag", "{%p for line in score_lines %}"), ("body", "{{ line }}"), ("tag", "{%p endfor %}"), ("tag", "{%p endif %}"),
    ("tag", "{%p if all_above %}"), ("body", "{{ year }},各镇街、开发区均超额完成年度目标任务。"), ("tag", "{%p endif %}"),
    ("tag", "{%p if red %}"), ("body", "红榜:{{ red }}。"), ("tag", "{%p endif %}"),
    ("tag", "{%p if black %}"), ("body", "黑榜:{{ black }}。"), ("tag", "{%p endif %}"),
    ("h1", "三、项目推进情况"),
    ("tag", "{%p if has('signed_100m') %}"),
    ("body", "{{ span }}签约的亿元以上项目中,{% if has('signed_100m_started') %}已开工{{ m('signed_100m_started', '个') }}(其中投产{{ m('signed_100m_completed', '个') }}、在建{{ m('signed_100m_building', '个') }}),处于前期{{ preparing }}{% else %}尚无开工,处于前期{{ preparing }}{% endif %};开工率{{ m('start_rate', '%1') }}{{ points('start_rate') }},投产率{{ m('completion_rate', '%1') }}{{ points('completion_rate') }}。{% if has('signed_100m_funds') %}已开工项目累计到位资金{{ m('signed_100m_funds', '亿元2') }}。{% endif %}"),
    ("tag", "{%p endif %}"),
    ("tag", "{%p if chains %}"), ("body", "分产业链看,{{ chains }}。"), ("tag", "{%p endif %}"),
    ("tag", "{%p for line in events %}"), ("body", "{{ line }}(活动公布数)。"), ("tag", "{%p endfor %}"),
    ("body", "{{ span }},全区{% if has('started_100m') %}新开工亿元以上项目{{ m('started_100m', '个') }}{% else %}无新开工亿元以上项目{% endif %},{% if has('completed_projects') %}新投产项目{{ m('completed_projects', '个') }}{% else %}无新投产项目{% endif %}。外出招商{{ m('trips', '批次') }},接待客商{{ m('receptions', '批次') }},获取有效线索{{ m('leads', '条') }};走访企业{{ m('visited_companies', '家') }},收集问题{{ m('issues_raised', '个') }},办结{{ m('issues_resolved', '个') }}。"),
    ("h1", "四、存在问题"),
    ("tag", "{%p for line in issues %}"), ("body", "{{ line }}"), ("tag", "{%p endfor %}"),
    ("tag", "{%p if not issues %}"), ("body", "{{ span }}未发现零签约、未达序时进度、督办和报送质量方面的突出问题。"), ("tag", "{%p endif %}"),
    ("h1", "五、下步工作要求"),
    ("tag", "{%p if narrative.next_steps %}"), ("body", "{{ narrative.next_steps }}"), ("tag", "{%p else %}"),
    ("body", "一要紧盯目标任务,倒排时序,进度滞后的单位要拿出具体措施,确保按期完成。二要狠抓项目落地,推动签约项目早开工、早投产、早达效,列入督办的事项要逐项销号。三要从严报送数据,坚持真实、准确、及时,严禁虚报瞒报。"),
    ("tag", "{%p endif %}"), ("body", ""),
    ("body", "附件:1.全区主要指标完成情况"), ("attach", "2.各单位区外项目到位资金完成情况"), ("attach", "3.各单位亿元以上项目推进情况"),
    ("tag", "{%p if score_lines %}"), ("attach", "4.各单位考核得分及位次"), ("tag", "{%p endif %}"),
    ("body", ""), ("sign", "区招商引资(双招双引)工作领导小组办公室"), ("date", "{{ date }}"),
)  # fmt: skip

ANNUAL: tuple[Line, ...] = (
    ("draft", ""),
    ("tag", "{%p if provisional %}"), ("mark", "【快报】{{ coverage }}"), ("tag", "{%p endif %}"),
    ("title", "{{ district }}\n{{ year }}“双招双引”工作情况报告"), ("body0", ""),
    ("h1", "一、关于“双招双引”情况"), ("h2", "(一){{ year }}基本情况"),
    ("body", "一是目标任务{% if all_above %}超额完成{% else %}扎实推进{% endif %}。{{ narrative.overview }}{{ year }},全区区外项目到位资金{{ m('funds_out_of_district', '亿元1') }},{{ growth('funds_out_of_district') }},其中工业项目到位资金{{ m('funds_industrial', '亿元1') }},{{ growth('funds_industrial') }};省外亿元以上项目到位资金{{ m('funds_out_of_province_100m', '亿元1') }},{{ schedule('funds_out_of_province_100m') }}。{{ year }}共签约亿元以上项目{{ m('signed_100m', '个') }},{{ schedule('signed_100m') }},签约总金额{{ m('signed_100m_amount', '亿元2') }},{{ growth('signed_100m_amount', 2) }},其中开工建设项目{{ m('signed_100m_started', '个') }},累计到位资金{{ m('signed_100m_funds', '亿元2') }}{% for line in events %};{{ line }}{% endfor %}。"),
    ("body", "二是产业链重大项目有序落地。{{ prose('chains', '产业链重大项目有序落地') }}{{ year }}签约的{{ m('signed_100m', '个') }}项目中,{{ chains }}。截至{{ as_of }},已建成投产项目{{ m('signed_100m_completed', '个') }};正在开工建设{{ m('signed_100m_building', '个') }};正在进行前期规划及办理各类手续{{ preparing }}。"),
    ("body", "三是高层次人才引进质量不断提高。{{ narrative.talent }}先后征集企事业单位{{ m('talent_employers', '个') }},需求急需紧缺人才{{ m('talent_posts_wanted', '人') }}。{% if cohorts %}对引进的{{ cohorts }}急需紧缺人才符合条件的{{ m('talent_subsidised', '人') }}兑现奖补资金{{ m('talent_subsidy', '万元1') }}。{% endif %}{% if recognitions %}成功申报{{ recognitions }}。{% endif %}"),
    ("h2", "(二){{ year }}招商引资考核情况"),
    ("body", "根据《{{ rulebook }}》,{{ year }}全区招商引资工作{% if all_above %}取得了显著成效。在年度考核中,各镇街、开发区均超额完成了既定任务,为全区经济社会发展注入了强劲动力{% else %}稳步推进{% endif %}。具体表现在以下几个方面:"),
    ("body", "一是项目引进数量和质量双提升。{{ year }},全区共引进项目{{ m('projects_introduced', '个') }},其中亿元以上项目{{ m('projects_100m', '个') }},{{ band('50m') }}项目{{ m('projects_50m', '个') }},{{ band('10m') }}项目{{ m('projects_10m', '个') }}(各档互不重复)。{{ narrative.quality }}"),
    ("body", "二是资金到位情况。{{ year }},全区区外项目到位资金{{ m('funds_out_of_district', '亿元1') }},{{ growth('funds_out_of_district') }}。其中,工业项目到位资金{{ m('funds_industrial', '亿元1') }},{{ growth('funds_industrial') }};省外亿元以上项目到位资金{{ m('funds_out_of_province_100m', '亿元1') }},{{ schedule('funds_out_of_province_100m') }}。{{ narrative.funds }}"),
    ("body", "三是项目推进情况。{{ year }},全区共签约亿元以上项目{{ m('signed_100m', '个') }},其中{{ m('signed_100m_started', '个') }}项目已经开工,累计到位资金{{ m('signed_100m_funds', '亿元2') }}。{% for line in events %}特别是在{{ line }}。{% endfor %}{{ narrative.progress }}"),
    ("body", "四是产业链招商情况。{{ year }},全区围绕重点产业积极开展产业链招商。全年共引进{{ top_chains }}。"),
    ("body", "五是高层次人才引进情况。先后征集企事业单位{{ m('talent_employers', '个') }},需求急需紧缺人才{{ m('talent_posts_wanted', '人') }}。{% if cohorts %}对引进的{{ cohorts }}急需紧缺人才符合条件的{{ m('talent_subsidised', '人') }}兑现奖补资金{{ m('talent_subsidy', '万元1') }}。{% endif %}{% if recognitions %}同时,成功申报{{ recognitions }}。{% endif %}"),
    ("body", "六是营商环境情况。{{ narrative.environment }}{{ year }},全区走访企业{{ m('visited_companies', '家') }}、{{ m('visits', '次') }},收集问题{{ m('issues_raised', '个') }},办结{{ m('issues_resolved', '个') }},办结率{{ m('issue_resolution_rate', '%1') }}。"),
    ("body", "七是招商队伍建设情况。{{ narrative.team }}{{ year }},全区举办培训班{{ m('trainings', '期') }},培训{{ m('trainees', '人次') }};外出考察学习{{ m('study_tours', '批次') }},外出招商{{ m('trips', '批次') }},接待客商{{ m('receptions', '批次') }},举办推介会{{ m('promotions', '场') }},获取有效线索{{ m('leads', '条') }}。"),
    ("tag", "{%p if year_red %}"), ("body", "{{ year }},受到表彰或加分的有:{{ year_red }}。"), ("tag", "{%p endif %}"),
    ("tag", "{%p if year_black %}"), ("body", "{{ year }},受到减分或否决的有:{{ year_black }}。"), ("tag", "{%p endif %}"),
    ("tag", "{%p if narrative.closing %}"), ("body", "{{ narrative.closing }}"), ("tag", "{%p endif %}"),
    ("h1", "二、{{ next_year }}“双招双引”工作展望"),
    ("h2", "(一)强化顶层设计,明确工作方向"), ("body", "{{ prose('outlook_1', '强化顶层设计,明确工作方向') }}"),
    ("h2", "(二)创新招商方式,拓宽引资渠道"), ("body", "{{ prose('outlook_2', '创新招商方式,拓宽引资渠道') }}"),
    ("h2", "(三)优化营商环境,提升服务水平"), ("body", "{{ prose('outlook_3', '优化营商环境,提升服务水平') }}"),
    ("h2", "(四)加大人才引进力度,强化智力支撑"), ("body", "{{ prose('outlook_4', '加大人才引进力度,强化智力支撑') }}"),
    ("h2", "(五)强化考核激励,确保工作实效"), ("body", "{{ prose('outlook_5', '强化考核激励,确保工作实效') }}"),
    ("tag", "{%p if narrative.outlook_closing %}"), ("body", "{{ narrative.outlook_closing }}"), ("tag", "{%p endif %}"),
    ("body", ""), ("sign", "区招商引资(双招双引)工作领导小组办公室"), ("date", "{{ date }}"),
)  # fmt: skip

Annex = tuple[str, str, str, str, str, tuple[tuple[str, str, int], ...]]
# number, title, unit, the rows' name, the condition it depends on, columns (heading, field, millimetres)
TABLES: tuple[Annex, ...] = (
    ("附件1", "全区{{ span }}招商引资主要指标完成情况", "见表", "metric_rows", "", (
        ("指标", "label", 41), ("计量单位", "unit", 15), ("年度目标", "target", 18), ("本月", "month", 16), ("本年累计{% if partial %}(不低于){% endif %}", "ytd", 18), ("上年同期", "prior", 17),
        ("同比", "yoy", 14), ("完成序时进度", "schedule", 17))),
    ("附件2", "各单位{{ span }}区外项目到位资金完成情况", "亿元", "unit_rows", "", (
        ("单位", "name", 44), ("年度目标", "target", 17), ("本月", "month", 16), ("本年累计", "ytd", 18), ("同比", "yoy", 16), ("完成率", "completion", 16),
        ("完成序时进度", "schedule", 17), ("位次", "rank", 12))),
    ("附件3", "各单位{{ span }}亿元以上项目推进情况", "个、亿元", "project_rows", "", (
        ("单位", "name", 44), ("签约任务", "signed_target", 14), ("签约完成", "signed", 14), ("签约总金额", "amount", 18), ("新开工任务", "started_target", 15),
        ("新开工完成", "started", 15), ("新投产任务", "completed_target", 15), ("新投产完成", "completed", 15), ("位次", "rank", 12))),
    ("附件4", "各单位{{ span }}考核得分及位次", "分", "score_rows", "score_lines", (
        ("类别", "group", 20), ("位次", "rank", 14), ("单位", "name", 46), ("基础得分", "base", 20), ("加分", "bonus", 16), ("减分", "deduction", 16), ("总分", "total", 24))),
)  # fmt: skip
