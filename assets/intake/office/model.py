"""The office's own files: one typed frame per file, money in yuan. The frame of an absent file is empty."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from schemas.office.district import District


@dataclass
class Reference:
    """Everything of the home a month reads besides submissions.

    Frames (columns as in the files; money columns end in _yuan; months 'YYYY-MM', dates ISO text, codes text):
    units (unit_code, unit_name, aliases, unit_group, active_from, active_to, successor_code, contact) ·
    targets (year int, unit_code, metric_code, annual_target float [yuan or count], effective_from 'YYYY-MM') ·
    industry_chains (chain_code, chain_name, aliases, sort_order) ·
    verifications (month, project_code, verified_ytd_yuan, counted bool [None: says neither], reason, verified_by,
    verified_on) · prior_year (month, unit_code, metric_code, caliber ['' = both], ytd_value float [yuan or count],
    note) · events (event_name, year, signed_projects, signed_amount_yuan, highlights, note) ·
    conduct (month, unit_code, item_code, project_code, rater_group, quantity float, document, note) ·
    exemptions (unit_code, project_code, rule_code, from_month, to_month, reason, approved_by) ·
    receipts (file_name, sha256, received_at ISO datetime, channel, received_by) · holidays (date, kind, note) ·
    header_aliases (sheet, header, field, confirmed_by, confirmed_on) · enterprises (company_name, company_uscc) ·
    external (source, month, code, metric_code, value).
    `digests`: file path below the home → sha256. `notes`: warnings found on reading, Chinese.
    """

    home: Path
    district: District
    units: pd.DataFrame
    targets: pd.DataFrame
    industry_chains: pd.DataFrame
    verifications: pd.DataFrame
    prior_year: pd.DataFrame
    events: pd.DataFrame
    conduct: pd.DataFrame
    exemptions: pd.DataFrame
    receipts: pd.DataFrame
    holidays: pd.DataFrame
    header_aliases: pd.DataFrame
    enterprises: pd.DataFrame
    external: pd.DataFrame
    digests: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
