"""The dashboard of a real December: one file, safe, readable on a desk and on a phone, every figure opens its cells."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from assets.publication.documents.dashboard.page import dashboard_page
from assets.publication.documents.view import ReleaseView


def test_the_dashboard_cannot_be_broken_out_of(view: ReleaseView) -> None:
    funds = view.table("fund_arrival").copy()
    funds["unit_name"] = "</script><script>alert(1)</script>"
    page = dashboard_page(replace(view, tables={**view.tables, "fund_arrival": funds}))
    assert "<script>alert" not in page
    assert "http://" not in page
    assert "https://" not in page
    embedded = re.search(r'id="figures">(.*?)</script>', page, re.S)
    assert embedded is not None
    assert json.loads(embedded[1])


def test_a_provisional_page_is_marked_throughout(view: ReleaseView) -> None:
    sent = view.table("submission").copy()
    sent.loc[0, "figures"] = "carried"
    page = dashboard_page(
        replace(view, release={**view.release, "status": "provisional"}, tables={**view.tables, "submission": sent})
    )
    assert 'class="flag"' in page
    assert 'class="least">不低于<' in page
    assert "沿用" in page
    assert 'class="flag"' not in dashboard_page(view)


def test_findings_that_move_a_figure_come_first(view: ReleaseView) -> None:
    finding = view.table("finding").head(1)
    three = pd.concat([finding.assign(status="open", finding_id=str(at), message=f"问题{word}", material=value)
                       for at, (word, value) in enumerate((("甲", False), ("乙", None), ("丙", True)))])  # fmt: skip
    page = dashboard_page(replace(view, tables={**view.tables, "finding": three}))
    assert page.index("问题丙") < page.index("问题乙") < page.index("问题甲")


@pytest.mark.full
@pytest.mark.parametrize("width", [1280, 390])
def test_the_dashboard_in_a_browser(view: ReleaseView, tmp_path: Path, chromium: str, width: int) -> None:
    """No console error, no request, no axe violation, no sideways scrolling; a figure opens with its cells."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    cells = view.table("source_cell").head(5)
    cells = cells.assign(contribution=cells["value_yuan"].astype(float))
    path = tmp_path / "dashboard.html"
    path.write_text(dashboard_page(replace(view, sources=lambda table, key, column: cells)), "utf-8")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900})
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: faults.append(request.url) if request.url.startswith("http") else None)
        page.goto(path.as_uri())
        assert Axe().run(page).violations_count == 0
        page.locator("#scores details summary").first.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.focus(".figure")
        page.keyboard.press("Enter")
        assert str(cells.iloc[0]["cell"]) in page.inner_text("#source")
        assert Axe().run(page).violations_count == 0
        browser.close()
    assert faults == []
