"""The words of the shipped templates, a (style, text) a paragraph. make_templates.py lays them out; an office edits the
.docx in Word (HOME/reference/templates/), never this file."""

from __future__ import annotations

Line = tuple[str, str]

_GAPS: tuple[Line, ...] = (
    ("tag", "{%p if provisional %}"), ("mark", "【快报】{{ coverage }}"), ("tag", "{%p endif %}"),
    ("tag", "{%p if gaps and not provisional %}"), ("mark", "【数据不全】{{ gaps_short }}"), ("tag", "{%p endif %}"),
)  # fmt: skip
_SIGNED: tuple[Line, ...] = (
    ("body", ""), ("sign", "区招商引资(双招双引)工作领导小组办公室"), ("date", "{{ date }}"),
    ("tag", "{%p if stamp %}"), ("stamp", "{{ stamp }}"), ("tag", "{%p endif %}"),
)  # fmt: skip

BULLETIN: tuple[Line, ...] = (
    ("draft", ""), *_GAPS,
    ("title", "关于{{ span }}\n全区招商引资工作情况的通报{% if provisional %}(快报){% endif %}"), ("body0", ""),
    ("body0", "各镇人民政府、街道办事处,开发区管委会,区直有关单位:"),
    ("body", "现将{{ span }}全区招商引资工作情况通报如下。{% if gaps %}本期数据不全:{{ gaps }}{% endif %}{{ without }}"),
    ("h1", "一、总体完成情况"),
    ("body", "截至{{ as_of }},{{ told('全区区外项目到位资金', 'funds_out_of_district') }},{{ growth('funds_out_of_district') }},{{ completed('funds_out_of_district') }}{% if not december %},{{ schedule('funds_out_of_district') }}{% endif %};{% if not january %}{{ told('其中' ~ month_alone ~ '当月到位', 'funds_out_of_district', '', 'month_value') }}{% endif %}。{{ sentence('', told('工业项目到位资金', 'funds_industrial'), growth('funds_industrial'), schedule('funds_industrial')) }}{{ sentence('', told('省外亿元以上项目到位资金', 'funds_out_of_province_100m'), growth('funds_out_of_province_100m'), schedule('funds_out_of_province_100m')) }}{% if has('foreign_capital_usd') %}{{ sentence('', told('实际利用外资', 'foreign_capital_usd', '万美元0'), growth('foreign_capital_usd'), schedule('foreign_capital_usd')) }}{% endif %}"),
    ("body", "{{ span }},全区{% if has('projects_introduced') %}引进项目{{ m('projects_introduced', '个') }},{{ growth('projects_introduced') }}{% else %}{{ nothing('无新引进项目', 'projects_introduced') }}{% endif %};{% if has('signed_100m') %}签约亿元以上项目{{ m('signed_100m', '个') }},{{ growth('signed_100m') }},{{ schedule('signed_100m') }},{{ told('签约总金额', 'signed_100m_amount') }},{{ growth('signed_100m_amount') }}{% else %}{{ nothing('无新签约亿元以上项目', 'signed_100m') }}{% endif %}。"),
    ("tag", "{%p if target_note or comparability %}"), ("body", "注:{{ target_note }}{{ comparability }}"), ("tag", "{%p endif %}"),
    ("h1", "二、各单位完成情况"), ("h2", "(一)区外项目到位资金"),
    ("body", "截至{{ as_of }},{{ ranked_by }}:"),
    ("tag", "{%p for line in group_lines %}"), ("body", "{{ line }}"), ("tag", "{%p endfor %}"),
    ("h2", "(二)亿元以上项目签约"),
    ("tag", "{%p for line in signing_lines %}"), ("body", "{{ line }}"), ("tag", "{%p endfor %}"),
    ("tag", "{%p if score_lines %}"), ("h2", "(三)考核得分"), ("body", "依据《{{ rulebook }}》计分,按得分排序:"),
    ("tag", "{%p for line in score_lines %}"), ("body", "{{ line }}"), ("tag", "{%p endfor %}"), ("tag", "{%p endif %}"),
    ("tag", "{%p if all_above %}"), ("body", "{{ judged('全面超额', year ~ ',各镇街、开发区均超额完成年度目标任务。') }}"), ("tag", "{%p endif %}"),
    ("tag", "{%p if red %}"), ("body", "红榜:{{ red }}。"), ("tag", "{%p endif %}"),
    ("tag", "{%p if black %}"), ("body", "黑榜:{{ black }}。"), ("tag", "{%p endif %}"),
    ("h1", "三、项目推进情况"),
    ("tag", "{%p if has('signed_100m') %}"),
    ("body", "{{ span }}签约的亿元以上项目中,{% if has('signed_100m_started') %}已开工{{ m('signed_100m_started', '个') }},其中{{ listed(some('投产', 'signed_100m_completed', '个'), some('在建', 'signed_100m_building', '个')) }}{% else %}尚无开工{% endif %}{% if has('signed_100m_preparing') %};处于前期{{ preparing }}{% endif %};{{ told('开工率', 'start_rate', '%1') }}{{ points('start_rate') }},{{ told('投产率', 'completion_rate', '%1') }}{{ points('completion_rate') }}。{{ sentence('', some('已开工项目累计到位资金', 'signed_100m_funds')) }}"),
    ("tag", "{%p endif %}"),
    ("tag", "{%p if chains %}"), ("body", "签约的亿元以上项目分产业链看,{{ chains }}。"), ("tag", "{%p endif %}"),
    ("tag", "{%p for line in events %}"), ("body", "{{ line }}(活动公布数)。"), ("tag", "{%p endfor %}"),
    ("body", "{{ span }},全区{% if has('started_100m') %}新开工亿元以上项目{{ m('started_100m', '个') }}{% else %}{{ nothing('无新开工亿元以上项目', 'started_100m') }}{% endif %};{% if has('completed_projects') %}新投产项目{{ m('completed_projects', '个') }}{% else %}{{ nothing('无新投产项目', 'completed_projects') }}{% endif %}。{{ sentence('', some('外出招商', 'trips', '批次'), some('接待客商', 'receptions', '批次'), some('获取有效线索', 'leads', '条')) }}{{ sentence('', some('走访企业', 'visited_companies', '家'), some('收集问题', 'issues_raised', '个'), some('办结', 'issues_resolved', '个')) }}"),
    ("h1", "四、存在问题"),
    ("tag", "{%p for line in issues %}"), ("body", "{{ line }}"), ("tag", "{%p endfor %}"),
    ("tag", "{%p if not issues %}"), ("body", "{{ span }}{{ no_issues }}。"), ("tag", "{%p endif %}"),
    ("h1", "五、下步工作要求"),
    ("tag", "{%p if narrative.next_steps %}"), ("body", "{{ narrative.next_steps }}"), ("tag", "{%p else %}"),
    ("body", "{% if not has_targets %}一要提早谋划全年工作,抓紧细化任务、落实责任{% elif december %}一要对照年度目标查找不足,未完成目标的单位要拿出具体措施,抓好新一年的工作{% else %}一要紧盯目标任务,倒排时序,进度滞后的单位要拿出具体措施,确保按期完成{% endif %}。二要狠抓项目落地,推动签约项目早开工、早投产、早达效{% if supervised %},列入督办的事项要逐项销号{% endif %}。三要从严报送数据,坚持真实、准确、及时,严禁虚报瞒报。"),
    ("tag", "{%p endif %}"), ("body", ""),
    ("body", "附件:1.全区主要指标完成情况"), ("attach", "2.各单位区外项目到位资金完成情况"), ("attach", "3.各单位亿元以上项目推进情况"),
    ("tag", "{%p if score_lines %}"), ("attach", "4.各单位考核得分及位次"), ("tag", "{%p endif %}"),
    *_SIGNED,
)  # fmt: skip

