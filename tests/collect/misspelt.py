"""Companies of two systems with known truth: names written differently, and different companies with near names."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from collect.joins import Outcome, Reference, joined
from openicp.engine import Engine

FIRST = [
    "Nord",
    "Süd",
    "Brava",
    "Kite",
    "Lumen",
    "Atlas",
    "Delta",
    "Sigma",
    "Orion",
    "Vega",
    "Müller",
    "Schröder",
    "Weiß",
    "Krüger",
    "Bäcker",
    "Dupont",
    "Lefèvre",
    "Garçon",
    "Ionescu",
    "Țigan",
    "Popescu",
    "Rossi",
    "Bianchi",
    "Jansen",
    "Bakker",
    "Visser",
    "Novák",
    "Dvořák",
    "Kowalski",
    "Wójcik",
    "Åberg",
    "Søndergaard",
    "Virtanen",
    "Hill",
    "Stone",
    "Silver",
    "Golden",
    "Blue",
    "Green",
    "Red",
    "Black",
    "White",
    "River",
    "Lake",
    "Forest",
    "Mountain",
    "Harbour",
    "Bridge",
    "Castle",
    "Tower",
    "Station",
    "Falcon",
    "Eagle",
    "Raven",
    "Swan",
    "Tiger",
    "Lion",
    "Bear",
    "Wolf",
    "Fox",
    "Otter",
    "Comet",
    "Nova",
    "Stellar",
    "Lunar",
    "Solar",
    "Polar",
    "Arctic",
    "Baltic",
    "Alpine",
    "Rapid",
    "Swift",
    "Prime",
    "Apex",
    "Summit",
    "Vertex",
    "Zenith",
    "Pivot",
    "Pixel",
    "Vector",
    "Matrix",
    "Cobalt",
    "Copper",
    "Iron",
    "Steel",
    "Carbon",
    "Neon",
    "Argon",
]
SECOND = [
    "Data",
    "Digital",
    "Media",
    "Software",
    "Systems",
    "Technologies",
    "Logistik",
    "Transport",
    "Consulting",
    "Engineering",
    "Services",
    "Solutions",
    "Energy",
    "Power",
    "Health",
    "Medical",
    "Pharma",
    "Foods",
    "Trading",
    "Design",
    "Studio",
    "Labs",
    "Networks",
    "Security",
    "Cloud",
    "Analytics",
    "Robotics",
    "Finance",
    "Capital",
    "Insurance",
    "Travel",
    "Air",
    "Hotels",
    "Events",
    "Learning",
    "Education",
    "Sports",
    "Fashion",
    "Textil",
    "Chemie",
    "Bau",
    "Immobilien",
    "Marketing",
    "Communications",
    "Manufacturing",
    "International",
    "Industries",
    "Management",
    "Marine",
    "Aviation",
    "Optics",
    "Sensorik",
]
THIRD = (
    "",
    "",
    "",
    "Partner",
    "Brothers",
    "Nordost",
    "West",
    "Innovation",
    "Europe",
    "Group",
    "& Söhne",
    "& Co",
    "Plus",
)
FORMS = {
    "DE": ("GmbH", "AG", "GmbH & Co. KG", "UG (haftungsbeschränkt)"),
    "FR": ("SARL", "S.A.S.", "SA"),
    "NL": ("B.V.", "N.V."),
    "RO": ("SRL", "S.R.L."),
    "US": ("Inc.", "LLC", "Corp."),
    "GB": ("Ltd", "Limited", "PLC"),
    "PL": ("Sp. z o.o.",),
    "FI": ("Oy",),
    "SE": ("AB",),
}
NEAR_WORDS = {"Data": "Datec", "Air": "Hair", "Bau": "Baum", "Media": "Medica", "Power": "Tower", "Marine": "Marina"}
SHORT = {"Services": "Svcs", "International": "Intl", "Manufacturing": "Mfg", "Brothers": "Bros", "Management": "Mgmt"}
SHORT |= {"Engineering": "Engrg.", "Technologies": "Tech", "Communications": "Comms", "Industries": "Ind."}


@dataclass(frozen=True, slots=True)
class Company:
    """What is true: one company as the first system has it."""

    number: int
    words: str
    form: str
    country: str
    domain: str

    @property
    def name(self) -> str:
        """With its legal form."""
        return f"{self.words} {self.form}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a system."""

    reference: Reference
    company: int
    how: str
    """What was done to its name."""


