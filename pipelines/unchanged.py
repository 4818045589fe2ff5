"""Whether a month needs a run at all: its input digest against the one its current release was made from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from assets.store.published import Store


def unchanged_release(home: Path, month: str, as_of: datetime, store: Store) -> dict[str, Any] | None:
    """The month's current release when nothing it depends on has changed since and every answer lies ready; None when a
    run is needed."""
    from assets.intake.office.reference import read_reference
    from assets.intake.submissions.month_files import months_present
    from assets.publication.input_digest import digest_of, made_of
    from assets.review.returns.answers import AnswerRecord

    release = store.release(month)
    if release is None:
        return None
    reference = read_reference(home)
    received = months_present(reference, as_of).get(month, [])
    if not AnswerRecord(home, month).is_whole():
        return None
    digest = digest_of(made_of(month, received, reference, store, as_of))
    return dict(release) if store.is_current_digest(month, digest) else None
