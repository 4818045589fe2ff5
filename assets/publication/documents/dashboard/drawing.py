"""The page's drawings as inline SVG: two years' trend, wide and narrow, and the funnel. Lines differ by dash as well as colour."""

from __future__ import annotations

from html import escape
from typing import Any

Row = tuple[str, float | None, float | None]
_LEFT, _RIGHT, _TOP, _FOOT = 44, 14, 14, 30


def trend_svg(rows: list[Row]) -> str:
    """Cumulative funds by month, the year's line solid, the same period's dashed; broken at January and where a month has no
    release. Drawn twice: for a desk and for a phone."""
    label = "区外项目到位资金各月累计与上年同期，亿元，数字见下表"
    drawn = "".join(
        _trend(rows, width, height, step, name)
        for width, height, step, name in ((980, 300, 2, "wide"), (360, 230, 6, "narrow"))
    )
    key = '<span class="key now">当年累计</span><span class="key prior">上年同期</span><span>单位：亿元</span>'
    return f'<figure role="img" aria-label="{label}">{drawn}<figcaption>{key}</figcaption></figure>'


def _trend(rows: list[Row], width: int, height: int, step: int, name: str) -> str:
    most = _ceiling(max([value for row in rows for value in row[1:] if value is not None] + [1.0]))
    across = (width - _LEFT - _RIGHT) / max(1, len(rows) - 1)
    x = lambda index: _LEFT + index * across  # noqa: E731
    y = lambda value: height - _FOOT - (height - _FOOT - _TOP) * value / most  # noqa: E731
    grid = "".join(
        f'<path class="grid" d="M{_LEFT} {y(value):.1f}H{width - _RIGHT}"/><text x="{_LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:g}</text>'
        for value in (most * part / 4 for part in range(5))
    )
    lines = "".join(
        f'<polyline class="{style}" points="{" ".join(f"{x(index):.1f},{y(value):.1f}" for index, value in piece)}"/>'
        for column, style in ((2, "prior"), (1, "now"))
        for piece in _pieces(rows, column)
    )
    dots = "".join(
        f'<circle class="dot" cx="{x(index):.1f}" cy="{y(row[1]):.1f}" r="2.6"/>'
        for index, row in enumerate(rows)
        if row[1] is not None
    )
    months = "".join(
        f'<text x="{x(index):.1f}" y="{height - 10}" text-anchor="{"end" if index == len(rows) - 1 else "middle"}">{_tick(row[0])}</text>'
        for index, row in enumerate(rows)
        if (len(rows) - 1 - index) % step == 0
    )
    last = next((index for index in range(len(rows) - 1, -1, -1) if rows[index][1] is not None), None)
    tag = (
        ""
        if last is None
        else f'<text class="last" x="{x(last) - 4:.1f}" y="{y(rows[last][1] or 0) - 8:.1f}" text-anchor="end">{_plain(rows[last][1])}</text>'
    )
    return f'<svg class="trend {name}" viewBox="0 0 {width} {height}" aria-hidden="true">{grid}{lines}{dots}{months}{tag}</svg>'


def _pieces(rows: list[Row], column: int) -> list[list[tuple[int, float]]]:
    pieces: list[list[tuple[int, float]]] = [[]]
    for index, row in enumerate(rows):
        value: Any = row[column]
        if value is None or row[0].endswith("-01"):
            pieces.append([])
        if value is not None:
            pieces[-1].append((index, value))
    return [piece for piece in pieces if piece]


def _tick(month: str) -> str:
    return f"{month[2:4]}年{int(month[5:])}月"


def _plain(value: float | None) -> str:
    from assets.publication.documents.figures import display_text

    return display_text(None if value is None else value * 1e8, "亿元1-")


def _ceiling(most: float) -> float:
    """The next round number that four steps divide: 160 for 145.4."""
    scale = 1.0
    while most > 40 * scale:
        scale *= 10
    while most <= 4 * scale:
        scale /= 10
    return next(scale * step for step in (4, 8, 12, 16, 20, 24, 32, 40) if most <= scale * step)


def funnel_svg(steps: list[tuple[str, str, float]]) -> str:
    """签约 → 开工 → 投产 as three centred bars; what each is of the one before stands between them."""
    most = max([value for _, _, value in steps] + [1.0])
    parts = []
    for at, (label, text, value) in enumerate(steps):
        width = 340 * value / most
        inside = width > 96
        style = f"f{at}" if inside else "outside"
        parts.append(
            f'<rect x="{(400 - width) / 2:.1f}" y="{8 + 56 * at}" width="{width:.1f}" height="40" class="f{at}"/>'
            f'<text class="{style}" x="{200 if inside else 206 + width / 2:.1f}" y="{34 + 56 * at}" text-anchor="{"middle" if inside else "start"}">{escape(label)} {escape(text)}</text>'
        )
    return f'<svg class="funnel" viewBox="0 0 400 172" aria-hidden="true">{"".join(parts)}</svg>'


def bar(share: float, behind: bool = False, mark: float | None = None) -> str:
    """A bar of a table's row, `share` of its width; `mark`: where the upright line stands."""
    line = f'<path d="M{100 * mark:.2f} 0V10"/>' if mark is not None else ""
    style = "bar behind" if behind else "bar"
    return f'<svg class="{style}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="{100 * min(1.0, max(0.0, share)):.2f}" height="10"/>{line}</svg>'
