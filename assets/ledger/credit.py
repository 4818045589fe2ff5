"""Who is credited with what: a shared project's money and counts, divided between its lead and its partner.

Per project and money column the lead has the share rounded half up, the partner the rest; a count is the share at four
places. Credit comes first, differences between months after, so a share changed in mid-year re-credits the year.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from schemas.rounding import half_up, half_up_shares

COUNT_SCALE = 10_000  # a count credit is kept as ten-thousandths, so that sums are exact
SHARE_SCALE = 10**8  # a share is kept as the decimal it was written as; per cent may carry six decimals


def scaled(share: float, places: int) -> int:
    """The share as a whole number of 10**-places."""
    return int(half_up(share, places) * 10**places)


def credited(projects: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """One row a project and credited unit: `at` (position of the project in `projects`), unit_code, role lead/partner,
    count_credit (ten-thousandths) and every column of `columns` divided (int64; null counts as 0).

    `projects` has unit_code, partner_unit_code, own_share. Lead and partner add up to the project in every column.
    """
    at = np.arange(len(projects))
    money = {column: projects[column].fillna(0).to_numpy(dtype="int64") for column in columns}
    shares = projects["own_share"].to_numpy(dtype="float64")
    partners = projects["partner_unit_code"].to_numpy(dtype=object)
    shared = np.flatnonzero(projects["partner_unit_code"].notna().to_numpy() & (shares < 1))
    counts = np.full(len(projects), COUNT_SCALE, dtype="int64")
    known = {share: (scaled(share, 4), scaled(share, 8)) for share in set(shares[shared].tolist())}
    counts[shared] = [known[share][0] for share in shares[shared].tolist()]
    parts = np.array([known[share][1] for share in shares[shared].tolist()], dtype="int64")
    lead: dict[str, np.ndarray] = {"at": at, "count_credit": counts}
    partner: dict[str, np.ndarray] = {"at": at[shared], "count_credit": COUNT_SCALE - counts[shared]}
    for column, yuan in money.items():
        own = yuan.copy()
        own[shared] = half_up_shares(yuan[shared], parts, SHARE_SCALE)
        lead[column] = own
        partner[column] = yuan[shared] - own[shared]
    units = projects["unit_code"].to_numpy(dtype=object)
    return pd.concat(
        [
            pd.DataFrame({"unit_code": units, "role": "lead", **lead}),
            pd.DataFrame({"unit_code": partners[shared], "role": "partner", **partner}),
        ],
        ignore_index=True,
    )
