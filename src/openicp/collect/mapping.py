"""What was learned of one source: which of its columns mean what, as a file that a person can read and edit.

Comes in: what ``recognise`` found, and the plain form of ``sources/<source>.yaml``. Goes out: a frozen ``Mapping``
and its plain form; lines that a person changed win over what is recognised. It never reads data.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from collections.abc import Mapping as Plain
from dataclasses import dataclass, field, replace

from openicp.collect.schema import column_kind
from openicp.model.attribute import OWN_PREFIX
from openicp.model.finding import Proposal

APART = ("person", "owner", "free", "leak", "technical", "deleted", "other_id", "double", "unneeded", "ignored")
"""Groups of columns that never become attributes; ``ignored`` is what nothing is known of."""
OWN = "own."
SURE, WORTH_ASKING = 0.75, 0.45
"""From the first on a mapping is taken; between the two it is proposed; below it is none."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """One column of a file that is read as one canonical column."""

    header: str
    table: str
    column: str
    """Canonical column, or one of ``schema.PSEUDO``."""
    confidence: float
    reason: str
    """``system, header, header_with_prefix, similar_header, values, joins, remembered``."""
    currency: str | None = None
    """Currency that the header names."""
    scale: float = 1.0
    """What its numbers are multiplied by."""

    @property
    def kind(self) -> str:
        """How its values are read."""
        return column_kind(self.table, self.column)

    @property
    def target(self) -> str:
        """``accounts.industry``."""
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column that stays as a user's own attribute."""

    header: str
    attribute: str
    """``x_<slug>``."""
    kind: str
    """``category, number, date, yesno, tags``."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one raw table is read."""

    source: str
    system: str
    table: str | None
    """Main table: one row of the file is one row of it; ``None`` when nothing is used."""
    confidence: float
    reason: str
    columns: tuple[ColumnMapping, ...] = ()
    own: tuple[OwnColumn, ...] = ()
    apart: Plain[str, str] = field(default_factory=dict)
    """Header to group, for columns kept out; the header of a person's column holds no person."""
    doubtful: tuple[ColumnMapping, ...] = ()
    """Waiting for a yes."""
    outcomes: Plain[str, str] = field(default_factory=dict)
    """Stage or result in the user's words to ``won, lost, open``."""
    kinds: Plain[str, str] = field(default_factory=dict)
    """Pipeline, type in the user's words to ``new, expansion, renewal``."""
    others: tuple[str, ...] = ()
    """Further tables that the same file feeds."""
    object: str = ""
    """What its system calls the rows: ``deals``, ``people of opportunities``; empty for no known system."""

    mode: str = ""
    """``full`` or ``incremental``, where a person says so."""

    def column(self, column: str, table: str | None = None) -> ColumnMapping | None:
        """The column that is read as this one."""
        wanted = table or self.table
        return next((each for each in self.columns if each.table == wanted and each.column == column), None)

    def settled(self, *, yes: bool) -> Mapping:
        """With the doubtful taken, when ``yes``."""
        if not yes or not self.doubtful:
            return self
        taken = {(each.table, each.column) for each in self.columns}
        fresh = tuple(each for each in self.doubtful if (each.table, each.column) not in taken)
        return replace(self, columns=self.columns + fresh, doubtful=())

    def answered(self, decisions: Plain[str, str]) -> Mapping:
        """With what a person accepted taken, and what was refused left out."""
        states = {(each.header, each.target): decisions.get(_question(self.source, each)) for each in self.doubtful}
        accepted = tuple(c for c in self.doubtful if states[c.header, c.target] == "accepted")
        waiting = tuple(c for c in self.doubtful if states[c.header, c.target] is None)
        return replace(self, columns=(*self.columns, *accepted), doubtful=waiting)

    def proposals(self) -> list[Proposal]:
        """One per doubtful column, with an id that stays."""
        return [
            Proposal(
                _question(self.source, each),
                "mapping",
                {"source": self.source, "column": each.header},
                {"table": each.table, "field": each.column},
                each.confidence,
                each.reason,
            )
            for each in self.doubtful
        ]


def _question(source: str, each: ColumnMapping) -> str:
    return proposal_id("mapping", source, each.header, each.target)


