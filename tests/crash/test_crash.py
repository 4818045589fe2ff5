"""A few real strokes in the normal run; `make crash` does them all, on PostgreSQL too."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FEW = """
import json, sys
from pathlib import Path
from tests.crash.boundaries import FULL_DISK, KILL
from tests.crash.campaign import Campaign, spread
campaign = Campaign("SQLite", Path(sys.argv[1]) / "sqlite", None)
for number, at in enumerate(spread(campaign.boundaries(), 6)):
    campaign.strike(number, KILL, at)
for number, at in enumerate(spread(campaign.boundaries("file"), 3), 10):
    campaign.strike(number, FULL_DISK, at)
print(json.dumps({"tally": campaign.tally, "wrong": campaign.wrong, "boundaries": len(campaign.kinds)}))
"""


def test_struck_on_the_way_the_old_stands_and_the_next_run_completes(tmp_path: Path) -> None:
    """From a process of its own, whose server forks the publishing ones."""
    done = subprocess.run(
        [sys.executable, "-c", FEW, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["wrong"] == []
    assert told["boundaries"] > 150
    assert told["tally"]["kill"] == 6
    assert told["tally"]["full disk"] == 2
    assert told["tally"]["not struck"] == 1  # the last file is written after the release, which stands without it
    assert told["tally"]["reads"] > 8
    assert not told["tally"].get("mixed reads")
