"""How the metrics are set out for people: under which heading, in which counting word. A metric of the office's own stands
under 其他指标 with the word of its value unit."""

from __future__ import annotations

SECTIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("到位资金", (
        ("funds_out_of_district", "亿元"), ("funds_industrial", "亿元"), ("funds_services", "亿元"),
        ("funds_out_of_province_100m", "亿元"), ("funds_overseas", "亿元"), ("foreign_capital_usd", "万美元"),
        ("funds_fixed_asset", "亿元"), ("funds_new", "亿元"), ("funds_carried_over", "亿元"))),
    ("项目引进和推进", (
        ("projects_introduced", "个"), ("projects_100m", "个"), ("projects_50m", "个"), ("projects_10m", "个"),
        ("signed_100m", "个"), ("signed_100m_amount", "亿元"), ("signed_100m_started", "个"), ("signed_100m_completed", "个"),
        ("signed_100m_building", "个"), ("signed_100m_preparing", "个"), ("signed_100m_funds", "亿元"),
        ("signed_equivalents", "个"), ("started_100m", "个"), ("completed_projects", "个"), ("completed_100m", "个"),
        ("start_rate", "%"), ("completion_rate", "%"), ("arrival_rate", "%"))),
    ("招才引智", (
        ("talent_employers", "家"), ("talent_posts_wanted", "人"), ("talent_subsidised", "人"), ("talent_subsidy", "万元"))),
    ("企业走访和招商活动", (
        ("visits", "次"), ("visited_companies", "家"), ("issues_raised", "个"), ("issues_resolved", "个"),
        ("issue_resolution_rate", "%"), ("trips", "批次"), ("study_tours", "批次"), ("receptions", "批次"), ("promotions", "场"),
        ("fairs", "场"), ("trainings", "期"), ("trainees", "人次"), ("leads", "条"))),
    ("报送质量", (("on_time_rate", "%"), ("returned_count", "次"), ("finding_count", "个"))),
)  # fmt: skip
OTHER = "其他指标"
WORDS: dict[str, str] = {code: word for _, metrics in SECTIONS for code, word in metrics}
_OF_VALUE_UNIT = {"yuan": "亿元", "usd": "万美元", "count": "个", "ratio": "%"}


def counting_word(code: str, value_unit: str) -> str:
    """亿元, 万美元, 个, 批次, % … of a metric."""
    return WORDS.get(code, _OF_VALUE_UNIT[value_unit])


def in_sections(codes: list[str]) -> list[tuple[str, list[str]]]:
    """The metrics that are there, under their headings; those that no heading names last."""
    left = set(codes)
    found = []
    for heading, metrics in SECTIONS:
        here = [code for code, _ in metrics if code in left]
        left -= set(here)
        if here:
            found.append((heading, here))
    rest = [code for code in codes if code in left]
    return [*found, (OTHER, rest)] if rest else found
