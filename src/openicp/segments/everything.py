"""Sums over every conjunction of up to three conditions, several sums at once.

Comes in: attributes cut into parts, weights of the accounts. Goes out: block by block, the sums over each part, each
two and each three parts of different attributes. It never compares: what the sums mean is said by who asks.

The work is that of matrix products over the accounts of each part, and as few as can be: of an attribute each account
is in one class (a part, or none of them), so that the largest class needs no sum of its own. It is what the others
leave of all, and of whole numbers they leave it exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from openicp.model.facts import Bools, Ints
    from openicp.segments.parts import Sums

    Asked = tuple[Sums | None, Sums | None]
    """The product of two weights (n,); ``None`` is 1: two of them count, a weight twice is its square. Sums are in
    single precision where both weights are (for whole numbers whose sums stay below 2^24), else in double."""

CHUNK = 2048
"""Accounts whose columns are multiplied together: they stay near the cache."""


@dataclass(frozen=True)
class Threes:
    """Sums over each part of one attribute: alone, with each part of the attributes after it, and with each two."""

    first: Ints
    """(f,) parts; -1 is none of them."""
    others: Ints
    """(q,) parts of the attributes after it; -1 is none of an attribute's."""
    alone: list[Sums]
    """For each of what was asked, (f,)."""
    sums: list[Sums]
    """For each of what was asked, (f, q, q), the same on both sides of the diagonal. On it stand two parts alone;
    beside it is 0 for two parts of one attribute."""


@dataclass(frozen=True)
class _Classes:
    """An attribute: each account is in one of its classes."""

    part: Ints
    """(classes,) which part a class is; -1 is none of them. The largest is last, and has no column."""
    size: Ints
    """(classes,) accounts."""
    code: NDArray[np.int16]
    """(n,) class of each account."""


@dataclass(frozen=True)
class _Columns:
    """Attributes side by side, a column for each class but the largest."""

    codes: NDArray[np.int16]
    """(attributes, n) class of each account."""
    row: Ints
    """(q,) which attribute a column is of."""
    value: NDArray[np.int16]
    """(q, 1) which of its classes."""
    parts: Ints
    """(q,) which part a column is."""
    largest: Ints
    """(attributes,) which part has no column."""

    @property
    def shape(self) -> tuple[int, int]:
        """How many columns, and how many with those without one."""
        return len(self.row), len(self.row) + len(self.largest)

    def after_first(self) -> _Columns:
        """Those of the attributes after the first."""
        start = int(np.searchsorted(self.row, 1))
        return _Columns(self.codes[1:], self.row[start:] - 1, self.value[start:], self.parts[start:], self.largest[1:])


class _Room:
    """Arrays that are filled again and again: new memory each time made a search of 10,000 accounts a fifth slower."""

    def __init__(self) -> None:
        self._held: dict[tuple[object, Any], NDArray[Any]] = {}

    def array(self, what: object, shape: tuple[int, int], dtype: Any) -> NDArray[Any]:
        """The one of that name, with anything in it."""
        size = shape[0] * shape[1]
        held = self._held.get((what, dtype))
        if held is None or len(held) < size:
            held = self._held[what, dtype] = np.empty(size, dtype)
        return held[:size].reshape(shape)


def every(attributes: Sequence[tuple[Ints, Bools]], asked: Sequence[Asked]) -> Iterator[Threes]:
    """Sums over every conjunction of one to three parts of different attributes, each conjunction in one block.

    Parameters
    ----------
    attributes
        Per attribute the numbers of its parts and (parts, n) who is in each; nobody is in two of them.
    asked
        What is summed.

    Examples
    --------
    >>> two = [(np.array([0, 1]), np.array([[1, 1, 0], [0, 0, 1]], bool)), (np.array([2]), np.array([[0, 1, 0]], bool))]
    >>> for block in every(two, [(None, None)]):
    ...     print(block.first, block.alone[0], block.others, block.sums[0].diagonal(axis1=1, axis2=2).tolist())
    [1 0] [1. 2.] [ 2 -1] [[0.0, 1.0], [1.0, 1.0]]
    [ 2 -1] [1. 2.] [] [[], []]
    """
    classes = sorted((_classes(*one) for one in attributes), key=lambda one: float(one.size[:-1].mean()))
    products = [_product(weights) for weights in asked]
    columns = _columns(classes)
    whole: list[Sums] = []
    room = _Room()
    for place, first in enumerate(classes):
        columns = columns.after_first()
        # all classes of the first attribute are summed: together they are the sums over everybody for those after it
        sums = _crossed(columns, first, len(first.part) - bool(place), asked, room)
        q, _ = columns.shape
        if place:
            _complete(sums, [one[len(one) - q :, len(one) - q :] for one in whole], q)
        else:
            whole = [one[:, :q, :q].sum(axis=0) for one in sums]
        alone = [_alone(first, one, each.dtype) for one, each in zip(products, sums, strict=True)]
        if q:
            _widen(sums, alone, columns)
        yield Threes(first.part, np.concatenate([columns.parts, columns.largest]), alone, sums)


def _classes(numbers: Ints, inside: Bools) -> _Classes:
    size = np.append(np.count_nonzero(inside, axis=1), 0)
    size[-1] = inside.shape[1] - size.sum()
    part = np.append(numbers, -1)
    if not size[-1] and len(numbers) > 1:
        size, part = size[:-1], part[:-1]
    order = np.argsort(size, kind="stable")
    rank = np.argsort(order, kind="stable").astype(np.int16)
    none = rank[-1] if part[-1] < 0 else np.int16(0)
    code = (inside.view(np.int8) * (rank[: len(numbers), None] - none)).sum(axis=0, dtype=np.int16) + none
    return _Classes(part[order], size[order], code)


