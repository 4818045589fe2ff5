"""Office files whose bytes depend on nothing but their content: parts in order, one fixed date."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

MADE = datetime(2000, 1, 1)


def steady_archive(document: Any, made: datetime = MADE) -> bytes:
    """The bytes of a python-docx document with its dates fixed to `made`."""
    core = document.core_properties
    core.created = core.modified = made
    core.author = core.last_modified_by = ""
    core.revision = 1
    raw = io.BytesIO()
    document.save(raw)
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
