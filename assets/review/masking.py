"""Personal data as it may be shown: enough for its owner to know it, nothing for anybody else."""

from __future__ import annotations


def masked(value: str | None, field: str) -> str | None:
    """孙* for a name, 3406**********5664 for an id, 138****5678 for a telephone number; None stays None."""
    if value is None:
        return None
    text = value.strip()
    if field in ("person_id", "phone"):
        first = 3 if field == "phone" else 4
        return f"{text[:first]}{'*' * (len(text) - first - 4)}{text[-4:]}" if len(text) > 10 else "*" * len(text)
    return text[:1] + "*" * max(len(text) - 1, 1)
