"""The page's two drawings as inline SVG: two years' trend and the funnel. Lines differ by dash as well as colour."""

from __future__ import annotations

from html import escape
from typing import Any

_W, _H, _L, _B = 720, 260, 44, 30


def trend_svg(rows: list[list[Any]]) -> str:
    """Cumulative funds by month, this year's line solid, the same period's dashed; gaps where a month has no release."""
    most = max([value for row in rows for value in row[1:] if value is not None] + [1.0])
    step = (_W - _L - 10) / max(1, len(rows) - 1)
    at = lambda index, value: f"{_L + index * step:.1f},{_H - _B - (_H - _B - 12) * value / most:.1f}"  # noqa: E731
    lines = []
    for column, name in ((1, "now"), (2, "prior")):
        pieces: list[list[str]] = [[]]
        for index, row in enumerate(rows):
            if row[column] is None or row[0].endswith("-01"):
                pieces.append([])
            if row[column] is not None:
                pieces[-1].append(at(index, row[column]))
        lines += [f'<polyline class="{name}" points="{" ".join(piece)}"/>' for piece in pieces if piece]
    grid = "".join(
        f'<path class="grid" d="M{_L} {y:.1f}H{_W - 10}"/><text x="{_L - 6}" y="{y + 4:.1f}" text-anchor="end">{int(most * part)}</text>'
        for part, y in ((part / 4, _H - _B - (_H - _B - 12) * part / 4) for part in range(5))
    )
    months = "".join(
        f'<text x="{_L + index * step:.1f}" y="{_H - 10}" text-anchor="{"end" if index == len(rows) - 1 else "middle"}">{row[0][2:].replace("-", ".")}</text>'
        for index, row in enumerate(rows) if index % 3 == len(rows) % 3 or index == len(rows) - 1
    )  # fmt: skip
    return (
        f'<figure><svg class="trend" viewBox="0 0 {_W} {_H}" role="img" aria-label="区外项目到位资金各月累计与上年同期,亿元,数字见下表">'
        f"{grid}{''.join(lines)}{months}</svg><figcaption>实线为当年累计,虚线为上年同期(亿元)</figcaption></figure>"
    )


def funnel_svg(rows: list[list[Any]]) -> str:
    """签约 → 开工 → 投产 as three centred bars with their counts."""
    most = max([value for _, _, value in rows] + [1.0])
    bars = "".join(
        f'<rect x="{(400 - 320 * value / most) / 2:.1f}" y="{8 + 52 * at}" width="{320 * value / most:.1f}" height="40" class="f{at}"/>'
        f'<text x="200" y="{34 + 52 * at}" text-anchor="middle">{escape(label)} {escape(text)}</text>'
        for at, (label, text, value) in enumerate(rows)
    )
    said = ",".join(f"{label}{text}" for label, text, _ in rows)
    return f'<figure><svg class="funnel" viewBox="0 0 400 164" role="img" aria-label="{said}">{bars}</svg><figcaption>当年签约的亿元以上项目</figcaption></figure>'
