"""Which pairs of a month's listings are worth comparing: found by blocking keys, never every pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from assets.review.project_names import company_mark, project_core
from assets.review.similarity import AMOUNT, DAY, NAME, NEAR, PARTY, PLACE, Listing

CROWD = 60  # listings under one blocking key beyond which the key says nothing
_SLACK = 1e-9  # sums of floats in another order


def candidate_pairs(listings: Sequence[Listing], units: Sequence[int], least: float = 0.0) -> list[tuple[int, int]]:
    """Pairs (positions, ascending, the earlier first) of listings of two units that share a blocking key, without those
    whose similarity score cannot reach `least` however alike their parties are. `units`: of each listing."""
    pairs = _sharing_a_key(listings, np.asarray(units))
    bound = _facts_alike(listings, pairs) + PARTY
    pairs, bound = pairs[bound + NAME >= least - _SLACK], bound[bound + NAME >= least - _SLACK]
    cores = np.array([project_core(each.name) for each in listings], dtype=object)
    pairs = pairs[bound + NAME * _names_alike(cores[pairs[:, 0]], cores[pairs[:, 1]]) >= least - _SLACK]
    return [(one, other) for one, other in pairs.tolist()]


def _sharing_a_key(listings: Sequence[Listing], units: np.ndarray) -> np.ndarray:
    """One row a pair (first, second) of two units, each once, ascending."""
    keyed = [(key, at) for at, each in enumerate(listings) for key in _keys(each)]
    codes, _ = pd.factorize(np.array([key for key, _ in keyed], dtype=object))
    keys = pd.DataFrame({"key": codes, "listing": [at for _, at in keyed]}, dtype="int64")
    listed = keys.groupby("key")["listing"].transform("size")
    keys = keys[listed.between(2, CROWD)].drop_duplicates()
    pairs = keys.merge(keys, on="key", suffixes=("", "_other"))
    first, second = pairs["listing"].to_numpy(), pairs["listing_other"].to_numpy()
    kept = (first < second) & (units[first] != units[second] if len(units) else False)
    number = np.unique(first[kept] * len(listings) + second[kept])
    return np.column_stack(np.divmod(number, max(len(listings), 1)))


def _keys(each: Listing) -> Iterator[str]:
    """The blocking keys of a listing: its parties' marks, its name, near amounts within a place."""
    for party in (each.investor, each.company):
        if party:
            yield f"party|{company_mark(party)}"
    yield f"name|{project_core(each.name)}"
    if each.amount_yuan and each.place:
        for amount in (each.amount_yuan, int(each.amount_yuan * 0.98)):
            yield f"amount|{len(str(amount))}|{str(amount)[:2]}|{each.place}"


def _facts_alike(listings: Sequence[Listing], pairs: np.ndarray) -> np.ndarray:
    """What place, day and amount add to the score of each pair at most."""
    first, second = pairs[:, 0], pairs[:, 1]
    places = pd.factorize(np.array([each.place or None for each in listings], dtype=object))[0]
    days = pd.factorize(np.array([each.signed_on or None for each in listings], dtype=object))[0]
    yuan = np.array([each.amount_yuan or np.nan for each in listings], dtype="float64")
    apart = np.abs(yuan[first] - yuan[second]) / np.fmax(yuan[first], yuan[second])
    amount = np.nan_to_num(np.maximum(0.0, 1 - apart / NEAR))
    same_place = (places[first] == places[second]) & (places[first] >= 0)
    same_day = (days[first] == days[second]) & (days[first] >= 0)
    return np.asarray(AMOUNT * amount + PLACE * same_place + DAY * same_day)


def _names_alike(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How alike the cores of each pair are, as in likeness; one within the other counts as if it were so of all."""
    if not len(one):
        return np.zeros(0)
    ordered = ["".join(sorted(core)) for core in one], ["".join(sorted(core)) for core in other]
    alike = np.maximum(cpdist(one, other, scorer=fuzz.ratio), 0.96 * cpdist(*ordered, scorer=fuzz.ratio))
    within = np.array([a in b or b in a for a, b in zip(one, other, strict=True)], dtype=bool)
    return np.asarray(np.where(within, np.maximum(alike, 92.0), alike) / 100)
