"""The sift before likeness is worked out loses no pair that likeness would tell."""

from __future__ import annotations

from random import Random

import pytest

from assets.review.candidate_pairs import candidate_pairs
from assets.review.similarity import Listing, likeness

MARKS = ("恒铝", "茗川", "砺臻", "稷益", "黛隆", "珑启")
TRADES = ("新材料", "光电科技", "食品", "装备制造", "生物医药")
NAMES = (
    "年产{n}万吨{m}{t}项目",
    "{m}{t}生产基地项目",
    "{m}{t}产业园项目(一期)",
    "{m}{t}产业园项目(二期)",
    "{t}项目",
    "{m}项目",
    "",
)
PLACES = ("浙江省", "江苏省", "广东省", None)
DAYS = ("2025-01-06", "2025-01-07", "2025-02-18", None)


def _listing(rng: Random) -> Listing:
    mark, trade = rng.choice(MARKS), rng.choice(TRADES)
    company = rng.choice((f"淮北{mark}{trade}有限公司", f"{mark}{trade}股份有限公司", f"{mark}集团", None))
    investor = rng.choice((company, f"浙江{mark}控股集团有限公司", None))
    amount = rng.choice((None, rng.choice((120_000_000, 56_000_000)) + rng.randrange(8) * 600_000))
    name = rng.choice(NAMES).format(n=rng.randrange(1, 9), m=mark, t=trade)
    return Listing(name, company, investor, rng.choice(PLACES), amount, rng.choice(DAYS))


@pytest.mark.parametrize("least", [0.85, 0.7, 0.5])
def test_no_pair_that_reaches_the_score_is_lost(least: float) -> None:
    told = 0
    for seed in range(12):
        rng = Random(seed)
        listings = [_listing(rng) for _ in range(60)]
        units = [rng.randrange(3) for _ in listings]
        every = set(candidate_pairs(listings, units))  # all that share anything, unsifted
        alike = {pair for pair in every if likeness(listings[pair[0]], listings[pair[1]]).score >= least}
        kept = set(candidate_pairs(listings, units, least))
        assert alike <= kept
        assert kept <= every
        told += len(alike)
    assert told > 50


@pytest.mark.parametrize(("listings", "told"), [(60, 1), (61, 0)])
def test_what_a_crowd_has_in_common_says_nothing(listings: int, told: int) -> None:
    """One party's projects under names that have nothing in common, of two units."""
    every = [Listing(chr(0x5000 + at) * 4, "恒铝新材料有限公司", None, None, None) for at in range(listings)]
    assert len(candidate_pairs(every, [0, *[1] * (listings - 1)])) == told * (listings - 1)


def test_letters_beyond_the_second_of_a_kind_count() -> None:
    """Long names of few letters, one with one more."""
    one, other = (Listing("铝锭铝锭" * many, "恒铝新材料有限公司", None, None, None) for many in (5, 6))
    assert likeness(one, other).score >= 0.7
    assert candidate_pairs([one, other], [1, 2], 0.7) == [(0, 1)]


def test_repeated_letters_of_a_mark_count() -> None:
    """Marks of one letter, four times and five times."""
    one, other = (Listing("铝箔项目", f"{'垚' * many}有限公司", None, None, None) for many in (4, 5))
    assert likeness(one, other).score >= 0.7
    assert candidate_pairs([one, other], [1, 2], 0.7) == [(0, 1)]
