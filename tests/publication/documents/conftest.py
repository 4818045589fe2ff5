"""One December for all of these tests."""

from __future__ import annotations

import pytest

from assets.publication.documents.view import ReleaseView
from tests.publication.documents.views import december


@pytest.fixture(scope="session")
def view() -> ReleaseView:
    return december()
