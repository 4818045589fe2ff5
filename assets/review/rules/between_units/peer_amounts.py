"""Level 2: money typed in another unit, seen beside the amounts of all units (H207)."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from assets.review.rule_context import RuleContext, judges
from assets.review.rules.unit_slips import positive, slip
from schemas.finding import Finding

_LEAST = 5  # amounts of a kind that make a usual size
_PEERS_OF = {"project": "total_investment", "talent_subsidy": "subsidy"}  # money cells that have peers


@judges("H207")
def slips_beside_peers(context: RuleContext) -> Iterator[Finding]:
    """An amount without a history of its own, about 10⁴ or 10⁸ times the median of all units' latest files."""
    width, latest = float(context.limit("H207", "width")), set(context.latest.values())
    for kind, name in _PEERS_OF.items():
        amounts = list(context.lists(kind, "file_id", f"{name}_yuan"))
        peers = [int(yuan) for _, file_id, yuan in amounts if file_id in latest and positive(yuan)]
        if len(peers) < _LEAST:
            continue
        usual = median(peers)
        codes = context.rows(kind)["project_code"].tolist() if kind == "project" else [None] * len(amounts)
        for (index, _, yuan), code in zip(amounts, codes, strict=True):
            if kind != "project" or str(code) not in context.before:
                yield from slip(context, kind, index, name, yuan, usual, width)
