"""Credit: the columns' rounding is the one place's; lead and partner are the project, always."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from assets.ledger.credit import COUNT_SCALE, SHARE_SCALE, credited, scaled
from schemas.rounding import half_up_int, half_up_shares

_YUAN = st.integers(-(10**15), 10**15)


@given(_YUAN, st.integers(0, SHARE_SCALE))
def test_a_column_rounds_as_a_figure_does(yuan: int, share: int) -> None:
    from fractions import Fraction

    rounded = half_up_shares(np.array([yuan]), np.array([share]), SHARE_SCALE)
    assert rounded.tolist() == [half_up_int(Fraction(yuan * share, SHARE_SCALE))]


@given(st.lists(st.tuples(_YUAN, st.floats(0.01, 1.0), st.booleans()), min_size=1, max_size=20))
def test_lead_and_partner_are_the_project(rows: list[tuple[int, float, bool]]) -> None:
    projects = pd.DataFrame(
        {
            "unit_code": "T01",
            "partner_unit_code": ["T02" if shared else None for _, _, shared in rows],
            "own_share": [share if shared else 1.0 for _, share, shared in rows],
            "arrived_ytd_yuan": pd.array([yuan for yuan, _, _ in rows], dtype="Int64"),
        }
    )
    sums = credited(projects, ["arrived_ytd_yuan"]).groupby("at")[["count_credit", "arrived_ytd_yuan"]].sum()
    assert sums["arrived_ytd_yuan"].tolist() == [yuan for yuan, _, _ in rows]
    assert (sums["count_credit"] == COUNT_SCALE).all()


def test_a_share_is_the_decimal_it_was_written_as() -> None:
    assert scaled(57 / 100, 8) == 57_000_000
    assert scaled(33.335 / 100, 4) == 3334  # 0.33335, half up
    assert scaled(33.334999 / 100, 4) == 3333
