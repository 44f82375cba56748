"""The head: whose profile, made from what, how far it can be trusted; and, when data are thin, what needs no segment.

Comes in: counts and the profile's code. Goes out: ``Head``. It leads with what is there, never with what lacks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from openicp.model.estimate import Estimate
from openicp.model.profile import Profile
from openicp.report.inputs import ReportInput, Theme
from openicp.report.views.common import Sentence, dated, ratio, runs, strong, theme_name
from openicp.report.views.questions import points, question_view
from openicp.texts import Texts

GRID_UP_TO = 55
"""As many dots as can still be counted; above that a bar."""
FEW_LOST = 20
GROUPS = ("best", "stayed", "left", "open", "lost")
ALWAYS = ("best", "left", "lost")
"""Groups that are shown also when nobody of them was asked."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that needs no segment: a sentence, a count to draw, what stands beneath."""

    title: str
    count: tuple[int, int]
    groups: tuple[tuple[str, int, int], ...]
    text: str

    @property
    def share(self) -> float:
        """Length of the bar when there are too many to count as dots."""
        return ratio(self.count) or 0.0

    @property
    def countable(self) -> bool:
        """Whether dots can be counted."""
        return self.count[1] <= GRID_UP_TO


@dataclass(frozen=True, slots=True)
class Head:
    """Part 1."""

    company: str
    subtitle: str
    made: Sentence
    until: str
    example: str
    verdicts: tuple[tuple[str, bool], ...]
    """The steps of trust, and which one it is."""
    verdict: str
    facts: tuple[Fact, ...]
    leaning: str
    """What points a way, with its counts, and that it could be chance."""
    foot: str
    """The running foot of printed pages."""


def head(inp: ReportInput, texts: Texts) -> Head:
    """The head of a report."""
    version = texts("head.version", n=inp.profile.version) if inp.profile else ""
    stop = "" if not inp.tagline or inp.tagline.endswith((".", "!", "?")) else "."
    return Head(
        inp.company,
        f"{inp.tagline}{stop} {version}".strip(),
        _made(inp, texts),
        _until(inp, texts),
        texts("head.example") if inp.example else "",
        _verdicts(inp, texts),
        _verdict(inp, texts),
        _facts(inp, texts) if inp.profile and inp.profile.code != "reliable" else (),
        _leaning(inp, texts),
        dated(texts("report.title", company=inp.company), inp.as_of, texts),
    )


def _made(inp: ReportInput, texts: Texts) -> Sentence:
    companies = 0 if inp.made.customers or inp.made.closed else inp.made.companies
    counts = (
        ("companies", companies),
        ("customers", inp.made.customers),
        ("deals", inp.made.closed),
        ("interviews", inp.made.interviews),
    )
    said = [strong(texts(f"head.made.{code}", n=n)) for code, n in counts if n]
    if inp.typed:
        said.append(strong(texts("head.made.segments", n=len(inp.segments))))
    key = "head.made" if inp.as_of is not None else "head.made.undated"
    return runs(texts(key, items=texts.listing(said)))


def _until(inp: ReportInput, texts: Texts) -> str:
    said = [] if inp.as_of is None else [texts("head.until", date=inp.as_of)]
    said += [] if inp.next_review is None else [texts("head.review", date=inp.next_review)]
    return " ".join(said)


def code_of(inp: ReportInput) -> str:
    """``reliable``, ``working``, ``too_little`` or ``none``: too little data with lines is a working profile."""
    if inp.profile is None:
        return ""
    code = inp.profile.code
    if code == "tentative" or (code == "too_little" and inp.profile.lines):
        return "working"
    return code


def _verdicts(inp: ReportInput, texts: Texts) -> tuple[tuple[str, bool], ...]:
    code = code_of(inp)
    if not code:
        return ()
    if code == "none":
        return ((texts("trust.none"), True),)
    return tuple((texts(f"trust.{step}"), step == code) for step in ("too_little", "working", "reliable"))


