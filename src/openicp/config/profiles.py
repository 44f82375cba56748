"""The profile as plain data: a file that a person reads and edits, and back without loss.

Comes in: a profile, or what was read from its YAML. Goes out: the other. It never guesses at an edited file: what
cannot be read is a ``ConfigInvalid`` that names the place; and it never needs what fitted it, so that a profile is
shown without loading statistics.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

from openicp.errors import ConfigInvalid
from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.profile import HIGHEST, LOWEST, TOGETHER, Band, Elsewhere, Evidence, Line, Profile, Tier
from openicp.model.segment import Segment

BASES = ("shown", "leaning", "heard", "shared", "chosen")
VERDICTS = ("reliable", "tentative", "too_little", "none")
MOST_BANDS = 5

Plain = dict[str, object]


def to_plain(profile: Profile, *, statement: Mapping[str, str] | None = None) -> Plain:
    """Plain data with the keys of the command line; ``statement`` is written for the reader and not read back."""
    plain: Plain = {
        "name": profile.name,
        "version": profile.version,
        "verdict": profile.code,
        "reason": profile.reason,
        "outcome": profile.outcome,
    }
    if statement:
        plain["statement"] = dict(statement)
    plain["lines"] = [_line(line) for line in profile.lines]
    plain["tiers"] = [_tier(tier) for tier in profile.tiers]
    if profile.segment is not None:
        plain["segment"] = _without_none(
            {
                "name": profile.segment.name,
                "conditions": _asked(profile.segment.conditions),
            }
        )
    plain["made"] = {
        "as_of": profile.as_of,
        "run": profile.run,
        "labelled": profile.labelled,
        "successes": profile.successes,
        "looked_at": profile.looked_at,
        "among_customers": profile.among_customers,
    }
    plain["reason_fields"] = dict(profile.reason_fields)
    plain["left_out"] = [{"attribute": attribute, "reason": reason} for attribute, reason in profile.left_out]
    if profile.settle is not None:
        plain["settle"] = dict(profile.settle)
    return plain


def _line(line: Line) -> Plain:
    return _without_none(
        {
            "attribute": line.attribute,
            "basis": line.basis,
            "named": _where(line.named) if line.named is not None else None,
            "bands": [_band(band) for band in line.bands],
            "reference": line.reference,
            "note": dict(line.note) if line.note is not None else None,
            "evidence": _evidence(line.evidence) if line.evidence is not None else None,
        }
    )


def _tier(tier: Tier) -> Plain:
    chance = _estimate(tier.chance)
    plain = {"name": tier.name, "low": tier.low, "accounts": tier.accounts, "chance": chance}
    return _without_none(plain | {"value": _estimate(tier.value)})


def _band(band: Band) -> Plain:
    where: Plain = {"others": True} if band.condition is None else _where(band.condition)
    if band.also:
        where = {"conditions": _asked(band.conditions)}
    return where | {"points": band.points, "accounts": band.accounts, "successes": band.successes}


def _where(condition: Condition) -> Plain:
    if condition.is_range:
        return _without_none({"low": condition.low, "high": condition.high})
    return {"values": list(condition.values)}


def _asked(conditions: tuple[Condition, ...]) -> list[Plain]:
    return [condition.to_json() for condition in conditions]


def _evidence(found: Evidence) -> Plain:
    return _without_none(
        {
            "with_it": _estimate(found.with_it),
            "others": _estimate(found.others),
            "difference": _estimate(found.difference),
            "p_adjusted": found.p_adjusted,
            "chosen": found.chosen,
            "forward": found.forward,
            "unknown": found.unknown,
            "against": list(found.against),
            "customers": list(found.customers) if found.customers is not None else None,
            "lost": list(found.lost) if found.lost is not None else None,
            "elsewhere": [_elsewhere(one) for one in found.elsewhere] or None,
        }
    )


def _elsewhere(one: Elsewhere) -> Plain:
    shares = {"with_it": _estimate(one.with_it), "others": _estimate(one.others)}
    return {"outcome": one.outcome, "code": one.code, **shares}


def _estimate(estimate: Estimate | None) -> Plain | None:
    if estimate is None:
        return None
    plain = {name: getattr(estimate, name) for name in ESTIMATE if getattr(estimate, name) is not None}
    if estimate.shrunk is not None:
        plain["shrunk"] = _estimate(estimate.shrunk)
    return plain


ESTIMATE = ("value", "low", "high", "n", "method", "k", "unit", "reason", "bound")


def _without_none(plain: Plain) -> Plain:
    return {name: value for name, value in plain.items() if value is not None}


def from_plain(plain: object, *, path: str = "") -> Profile:
    """The profile in plain data, as read from its file.

    Parameters
    ----------
    plain
        What `to_plain` gave, perhaps edited: points changed, bands changed, a line taken out or added. Only
        ``name``, ``version``, ``outcome`` and, per line, ``attribute``, ``basis`` and ``bands`` must be there.
    path
        The file, for the message.

    Raises
    ------
    ConfigInvalid
        With ``path`` and a ``problem`` that names the place: ``lines[0].bands[1].points``.
    """
    reader = _Reader(path)
    top = reader.mapping(plain, "profile")
    made = reader.mapping(top.get("made", {}), "made")
    lines = tuple(_read_line(reader, one, f"lines[{i}]") for i, one in enumerate(reader.items(top, "lines", "")))
    if sum(line.is_together for line in lines) > 1:
        reader.fail("lines", f"attribute: {TOGETHER} (1)")
    segment = top.get("segment")
    settle = top.get("settle")
    return Profile(
        name=reader.text(top, "name", ""),
        version=reader.whole(top, "version", "", least=1),
        outcome=reader.text(top, "outcome", ""),
        code=reader.one_of(top, "verdict", "", VERDICTS, default="none"),
        reason=reader.text(top, "reason", "", default="edited"),
        reason_fields=reader.mapping(top.get("reason_fields", {}), "reason_fields"),
        lines=lines,
        tiers=_read_tiers(reader, top),
        as_of=reader.text(made, "as_of", "made", default=""),
        run=reader.text(made, "run", "made", default="edited"),
        labelled=reader.whole(made, "labelled", "made", default=0),
        successes=reader.whole(made, "successes", "made", default=0),
        looked_at=reader.whole(made, "looked_at", "made", default=0),
        segment=None if segment is None else _read_segment(reader, segment),
        among_customers=bool(made.get("among_customers", False)),
        left_out=tuple(
            (reader.text(one, "attribute", "left_out"), reader.text(one, "reason", "left_out"))
            for one in (reader.mapping(each, "left_out") for each in reader.items(top, "left_out", "", default=True))
        ),
        settle=None if settle is None else reader.mapping(settle, "settle"),
    )


def _read_line(reader: _Reader, plain: object, where: str) -> Line:
    line = reader.mapping(plain, where)
    attribute = reader.text(line, "attribute", where)
    listed = reader.items(line, "bands", where)
    if not 1 <= len(listed) <= MOST_BANDS:
        reader.fail(f"{where}.bands", f"1-{MOST_BANDS}")
    bands = tuple(_read_band(reader, one, attribute, f"{where}.bands[{i}]") for i, one in enumerate(listed))
    if attribute == TOGETHER and not bands[0].also:
        reader.fail(f"{where}.bands[0]", "conditions")
    note, found, named = line.get("note"), line.get("evidence"), line.get("named")
    return Line(
        attribute,
        reader.one_of(line, "basis", where, BASES),
        bands,
        _read_evidence(reader, found, f"{where}.evidence") if found is not None else None,
        _reference(reader, line, bands, where),
        None if note is None else {str(k): str(v) for k, v in reader.mapping(note, f"{where}.note").items()},
        None
        if named is None
        else _read_condition(reader, reader.mapping(named, f"{where}.named"), attribute, f"{where}.named"),
    )


def _reference(reader: _Reader, line: Plain, bands: tuple[Band, ...], where: str) -> float:
    """Recomputed from the counts, so that edited points move it; as written where there are no counts."""
    total = sum(band.accounts for band in bands)
    if total:
        return float(sum(band.points * band.accounts for band in bands) / total)
    return reader.number(line, "reference", where, default=0.0) or 0.0


def _read_band(reader: _Reader, plain: object, attribute: str, where: str) -> Band:
    band = reader.mapping(plain, where)
    points = reader.whole(band, "points", where, default=0)
    if not LOWEST <= points <= HIGHEST:
        reader.fail(f"{where}.points", f"{LOWEST}..{HIGHEST}")
    counts = reader.whole(band, "accounts", where, default=0), reader.whole(band, "successes", where, default=0)
    if "conditions" in band:
        first, *also = _read_conditions(reader, band, where)
        return Band(first, points, *counts, also=tuple(also))
    if attribute == TOGETHER and band.get("others") is not True:
        reader.fail(where, "conditions | others")
    return Band(_read_condition(reader, band, attribute, where), points, *counts)


def _read_condition(reader: _Reader, band: Plain, attribute: str, where: str) -> Condition | None:
    if band.get("others") is True:
        return None
    if "values" in band:
        values = reader.items(band, "values", where)
        if not values or not all(isinstance(value, str) for value in values):
            reader.fail(f"{where}.values", "codes")
        return Condition(attribute, tuple(str(value) for value in values))
    low, high = (reader.number(band, side, where, default=None) for side in ("low", "high"))
    if low is None and high is None:
        reader.fail(where, "values | low, high | others")
    if low is not None and high is not None and low >= high:
        reader.fail(where, "low < high")
    return Condition(attribute, (), low, high)


def _read_segment(reader: _Reader, plain: object) -> Segment:
    segment = reader.mapping(plain, "segment")
    name = segment.get("name")
    return Segment(_read_conditions(reader, segment, "segment", least=0), None if name is None else str(name))


def _read_conditions(reader: _Reader, plain: Plain, where: str, *, least: int = 2) -> tuple[Condition, ...]:
    conditions = []
    for index, one in enumerate(reader.items(plain, "conditions", where)):
        place = f"{where}.conditions[{index}]"
        part = reader.mapping(one, place)
        condition = _read_condition(reader, part, reader.text(part, "attribute", place), place)
        if condition is None:
            reader.fail(place, "values | low, high")
        assert condition is not None
        conditions.append(condition)
    if len(conditions) < least:
        reader.fail(f"{where}.conditions", f"{least}+")
    return tuple(conditions)


def _read_tiers(reader: _Reader, top: Plain) -> tuple[Tier, ...]:
    tiers = []
    for index, one in enumerate(reader.items(top, "tiers", "", default=True)):
        where = f"tiers[{index}]"
        tier = reader.mapping(one, where)
        chance, value = tier.get("chance"), tier.get("value")
        tiers.append(
            Tier(
                reader.text(tier, "name", where),
                reader.whole(tier, "low", where),
                reader.whole(tier, "accounts", where, default=0),
                None if chance is None else _read_estimate(reader, chance, f"{where}.chance"),
                None if value is None else _read_estimate(reader, value, f"{where}.value"),
            )
        )
    if any(first.low <= second.low for first, second in itertools.pairwise(tiers)):
        reader.fail("tiers", "low: A > B > C")
    return tuple(tiers)


def _read_evidence(reader: _Reader, plain: object, where: str) -> Evidence:
    found = reader.mapping(plain, where)
    return Evidence(
        _read_estimate(reader, found.get("with_it"), f"{where}.with_it"),
        _read_estimate(reader, found.get("others"), f"{where}.others"),
        _read_estimate(reader, found.get("difference"), f"{where}.difference"),
        reader.number(found, "p_adjusted", where, default=None),
        reader.number(found, "chosen", where, default=None),
        reader.one_of(found, "forward", where, ("holds", "fails", "cant_tell"), default="cant_tell"),
        reader.whole(found, "unknown", where, default=0),
        tuple(str(one) for one in reader.items(found, "against", where, default=True)),
        _pair(reader, found.get("customers"), where),
        _pair(reader, found.get("lost"), where),
        tuple(_read_elsewhere(reader, one, where) for one in reader.items(found, "elsewhere", where, default=True)),
    )


def _read_elsewhere(reader: _Reader, plain: object, where: str) -> Elsewhere:
    found = reader.mapping(plain, where)
    with_it, others = (_read_estimate(reader, found.get(name), f"{where}.{name}") for name in ("with_it", "others"))
    code = reader.one_of(found, "code", where, ("holds", "turns", "cant_tell"), default="cant_tell")
    return Elsewhere(reader.text(found, "outcome", where), code, with_it, others)


def _pair(reader: _Reader, pair: object, where: str) -> tuple[int, int] | None:
    if pair is None:
        return None
    if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(isinstance(one, int) for one in pair):
        reader.fail(where, "[k, n]")
    assert isinstance(pair, list | tuple)
    return int(pair[0]), int(pair[1])


def _read_estimate(reader: _Reader, plain: object, where: str) -> Estimate:
    found = reader.mapping(plain, where)
    value, low, high = (reader.number(found, side, where, default=None) for side in ("value", "low", "high"))
    words = {name: str(found[name]) for name in ("reason", "bound") if name in found}
    return Estimate(
        value,
        low,
        high,
        reader.whole(found, "n", where, default=0),
        reader.text(found, "method", where, default="given"),
        k=reader.whole(found, "k", where) if "k" in found else None,
        unit=reader.text(found, "unit", where, default="number"),
        shrunk=_read_estimate(reader, found["shrunk"], f"{where}.shrunk") if "shrunk" in found else None,
        **words,
    )


class _Reader:
    """Reads values out of plain data and names the place of whatever is not as it should be."""

    def __init__(self, path: str) -> None:
        self.path = path

    def fail(self, where: str, expected: str) -> None:
        """Always raises."""
        raise ConfigInvalid(path=self.path, line=0, problem=f"{where} ({expected})", where=where, expected=expected)

    def mapping(self, plain: object, where: str) -> Plain:
        """A mapping with text keys."""
        if not isinstance(plain, Mapping):
            self.fail(where, "key: value")
        assert isinstance(plain, Mapping)
        return {str(key): value for key, value in plain.items()}

    def items(self, plain: Plain, key: str, where: str, *, default: bool = False) -> list[object]:
        """A list; ``default``: an empty one when it is not there."""
        value = plain.get(key, [] if default else None)
        if not isinstance(value, list | tuple):
            self.fail(_join(where, key), "- ...")
        assert isinstance(value, list | tuple)
        return list(value)

    def text(self, plain: Plain, key: str, where: str, *, default: str | None = None) -> str:
        """A text."""
        value = plain.get(key, default)
        if not isinstance(value, str):
            self.fail(_join(where, key), "text")
        return str(value)

    def one_of(self, plain: Plain, key: str, where: str, choices: tuple[str, ...], *, default: str = "") -> str:
        """One of some codes."""
        value = plain.get(key, default)
        if value not in choices:
            self.fail(_join(where, key), " | ".join(choices))
        return str(value)

    def whole(self, plain: Plain, key: str, where: str, *, default: int | None = None, least: int | None = None) -> int:
        """A whole number."""
        value = plain.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or (least is not None and value < least):
            self.fail(_join(where, key), "1, 2, 3 ..." if least else "... -1, 0, 1 ...")
        assert isinstance(value, int)
        return int(value)

    def number(self, plain: Plain, key: str, where: str, *, default: float | None) -> float | None:
        """A finite number, or the default when it is not there."""
        value = plain.get(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.fail(_join(where, key), "1.5")
        assert isinstance(value, int | float)
        return float(value)


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
