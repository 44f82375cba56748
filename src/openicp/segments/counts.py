"""Accounts counted by bits: 64 of them in one word of memory.

Comes in: who meets what, as rows of 0 and 1. Goes out: how many meet both of two, exactly. It knows no weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from openicp.segments.parts import Matrix

Bits = NDArray[np.uint64]
"""(r, words) one bit for each account; those behind the last account are 0."""
WORD = 8
"""Bytes."""
CACHED = 1 << 15
"""Words that are counted together, about: 64 by 60 rows of 5,000 accounts take 0.3 ms so, with four times as many words
1.1 ms; of 50,000 accounts 2.3 ms either way."""


def packed(rows: NDArray[Any]) -> Bits:
    """Rows (r, n) of 0 and 1 as bits."""
    some = np.packbits(rows > 0, axis=1)
    whole = np.zeros((len(some), -(-some.shape[1] // WORD) * WORD), np.uint8)
    whole[:, : some.shape[1]] = some
    return whole.view(np.uint64)


def counted(left: Bits, right: Bits) -> Matrix:
    """(l, r) how many accounts are in each of the left and in each of the right; exact below 2^24 of them."""
    found = np.empty((len(left), len(right)), np.float32)
    step = max(1, CACHED // max(right.size, 1))
    for start in range(0, len(left), step):
        both = left[start : start + step, None, :] & right
        found[start : start + step] = np.bitwise_count(both).sum(axis=2, dtype=np.uint32)
    return found
