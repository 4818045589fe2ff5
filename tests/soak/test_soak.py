"""A short random year in every test run; `make soak` is the long one. And that the soak would see a fault."""

from __future__ import annotations

from pathlib import Path
from random import Random
from unittest import mock

from tests.soak.draw import draw_story
from tests.soak.living import Life
from tests.soak.paths import without_documents
from tests.soak.years import one_year

SHORT = 1002  # December to February: shared projects, corrections, a file that cannot be opened


def test_a_short_year_is_what_it_is_by_hand(tmp_path: Path) -> None:
    with without_documents():
        year = one_year(SHORT, tmp_path, most_months=3)
    assert year.differences == []
    assert year.lived.compared > 1000


def test_one_yuan_off_is_seen(tmp_path: Path) -> None:
    """The credit of a shared project a yuan wrong: the year is red."""
    from assets.ledger import credit

    true = credit.half_up_shares
    with without_documents(), mock.patch.object(credit, "half_up_shares", lambda *given: true(*given) + 1):
        told = Life(draw_story(SHORT, 3), tmp_path).live(twice=Random(1))
    assert told.differences
