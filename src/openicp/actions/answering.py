"""Domain values as the plain data that ``--json``, web pages and Python show alike.

Comes in: rows, profiles, findings. Goes out: dictionaries with the keys of ``docs/cli.md``. Words in them come from
``texts``; codes and fields always stand beside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from openicp.model.attribute import Condition
from openicp.model.finding import Finding
from openicp.model.profile import Line, Profile
from openicp.model.segment import FoundSegment, SearchResult, Segment

if TYPE_CHECKING:
    from openicp.prospects import Ranked, Reason, Wording
    from openicp.report.inputs import SegmentRow
    from openicp.texts import Texts


def row_plain(row: SegmentRow, found: SearchResult | None, texts: Texts) -> dict[str, Any]:
    """A segment with its metrics and verdict."""
    one = _found(row.segment, found)
    accounts = row.metrics.get("accounts")
    plain: dict[str, Any] = {
        "id": "unknown" if row.unknown else row.segment.id if row.name is None else row.name,
        "label": label(row, texts),
        "conditions": [condition.to_json() for condition in row.segment.conditions],
        "accounts": int(accounts.value) if accounts is not None and accounts.value is not None else None,
        "basis": row.basis,
        "reliable": None if one is None else one.code == "reliable",
        "p_adjusted": None if one is None else one.p_adjusted,
        "metrics": {name: estimate.to_json() for name, estimate in row.metrics.items()},
        "verdict": None,
    }
    if row.by_term:
        plain["by_term"] = {
            str(months): {name: estimate.to_json() for name, estimate in found_of.items()}
            for months, found_of in sorted(row.by_term.items())
        }
    if one is not None:
        plain["difference"] = one.difference.to_json()
        plain["chosen"] = one.chosen
    if row.verdict is not None:
        said = row.verdict
        plain["verdict"] = {
            "code": said.code,
            "reason": said.reason,
            "fields": said.fields,
            "targets": dict(said.targets),
        }
    return plain


def label(row: SegmentRow, texts: Texts) -> str:
    """What a segment is called."""
    if row.unknown:
        return texts("segment.unknown")
    return row.name or row.segment.name or texts.label(row.segment)


def segment_of(plain: Mapping[str, Any]) -> Segment:
    """The segment that a row was made from."""
    return Segment(tuple(Condition.from_json(dict(one)) for one in plain["conditions"]))


def _found(segment: Segment, found: SearchResult | None) -> FoundSegment | None:
    if found is None or not segment.conditions:
        return None
    return next((one for one in found.found if one.segment.id == segment.id), None)


def profile_plain(profile: Profile, texts: Texts) -> dict[str, Any]:
    """The profile as its file holds it, with labels and the statement in every language."""
    from openicp import profile as room
    from openicp.report.views.statement import parts
    from openicp.texts import LANGUAGES, catalogue

    statement = {}
    for lang in LANGUAGES:
        said = catalogue(lang).within(texts.terms)
        statement[lang] = "".join(span.text for span in said.sentence(parts(profile)))
    plain = room.to_plain(profile, statement={lang: text for lang, text in statement.items() if text})
    for line, made in zip(profile.lines, plain["lines"], strict=True):  # type: ignore[call-overload]
        relabel(line, made, texts)
    return plain


def relabel(line: Line, made: dict[str, Any], texts: Texts) -> None:
    """Name a line and its bands in a language."""
    made["label"] = texts.label(line)
    if line.is_together:
        made["attributes"] = list(line.attributes)
    others = texts("together.rest" if line.is_together else "band.others")
    for band, band_made in zip(line.bands, made["bands"], strict=True):
        band_made["label"] = texts.label(Segment(band.conditions)) if band.conditions else others


def finding_plain(finding: Finding, texts: Texts) -> dict[str, Any]:
    """A finding with its sentence."""
    key = f"finding.{finding.code}"
    message = texts(key, **finding.fields) if texts.has(key) else finding.code
    fields = {name: day_as_text(value) for name, value in finding.fields.items()}
    return {"code": finding.code, "severity": finding.severity, "fields": fields, "message": message}


def day_as_text(value: object) -> object:
    """A date as JSON has it; everything else as it is."""
    if isinstance(value, dict):
        return {name: day_as_text(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def prospect_plain(row: Ranked, words: Wording, *, value: Callable[[Reason], object]) -> dict[str, Any]:
    """A company of a list that was scored.

    Parameters
    ----------
    words
        Why, and what to ask.
    value
        What the company has that gave or took points.
    """
    return {
        "rank": row.rank,
        "name": row.name,
        "domain": row.domain,
        "tier": row.tier,
        "tier_open": row.tier_open,
        "score": row.score,
        "score_low": row.score_low,
        "score_high": row.score_high,
        "chance": row.chance.to_json() if row.chance is not None else None,
        "expected_value": row.expected.to_json() if row.expected is not None else None,
        "chance_reason": row.chance_reason,
        "reasons": [{"attribute": one.attribute, "value": value(one), "points": one.points} for one in row.reasons],
        "why": words.reasons,
        "unknown": list(row.unknown),
        "ask": words.ask,
    }
