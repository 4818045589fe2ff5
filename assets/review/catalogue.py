"""The only maker of findings: a rule of the catalogue, its case, where it was seen, and the words to fill in."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from schemas.finding import Finding
from schemas.office.district import District
from schemas.personal import mask_id_numbers
from schemas.quoting import quoted, visible
from schemas.rules.catalogue import Rule, rule_catalogue
from schemas.rules.settings import OFF
from schemas.typography import chinese


def rule(code: str) -> Rule:
    """The rule; KeyError for an id the catalogue does not have."""
    return rule_catalogue()[code]


def thresholds(code: str, district: District) -> dict[str, Any]:
    """The rule's parameters: defaults with the district's over them."""
    setting = district.rules.get(code)
    return {**rule(code).thresholds, **(setting if isinstance(setting, dict) else {})}


def is_on(code: str, district: District, month: str) -> bool:
    """Whether the rule judges this month."""
    setting = district.rules.get(code, True)
    within = rule(code).effective_from <= month <= rule(code).effective_to
    return within and not (isinstance(setting, (bool, str)) and setting in OFF)


_NOT_TEXT = {"unit_code", "file_sha256", "field", "cell"}
_QUOTATIONS = ("raw", "raw_value", "before", "twin", "file", "file_name")
_QUOTED = 200  # characters of a quotation in a message; the cell itself stands beside it


def finding(code: str, case: str = "", *, severity: str | None = None, **words: Any) -> Finding:
    """A finding of a rule. `severity` one of the rule's (ER returns); `words` fill the message and, where they are
    Finding's own fields (unit_code, file_name, sheet, cell, field, project_code, raw_value …), stand in it."""
    entry = rule(code)
    chosen = severity or entry.severities[0]
    if chosen not in entry.severities:
        raise ValueError(f"{code} may not be {chosen}: {entry.severities}")
    filled: dict[str, Any] = defaultdict(str, {key: value for key, value in words.items() if value is not None})
    for name, value in filled.items():  # whatever cell it was read from
        if isinstance(value, str) and name not in _NOT_TEXT:
            filled[name] = mask_id_numbers(value)
    for name in ("label", "field_label"):  # ours to set, also between quotation marks, where the words are another's
        filled[name] = chinese(filled[name])
    filled["raw"] = filled["raw"] or filled["raw_value"]
    filled["file"] = filled["file"] or filled["file_name"]
    own: dict[str, Any] = {
        key: filled.get(key) for key in words if key in Finding.__dataclass_fields__ and key != "expected"
    }
    for name, value in filled.items():  # in a sentence another's words are one line and end where their quotation ends
        if isinstance(value, str):
            filled[name] = quoted(value, _QUOTED) if name in _QUOTATIONS else visible(value)
    template = entry.cases.get(case, entry.cases.get("", entry.title))
    expected = chinese(str(words.get("expected") or entry.expected.format_map(filled)))
    message = chinese(template.format_map(filled))
    return Finding(
        rule_code=code,
        severity=chosen[0],
        level=entry.level,
        returns=chosen == "ER",
        message=message,
        expected=expected,
        **own,
    )
