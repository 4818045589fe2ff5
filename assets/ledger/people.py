"""People told apart without naming them: the HMAC of the id, of name and employer where the id is blank.

The books and everything after them know only these keys.
"""

from __future__ import annotations

import hashlib
import hmac

from schemas.codes.names import company_key, folded

_KEY_LENGTH = 32  # hex digits: 128 bits


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
