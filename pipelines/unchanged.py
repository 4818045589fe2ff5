"""Whether a month needs a run at all: its input digest against the one its current release was made from."""

from __future__ import annotations

from typing import Any

from assets.intake.home import MonthHome
from assets.store.published import Store


def unchanged_release(home: MonthHome, month: str, store: Store) -> dict[str, Any] | None:
    """The month's current release when nothing it depends on has changed since and every answer lies ready; None when a
    run is needed."""
    from assets.publication.input_digest import digest_of, made_of
    from assets.review.returns.answers import AnswerRecord

    release = store.release(month)
    if release is None:
        return None
    if not AnswerRecord(home.path, month).is_whole():
        return None
    digest = digest_of(made_of(month, home.received(month), home.reference, store, home.as_of))
    return dict(release) if store.is_current_digest(month, digest) else None
