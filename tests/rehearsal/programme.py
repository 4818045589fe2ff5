"""The acts of a rehearsal: what was expected and what was seen, printed as they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dagster as dg

from pipelines import alerts
from pipelines.jobs import run_config
from tests.rehearsal.scene import Scene, wait_for


class Programme:
    """The acts, each an expectation and what was seen."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.failed = 0

    def expect(self, words: str, what: Callable[[], object], seconds: float = 240) -> None:
        took = wait_for(what, seconds)
        self.failed += took is None
        print(
            f"{'ok  ' if took is not None else 'MISS'} {words:<96} {f'{took:5.0f} s' if took is not None else ''}",
            flush=True,
        )

    def act(self, title: str) -> None:
        print(f"\n{title}", flush=True)

    @property
    def publish(self) -> dict[str, Any]:
        """The run configuration that chooses to publish."""
        return run_config(publish=True)

    def show(self, what: str, code: int, words: str) -> None:
        for line in words.strip().splitlines()[-6:]:
            print(f"     {what} ({code}): {line}", flush=True)

    def failure(self, run_id: str) -> str:
        return alerts.failure_reason(dg.DagsterInstance.get(), run_id)

    def show_failure(self, run_id: str) -> None:
        print(f"     {self.scene.status(run_id)}: {self.failure(run_id)[:400]}", flush=True)

    def released_by(self, run_id: str) -> object:
        return alerts.published_release(dg.DagsterInstance.get(), run_id)
