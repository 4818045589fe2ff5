"""Office files whose bytes depend on nothing but their content: parts in order, one fixed date."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from schemas.files import zip_of

MADE = datetime(2000, 1, 1)


def steady_archive(document: Any, made: datetime = MADE) -> bytes:
    """The bytes of a python-docx document with its dates fixed to `made`."""
    core = document.core_properties
    core.created = core.modified = made
    core.author = core.last_modified_by = ""
    core.revision = 1
    raw = io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source:
        names = sorted(source.namelist(), key=lambda each: (each != "[Content_Types].xml", each))
        return zip_of([(name, source.read(name)) for name in names], zipfile.ZIP_DEFLATED)
