"""Which column of a file is which column of a table.

Comes in: a ``Look`` and the table that its rows are. Goes out: columns mapped with confidence and reason, the
user's own attributes, and the groups that are kept out. It never maps two columns to one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from openicp.collect.mapping import APART, SURE, WORTH_ASKING, ColumnMapping, OwnColumn, own_attribute
from openicp.collect.recognise.headers import Candidate, Header, apart, fold, thing_table
from openicp.collect.recognise.persons import names_persons
from openicp.collect.recognise.tables import Look
from openicp.collect.recognise.values import ColumnProfile, agreement
from openicp.collect.schema import ROW_IDS, column_kind, spec_column
from openicp.vocab import load as vocabulary

ROW_KEYS = ROW_IDS | {"accounts": "account_ref", "prospects": "account_ref", "plans": "plan_id", "stages": "stage_id"}
NAMES = {"accounts": "account_name", "prospects": "account_name", "plans": "plan_name", "stages": "stage_label"}
COMPANY_TABLES = frozenset({"accounts", "prospects"})
LONG = 60
"""Letters from which on a text is free text."""
NUMERIC = frozenset({"industry", "size_class", "country", "region", "city", "growth_stage", "business_model"})
"""Words, never plain numbers."""
DAY = re.compile(r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|.*[^\W\d]{3,}.*\d{4}$)")
DIALLED = re.compile(r"^(\+|00)\d|^\(?0\d+[ )/-]")
STANDING = frozenset(
    re.findall(
        r"\w+",
        "active live paying current ended inactive cancelled canceled churned stopped closed expired left gone former"
        " paused trial trialing trialling suspended terminated lapsed open ongoing overdue",
    )
)
"""How a contract stands, where its column is called a state."""
WORDED = frozenset({"industry"})
"""Columns of which a file may have several, coarse and fine."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Every column of a file, sorted out."""

    mapped: tuple[ColumnMapping, ...]
    doubtful: tuple[ColumnMapping, ...]
    own: tuple[OwnColumn, ...]
    apart: dict[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """One column's claim to be one canonical column."""

    place: int
    order: int
    column: str
    confidence: float
    reason: str
    fit: float


def assign(
    look: Look, table: str, fixed: dict[str, str] | None = None, *, cents: bool = False, persons: bool = False
) -> Columns:
    """Map the columns of a file to one table.

    Parameters
    ----------
    look
        Headers and profiles.
    table
        The main table.
    fixed
        Folded header to canonical column or group, from the recogniser of a system; these are certain.
    cents
        Whether amounts are in cents.
    persons
        Whether the rows are persons: then whatever is not mapped describes a person.
    """
    fixed = fixed or {}
    claims = _claims(look, table, fixed)
    chosen = _best_of(claims)
    made = {claim.place: _column(look.headers[claim.place], table, claim) for claim in chosen}
    made = ADJUSTMENTS.get(table, dict)(made)
    if cents:
        made = {place: replace(each, scale=0.01) if each.kind == "money" else each for place, each in made.items()}
    sure = tuple(made[p] for p in sorted(made) if made[p].confidence >= SURE)
    doubtful = tuple(made[p] for p in sorted(made) if made[p].confidence < SURE)
    beaten = {claim.place for claim in claims if claim.confidence >= SURE}
    rest = Rest(table, fixed, frozenset(made), frozenset(beaten), persons=persons)
    own, kept_out = _rest(look, rest)
    return Columns(sure, doubtful, own, kept_out)


def _claims(look: Look, table: str, fixed: dict[str, str]) -> list[Claim]:
    claims: list[Claim] = []
    for place, (header, found, profile) in enumerate(zip(look.headers, look.found, look.profiles, strict=True)):
        if (column := fixed.get(header.full)) is not None:
            if column not in APART and (not _unlike(profile, column_kind(table, column)) or _rated(column, profile)):
                order = list(fixed).index(header.full)
                claims.append(Claim(place, order, column, 1.0, "system", 2.0 - 0.5 * profile.empty))
            continue
        named = [*_by_place(header, table), *(each for each in found if each.fits(table))]
        claims += [_claim(place, order, each, table, header, profile) for order, each in enumerate(named)]
    return [claim for claim in claims if claim.confidence >= WORTH_ASKING]


def _unlike(profile: ColumnProfile, kind: str) -> bool:
    """Whether words stand where numbers should: a system's column that holds something else this time."""
    return kind == "number" and not profile.empty and profile.share("number", "percent", "range") < 0.2


def _rated(column: str, profile: ColumnProfile) -> bool:
    """Whether a score is given in words: *good*, *sehr zufrieden*."""
    if column != "score" or not profile.top:
        return False
    books = (vocabulary("thumbs"), vocabulary("satisfaction"))
    return sum(any(book.find(text) for book in books) for text in profile.top) > 0.5 * len(profile.top)


def _by_place(header: Header, table: str) -> Iterable[Candidate]:
    """A bare ``id`` or ``name`` is that of the row's own thing."""
    thing = header.thing
    if table in ROW_KEYS and thing is not None and (thing == "" or thing_table(thing) == table):
        yield Candidate(ROW_KEYS[table], frozenset({table}), 0.97, "header")
    if table in NAMES and header.plain in ("name", "label", "property name"):
        yield Candidate(NAMES[table], frozenset({table}), 0.97, "header")


def _claim(place: int, order: int, candidate: Candidate, table: str, header: Header, profile: ColumnProfile) -> Claim:
    agreed = agreement(profile, column_kind(table, candidate.column))
    agreed = 1.0 if _rated(candidate.column, profile) else agreed
    if candidate.column in NUMERIC and not profile.empty:
        agreed = 1 - profile.share("number", "date") if candidate.column != "industry" else 1.0
    if header.plain == "state":
        agreed = min(agreed, _as_state(candidate.column, profile))
    confidence = round(candidate.confidence * _weight(agreed), 3)
    # Beside an amount in local currency, the same amount in one currency needs no rates.
    fit = confidence + (0.01 if header.currency else 0) - (0.02 if header.local else 0)
    fit += 0.03 * _known(candidate.column, profile)
    fit += 0.001 * (profile.filled / profile.rows if profile.rows else 0) - 0.05 * profile.empty
    return Claim(place, order, candidate.column, confidence, candidate.reason, fit)


def _as_state(column: str, profile: ColumnProfile) -> float:
    """A state is a place, or how things stand: *Live* and *Ended* are no places."""
    standing = sum(fold(value) in STANDING for value in profile.top) >= 0.5 * max(1, len(profile.top))
    return 1.0 if standing == (column == "status") else 0.0


def _known(column: str, profile: ColumnProfile) -> float:
    """Of two columns of industries, the one whose words are known says more; of two that are, the finer one."""
    if column not in WORDED or not profile.top:
        return 0.0
    book = vocabulary(column)
    known = sum(book.find(value) is not None for value in profile.top)
    return known / len(profile.top) * (0.9 + 0.1 * min(1.0, profile.distinct / 100))


def _weight(agreed: float) -> float:
    return 1.0 if agreed >= 0.8 else 0.8 if agreed >= 0.5 else 0.55 if agreed >= 0.2 else 0.1


def _best_of(claims: list[Claim]) -> list[Claim]:
    taken: set[str] = set()
    placed: set[int] = set()
    chosen: list[Claim] = []
    for claim in sorted(claims, key=lambda c: (-c.fit, c.order, c.place)):
        if claim.column in taken or claim.place in placed:
            continue
        taken.add(claim.column)
        placed.add(claim.place)
        chosen.append(claim)
    return chosen


def _column(header: Header, table: str, claim: Claim) -> ColumnMapping:
    spec = spec_column(table, claim.column)
    money = spec is not None and spec.kind in ("money", "moneyrange")
    base = table == "rates" and claim.column == "rate" and header.full.split()[0].upper()
    currency = header.currency if money else None
    if base and len(str(base)) == 3 and base != "FX":
        currency = str(base)
    return ColumnMapping(
        header.text, table, claim.column, claim.confidence, claim.reason, currency, header.scale if money else 1.0
    )


def _signup_is_start(made: dict[int, ColumnMapping]) -> dict[int, ColumnMapping]:
    """In a sheet with churn or MRR and no other start, the day of signing up is the start."""
    columns = {each.column: place for place, each in made.items()}
    place = columns.get("created_on")
    paid = columns.keys() & {"mrr", "arr", "churned_on"}
    if place is None or not paid or "customer_since" in columns or "sign" not in made[place].header.lower():
        return made
    return made | {place: replace(made[place], column="customer_since")}


def _gross_is_amount(made: dict[int, ColumnMapping]) -> dict[int, ColumnMapping]:
    """An invoice's total stands for its amount only where no amount without tax is given."""
    if any(each.column == "amount" for each in made.values()):
        return {place: each for place, each in made.items() if each.column != "gross"}
    return {p: replace(each, column="amount") if each.column == "gross" else each for p, each in made.items()}


def _score_is_rating(made: dict[int, ColumnMapping]) -> dict[int, ColumnMapping]:
    """A score of a company in a sheet of companies is a rating."""
    return {
        p: replace(each, table="ratings", column="score") if each.column == "nps_of_account" else each
        for p, each in made.items()
    }


ADJUSTMENTS: dict[str, Callable[[dict[int, ColumnMapping]], dict[int, ColumnMapping]]] = {
    "accounts": lambda made: _score_is_rating(_signup_is_start(made)),
    "invoices": _gross_is_amount,
}
"""What only all columns of a table together can tell."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is known of the columns that were not mapped."""

    table: str
    fixed: dict[str, str]
    used: frozenset[int]
    beaten: frozenset[int]
    """Places of columns that would say what another one says already."""
    persons: bool


def _rest(look: Look, rest: Rest) -> tuple[tuple[OwnColumn, ...], dict[str, str]]:
    own: list[OwnColumn] = []
    kept_out: dict[str, str] = {}
    for place, (header, profile) in enumerate(zip(look.headers, look.profiles, strict=True)):
        if place in rest.used:
            continue
        group = _told(rest, header) or _apart(rest, header) or _answerer(rest, header) or group_of(header, profile)
        kind = None if group or rest.table not in COMPANY_TABLES else own_kind(profile)
        if kind is None:
            kept_out[header.text] = group or _why_not(rest, place, profile)
        else:
            own.append(OwnColumn(header.text, own_attribute(header.text), kind))
    return tuple(own), kept_out


def _apart(rest: Rest, header: Header) -> str | None:
    """The group of a header; what other tables do not need may well describe a company."""
    group = apart(header.text)
    return None if group == "unneeded" and rest.table in COMPANY_TABLES else group


def _answerer(rest: Rest, header: Header) -> str | None:
    """In a table of answers a bare name is that of who answered."""
    named = header.plain in ("name", "naam", "nom", "nume")
    return "person" if rest.table in ("ratings", "voices", "tags", "personas") and named else None


def _told(rest: Rest, header: Header) -> str | None:
    """The group that the system's recogniser tells; of two headers for one column, the other one is a double."""
    told = rest.fixed.get(header.full)
    return told if told is None or told in APART else "double"


def group_of(header: Header, profile: ColumnProfile) -> str | None:
    """Persons by their values, ids of other things by their header."""
    if profile.share("mail") > 0.5 or _are_phones(profile):
        return "person"
    if header.thing is not None or (
        profile.share("id") > 0.95 and profile.unique and profile.share("number", "date") < 0.5
    ):
        return "other_id"
    return "person" if names_persons(profile) else None


def _are_phones(profile: ColumnProfile) -> bool:
    """Numbers of telephones may pass for numbers too: with a country's code, or in groups behind a nought."""
    if profile.share("phone") <= 0.5:
        return False
    dialled = sum(DIALLED.match(value) is not None for value in profile.top)
    return profile.share("number", "date") < 0.5 or dialled > 0.5 * len(profile.top)


def own_kind(profile: ColumnProfile) -> str | None:
    """Kind of a user's own attribute, or ``None`` when its values would not describe groups of companies."""
    if profile.filled < 2 or profile.distinct < 2:
        return None
    if profile.share("yesno") >= 0.95 and profile.distinct <= 4:
        return "yesno"
    if _are_days(profile):
        return "date"
    if profile.share("number") >= 0.9:
        return "yesno" if set(profile.top) <= {"0", "1"} else "number"
    if profile.share("date", "domain") >= 0.5 or profile.mean_length > LONG:
        return None
    if profile.share("list") >= 0.3 and profile.mean_length > 8:
        return "tags"
    return "category" if profile.distinct <= max(30, 0.2 * profile.filled) else None


def _are_days(profile: ColumnProfile) -> bool:
    """Nearly all values are whole dates; ``1234.5`` looks like a year and a month and is none."""
    whole = sum(DAY.match(value) is not None for value in profile.top)
    return profile.share("date") >= 0.9 and whole >= 0.9 * len(profile.top)


def _why_not(rest: Rest, place: int, profile: ColumnProfile) -> str:
    """Why a column is left: its rows are persons, it is free text, empty, or said already; else nothing is known."""
    if rest.persons:
        return "person"
    if place in rest.beaten:
        return "double"
    return "free" if profile.mean_length > LONG else "unneeded" if profile.empty else "ignored"