def proposal_id(*parts: str) -> str:
    """Stable: the same question has the same id in every import."""
    return "q" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def to_plain(mapping: Mapping) -> dict[str, object]:
    """The content of ``sources/<source>.yaml``."""
    columns = {each.header: _target(each) for each in mapping.columns}
    columns |= {each.header: f"{OWN}{each.kind}" for each in mapping.own}
    columns |= dict(mapping.apart)
    plain: dict[str, object] = {"source": mapping.source, "system": mapping.system, "table": mapping.table}
    plain |= {"columns": columns}
    if mapping.doubtful:
        plain["open"] = {each.header: _target(each) for each in mapping.doubtful}
    if mapping.outcomes:
        plain["outcomes"] = dict(sorted(mapping.outcomes.items()))
    if mapping.kinds:
        plain["kinds"] = dict(sorted(mapping.kinds.items()))
    if mapping.mode:
        plain["mode"] = mapping.mode
    return plain


def _target(each: ColumnMapping) -> str:
    """``accounts.revenue in USD x 1000000``."""
    currency = f" in {each.currency}" if each.currency else ""
    return each.target + currency + (f" x {each.scale:g}" if each.scale != 1 else "")


def remembered(plain: Plain[str, object] | None, mapping: Mapping) -> Mapping:
    """A fresh mapping with everything that the file says laid over it; headers the file lacks stay as recognised."""
    if not plain:
        return mapping
    written = _texts(plain.get("columns"))
    table = str(plain["table"]) if plain.get("table") else mapping.table
    fresh = {each.header: each for each in (*mapping.columns, *mapping.doubtful)}
    columns = [_read(header, target, fresh) for header, target in written.items()]
    fixed = tuple(each for each in columns if each is not None)
    here = {each.header for each in (*mapping.columns, *mapping.doubtful)} | set(mapping.apart)
    here |= {each.header for each in mapping.own}
    # A header that is gone leaves its place to another: a worksheet in another language, a column that was renamed.
    taken = {(each.table, each.column) for each in fixed if each.header in here}
    new = [c for c in mapping.columns if c.header not in written and (c.table, c.column) not in taken]
    opened = _texts(plain.get("open"))
    return replace(
        mapping,
        table=table,
        system=str(plain.get("system") or mapping.system),
        columns=(*fixed, *new),
        own=_own(written, mapping),
        apart={h: g for h, g in mapping.apart.items() if h not in written}
        | {header: group for header, group in written.items() if group in APART},
        doubtful=tuple(c for c in mapping.doubtful if c.header not in written and _still(c, opened, plain)),
        outcomes={**mapping.outcomes, **_texts(plain.get("outcomes"))},
        kinds={**mapping.kinds, **_texts(plain.get("kinds"))},
        mode=str(plain.get("mode") or ""),
    )


def _still(column: ColumnMapping, opened: dict[str, str], plain: Plain[str, object]) -> bool:
    """A doubt that a person deleted from the file is refused; a header that the file never saw is new."""
    return column.header in opened or column.header not in _texts(plain.get("columns"))


def _texts(part: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in part.items()} if isinstance(part, dict) else {}


def _read(header: str, target: str, fresh: Plain[str, ColumnMapping]) -> ColumnMapping | None:
    if target in APART or target.startswith(OWN) or "." not in target:
        return None
    unscaled, _, times = target.partition(" x ")
    place, _, currency = unscaled.partition(" in ")
    table, _, column = place.partition(".")
    scale = float(times) if re.fullmatch(r"[0-9.e+-]+", times) else 1.0
    known = fresh.get(header)
    if known is not None and known.target == place:
        return replace(known, currency=currency or None, scale=scale, reason="remembered", confidence=1.0)
    return ColumnMapping(header, table, column, 1.0, "remembered", currency or None, scale)


def _own(written: Plain[str, str], mapping: Mapping) -> tuple[OwnColumn, ...]:
    kept = [each for each in mapping.own if each.header not in written]
    for header, target in written.items():
        if target.startswith(OWN):
            kept.append(OwnColumn(header, own_attribute(header), target.removeprefix(OWN)))
    return tuple(kept)


def own_attribute(header: str) -> str:
    """``x_<slug>`` of a header."""
    from openicp.collect.recognise.headers import fold

    slug = fold(header).replace(" ", "_")
    return OWN_PREFIX + (slug or hashlib.sha256(header.encode()).hexdigest()[:8])


def headers(columns: Iterable[ColumnMapping]) -> set[str]:
    """The headers that are used."""
    return {each.header for each in columns}
