"""Which of many lines could begin with one of some words: told by their first four signs, all at once.

Comes in: words, and lines without quotation marks in one text. Goes out: the places of the lines to look at, or that
some line has another number of cells. It cuts no line and never says no to a line that begins with one of the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Places = NDArray[np.int64]

SIGNS = 4
"""Of the beginning of a line that are compared: they are one number."""


class Beginnings:
    """Words in small letters by their first signs, and signs that are stripped: a line that has one is looked at."""

    def __init__(self, words: Iterable[str], stripped: str) -> None:
        import numpy as np

        by_size: dict[int, set[int]] = defaultdict(set)
        for word in words:
            beyond = next((n for n, sign in enumerate(word) if not sign.isascii()), len(word))
            if known := word[: min(beyond, SIGNS)]:
                by_size[len(known)].add(_code(known))
        self._words = [(np.uint32((1 << 8 * n) - 1), np.array(sorted(c), np.uint32)) for n, c in by_size.items()]
        self._small = np.arange(256, dtype=np.uint32)
        self._small[ord("A") : ord("Z") + 1] += 32
        looked_at = np.zeros((256, 256), bool)  # by the second sign and the first
        looked_at[:, 128:] = looked_at[128:] = True
        looked_at[:, [ord(sign) for sign in stripped if sign.isascii()]] = True
        for code in (code for codes in by_size.values() for code in codes):
            looked_at[code >> 8 & 255 or slice(None), code & 255] = True
        self._pairs: NDArray[np.bool_] = looked_at.ravel()

    def suspects(self, text: str, delimiter: str, width: int) -> list[int] | None:
        """Places of the lines that could begin so; ``None`` where one has not this number of cells, two at least."""
        import numpy as np

        signs = np.frombuffer(f"{text}\n".encode(), np.uint8)
        ends, marks = np.flatnonzero(signs == 10), np.flatnonzero(signs == ord(delimiter))
        if width < 2 or len(marks) != len(ends) * (width - 1):
            return None
        starts = np.concatenate([[0], ends[:-1] + 1])
        first, last = marks[:: width - 1], marks[width - 2 :: width - 1]
        if (first < starts).any() or (last > ends).any():
            return None
        return np.flatnonzero(self._could(signs, starts) | (first == starts)).tolist()

    def _could(self, signs: Bytes, starts: Places) -> NDArray[np.bool_]:
        """By line: whether it begins with a sign to be stripped, one beyond ASCII, or the signs of a word."""
        import numpy as np

        # A line is two signs long at least. Behind the end of the text any sign will do.
        found: NDArray[np.bool_] = self._pairs[self._small[signs[starts]] | self._small[signs[starts + 1]] << 8]
        places = np.flatnonzero(found)
        four = [self._small[signs[np.minimum(starts[places] + n, len(signs) - 1)]] for n in range(SIGNS)]
        codes = four[0] | four[1] << 8 | four[2] << 16 | four[3] << 24
        told = self._pairs[four[0]]  # whatever the second sign is
        for each in four:
            told |= each >= 128
        for mask, words in self._words:
            told |= np.isin(codes & mask, words)
        found[places] = told
        return found


def _code(word: str) -> int:
    return sum(ord(sign) << 8 * place for place, sign in enumerate(word))
