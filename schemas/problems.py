"""What a value of the office's YAML files should have been, in Chinese: the words for an error of pydantic."""

from __future__ import annotations

from typing import Any


def expected(error: Any) -> str:
    """The expectation of one of ValidationError.errors(); a validator's own words as they are."""
    kind, context = error["type"], error.get("ctx", {})
    words = {
        "missing": "缺少此项", "extra_forbidden": "不认识的项，请检查拼写",
        "decimal_parsing": "应为数字", "decimal_type": "应为数字", "float_parsing": "应为数字", "float_type": "应为数字",
        "int_parsing": "应为整数", "int_type": "应为整数", "int_from_float": "应为整数", "bool_parsing": "应为 true 或 false",
        "bool_type": "应为 true 或 false", "string_type": "应为文字（数字或日期请加引号）", "list_type": "应为列表", "dict_type": "应为键值",
        "model_type": "应为键值", "string_too_short": "不能为空",
        "string_pattern_mismatch": f"格式应为 {context.get('pattern', '')}",
        "union_tag_invalid": f"计分方法应为 {context.get('expected_tags', '')}", "union_tag_not_found": "缺少 method（计分方法）",
        "finite_number": "应为有限的数字", "decimal_max_digits": "数字过长", "decimal_whole_digits": "数字过长", "decimal_max_places": "小数位过多",
        "string_too_long": f"不超过 {context.get('max_length', '')} 个字", "too_short": "至少写一项", "int_parsing_size": "数字过大",
        "literal_error": f"应为 {_choices(context)}", "enum": f"应为 {_choices(context)}",
        "greater_than_equal": f"应不小于 {context.get('ge', '')}", "less_than_equal": f"应不大于 {context.get('le', '')}",
        "greater_than": f"应大于 {context.get('gt', '')}", "less_than": f"应小于 {context.get('lt', '')}",
    }  # fmt: skip
    return (words.get(kind) or str(error["msg"]).removeprefix("Value error, ")).replace(" or ", " 或 ")


def _choices(context: Any) -> str:
    """'a', 'b' or 'c' of pydantic as a、b 或 c."""
    return str(context.get("expected", "")).replace("'", "").replace(", ", "、")
