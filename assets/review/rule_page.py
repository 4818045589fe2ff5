"""The rule catalogue as a page the office reads: docs/rules.md, written from the catalogue and nothing else by `make
docs`; a test says when it is stale."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

from schemas.form.sheets import SHEETS
from schemas.rules.catalogue import Rule, rule_catalogue
from schemas.words import RULE_SEVERITIES

PATH = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
LEVELS = {
    0: "文件",
    1: "一份报表之内",
    2: "同一单位前后各月",
    3: "各单位之间",
    4: "各表、得分与文稿之间",
    5: "与其他部门数据",
}
_BLANKS = {
    "raw": "原值",
    "want": "应为",
    "before": "上期",
    "other": "对照",
    "add": "本月",
    "detail": "详情",
    "label": "列名",
    "unit": "单位",
    "file": "文件",
    "times": "倍数",
    "rows": "行数",
    "hits": "命中数",
    "twin": "对方项目",
    "twin_code": "对方编号",
    "score": "相似度",
    "since": "上期月份",
    "months": "月数",
    "percent": "上限",
    "field_label": "列名",
    "source": "来源",
    "ours": "本系统数",
    "places": "各行位置",
    "of": "编号",
    "listed": "台账名称",
    "hint": "提示",
    "rate": "汇率",
    "yuan": "折合",
    "bound": "界限",
    "on": "日期",
    "first": "行号",
    "number": "凭证号",
    "named": "规则编号",
}
_INTRO = f"""\
# 数据核查规则

> 本页由规则目录（schemas/rules/catalogue.yaml）生成，请勿手工修改：`make docs`。

全部判断出自同一份规则目录：`zhaoyin check`（报送前自查）、退回说明、数据目录和发布前核对用的都是这些规则。

| 程度 | 含义 |
|---|---|
| {RULE_SEVERITIES["F"]} | 文件无法读取，本次报送不计 |
| {RULE_SEVERITIES["ER"]} | 涉及金额、个数、分成、队列、单位或月份，整份报表退回，\
改正后重报（`on_error: reject_rows` 时只退该行） |
| {RULE_SEVERITIES["E"]} | 该单元格不计，其余照常入账，问题保留到改正为止 |
| {RULE_SEVERITIES["W"]} | 改正，或在“情况说明”表写明原因（不少于10个字）；\
一行说明适用于该规则在该工作表、该项目的全部问题，\
项目编号留空即适用于整张表 |
| {RULE_SEVERITIES["I"]} | 仅供参考，不影响报送和考核 |

经批准的例外登记在 `reference/exemptions.csv`，这是不改正而通过的唯一途径。\
参数和启用在 `district.yaml` 的 `rules` 中调整，
如 `rules: {{H208: off, C109: {{tolerance: 0.01}}}}`。\
各规则的历史命中、说明、豁免、推翻次数见 `zhaoyin rules --backtest`。
"""


def rule_page() -> str:
    """The page, Markdown."""
    parts = [_INTRO]
    for level, group in groupby(rule_catalogue().values(), key=lambda rule: rule.level):
        heading = f"## {level} 级：{LEVELS[level]}\n"
        if heading not in parts:
            parts.append(heading)
        parts += [_of_rule(rule) for rule in group]
    return "\n".join(parts)


def _of_rule(rule: Rule) -> str:
    lines = [
        f"### {rule.id} {rule.title}\n",
        f"- **程度**：{'；'.join(RULE_SEVERITIES[severity] for severity in rule.severities)}",
    ]
    lines.append(f"- **说法**：{'；'.join(dict.fromkeys(_readable(case) for case in rule.cases.values()))}")
    if rule.expected:
        lines.append(f"- **应为**：{_readable(rule.expected)}")
    if rule.remedy:
        lines.append(f"- **处理**：{rule.remedy}")
    lines.append(f"- **读取**：{'、'.join(_column(name) for name in rule.reads)}")
    lines.append(f"- **空值**：{rule.nulls}")
    if rule.thresholds:
        shown = "，".join(
            f"`{name}` {'按显示位数' if value is None else f'{value:g}'}" for name, value in rule.thresholds.items()
        )
        lines.append(f"- **参数**：{shown}")
    return "\n".join(lines) + "\n"


def _readable(template: str) -> str:
    """The words of a message with what is filled in named: 〈原值〉."""
    return re.sub(r"\{(\w+)\}", lambda found: f"〈{_BLANKS.get(found[1], found[1])}〉", template)


def _column(name: str) -> str:
    """项目台账·项目名称 for project.project_name; other sources as they are named."""
    kind, _, field = name.partition(".")
    if kind not in SHEETS:
        return (
            {"file": "文件", "document": "文稿", "file.author": "文件作者"}.get(name, f"`{name}`")
            if name != "*"
            else "各列"
        )
    return f"{SHEETS[kind].title}·{'各列' if field == '*' else SHEETS[kind].field(field).header}"


if __name__ == "__main__":
    PATH.write_text(rule_page(), encoding="utf-8")
