"""The sentence: phrases underlined by their basis, and the proof beside it.

Comes in: the profile's lines, figures inside and of the others. Goes out: ``Statement``. A phrase without a line has
no underline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openicp.model.attribute import Condition
from openicp.model.profile import Line, Profile
from openicp.report.charts.dots import Axis, Mark
from openicp.report.inputs import ReportInput
from openicp.report.views.behind import anchor
from openicp.report.views.common import axis, count_and_share, inside_name, mark, round_share
from openicp.texts import Part, Span, Texts
from openicp.texts.sentence import slot

BASES = ("shown", "leaning", "heard", "shared", "chosen")
ROOM = {"left_12m": 1.8, "clv": 1.2}
"""How much longer an axis is than its highest end, so that the words fit behind it and clear of the target."""
MOST_SLOTS = 6
"""A sentence of more phrases is not read to its end."""
MOST_OWN = 3
DERIVED = frozenset({"size_class"})
PROOFS = ("left_12m", "win_rate", "clv")


@dataclass(frozen=True, slots=True)
class Proof:
    """One figure, inside above the others."""

    name: str
    marks: tuple[Mark, ...]
    axis: Axis
    target: float | None
    title: str
    to: str
    """The anchor of the companies behind it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Part 2."""

    spans: tuple[Span, ...]
    plain: str
    """What is said instead, when there is no line to make a sentence of."""
    key: tuple[tuple[str, str, str], ...]
    """(basis, its word, what it means), those that occur."""
    proofs: tuple[Proof, ...]
    note: str


def parts(profile: Profile) -> tuple[Part, ...]:
    """What the sentence says, line by line; a found segment brings all its conditions."""
    said: list[Part] = []
    for index, line in enumerate(profile.lines):
        if line.best is not None:
            said.append(Part(line.attribute, line.basis, line.best, line=index))
        elif theme(line):
            said.append(Part("need", line.basis, text=theme(line), line=index))
    return tuple(_told_once(said))


def _told_once(said: Sequence[Part]) -> Iterator[Part]:
    """What a found segment and a line of its own both name is said once; what is shared fills free places.

    A size class follows from the number of people: where it is merely shared it is no news. Of what has no place of
    its own the first few are named.
    """
    seen: set[Condition] = set()
    own = 0
    slots = {slot(part.attribute) for part in said if part.basis != "shared"} - {"other"}
    for part in said:
        place = slot(part.attribute)
        own += place == "other"
        derived = part.attribute in DERIVED and part.basis == "shared"
        if part.condition in seen or derived or (place == "other" and own > MOST_OWN):
            continue
        if part.basis == "shared" and (place in slots or len(slots) >= MOST_SLOTS):
            continue
        slots.add(place)
        if part.condition is not None:
            seen.add(part.condition)
        yield part


def theme(line: Line) -> str:
    """The words of a line that is no condition."""
    return (line.note or {}).get("theme") or (line.note or {}).get("text") or ""


def statement(inp: ReportInput, texts: Texts) -> Statement | None:
    """The sentence of a report; ``None`` without a profile."""
    if inp.profile is None:
        return None
    spans = texts.sentence(parts(inp.profile))
    used = [basis for basis in BASES if any(span.basis == basis for span in spans)]
    proofs = tuple(proof for code in PROOFS if (proof := _proof(code, inp, texts)) is not None)
    return Statement(
        spans,
        "" if spans else texts("statement.none"),
        tuple((basis, texts(f"basis.{basis}"), texts(f"basis.{basis}.means")) for basis in used),
        proofs,
        _note(inp, texts) if proofs else "",
    )


def _proof(code: str, inp: ReportInput, texts: Texts) -> Proof | None:
    inside, others = inp.inside.get(code), inp.others.get(code)
    if inside is None or others is None or inside.value is None or others.value is None:
        return None
    ours = mark(texts, inside, texts("word.inside"), inside=True)
    theirs = mark(texts, others, texts("word.others"), inside=False)
    assert ours is not None
    assert theirs is not None
    target = inp.targets.get("annual_churn") if code == "left_12m" else None
    name = texts(f"proof.{code}", n=inp.clv_months)
    said = [texts("proof.title", inside=count_and_share(texts, inside), others=count_and_share(texts, others))]
    if target is not None:
        said.append(texts("proof.target", x=round_share(texts, target)))
    highest = max(ours.high, theirs.high, target or 0)
    drawn = axis(texts, 1.0 if code == "win_rate" else highest * ROOM[code], inside.unit)
    return Proof(
        name,
        (ours, theirs),
        drawn,
        target,
        texts("label.yesno", name=name, value=texts.listing(said, style="series")),
        anchor(inp.profile.segment) if inp.profile is not None and inp.profile.segment is not None else "",
    )


def _note(inp: ReportInput, texts: Texts) -> str:
    segment = inp.profile.segment if inp.profile else None
    count = inp.inside.get("customers") or inp.inside.get("accounts")
    said = []
    if segment is not None and segment.conditions and count is not None and count.value is not None:
        said.append(texts("proof.inside", int(count.value), label=inside_name(texts, segment), n=int(count.value)))
    said.append(texts("proof.how"))
    monthly = inp.targets.get("monthly_churn")
    if "annual_churn" in inp.targets and "left_12m" in inp.inside:
        key = "proof.your_target.monthly" if monthly is not None else "proof.your_target"
        fields = {"x": round_share(texts, inp.targets["annual_churn"])}
        said.append(texts(key, **fields, monthly="" if monthly is None else round_share(texts, monthly)))
    return " ".join(said)
