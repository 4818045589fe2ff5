"""People told apart without naming them: the HMAC of the id, of name and employer where the id is blank.

The books and everything after them know only these keys.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

_SPACE = re.compile(r"\s+")
_KEY_LENGTH = 32  # hex digits: 128 bits


def folded(text: object) -> str:
    """Text as compared: width folded, spaces dropped, letters in upper case; '' for a null."""
    if not isinstance(text, str):
        return ""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).upper()


def person_code(person_id: object, person_name: object, employer: object, key: bytes) -> str | None:
    """The person's key; None where neither id nor name is given."""
    identity = folded(person_id)
    if identity:
        said = f"id:{identity}"
    elif folded(person_name):
        said = f"name:{folded(person_name)}|{company_key(employer)}"
    else:
        return None
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:_KEY_LENGTH]


def company_key(name: object) -> str:
    """A company's name as compared: width folded, spaces dropped, 有限责任公司 read as 有限公司."""
    return folded(name).replace("有限责任公司", "有限公司")
