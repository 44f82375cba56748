"""The lines of a text as a person's editor counts them, with a way to put some back.

Comes in: a file and its encoding. Goes out: (number, text) of each line, whatever its ends are. It never holds more
than one line and what was put back.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import TextIO

from openicp.collect.readers.encoding import codec_of

Line = tuple[int, str]


def open_text(path: Path, encoding: str) -> TextIO:
    """Any of the three line ends becomes one line feed, inside quotes too."""
    codec, errors = codec_of(encoding)
    return path.open(encoding=codec, errors=errors, newline=None)


class Lines:
    """An iterator of lines without their ends; ``put_back`` returns lines to its front."""

    def __init__(self, stream: TextIO, longest: int) -> None:
        self._stream = stream
        self._longest = longest
        self._waiting: deque[Line] = deque()
        self._number = 0
        self.overlong: set[int] = set()
        """Numbers of lines of which only the beginning was kept."""

    def next(self) -> Line | None:
        """The next line, or ``None`` at the end."""
        if self._waiting:
            return self._waiting.popleft()
        text = self._stream.readline(self._longest)
        if not text:
            return None
        self._number += 1
        if text[-1] == "\n":
            text = text[:-1]
        elif len(text) >= self._longest:
            self._skip_the_rest()
        if "\0" in text:
            text = text.replace("\0", "")
        return self._number, text.lstrip("\ufeff") if self._number == 1 else text

    def put_back(self, lines: list[Line]) -> None:
        """These lines come next, in this order."""
        self._waiting.extendleft(reversed(lines))

    def _skip_the_rest(self) -> None:
        self.overlong.add(self._number)
        while (rest := self._stream.readline(self._longest)) and rest[-1] != "\n":
            pass