Writer = Callable[[random.Random, Company], str | None]


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _slip(rng: random.Random, text: str) -> str:
    """One letter left out, doubled, swapped with the next, or another."""
    places = [n for n in range(1, len(text) - 1) if text[n].isalpha() and text[n + 1].isalpha()]
    n = rng.choice(places)
    way = rng.randrange(4)
    if way == 0:
        return text[:n] + text[n + 1 :]
    if way == 1:
        return text[:n] + text[n] + text[n:]
    if way == 2 and text[n] != text[n + 1]:
        return text[:n] + text[n + 1] + text[n] + text[n + 2 :]
    return text[:n] + rng.choice("aeiourstln") + text[n + 1 :]


def _umlauts(text: str) -> str:
    for sign, both in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue")):
        text = text.replace(sign, both)
    return text


def _shortened(text: str) -> str:
    return " ".join(SHORT.get(word, word) for word in text.split())


def _turned(text: str) -> str:
    first, *rest = text.split()
    return " ".join([*rest, first])


WRITERS: dict[str, Writer] = {
    "as it is": lambda rng, c: c.name,
    "capitals": lambda rng, c: c.name.upper(),
    "no legal form": lambda rng, c: c.words,
    "another spelling of the form": lambda rng, c: f"{c.words}, {rng.choice(FORMS[c.country])}",
    "no accents": lambda rng, c: _plain(c.name),
    "umlauts as ae": lambda rng, c: _umlauts(c.name),
    "and for &": lambda rng, c: f"{c.words.replace('&', 'und')} {c.form}",
    "run together": lambda rng, c: c.words.replace(" ", "", 1),
    "abbreviation": lambda rng, c: f"{_shortened(c.words)} {c.form}",
    "words turned": lambda rng, c: f"{_turned(c.words)} {c.form}",
    "one slip": lambda rng, c: f"{_slip(rng, c.words)} {c.form}",
    "two slips": lambda rng, c: _slip(rng, _slip(rng, c.words)),
    "last word left out": lambda rng, c: " ".join(c.words.split()[:-1]),
    "only a domain": lambda rng, c: None,
}


def companies(rng: random.Random, n: int) -> list[Company]:
    """Different companies, some with nearly the name of another."""
    made: list[Company] = []
    seen: set[str] = set()
    while len(made) < n:
        words = " ".join(filter(None, (rng.choice(FIRST), rng.choice(SECOND), rng.choice(THIRD))))
        if words in seen:
            continue
        seen.add(words)
        country = rng.choice(list(FORMS))
        made.append(_company(len(made), words, rng.choice(FORMS[country]), country))
        near = _distractor(rng, made[-1]) if rng.random() < 0.12 and len(made) < n else None
        if near is not None:
            made.append(replace(near, number=len(made)))
            seen.add(near.words)
    return made


def _company(number: int, words: str, form: str, country: str) -> Company:
    label = "".join(sign for sign in _plain(_umlauts(words)).lower() if sign.isalnum())
    ending = {"GB": "co.uk", "US": "com"}.get(country, country.lower())
    return Company(number, words, form, country, f"{label}.{ending}")


