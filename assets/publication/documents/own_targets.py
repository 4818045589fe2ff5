"""Targets of the district that are its own and not the sum of its units': footnoted wherever they are used."""

from __future__ import annotations

from dataclasses import dataclass

from assets.publication.documents.figures import Figures, display_text
from assets.publication.documents.metric_words import counting_word
from assets.publication.documents.view import VERIFIED, ReleaseView

_LEAD = "全区年度目标系单独下达，与各单位目标之和不等："
_PLACES = {"亿元": "亿元2", "万美元": "万美元0", "万元": "万元2"}


@dataclass(frozen=True)
class OwnTarget:
    """A metric's annual target of ALL and the sum of its units' targets, as published."""

    code: str
    label: str
    district: float
    units: float
    display: str


def own_targets(view: ReleaseView, codes: list[str] | None = None) -> list[OwnTarget]:
    """The metrics (of `codes`, or all) whose district target differs from the sum of the units' targets."""
    rows = view.table("metric")
    rows = rows[(rows["caliber"] == VERIFIED) & rows["annual_target"].notna()]
    sums = rows[rows["unit_code"].isin(view.units)].groupby("metric_code")["annual_target"].sum()
    found = []
    for row in rows[rows["unit_code"] == "ALL"].itertuples():
        district, units = float(row.annual_target), float(sums.get(row.metric_code, 0.0))
        if units and abs(district - units) > 1e-6 and (codes is None or row.metric_code in codes):
            word = counting_word(row.metric_code, row.value_unit)
            found.append(OwnTarget(row.metric_code, row.metric_label, district, units, _PLACES.get(word, word)))
    return found


def own_target_note(view: ReleaseView, figures: Figures, codes: list[str]) -> str:
    """The footnote with its figures bound."""
    says = []
    for each in own_targets(view, codes):
        own = figures.metric(each.code, each.display, "annual_target")
        units = figures.bind(
            "metric",
            f"units|{each.code}|{VERIFIED}",
            "annual_target",
            each.units,
            display_text(each.units, each.display),
        )
        label = figures.text("metric", each.code, "metric_label", each.label)
        says.append(f"{label}全区{own}、各单位合计{units}")
    return f"{_LEAD}{'；'.join(says)}。" if says else ""


def own_target_words(view: ReleaseView, codes: list[str] | None = None) -> str:
    """The footnote as plain text; '' where every district target is the sum of its units'."""
    says = [
        f"{each.label}全区{display_text(each.district, each.display)}、各单位合计{display_text(each.units, each.display)}"
        for each in own_targets(view, codes)
    ]
    return f"{_LEAD}{'；'.join(says)}。" if says else ""