def _verdict(inp: ReportInput, texts: Texts) -> str:
    if inp.profile is None:
        return texts("trust.figures.say" if inp.typed else "trust.no_outcome.say")
    code, lines = code_of(inp), inp.profile.lines
    if code == "reliable":
        key = f"trust.{'one' if len(lines) == 1 else 'reliable'}.{'say' if _forward(inp.profile) else 'plain'}"
        return texts(key, n=sum(line.basis == "shown" for line in lines), of=len(lines))
    if code == "none" and texts.has(f"profile.{inp.profile.reason}"):
        return texts(f"profile.{inp.profile.reason}", **inp.profile.reason_fields)
    if code == "none":
        gap = (inp.profile.settle or {}).get("gap")
        key = "trust.none.say" if isinstance(gap, int | float) else "trust.none.plain"
        return texts(key, looked=inp.profile.looked_at, gap=gap)
    return texts(f"trust.{code}.say")


def _forward(profile: Profile) -> bool:
    """Whether every shown line also holds on accounts first approached later."""
    return all(
        line.evidence is not None and line.evidence.forward == "holds"
        for line in profile.lines
        if line.basis == "shown"
    )


def _facts(inp: ReportInput, texts: Texts) -> tuple[Fact, ...]:
    found = (_stayed(inp, texts), _won(inp, texts), _heard(inp, texts) or _paying(inp, texts))
    return tuple(fact for fact in found if fact is not None)


def _stayed(inp: ReportInput, texts: Texts) -> Fact | None:
    made, monthly = inp.made, inp.whole.get("monthly_churn")
    if not made.customers:
        return None
    if made.active is None:
        return Fact(texts("fact.bought", n=made.customers), (0, 0), (), "")
    title = texts("fact.stayed", n=made.customers, active=made.active)
    if monthly is None or monthly.value is None:
        return Fact(title, (made.active, made.customers), (), "")
    left = made.customers - made.active
    fields = {"churn": texts.estimate(_without_count(monthly)), "left": left}
    exposed = made.months_at_risk
    text = texts("fact.stayed.monthly", n=round(exposed), **fields) if exposed else texts("fact.stayed.rate", **fields)
    return Fact(title, (made.active, made.customers), (), text)


def _without_count(estimate: Estimate) -> Estimate:
    """The rate with its range only: the count stands in the same sentence."""
    return replace(estimate, k=None)


def _won(inp: ReportInput, texts: Texts) -> Fact | None:
    made, rate = inp.made, inp.whole.get("win_rate")
    if not made.won or not made.closed or made.lost is None:
        return None
    title = texts("fact.won", n=made.won, closed=made.closed)
    said = "" if rate is None or rate.value is None else f"{texts.estimate(_without_count(rate))}."
    if not made.lost:
        said = texts("fact.won.none_lost")
    elif made.lost < FEW_LOST and made.lost < made.won:
        said = f"{said} {texts('fact.won.few_lost', n=made.lost)}".strip()
    return Fact(title, (made.won, made.closed), (), said)


def _heard(inp: ReportInput, texts: Texts) -> Fact | None:
    coded = [theme for theme in inp.themes if theme.name]
    if not coded:
        return None
    theme = max(coded, key=lambda theme: (theme.kind == "pain", theme.said[0]))
    groups = tuple(
        (texts(f"group.{code}"), *theme.groups.get(code, (0, 0)))
        for code in GROUPS
        if code in ALWAYS or code in theme.groups
    )
    title = texts("fact.heard", theme.said[0], k=theme.said[0], asked=theme.said[1], theme=theme_name(texts, theme))
    return Fact(title, theme.said, groups if theme.groups else (), _unheard(theme, texts))


def _unheard(theme: Theme, texts: Texts) -> str:
    """Whom nobody asked yet: those who left and those who were lost."""
    missing = [texts(f"fact.unheard.{code}") for code in ("left", "lost") if not theme.groups.get(code, (0, 0))[1]]
    return texts("fact.unheard", groups=missing) if missing else ""


def _leaning(inp: ReportInput, texts: Texts) -> str:
    """The first thing that takes a segment, after all that needs none."""
    question = points(inp)
    if question is None:
        return ""
    said = question_view(question, texts)
    return f"{said.counts} {said.leaning}"


def _paying(inp: ReportInput, texts: Texts) -> Fact | None:
    """What they pay: the third fact where nobody was interviewed."""
    mrr, arpa = inp.whole.get("mrr"), inp.whole.get("arpa")
    if mrr is None or mrr.value is None or not inp.made.active:
        return None
    text = texts("fact.paying.each", x=arpa) if arpa is not None and arpa.value is not None else ""
    return Fact(texts("fact.paying", x=texts.money(mrr.value)), (0, 0), (), text)
