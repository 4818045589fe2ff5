"""All kinds of tampering, in one order; what became of each on one database."""

from __future__ import annotations

from collections.abc import Iterator

from tests.tamper import definitions, files, forgeries, records, rows
from tests.tamper.scene import Ground, Outcome, Tamper


def every_tamper(database: str) -> list[Tamper]:
    """Those that there are on `database` (sqlite | postgresql)."""
    found = [*records.tampers(), *definitions.tampers(), *files.tampers(), *forgeries.tampers(), *rows.tampers()]
    return [each for each in found if each.only in ("", database)]


def attempts(ground: Ground, tampers: list[Tamper]) -> Iterator[Outcome]:
    for tamper in tampers:
        yield ground.attempt(tamper)
