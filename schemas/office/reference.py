"""The office's own files: their columns as Pandera schemas. What a file means is in the Reference model
(assets/intake/office/model.py); reading and conversion are intake's (assets/intake/office/reference.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandera.pandas as pa

MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
_MONTH_OR_DATE = r"^\d{4}-(0[1-9]|1[0-2])(-\d{2})?$"
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_DATETIME = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$"
_DATED = (_MONTH_OR_DATE, _DATE, _DATETIME)  # a text of these must also be a day that there is
_NUMBER = r"^-?\d{1,12}(\.\d{1,10})?$"  # the largest amount is 10^12 万元
_CODE = r"^[A-Za-z0-9_-]{1,40}$"


@dataclass(frozen=True, slots=True)
class ReferenceFile:
    """One file: name, required columns, the pattern each value must match with the words that explain it, its key."""

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    patterns: dict[str, tuple[str, str]]
    key: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    optional_columns: tuple[str, ...] = ()

    def schema(self) -> pa.DataFrameSchema:
        """All values are text at this point; a blank is ''. Row-level checks carry the expectation as their name."""
        columns = {}
        for name in self.columns:
            checks = []
            if name in self.required:
                checks.append(pa.Check(lambda s: s.str.len() > 0, name="不能为空"))
            if name in self.patterns:
                pattern, words = self.patterns[name]
                fits = _is_day if pattern in _DATED else None
                checks.append(
                    pa.Check(
                        lambda s, p=pattern, day=fits: (
                            (s == "") | (s.str.fullmatch(p) & (s.map(day).astype(bool) if day else True))
                        ),
                        name=words,
                    )
                )
            columns[name] = pa.Column(None, checks, required=name not in self.optional_columns, nullable=True)
        return pa.DataFrameSchema(columns, strict=False)


def _is_day(text: str) -> bool:
    """Whether a date, a time or a month is one of the calendar; 2025-02-30 is not."""
    try:
        datetime.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except ValueError:
        return False
    return True


_MONTH_WORDS = "月份写作 2025-12"
_NUMBER_WORDS = "数字，不带单位和千分位"
_CODE_WORDS = "英文字母、数字、-、_ 组成的编码"
_YES_NO = (r"^(是|否)$", "是 或 否")

REFERENCE_FILES: dict[str, ReferenceFile] = {
    file.name: file
    for file in (
        ReferenceFile(
            "units",
            ("unit_code", "unit_name", "aliases", "unit_group", "active_from", "active_to", "successor_code",
             "contact"),
            ("unit_code", "unit_name", "unit_group"),
            {"unit_code": (_CODE, _CODE_WORDS), "successor_code": (_CODE, _CODE_WORDS),
             "active_from": (_MONTH_OR_DATE, "日期 2025-01-01 或月份 2025-01"),
             "active_to": (_MONTH_OR_DATE, "日期 2025-01-31 或月份 2025-01")},
            ("unit_code",), (), ("aliases", "active_from", "active_to", "successor_code", "contact")),
        ReferenceFile(
            "targets", ("year", "unit_code", "metric_code", "annual_target", "effective_from"),
            ("year", "unit_code", "metric_code", "annual_target"),
            {"year": (r"^\d{4}$", "四位年份"), "annual_target": (_NUMBER, _NUMBER_WORDS),
             "effective_from": (_MONTH_OR_DATE, "月份 2025-07 或日期")},
            ("year", "unit_code", "metric_code", "effective_from"), (), ("effective_from",)),
        ReferenceFile(
            "industry_chains", ("chain_code", "chain_name", "aliases", "sort_order"), ("chain_code", "chain_name"),
            {"chain_code": (_CODE, _CODE_WORDS), "sort_order": (r"^\d{1,9}$", "整数")},
            ("chain_code",), (), ("aliases", "sort_order")),
        ReferenceFile(
            "verifications",
            ("month", "project_code", "verified_ytd", "counted", "reason", "verified_by", "verified_on"),
            ("month", "project_code"),
            {"month": (MONTH, _MONTH_WORDS), "verified_ytd": (_NUMBER, _NUMBER_WORDS), "counted": _YES_NO,
             "verified_on": (_MONTH_OR_DATE, "日期 2025-12-05")},
            ("month", "project_code"), ("verified_ytd",), ("counted", "reason", "verified_by", "verified_on")),
        ReferenceFile(
            "prior_year", ("month", "unit_code", "metric_code", "caliber", "ytd_value", "note"),
            ("month", "unit_code", "metric_code", "ytd_value"),
            {"month": (MONTH, _MONTH_WORDS), "caliber": (r"^(declared|verified)$", "declared、verified 或空"),
             "ytd_value": (_NUMBER, _NUMBER_WORDS)},
            ("month", "unit_code", "metric_code", "caliber"), (), ("caliber", "note")),
        ReferenceFile(
            "events", ("event_name", "year", "signed_projects", "signed_amount", "highlights", "note"),
            ("event_name", "year"),
            {"year": (r"^\d{4}$", "四位年份"), "signed_projects": (r"^\d{1,9}$", "整数"),
             "signed_amount": (_NUMBER, _NUMBER_WORDS)},
            ("event_name", "year"), ("signed_amount",), ("highlights", "note")),
        ReferenceFile(
            "conduct",
            ("month", "unit_code", "item_code", "project_code", "rater_group", "quantity", "document", "note"),
            ("month", "unit_code", "item_code"),
            {"month": (MONTH, _MONTH_WORDS), "quantity": (_NUMBER, _NUMBER_WORDS)},
            (), (), ("project_code", "rater_group", "quantity", "document", "note")),
        ReferenceFile(
            "exemptions",
            ("unit_code", "project_code", "rule_code", "from_month", "to_month", "reason", "approved_by"),
            ("rule_code", "from_month", "reason", "approved_by"),
            {"from_month": (MONTH, _MONTH_WORDS), "to_month": (MONTH, _MONTH_WORDS),
             "rule_code": (r"^[A-Z]\d{3}$", "规则编号，如 H208")},
            (), (), ("unit_code", "project_code", "to_month")),
        ReferenceFile(
            "receipts", ("file_name", "sha256", "received_at", "channel", "received_by"), ("received_at",),
            {"received_at": (_DATETIME, "时间 2025-12-03T17:20"), "sha256": (r"^[0-9a-f]{64}$", "64 位 sha256")},
            (), (), ("file_name", "sha256", "channel", "received_by")),
        ReferenceFile(
            "holidays", ("date", "kind", "note"), ("date", "kind"),
            {"date": (_DATE, "日期 2025-10-01"), "kind": (r"^(holiday|workday)$", "holiday 或 workday")},
            ("date",), (), ("note",)),
        ReferenceFile(
            "header_aliases", ("sheet", "header", "field", "confirmed_by", "confirmed_on"),
            ("sheet", "header", "field", "confirmed_by", "confirmed_on"),
            {"confirmed_on": (_DATE, "日期 2025-03-01")}, ("sheet", "header")),
        ReferenceFile(
            "enterprises", ("company_name", "company_uscc"), ("company_name",), {}, (), (), ("company_uscc",)),
        ReferenceFile(
            "external", ("source", "month", "code", "metric_code", "value"),
            ("source", "month", "code", "metric_code", "value"),
            {"month": (MONTH, _MONTH_WORDS), "value": (_NUMBER, _NUMBER_WORDS)}),
    )
}  # fmt: skip
