"""The scoring methods: method name → its module in this package, for every name that a rulebook may use."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from assets.assessment.methods.method import Method
from schemas import scoring

METHODS: dict[str, Method] = {
    name: cast(Method, import_module(f"assets.assessment.methods.{name}")) for name in scoring.METHODS
}