def _distractor(rng: random.Random, of: Company) -> Company:
    """A different company with nearly the name: another word, a number, another country, a subsidiary."""
    way = rng.randrange(5)
    other = rng.choice([country for country in FORMS if country != of.country])
    first, second, *rest = of.words.split()
    if way == 0:
        return _company(
            0,
            " ".join((first, NEAR_WORDS.get(second, second[:-1] + ("o" if second[-1] != "o" else "a")), *rest)),
            of.form,
            of.country,
        )
    if way == 1:
        return _company(0, f"{of.words} {rng.randrange(2, 9)}", of.form, of.country)
    if way == 2:
        return _company(0, of.words, rng.choice(FORMS[other]), other)
    if way == 3:
        named = {"DE": "Deutschland", "FR": "France", "NL": "Nederland", "US": "USA", "GB": "UK", "PL": "Polska"}
        return replace(of, words=f"{of.words} {named.get(other, 'Holding')}", form=FORMS[other][0], country=other)
    return _company(0, f"{first} {rng.choice([w for w in SECOND if w != second])}", of.form, of.country)


def entries(seed: int, n: int) -> list[Entry]:
    """Records of a CRM and of a billing system: seven of ten companies are in both, half without a common domain."""
    rng = random.Random(seed)
    found = []
    for company in companies(rng, n):
        where = rng.random()
        site = rng.random()
        if where < 0.85:
            domain = company.domain if site < 0.6 else None
            country = company.country if rng.random() < 0.7 else None
            reference = Reference("crm", "hubspot", "accounts", f"h{company.number}", company.name, domain, country)
            found.append(Entry(reference, company.number, "as it is"))
        if where > 0.15:
            found.append(_billed(rng, company, site))
    return found


def _billed(rng: random.Random, company: Company, site: float) -> Entry:
    how = rng.choice(list(WRITERS))
    name = WRITERS[how](rng, company)
    domain = company.domain if site < 0.35 or site > 0.85 or name is None else None
    country = company.country if rng.random() < 0.5 else None
    reference = Reference("billing", "stripe", "accounts", f"s{company.number}", name, domain, country)
    return Entry(reference, company.number, how)


@dataclass(frozen=True, slots=True)
class Measured:
    """How well a way of joining did."""

    merged: int
    """Pairs of records that were joined without a question."""
    right: int
    true: int
    asked: int
    """Pairs that a person has to look at."""
    asked_right: int
    by_way: dict[str, tuple[int, int, int]]
    """True pairs, joined, joined or asked, by what was done to the name."""

    @property
    def precision(self) -> float:
        """Of what was joined without a question, how much is right."""
        return self.right / self.merged if self.merged else 1.0

    @property
    def recall(self) -> float:
        """Of what is one company, how much was joined without a question."""
        return self.right / self.true

    @property
    def recall_asked(self) -> float:
        """The same with a person who answers right."""
        return (self.right + self.asked_right) / self.true


def measure(found: Sequence[Entry], merged: set[frozenset[int]], asked: set[frozenset[int]]) -> Measured:
    """Compare pairs of entries (by place) with the truth."""
    by_company: dict[int, list[int]] = {}
    for place, entry in enumerate(found):
        by_company.setdefault(entry.company, []).append(place)
    true = {frozenset((a, b)) for places in by_company.values() for a in places for b in places if a < b}
    ways: dict[str, list[int]] = {}
    for pair in true:
        how = found[max(pair)].how
        counts = ways.setdefault(how, [0, 0, 0])
        counts[0] += 1
        counts[1] += pair in merged
        counts[2] += pair in merged or pair in asked
    by_way = {how: (c[0], c[1], c[2]) for how, c in sorted(ways.items())}
    left = asked - merged
    return Measured(len(merged), len(merged & true), len(true), len(left), len(left & true), by_way)


def by_openicp(engine: Engine, found: Sequence[Entry]) -> tuple[Measured, Outcome]:
    """Join the entries as an import would."""
    outcome = joined(engine, *(entry.reference for entry in found))
    places: dict[str, list[int]] = {}
    for place, entry in enumerate(found):
        places.setdefault(outcome.account(entry.reference), []).append(place)
    merged = {frozenset((a, b)) for each in places.values() for a in each for b in each if a < b}
    asked = set()
    for each in (*outcome.joined.doubtful, *outcome.alike):
        one, other = outcome.id_of(each.first), outcome.id_of(each.second)
        asked |= {frozenset((a, b)) for a in places[one] for b in places[other] if one != other}
    return measure(found, merged, asked), outcome
