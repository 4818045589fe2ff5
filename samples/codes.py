"""Codes that pass their checks: credit codes (GB 32100-2015), identity numbers (GB 11643), approval codes (GB/T 40058).

All are invented: the registering body, the serial numbers and the persons do not exist.
"""

from __future__ import annotations

from datetime import date
from random import Random

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(rng: Random, division_code: str) -> str:
    """An 18-character 统一社会信用代码 of an enterprise, both check characters right."""
    body = "MA" + "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(6))
    check = 11 - sum(_value36(c) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True)) % 11
    body += {10: "X", 11: "0"}.get(check, str(check))
    head = f"91{division_code}{body}"
    total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(head))
    return head + _ALPHABET[(31 - total % 31) % 31]


def _value36(character: str) -> int:
    return int(character) if character.isdigit() else ord(character) - ord("A") + 10


def identity_number(rng: Random, division_code: str, born: date) -> str:
    """An 18-digit 公民身份号码 with the right check digit."""
    head = f"{division_code}{born:%Y%m%d}{rng.randrange(1000):03d}"
    total = sum(int(c) * w for c, w in zip(head, _PERSON_WEIGHTS, strict=True))
    return head + "10X98765432"[total % 11]


def approval_code(rng: Random, division_code: str, filed: date, industrial: bool) -> str:
    """A 项目代码: YYMM-region-04-kind-six digits."""
    kind = "01" if industrial or rng.random() < 0.7 else "05"
    return f"{filed:%y%m}-{division_code}-04-{kind}-{rng.randrange(100000, 1000000)}"
