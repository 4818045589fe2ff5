"""Which code made a figure: the version of the program and a digest of all code that figures depend on."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_CODE = ("assets/**/*.py", "schemas/**/*.py", "schemas/**/*.yaml")


@cache
def code_version() -> str:
    """'0.2.0+3f2a…'."""
    digest = hashlib.sha256()
    for pattern in _CODE:
        for path in sorted(_ROOT.glob(pattern)):
            digest.update(path.relative_to(_ROOT).as_posix().encode())
            digest.update(path.read_bytes())
    return f"{version('zhaoyin')}+{digest.hexdigest()[:12]}"
