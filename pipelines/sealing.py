"""Personal data between the steps of a run: sealed beside the Parquet file it belongs to, never in it.

The rules need names and ids as they were typed (a check digit, a masked word in an answer), and a run may be re-executed
from any step, so they must be kept. The columns that the form calls personal leave the table and go, encrypted under a
key made from the district's person key, into a file of their own. Without the key they cannot be read, and the step that
needs them says so.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from assets.review.masking import masked
from schemas.form.sheets import SHEETS

PERSONAL = frozenset(field.column for sheet in SHEETS.values() for field in sheet.fields if field.personal)
Key = Callable[[], bytes]  # asked only where there is something to seal; raises PersonKeyProblem


def sealed_apart(frame: pd.DataFrame, path: Path, key: Key) -> pd.DataFrame:
    """The frame without what is personal, which is written sealed beside `path`; the frame itself where nothing is."""
    personal = [name for name in frame.columns if name in PERSONAL and frame[name].notna().any()]
    if not personal:
        return frame
    told = {
        name: [None if null else value for value, null in zip(frame[name].tolist(), frame[name].isna(), strict=True)]
        for name in personal
    }
    _beside(path).write_bytes(_cipher(key()).encrypt(json.dumps(told, ensure_ascii=False, default=str).encode()))
    return frame.assign(**{name: pd.Series([None] * len(frame), index=frame.index, dtype=object) for name in personal})


def unsealed(frame: pd.DataFrame, path: Path, key: Key) -> pd.DataFrame:
    """The frame with what was sealed beside `path` put back."""
    if not _beside(path).is_file():
        return frame
    told = json.loads(_cipher(key()).decrypt(_beside(path).read_bytes()))
    return frame.assign(**{name: pd.Series(values, index=frame.index, dtype=object) for name, values in told.items()})


def without_personal(value: Any) -> Any:
    """Small values for JSON (a cover's lines): what is personal is masked, nobody downstream needs it."""
    if isinstance(value, dict):
        return {
            name: masked(str(item), name) if name in PERSONAL and item is not None else without_personal(item)
            for name, item in value.items()
        }
    return [without_personal(item) for item in value] if isinstance(value, list) else value


def _beside(path: Path) -> Path:
    return path.with_suffix(".sealed")


def _cipher(key: bytes) -> Any:
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"zhaoyin work files:" + key).digest()))
