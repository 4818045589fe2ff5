"""Progress of a range of months on a terminal (rich); plain lines where there is none."""

from __future__ import annotations

from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipelines.cli.terminal import Terminal


class MonthProgress:
    """A bar over the months with the step at work; `done` prints the month's last line."""

    def __init__(self, months: list[str]) -> None:
        self._console = Terminal(soft_wrap=True)
        self._bar = Progress(
            TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=self._console, transient=True, disable=not self._console.is_terminal,
        )  # fmt: skip
        self._task = self._bar.add_task("准备", total=len(months))

    def __enter__(self) -> MonthProgress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def step(self, words: str) -> None:
        self._bar.update(self._task, description=words)

    def done(self, line: str, note: str = "") -> None:
        """The month is over: its note, then its last line."""
        if note:
            self._console.print(note)
        self._console.print(line)
        self._bar.advance(self._task)


class VerifyProgress:
    """A bar over the releases that were walked, on the error stream: what verify says may be piped."""

    def __init__(self) -> None:
        screen = Terminal(stderr=True)
        self._bar = Progress(
            TextColumn("核对发布", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=screen, transient=True, disable=not screen.is_terminal,
        )  # fmt: skip
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> VerifyProgress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def walked(self, done: int, of: int) -> None:
        self._bar.update(self._task, completed=done, total=of)
