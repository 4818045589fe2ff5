"""Proofs of addition: units to groups to the district, parts to wholes (null counts as 0)."""

from __future__ import annotations

import pandas as pd

from assets.publication.prover.case import Case
from schemas.metrics import load_registry

_CLOSE = 0.00005  # credited counts carry four places


def units_add_up(case: Case) -> list[str]:
    """Every additive metric: units = group, groups = ALL, at both calibers."""
    registry = load_registry(case.reference.home)
    metrics = case.candidate.tables["metric"]
    additive = {code for code, metric in registry.items() if metric.adds_up}
    rows = metrics[metrics["metric_code"].isin(additive)].assign(value=lambda f: f["ytd_value"].fillna(0.0))
    kind = rows["unit_code"].map(
        lambda code: "ALL" if code == "ALL" else "GROUP" if code.startswith("GROUP:") else "unit"
    )
    keys = ["metric_code", "caliber"]
    units = rows[kind == "unit"].groupby([*keys, "unit_group"])["value"].sum()
    groups = rows[kind == "GROUP"].groupby([*keys, "unit_group"])["value"].sum()
    faults = _differences(units, groups, "单位之和与分组")
    whole = rows[kind == "ALL"].groupby(keys)["value"].sum()
    return faults + _differences(rows[kind == "GROUP"].groupby(keys)["value"].sum(), whole, "分组之和与全区")


def _differences(parts: pd.Series, wholes: pd.Series, words: str) -> list[str]:
    both = pd.concat([parts.rename("parts"), wholes.rename("whole")], axis=1).fillna(0.0)
    off = both[(both["parts"] - both["whole"]).abs() > _CLOSE]
    return [f"{words}不等：{'|'.join(map(str, key))} {row.parts} ≠ {row.whole}" for key, row in off.iterrows()]


def parts_add_up(case: Case) -> list[str]:
    """Chains and stages add up to signed_100m and its amount, size bands to projects_introduced."""
    faults = []
    for name, metric in (
        ("industry_chain", "signed_100m"),
        ("stage", "signed_100m"),
        ("size_band", "projects_introduced"),
    ):
        table = case.candidate.tables[name]
        faults += _against(case, table.groupby(["unit_code", "caliber"])["projects"].sum(), metric, name)
    for name in ("industry_chain", "stage"):
        table = case.candidate.tables[name]
        amounts = table.groupby(["unit_code", "caliber"])["investment_yuan"].sum()
        faults += _against(case, amounts, "signed_100m_amount", name)
    return faults


def _against(case: Case, parts: pd.Series, metric: str, name: str) -> list[str]:
    metrics = case.candidate.tables["metric"]
    whole = metrics[metrics["metric_code"] == metric].set_index(["unit_code", "caliber"])["ytd_value"].fillna(0.0)
    off = parts.astype(float) - whole.reindex(parts.index).fillna(0.0)
    return [
        f"report_{name} {'|'.join(key)}：分项之和与 {metric} 相差 {value}"
        for key, value in off[off.abs() > 0.001].items()
    ]


def parts_within_whole(case: Case) -> list[str]:
    """Industrial ≤ all of it, verified ≤ declared, of every unit (a 核减 may make both negative). A project that is not
    counted takes its own 核减 with it: by so much verified may be above declared."""
    metrics = case.candidate.tables["metric"]
    values = metrics.set_index(["metric_code", "caliber", "unit_code"])["ytd_value"]
    faults = []
    everything = {key[1:]: value for key, value in values.items() if key[0] == "funds_out_of_district"}
    verified = metrics[(metrics["caliber"] == "verified") & (metrics["value_unit"] == "yuan")]
    spared = _reductions_not_counted(case)
    for row in verified.itertuples():
        declared = values.get((row.metric_code, "declared", row.unit_code))
        if declared is not None and row.ytd_value > declared + spared.get(str(row.unit_code), 0) + 0.5:
            faults.append(f"{row.unit_name}“{row.metric_label}”认定数 {row.ytd_value:.0f} 大于上报数 {declared:.0f}")
    services = {key[1:]: value for key, value in values.items() if key[0] == "funds_services"}
    for (code, caliber, unit), value in values.items():
        if (
            code == "funds_industrial"
            and services.get((caliber, unit), 0) >= 0
            and value > everything[(caliber, unit)] + 0.5
        ):
            faults.append(f"{unit} 工业项目到位资金大于区外项目到位资金（{caliber}）")
    return faults


def _reductions_not_counted(case: Case) -> dict[str, int]:
    """Place → yuan below zero of the year that its projects taken out by 认定 had declared."""
    projects = case.candidate.tables["project"]
    out = projects[~projects["counted"].fillna(True).astype(bool) & (projects["arrived_ytd_yuan"].fillna(0) < 0)]
    spared: dict[str, int] = {}
    for row in out.itertuples():
        units = {str(code) for code in (row.unit_code, row.partner_unit_code) if isinstance(code, str)}
        for place in {*units, *(f"GROUP:{case.register.group(unit)}" for unit in units), "ALL"}:
            spared[place] = spared.get(place, 0) - int(row.arrived_ytd_yuan)
    return spared
