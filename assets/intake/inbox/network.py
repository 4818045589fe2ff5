"""Which faults on the way to the inbox are the network's: worth another try, and no fault of a file."""

from __future__ import annotations

import socket

_LIBRARIES = ("paramiko", "botocore", "aiobotocore", "aiohttp", "s3fs")  # each has its own family of faults
_NEVER = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError)


def is_network_fault(fault: BaseException) -> bool:
    """A connection refused, broken, timed out or a name not resolved; not a missing file, not a wrong password."""
    if isinstance(fault, _NEVER) or "Auth" in type(fault).__name__:
        return False
    if isinstance(fault, (ConnectionError, TimeoutError, socket.gaierror)):
        return True
    if type(fault).__module__.startswith("sqlalchemy") and type(fault).__name__ == "OperationalError":
        return True  # the upstream database of an inbox that is tables
    return type(fault).__module__.split(".")[0] in _LIBRARIES
