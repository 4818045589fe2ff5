"""Reads ${NAME} in the addresses of district.yaml from the environment: secrets are never in the file."""

from __future__ import annotations

import os
import re
from urllib.parse import quote

_VARIABLE = re.compile(r"\$\{(\w+)\}")


class VariableMissing(Exception):
    """An address names an environment variable that is not set."""

    exit_code = 2


def expanded(address: str) -> str:
    """The address with every ${NAME} filled in; raises VariableMissing.

    A variable inside an address is quoted, so that a password may hold @ or /; one that is the whole address is taken
    as it is.
    """
    missing = [name for name in _VARIABLE.findall(address) if not os.environ.get(name)]
    if missing:
        raise VariableMissing(f"district.yaml inbox：环境变量 {'、'.join(missing)} 未设置")
    if _VARIABLE.fullmatch(address):
        return os.environ[address[2:-1]]
    return _VARIABLE.sub(lambda found: quote(os.environ[found[1]], safe=""), address)
