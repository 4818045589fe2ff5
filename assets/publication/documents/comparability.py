"""What a reader must know before comparing this month's figures with the month before or the year before: units that caught
up, were new, silent a year ago, came of others, and projects that were handed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assets.publication.documents.figures import Figures
from assets.publication.documents.linter import unmarked
from assets.publication.documents.view import ReleaseView
from schemas.months import month_label, shift
from schemas.typography import chinese
from schemas.words import CARRIED, MISSING

_FUNDS = "funds_out_of_district"


def comparability_words(view: ReleaseView, figures: Figures) -> str:
    """The sentences, '' where the month and its same period hold the same things."""
    said = (_caught_up, _handed_over, _new_units, _gaps_of_last_year, _heirs)
    return "".join(f"{sentence}。" for each in said for sentence in each(view, figures))


def comparability_plain(view: ReleaseView) -> str:
    """The same as plain text, for pages that bind no figures."""
    return chinese(unmarked(comparability_words(view, Figures(view))))


def _names(view: ReleaseView, figures: Figures, units: Iterable[str]) -> str:
    return "、".join(figures.text("fund_arrival", unit, "unit_name", view.name_of(unit)) for unit in units)


def _figures_by_unit(view: ReleaseView, month: str) -> dict[str, str]:
    """Unit → current, carried or none, of the release of an earlier month; empty without one."""
    table = view.past("submission", month)
    return dict(zip(table["unit_code"], table["figures"], strict=True))


def _with_own_month(view: ReleaseView) -> list[str]:
    return [unit for unit in view.units_by_group() if view.figures_of(unit) == "current"]


def _caught_up(view: ReleaseView, figures: Figures) -> Iterator[str]:
    """Units whose month before was not their own: this month's value holds more than one month."""
    if view.month_number == 1:
        return
    before = _figures_by_unit(view, shift(view.month, -1))
    carried, missing = ([u for u in _with_own_month(view) if before.get(u) == kind] for kind in ("carried", "none"))
    if carried:
        yield f"{_names(view, figures, carried)}上月{CARRIED},当月数含以前月份补报数"
    if missing:
        yield f"{_names(view, figures, missing)}上月{MISSING},分组和全区当月数含其以前月份数"


def _handed_over(view: ReleaseView, figures: Figures) -> Iterator[str]:
    """A project that another unit has now, for as long as last year's figures still hold it where it was."""
    names = dict(view.table("project")[["project_code", "project_name"]].itertuples(index=False, name=None))
    last_year = _owners(view, shift(view.month, -12))
    for code, since, unit in view.hand_overs:
        giver = _owners(view, shift(since, -1)).get(code)
        if code not in names or giver is None or unit == giver or not since <= view.month < shift(since, 12):
            continue
        project = figures.quotation("project", code, "project_name", str(names[code]))
        giving = figures.text("project", code, "unit_code", view.name_in(giver, shift(since, -1)))
        taking = _names(view, figures, [unit])
        words = f"{giving}{project}自{month_label(since)}起移交{taking},本年数计入{taking}"
        words += f",上年同期数仍在{giving}" if last_year.get(code) == giver else ""
        yield words + (f",{'两单位' if giver in view.units else taking}当月数受此影响" if since == view.month else "")


def _owners(view: ReleaseView, month: str) -> dict[str, str]:
    table = view.past("project", month)
    return dict(zip(table["project_code"], table["unit_code"], strict=True))


def _new_units(view: ReleaseView, figures: Figures) -> Iterator[str]:
    """Units that did not report a year ago, nor did those they came of."""
    before = _figures_by_unit(view, shift(view.month, -12))
    new = [
        unit
        for unit in view.units_by_group()
        if before
        and view.figures_of(unit) != "none"
        and view.metric(_FUNDS, "prior_ytd_value", unit) is None
        and not any(each in before for each in (unit, *view.taken_over.get(unit, [])))
    ]
    if new:
        yield f"{_names(view, figures, new)}为新增单位,无上年同期数,分组和全区的上年同期数不含该单位"


def _gaps_of_last_year(view: ReleaseView, figures: Figures) -> Iterator[str]:
    """Units whose same period is an earlier month's, or is not there, as it was released."""
    month = shift(view.month, -12)
    before = _figures_by_unit(view, month)
    metric = view.past("metric", month)
    metric = metric[(metric["metric_code"] == _FUNDS) & (metric["caliber"] == "verified")]
    released = dict(zip(metric["unit_code"], metric["ytd_value"], strict=True))
    carried, missing = [], []
    for unit in view.units_by_group():
        prior = view.metric(_FUNDS, "prior_ytd_value", unit)
        were = [each for each in (unit, *view.taken_over.get(unit, [])) if each in before]
        kinds = {before[each] for each in were}
        if view.figures_of(unit) == "none" or not were:
            continue
        if prior is None and "none" in kinds:
            missing.append(unit)
        elif "carried" in kinds and prior == sum(released.get(each) or 0 for each in were):
            carried.append(unit)
    if carried:
        yield f"{_names(view, figures, carried)}的上年同期数系上年沿用以前月份的数,同比不完全可比"
    if missing:
        yield f"{_names(view, figures, missing)}上年同期{MISSING},分组和全区的上年同期数不含该单位"


def _heirs(view: ReleaseView, figures: Figures) -> Iterator[str]:
    """Units whose same period is that of others they came of, in the year in which the two differ."""
    month = shift(view.month, -12)
    before = _figures_by_unit(view, month)
    for unit in view.units_by_group():
        gone = [each for each in view.taken_over.get(unit, []) if each in before]
        if gone and view.metric(_FUNDS, "prior_ytd_value", unit) is not None:
            words = "、".join(
                figures.text("fund_arrival", each, "unit_name", view.name_in(each, month)) for each in gone
            )
            whole = "含已并入的" if unit in before else "为原"
            yield f"{_names(view, figures, [unit])}的上年同期数{whole}{words}数"
