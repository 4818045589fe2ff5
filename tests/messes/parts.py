"""Parts put into an office file, as an attacker or another program would: the zip is written anew, nothing else changes."""

from __future__ import annotations

import io
import zipfile


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The file with these parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            if info.filename not in parts:
                target.writestr(info.filename, source.read(info))
        for name, body in parts.items():
            target.writestr(name, body)
    return out.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)
