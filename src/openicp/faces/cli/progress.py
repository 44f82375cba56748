"""How far long work is: bars on a terminal's standard error, nothing when piped.

Comes in: steps of an action. Goes out: bars that leave no trace when they are done. It never touches the standard
output.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openicp.model.progress import Progress, Silence, Step

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from openicp.texts import Texts


@dataclass(frozen=True, slots=True)
class _Bar:
    bars: Bars
    task: TaskID

    def advance(self, amount: float = 1) -> None:
        """``amount`` of the step's total is done."""
        self.bars.advance(self.task, amount)


class TerminalProgress:
    """A ``Progress`` that draws; steps inside steps draw below each other."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._bars: Bars | None = None

    @contextmanager
    def step(self, code: str, /, total: float | None = None, **fields: object) -> Iterator[Step]:
        """Draw one step until it is left."""
        outermost = self._bars is None
        bars = self._bars = self._bars or self._begin()
        task = bars.add_task(self._words(code, fields), total=total)
        try:
            yield _Bar(bars, task)
        finally:
            bars.remove_task(task)
            if outermost:
                bars.stop()
                self._bars = None

    def pause(self) -> None:
        """Make room for a question."""
        if self._bars is not None:
            self._bars.stop()

    def resume(self) -> None:
        """Draw again."""
        if self._bars is not None:
            self._bars.start()

    def _words(self, code: str, fields: dict[str, object]) -> str:
        from rich.markup import escape

        from openicp.faces.cli.words import safe, sentence

        return escape(safe(sentence(self._texts, "progress", code, fields)))

    def _begin(self) -> Bars:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
        bars = Bars(*columns, console=Console(stderr=True), transient=True)
        bars.start()
        return bars


def progress_for(texts: Callable[[], Texts]) -> Progress:
    """Bars when the standard error is a terminal; only they load the words."""
    return TerminalProgress(texts()) if sys.stderr.isatty() else Silence()