def _columns(classes: Sequence[_Classes]) -> _Columns:
    kept = [len(one.part) - 1 for one in classes]
    return _Columns(
        np.array([one.code for one in classes]),
        np.repeat(np.arange(len(kept)), kept),
        np.concatenate([np.arange(count, dtype=np.int16) for count in kept])[:, None],
        np.concatenate([one.part[:-1] for one in classes]),
        np.array([one.part[-1] for one in classes]),
    )


def _crossed(columns: _Columns, first: _Classes, count: int, asked: Sequence[Asked], room: _Room) -> list[Sums]:
    """(classes, w, w) for each of what is asked: sums over the first ``count`` classes of an attribute with each two
    columns. Room is left for the other class and for those without a column."""
    q, w = columns.shape
    sums = [np.zeros((len(first.part), w, w), _precision(one)) for one in asked]
    ends = np.cumsum(first.size[:count]).tolist() if q else []
    order = np.argsort(first.code, kind="stable")[: ends[-1] if ends else 0]
    codes = columns.codes.take(order, axis=1)
    start = 0
    for one, end in enumerate(ends):
        for begin in range(start, end, CHUNK):
            here = slice(begin, min(begin + CHUNK, end))
            inside = room.array("codes", (q, here.stop - begin), codes.dtype)
            # the mode because NumPy, to be able to refuse a place, would fill an array of its own first
            codes[:, here].take(columns.row, axis=0, out=inside, mode="clip")
            _add_products((inside, columns.value), order[here], asked, [answer[one, :q, :q] for answer in sums], room)
        start = end
    return sums


def _add_products(
    equal: tuple[NDArray[np.int16], NDArray[np.int16]],
    rows: Ints,
    asked: Sequence[Asked],
    sums: Sequence[Sums],
    room: _Room,
) -> None:
    """Add (q, q) sums over some of the accounts, who are in a column where both are equal."""
    q, width = equal[0].shape
    for precision in {one.dtype for one in sums}:
        mine = [(weights, answer) for weights, answer in zip(asked, sums, strict=True) if answer.dtype == precision]
        plain = np.equal(*equal, out=room.array("plain", (q, width), precision))
        # those that are multiplied by 1 come first: one product for all of them takes a tenth less than one for each
        single = {id(one): one for pair, _ in mine if (one := _by_one(pair)) is not None}
        distinct = single | {id(each): each for pair, _ in mine for each in pair if each is not None}
        place = {key: slice(at * q, (at + 1) * q) for at, key in enumerate(distinct)}
        weighted = room.array("weighted", (len(distinct) * q, width), precision)
        for key, weight in distinct.items():
            np.multiply(plain, weight[rows], out=weighted[place[key]])
        height = len(single) * q
        beside = np.matmul(weighted[:height], plain.T, out=room.array("beside", (height, q), precision))
        product = room.array("product", (q, q), precision)
        for pair, answer in mine:
            by_one = _by_one(pair)
            if by_one is not None:
                answer += beside[place[id(by_one)]]
            else:
                left, right = (plain if each is None else weighted[place[id(each)]] for each in pair)
                answer += np.matmul(left, right.T, out=product)


def _by_one(pair: Asked) -> Sums | None:
    """The weight that is multiplied by 1, where the other is."""
    given = [one for one in pair if one is not None]
    return given[0] if len(given) == 1 else None


def _precision(weights: Asked) -> np.dtype[np.floating[Any]]:
    return np.result_type(np.float32, *(one.dtype for one in weights if one is not None))


def _product(weights: Asked) -> Sums | None:
    given = [one for one in weights if one is not None]
    return np.prod(given, axis=0) if given else None


def _complete(sums: Sequence[Sums], whole: Sequence[Sums], q: int) -> None:
    """The largest class of the first attribute: what the others leave of all."""
    for one, everybody in zip(sums, whole, strict=True):
        np.subtract(everybody, one[:-1, :q, :q].sum(axis=0), out=one[-1, :q, :q])


def _alone(first: _Classes, product: Sums | None, precision: np.dtype[np.floating[Any]]) -> Sums:
    """(f,) sums over each class."""
    return np.bincount(first.code, product, minlength=len(first.part)).astype(precision)


def _widen(sums: Sequence[Sums], alone: Sequence[Sums], columns: _Columns) -> None:
    """The largest classes of the attributes after the first, behind the columns."""
    q, _ = columns.shape
    # a product with who belongs to whom: adding up a few neighbours at a time takes five times as long
    belongs = (columns.row[:, None] == np.arange(len(columns.largest))).astype(np.float32)
    for wide, by_itself in zip(sums, alone, strict=True):
        of = belongs.astype(wide.dtype, copy=False)
        two = wide.diagonal(axis1=1, axis2=2)[:, :q]
        np.subtract(two[:, :, None], wide[:, :q, :q] @ of, out=wide[:, :q, q:])
        wide[:, q:, :q] = wide[:, :q, q:].swapaxes(1, 2)
        largest = by_itself[:, None] - two @ of
        np.subtract(largest[:, None, :], of.T @ wide[:, :q, q:], out=wide[:, q:, q:])
