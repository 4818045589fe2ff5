"""Progress of a range of months on a terminal (rich); plain lines where there is none."""

from __future__ import annotations

from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipelines.cli.terminal import Terminal


class _Bar:
    """A bar on a terminal while the block lasts; nothing where there is none."""

    def __init__(self, console: Terminal, name: str, first: str, total: int | None) -> None:
        self._console = console
        self._bar = Progress(
            TextColumn(name, markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(first, total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


class MonthProgress(_Bar):
    """A bar over the months with the step at work; `done` prints the month's last line."""

    def __init__(self, months: list[str]) -> None:
        super().__init__(Terminal(soft_wrap=True), "{task.description}", "准备", len(months))

    def step(self, words: str) -> None:
        self._bar.update(self._task, description=words)

    def done(self, line: str, note: str = "") -> None:
        """The month is over: its note, then its last line."""
        if note:
            self._console.print(note)
        self._console.print(line)
        self._bar.advance(self._task)


class VerifyProgress(_Bar):
    """A bar over the releases that were walked, on the error stream: what verify says may be piped."""

    def __init__(self) -> None:
        super().__init__(Terminal(stderr=True), "核对发布", "", None)

    def walked(self, done: int, of: int) -> None:
        self._bar.update(self._task, completed=done, total=of)
