"""Publishes one prepared candidate, and kills itself at a chosen boundary: the Nth statement, commit or file operation.

python -m tests.crash.child HOME URL MONTH AT   (AT 0: never; prints how many boundaries there were)
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assets.intake.home import MonthHome
from assets.publication.publish import publish_month
from assets.publication.store.store import Store


class Boundaries:
    """Counts boundaries and dies at one of them."""

    def __init__(self, at: int) -> None:
        self.at, self.passed = at, 0

    def cross(self, *_: object, **__: object) -> None:
        self.passed += 1
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A file operation with a boundary before it and one behind it."""

        def crossing(*arguments: Any, **named: Any) -> Any:
            self.cross()
            result = function(*arguments, **named)
            self.cross()
            return result

        return crossing


def main() -> None:
    home, url, month, at = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    candidate = pickle.loads((home / "work" / "candidate.pickle").read_bytes())
    store = Store(url)
    bounds = Boundaries(at)
    sa.event.listen(store.engine, "before_cursor_execute", bounds.cross)
    sa.event.listen(store.engine, "after_cursor_execute", bounds.cross)
    sa.event.listen(store.engine, "commit", bounds.cross)
    os.fsync = bounds.around(os.fsync)  # type: ignore[assignment]
    Path.rename = bounds.around(Path.rename)  # type: ignore[method-assign]
    outcome = publish_month(candidate, MonthHome(home, datetime(2025, 3, 9, 9), url), store)
    bounds.cross()
    print(f"{month} {outcome.published} {outcome.revision} {bounds.passed}")


if __name__ == "__main__":
    main()
