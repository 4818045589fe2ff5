"""The job of a reading child: one kept file is read, and what it says is put into the cache of parsed files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from assets.intake.inbox.sniff import too_large
from assets.intake.processes.child import BytesChanged, Job, serve
from assets.intake.reader.headers import Aliases
from assets.intake.reader.parsed_cache import write_entry
from assets.intake.reader.parsed_file import ParsedFile, refused
from assets.intake.reader.workbook import read_file
from schemas.office.district import Limits


def read_job(kept: Path, name: str, sha256: str, aliases: Aliases, limits: Limits, target: Path, key: str) -> Job:
    """Reads `kept`, received as `name`, into the cache entry `target` with its `key`."""
    said = [[sheet, header, field] for (sheet, header), field in sorted(aliases.items())]
    return {
        "kept": str(kept),
        "name": name,
        "sha256": sha256,
        "aliases": said,
        "limits": limits.model_dump(),
        "target": str(target),
        "key": key,
    }


def read_one(job: Job) -> None:
    """Does one `read_job`; BytesChanged where the kept file is broken."""
    limits = Limits(**job["limits"])
    aliases = {(sheet, header): field for sheet, header, field in job["aliases"]}
    write_entry(_read(Path(job["kept"]), job["name"], job["sha256"], aliases, limits), Path(job["target"]), job["key"])


def _read(kept: Path, name: str, sha256: str, aliases: Aliases, limits: Limits) -> ParsedFile:
    with kept.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise BytesChanged(kept.name)
        size = file.tell()
        if size > limits.file_mb * 2**20:
            return refused(*too_large(size, limits))
        file.seek(0)
        return read_file(file.read(), name, aliases, limits)


if __name__ == "__main__":
    serve(read_one)