_FUNDS = "{{ told('全区区外项目到位资金', 'funds_out_of_district', '亿元1') }},{{ growth('funds_out_of_district') }},{{ completed('funds_out_of_district') }}"
_INDUSTRIAL = "{{ told('工业项目到位资金', 'funds_industrial', '亿元1') }},{{ growth('funds_industrial') }}"
_PROVINCE = "{{ told('省外亿元以上项目到位资金', 'funds_out_of_province_100m', '亿元1') }},{{ schedule('funds_out_of_province_100m') }}"
_TALENT = "{{ sentence('', some('先后征集企事业单位', 'talent_employers', '个'), some('需求急需紧缺人才', 'talent_posts_wanted', '人')) }}{% if cohorts %}对引进的{{ cohorts }}急需紧缺人才符合条件的{{ plain('talent_subsidised', '人') }}兑现奖补资金{{ m('talent_subsidy', '万元1') }}。{% endif %}"

ANNUAL: tuple[Line, ...] = (
    ("draft", ""), *_GAPS,
    ("title", "{{ district }}\n{{ year }}“双招双引”工作情况报告"), ("body0", ""),
    ("h1", "一、关于“双招双引”情况"), ("h2", "(一){{ year }}基本情况"),
    ("tag", "{%p if gaps or without or target_note or comparability %}"), ("body", "{% if gaps %}本年数据不全:{{ gaps }}{% endif %}{{ without }}{{ target_note }}{{ comparability }}"), ("tag", "{%p endif %}"),
    ("body", "一是目标任务{% if holds('目标超额') %}{{ judged('目标超额', '超额完成') }}{% else %}{{ judged('全面完成', '全面完成', '未全面完成', '情况') }}{% endif %}。{{ narrative.overview }}{{ year }}," + _FUNDS + ",其中" + _INDUSTRIAL + ";" + _PROVINCE + "。{% if not all_above %}{{ targets_met }}{% endif %}{% if has('signed_100m') %}{{ year }}共签约亿元以上项目{{ m('signed_100m', '个') }},{{ schedule('signed_100m') }},{{ told('签约总金额', 'signed_100m_amount', '亿元2') }},{{ growth('signed_100m_amount', 2) }}{% if has('signed_100m_started') %},其中开工建设项目{{ m('signed_100m_started', '个') }},{{ some('累计到位资金', 'signed_100m_funds', '亿元2') }}{% endif %}{% else %}{{ nothing(year ~ '无新签约亿元以上项目', 'signed_100m') }}{% endif %}{% for line in events %};{{ line }}{% endfor %}。"),
    ("body", "二是产业链重大项目{{ judged('落地有序', '有序落地', ('签约未完成年度目标', '开工少于上年'), '情况') }}。{{ prose('chains', '产业链重大项目有序落地') }}{% if chains %}{{ year }}签约的{{ plain('signed_100m', '个') }}亿元以上项目中,{{ chains }}。{% endif %}{{ sentence('截至' ~ as_of ~ ',', some('已建成投产项目', 'signed_100m_completed', '个'), some('正在开工建设', 'signed_100m_building', '个'), some('正在进行前期规划及办理各类手续', 'signed_100m_preparing', '个'), mark=';') }}"),
    ("body", "三是高层次人才引进{{ judged('人才增长', '质量不断提高', ('需求人数少于上年', '兑现人数少于上年'), '情况') }}。{{ narrative.talent }}" + _TALENT + "{% if recognitions %}成功申报{{ recognitions }}。{% endif %}"),
    ("h2", "(二){{ year }}招商引资考核情况"),
    ("body", "根据《{{ rulebook }}》,{% if all_above %}{{ year }}全区招商引资工作{{ judged('成效显著', '取得了显著成效', '部分指标未达预期', '情况如下') }}。在年度考核中,{{ judged('全面超额', '各镇街、开发区均超额完成了既定任务') }},{{ judged('目标完成', '为全区经济社会发展注入了强劲动力') }}{% elif targets_met %}{{ year }}全区招商引资工作未全面完成年度目标任务,其中区外项目到位资金{{ completed('funds_out_of_district') }}{% else %}{{ year }}全区招商引资工作情况如下{% endif %}。具体表现在以下几个方面:"),
    ("body", "一是项目引进{{ judged('量质双升', '数量和质量双提升', ('数量少于上年', '签约金额低于上年'), '情况') }}。{{ year }},全区共引进项目{{ m('projects_introduced', '个') }},{{ growth('projects_introduced') }},其中{{ listed(some('亿元以上项目', 'projects_100m', '个'), some(band('50m') ~ '项目', 'projects_50m', '个'), some(band('10m') ~ '项目', 'projects_10m', '个')) }}(各档互不重复)。{{ narrative.quality }}"),
    ("body", "二是资金到位{{ judged('资金增长', '稳步提高', '低于上年同期', '情况') }}。{{ year }}," + _FUNDS + "。其中," + _INDUSTRIAL + ";" + _PROVINCE + "。{{ narrative.funds }}"),
    ("body", "三是{{ judged('开工加快', '项目推进速度加快', '新开工项目少于上年', '项目推进情况') }}。{{ year }},{% if has('signed_100m') %}全区共签约亿元以上项目{{ m('signed_100m', '个') }},{% if has('signed_100m_started') %}其中{{ plain('signed_100m_started', '个') }}项目已经开工,{{ some('累计到位资金', 'signed_100m_funds', '亿元2') }}{% else %}尚无开工{% endif %}{% else %}{{ nothing('全区无新签约亿元以上项目', 'signed_100m') }}{% endif %}。{{ sentence('', some('新开工亿元以上项目', 'started_100m', '个'), growth('started_100m') if has('started_100m') else nothing('无新开工亿元以上项目', 'started_100m'), some('新投产项目', 'completed_projects', '个'), growth('completed_projects') if has('completed_projects') else nothing('无新投产项目', 'completed_projects')) }}{% for line in events %}特别是在{{ line }}。{% endfor %}{{ narrative.progress }}"),
    ("body", "四是产业链招商{{ judged('链条增长', '效果明显', '签约金额低于上年', '情况') }}。{{ year }},全区围绕重点产业积极开展产业链招商。{% if top_chains %}全年签约的亿元以上项目中,{{ top_chains }}。{% endif %}"),
    ("body", "五是高层次人才引进{{ judged('人才增长', '力度加大', ('需求人数少于上年', '兑现人数少于上年'), '情况') }}。" + _TALENT + "{% if recognitions %}同时,成功申报{{ recognitions }}。{% endif %}"),
    ("body", "六是{{ judged('走访增加', '营商环境持续优化', '走访企业少于上年', '营商环境情况') }}。{{ narrative.environment }}{{ sentence(year ~ ',全区', some('走访企业', 'visited_companies', '家'), some('走访', 'visits', '次'), some('收集问题', 'issues_raised', '个'), some('办结', 'issues_resolved', '个'), some('办结率', 'issue_resolution_rate', '%1')) }}"),
    ("body", "七是{{ judged('外出增加', '招商队伍建设不断加强', ('外出招商少于上年', '考察学习少于上年'), '招商队伍建设情况') }}。{{ narrative.team }}{{ sentence(year ~ ',全区', some('举办培训班', 'trainings', '期'), some('培训', 'trainees', '人次'), some('外出考察学习', 'study_tours', '批次'), some('外出招商', 'trips', '批次'), some('接待客商', 'receptions', '批次'), some('举办推介会', 'promotions', '场'), some('获取有效线索', 'leads', '条')) }}"),
    ("tag", "{%p if year_red %}"), ("body", "{{ year }},受到表彰或加分的有:{{ year_red }}。"), ("tag", "{%p endif %}"),
    ("tag", "{%p if year_black %}"), ("body", "{{ year }},受到减分或否决的有:{{ year_black }}。"), ("tag", "{%p endif %}"),
    ("tag", "{%p if issues and not all_above %}"), ("body", "存在的主要问题:"), ("tag", "{%p for line in issues %}"), ("body", "{{ line }}"), ("tag", "{%p endfor %}"), ("tag", "{%p endif %}"),
    ("tag", "{%p if narrative.closing %}"), ("body", "{{ narrative.closing }}"), ("tag", "{%p endif %}"),
    ("tag", "{%p if outlook %}"), ("h1", "二、{{ next_year }}“双招双引”工作展望"),
    ("tag", "{%p for each in outlook %}"), ("h2", "{{ each.heading }}"), ("body", "{{ each.text }}"), ("tag", "{%p endfor %}"),
    ("tag", "{%p if narrative.outlook_closing %}"), ("body", "{{ narrative.outlook_closing }}"), ("tag", "{%p endif %}"), ("tag", "{%p endif %}"),
    *_SIGNED,
)  # fmt: skip

