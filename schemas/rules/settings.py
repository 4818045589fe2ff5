"""The office's changes to rules (district.yaml `rules`): a rule switched off, or its parameters changed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from schemas.rules.catalogue import rule_catalogue

OFF = (False, "off", "OFF", "Off")
_LARGEST = 1e12


def setting_faults(settings: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    """(path below `rules`, value found, what is expected) of every setting that cannot stand."""
    for code, setting in settings.items():
        rule = rule_catalogue().get(code)
        if rule is None:
            yield (code,), None, f"没有规则 {code}，应为规则目录中的编号（zhaoyin rules）"
        elif setting is True or (isinstance(setting, (bool, str)) and setting in OFF):
            continue
        elif not isinstance(setting, dict):
            yield (code,), setting, "应为 off 或 {参数: 值}"
        else:
            for name, value in setting.items():
                if name not in rule.thresholds:
                    yield (code, str(name)), value, f"没有这个参数（可用：{'、'.join(rule.thresholds) or '无'}）"
                elif value is not None and not _is_threshold(value):
                    yield (code, str(name)), value, f"应为不小于 0、不大于 {_LARGEST:.0f} 的数字"


def _is_threshold(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value) and 0 <= value <= _LARGEST
