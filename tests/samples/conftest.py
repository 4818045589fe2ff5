"""The sample district, written once for these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from samples.district import DemoSummary, write_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoSummary:
    return write_demo(tmp_path_factory.mktemp("sample") / "home")


@pytest.fixture(scope="session")
def demo_home(demo: DemoSummary) -> Path:
    return demo.home
