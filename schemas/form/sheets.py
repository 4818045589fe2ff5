"""The township's workbook as a form: its sheets, their fields, canonical headers and what a blank means.

Template version 2025.1. How a header that reads otherwise is recognised is intake's business; what is wrong with a
value is the rule catalogue's. Field names here are the column names of every frame from intake on; a money field
`x` becomes `x_yuan` (int64 yuan) once typed, a dollar field keeps its name (whole US dollars).
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.typography import chinese

TEMPLATE_VERSION = "2025.1"
RETURN_SHEET = "退回说明"  # the sheet the office adds to a return: never read as data
# Words that say there is nothing: blank in every column.
PLACEHOLDERS = frozenset(
    {
        "",
        "无",
        "—",
        "--",
        "-",
        "——",
        "/",
        "\\",
        "暂无",
        "空",
        "无。",
        "未到位",
        "没有",
        "N/A",
        "n/a",
        "\uff0d",
        "\uff0f",
        "\u2013",
        "\u2212",
        "〇",
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet. `kind`: text · code (identifier, kept as text) · name · money (万元) · usd (万美元) ·
    count · percent · date · year · yes_no · choice (a code list of schemas/codes/lists.py) · place · chain · unit.
    `blank`: required · zero · null · hundred (own_share). `feeds`: an error in it returns the submission (its cell
    feeds a money figure, a count, a share, a cohort, a unit or a month)."""

    name: str
    header: str
    kind: str
    blank: str = "null"
    choices: str = ""
    feeds: bool = False
    personal: bool = False

    @property
    def label(self) -> str:
        """The header as it is spoken of: 其中：外资."""
        return chinese(self.header)

    @property
    def column(self) -> str:
        """The name of the typed column."""
        return f"{self.name}_yuan" if self.kind == "money" else self.name


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the form. `required`: the submission cannot be loaded without it."""

    kind: str
    title: str
    fields: tuple[Field, ...]
    required: bool = False
    required_columns: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


COVER = Sheet("cover", "封面", (
    Field("unit_name", "填报单位", "unit", "required", feeds=True),
    Field("month", "填报月份", "month", "required", feeds=True),
    Field("filler", "填报人", "name", personal=True),
    Field("reviewer", "审核人", "name", personal=True),
    Field("head", "单位负责人", "name", personal=True),
    Field("phone", "联系电话", "code", personal=True),
    Field("filled_on", "填报日期", "date"),
    Field("no_change", "本月无变动", "yes_no"),
    Field("template_version", "模板版本", "text"),
), required=True)  # fmt: skip

PROJECT = Sheet("project", "项目台账", (
    Field("seq", "序号", "text"),
    Field("project_code", "项目编号", "code", "required", feeds=True),
    Field("project_name", "项目名称", "text", "required"),
    Field("approval_code", "项目代码", "code"),
    Field("company_name", "项目公司", "text"),
    Field("company_uscc", "统一社会信用代码", "code"),
    Field("investor_name", "投资方", "text"),
    Field("investor_origin", "投资方所在地", "place", "required", feeds=True),
    Field("industry_chain", "所属产业链", "chain", "required", feeds=True),
    Field("is_industrial", "是否工业项目", "yes_no", "required", feeds=True),
    Field("build_kind", "建设性质", "choice", choices="build_kind"),
    Field("total_investment", "总投资", "money", "required", feeds=True),
    Field("signed_on", "签约日期", "date", "required", feeds=True),
    Field("signing_event", "签约活动", "text"),
    Field("started_on", "开工日期", "date", feeds=True),
    Field("completed_on", "投产日期", "date", feeds=True),
    Field("stage", "项目阶段", "choice", "required", "stage", feeds=True),
    Field("partner_unit", "共同引进单位", "unit", feeds=True),
    Field("own_share", "本单位占比", "percent", "hundred", feeds=True),
    Field("note", "备注", "text"),
), required=True, required_columns=(
    "project_code", "project_name", "investor_origin", "industry_chain", "is_industrial", "total_investment",
    "signed_on", "stage",
))  # fmt: skip

FUND = Sheet("fund", "到位资金", (
    Field("seq", "序号", "text"),
    Field("project_code", "项目编号", "code", "required", feeds=True),
    Field("project_name", "项目名称", "text"),
    Field("arrived_before_year", "上年末累计到位", "money", "zero", feeds=True),
    Field("arrived_month", "本月到位", "money", "zero", feeds=True),
    Field("arrived_ytd", "本年累计到位", "money", "zero", feeds=True),
    Field("arrived_total", "历史累计到位", "money", "zero", feeds=True),
    Field("fixed_asset_ytd", "其中:固定资产投资", "money", "zero", feeds=True),
    Field("arrived_usd_ytd", "其中:外资", "usd", "zero", feeds=True),
    Field("evidence_kind", "凭证类型", "text"),
    Field("evidence_ref", "凭证号", "code"),
    Field("note", "备注", "text"),
), required=True, required_columns=("project_code", "arrived_month", "arrived_ytd"))  # fmt: skip

TALENT_DEMAND = Sheet("talent_demand", "人才需求", (
    Field("employer", "用人单位", "text", feeds=True),
    Field("employer_kind", "单位性质", "choice", choices="employer_kind"),
    Field("industry_chain", "所属产业链", "text"),
    Field("post", "岗位名称", "text"),
    Field("posts_wanted", "需求人数", "count", "required", feeds=True),
    Field("education", "学历要求", "text"),
    Field("note", "备注", "text"),
))  # fmt: skip

TALENT_SUBSIDY = Sheet("talent_subsidy", "人才奖补", (
    Field("person_name", "姓名", "name", personal=True),
    Field("person_id", "证件号码", "code", personal=True),
    Field("employer", "用人单位", "text"),
    Field("cohort_year", "引进年度", "year", feeds=True),
    Field("policy_name", "政策名称", "text"),
    Field("subsidy", "兑现金额", "money", "zero", feeds=True),
    Field("paid_on", "兑现日期", "date"),
    Field("note", "备注", "text"),
))  # fmt: skip

RECOGNITION = Sheet("recognition", "平台称号", (
    Field("name", "名称", "text"),
    Field("category", "类别", "text", feeds=True),
    Field("level", "级别", "choice", choices="level", feeds=True),
    Field("count_unit", "计量单位", "choice", choices="count_unit", feeds=True),
    Field("quantity", "数量", "count", "required", feeds=True),
    Field("host", "依托单位", "text"),
    Field("document_no", "文号", "text"),
    Field("note", "备注", "text"),
))  # fmt: skip

VISIT = Sheet("visit", "企业走访", (
    Field("visited_on", "走访日期", "date"),
    Field("company_name", "企业名称", "text", feeds=True),
    Field("visitor", "走访人", "name"),
    Field("issue", "反映问题", "text"),
    Field("issue_kind", "问题类别", "text"),
    Field("issue_status", "办理状态", "choice", choices="issue_status"),
    Field("resolved_on", "办结日期", "date"),
    Field("note", "备注", "text"),
))  # fmt: skip

ACTIVITY = Sheet("activity", "招商活动", (
    Field("held_on", "日期", "date"),
    Field("activity_kind", "类型", "choice", choices="activity_kind", feeds=True),
    Field("place", "地点", "text"),
    Field("leader", "带队领导", "name"),
    Field("companies_met", "对接企业数", "count", "zero", feeds=True),
    Field("people", "参加人数", "count", "zero", feeds=True),
    Field("leads", "有效线索数", "count", "zero", feeds=True),
    Field("note", "备注", "text"),
))  # fmt: skip

EXPLANATION = Sheet("explanation", "情况说明", (
    Field("rule_code", "规则编号", "code"),
    Field("sheet", "工作表", "text"),
    Field("project_code", "项目编号", "code"),
    Field("text", "说明", "text"),
))  # fmt: skip

DATA_SHEETS: dict[str, Sheet] = {
    sheet.kind: sheet
    for sheet in (PROJECT, FUND, TALENT_DEMAND, TALENT_SUBSIDY, RECOGNITION, VISIT, ACTIVITY, EXPLANATION)
}
SHEETS: dict[str, Sheet] = {COVER.kind: COVER, **DATA_SHEETS}
LISTS = (
    "talent_demand",
    "talent_subsidy",
    "recognition",
    "visit",
    "activity",
)  # what is neither a project nor its money
OPTIONAL_SHEETS = frozenset({"explanation"})
