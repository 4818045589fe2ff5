"""Other words for the form's headers and sheets that mean the same without doubt (data, no logic)."""

from __future__ import annotations

import re

SHEET_SYNONYMS: dict[str, tuple[str, ...]] = {
    "cover": ("封皮", "首页", "报表封面"),
    "project": ("项目基本信息", "台账", "招商引资项目台账", "项目情况", "项目一览表"),
    "fund": ("资金到位", "到位资金月报表", "到资情况", "资金到位情况"),
    "talent_demand": ("人才需求表", "急需紧缺人才需求", "人才需求征集表"),
    "talent_subsidy": ("人才奖补表", "引进人才奖补", "奖补台账"),
    "recognition": ("平台团队", "平台称号表", "荣誉称号"),
    "visit": ("走访企业", "企业走访台账", "企业走访及问题台账"),
    "activity": ("外出招商及接待", "招商活动台账", "外出招商"),
    "explanation": ("说明", "疑点说明"),
}

SYNONYMS: dict[tuple[str, str], tuple[str, ...]] = {
    ("project", "seq"): ("编号", "No.", "NO", "序列"),
    ("project", "project_code"): ("项目编码", "招商项目编号"),
    ("project", "project_name"): ("项目", "招商项目名称", "招商引资项目名称"),
    ("project", "approval_code"): ("备案代码", "投资项目代码", "项目备案代码", "项目代码(投资项目在线审批监管平台)"),
    ("project", "company_name"): ("项目公司名称", "落地企业", "企业名称", "项目单位"),
    ("project", "company_uscc"): ("信用代码", "社会信用代码"),
    ("project", "investor_name"): ("投资方全称", "投资方名称", "外来投资方", "投资企业", "投资主体"),
    ("project", "investor_origin"): ("资金来源地", "投资方所在地(省/市)", "投资来源地", "投资方注册地"),
    ("project", "industry_chain"): ("产业链", "主导产业", "所属产业", "所属主导产业"),
    ("project", "is_industrial"): ("是否工业", "工业项目"),
    ("project", "total_investment"): (
        "总投资额",
        "总投资金额",
        "计划总投资",
        "协议投资",
        "合同金额",
        "投资总额",
        "协议总投资",
    ),
    ("project", "signed_on"): ("签约时间", "签订日期"),
    ("project", "signing_event"): ("签约活动名称", "集中签约活动"),
    ("project", "started_on"): ("开工时间", "实际开工日期", "实际开工时间"),
    ("project", "completed_on"): ("投产时间", "竣工投产日期", "实际投产日期", "竣工投产时间"),
    ("project", "stage"): ("阶段", "建设阶段", "项目进展阶段"),
    ("project", "partner_unit"): ("共同引进", "合作引进单位", "联合引进单位"),
    ("project", "own_share"): ("占比", "本单位比例", "本单位占比(%)"),
    ("project", "note"): ("说明", "备注说明"),
    ("fund", "project_code"): ("项目编码",),
    ("fund", "seq"): ("编号", "No.", "NO"),
    ("fund", "project_name"): ("项目", "招商项目名称", "招商引资项目名称"),
    ("fund", "note"): ("备注说明",),
    ("fund", "arrived_before_year"): (
        "上年末累计",
        "上年累计到位",
        "截至上年末累计到位",
        "截至上年底累计到位",
        "上年底累计到位",
        "上年末累计到位资金",
    ),
    ("fund", "arrived_month"): (
        "本月",
        "当月到位",
        "本月到位资金",
        "本月实际到位",
        "本月实际到位资金",
        "当月到位资金",
        "本月到资",
    ),
    ("fund", "arrived_ytd"): (
        "本年累计",
        "本年累计到位资金",
        "今年累计到位",
        "1-本月累计到位",
        "年内累计到位",
        "本年累计到资",
        "今年以来累计到位",
        "本年实际到位",
    ),
    ("fund", "arrived_total"): (
        "历史累计",
        "开工以来累计到位",
        "历史累计到位资金",
        "历年累计到位",
        "开工至今累计到位",
        "自开工累计到位",
    ),
    ("fund", "fixed_asset_ytd"): ("固定资产投资", "固投", "固定资产", "其中固定资产投资"),
    ("fund", "arrived_usd_ytd"): ("外资", "实际利用外资"),
    ("fund", "evidence_kind"): ("凭证种类", "佐证类型"),
    ("fund", "evidence_ref"): ("凭证编号", "佐证编号"),
    ("talent_demand", "employer"): ("单位名称", "用人企业"),
    ("talent_demand", "posts_wanted"): ("需求数", "需求人数(人)", "招聘人数"),
    ("talent_demand", "post"): ("岗位", "需求岗位"),
    ("talent_demand", "education"): ("学历",),
    ("talent_subsidy", "person_id"): ("身份证号", "身份证号码", "身份证"),
    ("talent_subsidy", "subsidy"): ("奖补金额", "本次兑现", "兑现资金"),
    ("talent_subsidy", "paid_on"): ("兑现时间", "发放日期"),
    ("visit", "visited_on"): ("走访时间",),
    ("visit", "company_name"): ("走访企业", "企业"),
    ("visit", "visitor"): ("走访领导", "走访人员"),
    ("visit", "issue"): ("问题描述", "存在问题", "企业反映问题"),
    ("visit", "issue_status"): ("办理进展", "办理情况"),
    ("visit", "resolved_on"): ("办结时间",),
    ("activity", "held_on"): ("活动日期", "时间", "活动时间"),
    ("activity", "activity_kind"): ("活动类型", "类别"),
    ("activity", "place"): ("目的地", "活动地点"),
    ("activity", "people"): ("参加人次", "人数", "外出人数"),
    ("activity", "companies_met"): ("拜访企业数", "对接企业"),
    ("activity", "leads"): ("有效线索", "线索数"),
    ("recognition", "host"): ("依托企业", "所在单位"),
}

