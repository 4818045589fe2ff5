"""What a release covers, in the words of a document: every number of it bound."""

from __future__ import annotations

import pandas as pd

from assets.publication.documents.figures import Figures, display_text
from assets.publication.documents.view import ReleaseView
from schemas.words import CARRIED, MISSING


def coverage_words(view: ReleaseView, figures: Figures) -> str:
    """How much of the district a provisional release stands on; empty for a final one."""
    if not view.is_provisional:
        return ""
    words = f"应报{_units(view, figures, 'expected')},采用当月数{_units(view, figures, 'current')}"
    share = view.release.get("coverage")
    if share is not None and not pd.isna(share):
        words += f",覆盖率{figures.bind('release', view.month, 'coverage', share, display_text(float(share), '%1'))}"
    return words + ",以定稿为准"


def extent_words(view: ReleaseView, figures: Figures) -> str:
    """应报5家，采用当月数2家；柳河镇未报送、城东街道被退回，沿用上次数；高新区未报送，缺数。全区数… Empty for a whole month."""
    extent = view.extent
    if not extent.has_gaps:
        return ""
    parts = [f"应报{_units(view, figures, 'expected')},采用当月数{_units(view, figures, 'current')}"]
    parts += [
        f"{'、'.join(figures.text('fund_arrival', unit, 'unit_name', view.name_of(unit)) + extent.reason(unit) for unit in units)},{word}"
        for units, word in ((extent.carried(), CARRIED), (extent.missing(), MISSING))
        if units
    ]
    same = ",同比按同口径计算" if view.has_comparable else ",同比按已报数计算"
    basis = [f"分组和全区数未含缺数单位{same}"] if extent.missing() else []
    basis += ["沿用上次数的单位当月数为零,不作同比"] if extent.carried() else []
    return f"{';'.join(parts)}。{';'.join(basis)}。"


def _units(view: ReleaseView, figures: Figures, which: str) -> str:
    count = view.release[f"units_{which}"]
    return figures.bind("release", view.month, f"units_{which}", count, f"{count}家")