Annex = tuple[str, str, str, str, str, tuple[tuple[str, str, int], ...]]
# number, title, unit, the rows' name (and its note's), the condition it depends on, columns (heading, field, millimetres)
TABLES: tuple[Annex, ...] = (
    ("附件1", "全区{{ span }}招商引资主要指标完成情况{{ title_mark }}", "见表", "metric_rows", "", (
        ("指标", "label", 41), ("计量单位", "unit", 15), ("年度目标", "target", 18), ("本月", "month", 16), ("本年累计{% if partial %}(不低于){% endif %}", "ytd", 18), ("上年同期{% if comparable %}(同口径){% endif %}", "prior", 17),
        ("同比", "yoy", 14), ("{% if december %}完成率{% else %}完成序时进度{% endif %}", "schedule", 17))),
    ("附件2", "各单位{{ span }}区外项目到位资金完成情况{{ title_mark }}", "{{ money_word }}", "unit_rows", "", (
        ("单位", "name", 44), ("年度目标", "target", 17), ("本月", "month", 16), ("本年累计", "ytd", 18), ("同比", "yoy", 16), ("完成率", "completion", 16),
        ("完成序时进度", "schedule", 17), ("位次", "rank", 12))),
    ("附件3", "各单位{{ span }}亿元以上项目推进情况{{ title_mark }}", "个、{{ money_word }}", "project_rows", "", (
        ("单位", "name", 44), ("签约任务", "signed_target", 14), ("签约完成", "signed", 14), ("签约总金额", "amount", 18), ("新开工任务", "started_target", 15),
        ("新开工完成", "started", 15), ("新投产任务", "completed_target", 15), ("新投产完成", "completed", 15), ("位次", "rank", 12))),
    ("附件4", "各单位{{ span }}考核得分及位次{{ title_mark }}", "分", "score_rows", "score_lines", (
        ("类别", "group", 20), ("位次", "rank", 14), ("单位", "name", 46), ("基础得分", "base", 20), ("加分", "bonus", 16), ("减分", "deduction", 16), ("总分", "total", 24))),
)  # fmt: skip

# File name without suffix → (its words, whether the attachments of TABLES follow).
TEMPLATES: dict[str, tuple[tuple[Line, ...], bool]] = {"bulletin": (BULLETIN, True), "annual": (ANNUAL, False)}