# What brackets in a heading may say without changing what the column holds.
HARMLESS_IN_BRACKETS = re.compile(
    r"(?:不)?含税|价税合计|\d{1,2}位(?:数|数字|代码|编码)?|全称|简称|中文|文字|数字|文本(?:格式)?|日期(?:格式)?|格式.*|如[:：]?.+|例[:如].*|必填项?|选填项?|"
    r"下拉(?:选择|菜单)?|单选|多选|可多选|手工填写|自动(?:计算|生成)|公式|勿填|不填|请.*|按.*填(?:写|报)?|见.*说明|以.*为准|没有的?填.*|无则?填.*|精确到.*|保留.*小数|"
    r"年[-./]?月[-./]?日|年月|yyyy.*|大写|小写|必须.*|注\d*|\d"
)

# A heading above 本月, 累计 … must speak of this money, or the column is another's (税收, 用电量).
FOREIGN_BANDS_BARRED: dict[str, re.Pattern[str]] = {
    "fund": re.compile("到位|到资|资金|投资|招商|金额|实际利用|外资|内资|单位")
}

# Sheets that keep something beside the month's own: never read while one of the kind stands beside them.
SIDE_SHEETS = re.compile(
    r"上月|上个月|备份|副本|旧|样表|样例|示例|模板|模版|copy|草稿|底稿|历史|\(\d\)|去年|上年", re.IGNORECASE
)

# Words that alone in a row head a group of projects.
BAND_WORDS = re.compile(
    r"^(?:其中)?[:,]?(?:本年|今年|当年|往年|新|续|在|已|未|区|市|省|境)?(?:签约|开工|投产|续建|结转|新建|在建|前期|亿元以上|亿元以下|省外|市外|区外|境外|外资|内资|工业|服务业|农业|"
    r"制造业|第[一二三]产业|[一二三]产)(?:类)?(?:项目|企业|部分|情况)?[:]?$"
)
NOTE_WORDS = re.compile(
    r"^[(\[]?(?:以下空白|以下无正文|无正文|此页无正文|本页无数据|无新增|本月无新增|空白|续表|接上表|转下页|第\d+页.*|共\d+页.*)[)\]]?$"
)
