"""Invented companies as input of a report: good data, thin data, customers only, typed figures."""

from __future__ import annotations

import math
import random
from datetime import date

from openicp.model.attribute import Attribute, Condition, Kind
from openicp.model.estimate import Estimate
from openicp.model.finding import SetAside
from openicp.model.profile import Band, Evidence, Line, Profile, Tier
from openicp.model.segment import Segment, Verdict
from openicp.report.inputs import (
    BestCustomer,
    BestTrait,
    Curve,
    Filled,
    Made,
    Miss,
    Misses,
    ProspectRow,
    Prospects,
    Quote,
    Reason,
    ReportInput,
    Role,
    SegmentRow,
    SourceRow,
    Theme,
    Total,
    Trait,
)
from openicp.texts import Terms

AS_OF = date(2026, 10, 31)
TERMS = Terms(
    {
        "industry": Attribute("industry", Kind.CATEGORY),
        "employees": Attribute("employees", Kind.NUMBER, "people"),
        "revenue": Attribute("revenue", Kind.NUMBER, "money"),
        "country": Attribute("country", Kind.CATEGORY),
        "technologies": Attribute("technologies", Kind.TAGS),
        "x_office": Attribute("x_office", Kind.YESNO, own_label="Has a project office"),
    },
    {"industry": {"tech_startup": "Tech startup", "project_tools": "Project tools"}},
    "USD",
)
TECH = Condition("industry", ("tech_startup", "ecommerce"))
SIZE = Condition("employees", (), 50, 200)
TOOLS = Condition("technologies", ("jira", "asana"))
SLACK = Condition("technologies", ("slack",))
REVENUE = Condition("revenue", (), 10e6, 50e6)
PLACE = Condition("country", ("US", "CA", "GB", "NL", "DE", "FR"))


def share(k: int, n: int, *, method: str = "wilson") -> Estimate:
    """k of n with its Wilson interval."""
    p, z = k / n, 1.96
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Estimate(p, max(middle - half, 0), min(middle + half, 1), n, method, k=k, unit="share")


def money(value: float, low: float, high: float, n: int = 100) -> Estimate:
    return Estimate(value, low, high, n, "bootstrap", unit="money")


def line(
    attribute: str, basis: str, best: Condition, points: int, pair: tuple[int, int, int, int], **more: object
) -> Line:
    k, n, k2, n2 = pair
    with_it, others = share(k, n), share(k2, n2)
    gap = with_it.value - others.value  # type: ignore[operator]
    evidence = Evidence(
        with_it,
        others,
        Estimate(gap, gap - 0.07, gap + 0.07, n + n2, "cross_fit", unit="share"),
        0.004,
        0.96,
        "holds",
        30,
        ("a3", "a7", "a8", "a9"),
        (300, 412),
        (150, 243),
    )
    return Line(attribute, basis, (Band(best, points, n, k), *more.get("bands", ())), evidence)  # type: ignore[misc]


def lines() -> tuple[Line, ...]:
    any_other = Band(None, 0)
    return (
        line(
            "industry",
            "shown",
            TECH,
            7,
            (181, 480, 25, 175),
            bands=(
                Band(Condition("industry", ("agency",)), 2),
                any_other,
                Band(Condition("industry", ("nonprofit",)), -3),
            ),
        ),
        line(
            "employees",
            "shown",
            SIZE,
            8,
            (158, 348, 48, 307),
            bands=(
                Band(Condition("employees", (), 200, 501), 3),
                Band(Condition("employees", (), 20, 50), 1),
                any_other,
                Band(Condition("employees", (), None, 20), -2),
            ),
        ),
        line("technologies", "shown", TOOLS, 6, (151, 362, 38, 226), bands=(Band(SLACK, 1), any_other)),
        line(
            "revenue",
            "leaning",
            REVENUE,
            3,
            (119, 291, 61, 262),
            bands=(Band(Condition("revenue", (), 5e6, 10e6), 1), any_other),
        ),
        line("country", "shared", PLACE, 0, (371, 412, 214, 243)),
        Line(
            "need",
            "heard",
            (),
            Evidence(
                share(14, 18), Estimate.unknown("no_data"), Estimate.unknown("no_data"), None, None, "cant_tell", 0
            ),
            note={"theme": "We lost the overview across projects"},
        ),
        Line(
            "technologies",
            "chosen",
            (Band(Condition("technologies", ("google_workspace",)), 0),),
            None,
            note={
                "by": "Head of product",
                "when": "12 May 2026",
                "why": "We build nothing for Microsoft Teams before 2028.",
            },
        ),
    )


def profile(**changes: object) -> Profile:
    values: dict[str, object] = {
        "name": "main",
        "version": 3,
        "outcome": "profitable",
        "code": "reliable",
        "reason": "holds_forward",
        "reason_fields": {"looked_at": 1918, "n": 655, "k": 206},
        "lines": lines(),
        "tiers": (
            Tier("A", 18, 140, share(103, 140)),
            Tier("B", 12, 196, share(71, 196)),
            Tier("C", 6, 171, share(24, 171)),
            Tier("D", -5, 148, share(8, 148)),
        ),
        "as_of": "2026-10-31",
        "run": "r1",
        "labelled": 655,
        "successes": 206,
        "looked_at": 1918,
        "segment": Segment((TECH, SIZE)),
        "left_out": (("x_csm", "after"), ("x_lead_score", "score")),
    }
    return Profile(**{**values, **changes})  # type: ignore[arg-type]


def segment(
    name: str,
    n: int,
    left: tuple[int, int],
    mrr: float,
    clv: float,
    cac: float,
    won: tuple[int, int],
    days: int,
    verdict: Verdict,
    *,
    same: tuple[int, ...] = (),
    **more: object,
) -> SegmentRow:
    metrics = {
        "accounts": Estimate(n, n, n, n, "count"),
        "customers": Estimate(n, n, n, n, "count"),
        "left_12m": share(*left),
        "annual_churn": share(*left),
        "mrr_share": Estimate(mrr, None, None, n, "sum", unit="share"),
        "clv": money(clv, clv * 0.86, clv * 1.12, n),
        "cac": money(cac, cac * 0.8, cac * 1.2, n),
        "ltv_cac": Estimate(clv / cac, clv / cac * 0.7, clv / cac * 1.3, n, "bootstrap", unit="ratio"),
        "payback_months": Estimate(cac / (clv / 40), 1, 9, n, "bootstrap", unit="months"),
        "win_rate": share(*won),
        "cycle_days": Estimate(days, days - 4, days + 5, n, "kaplan_meier", unit="days"),
    }
    return SegmentRow(
        Segment((Condition("x", (name,)),)), metrics, verdict, name=name, churn_target=0.114, same_as=same, **more
    )  # type: ignore[arg-type]


def segments() -> tuple[SegmentRow, ...]:
    retain = {"churn": 0.028, "low": 0.012, "high": 0.05, "target": 0.01}
    return (
        segment(
            "Tech startups, 50–200 people",
            118,
            (4, 80),
            0.31,
            20700,
            2150,
            (118, 160),
            24,
            Verdict("expand", "largest", {"share": 0.29, "churn": 0.005, "ltv_cac": 9.6}),
            same=(1, 2),
            basis="reliable",
        ),
        segment(
            "E-commerce, 50–200 people",
            86,
            (4, 58),
            0.29,
            25900,
            2380,
            (86, 119),
            27,
            Verdict("invest", "value_above", {"times": 1.4, "clv": 25900.0, "churn": 0.006, "ltv_cac": 10.9}),
            same=(0, 2),
        ),
        segment(
            "Tech and e-commerce, over 200 people",
            41,
            (3, 29),
            0.23,
            43700,
            7900,
            (41, 79),
            88,
            Verdict("cut_cost", "cac_twice", {"times": 2.7, "cac": 7900.0, "whole": 2950.0}),
            same=(0, 1, 3, 4, 5),
        ),
        segment(
            "Digital agencies",
            55,
            (9, 38),
            0.08,
            9000,
            1940,
            (55, 84),
            31,
            Verdict("retain", "churn_above_target", retain),
            same=(2, 4, 5),
        ),
        segment(
            "Tech and e-commerce, under 50 people",
            64,
            (11, 40),
            0.05,
            4800,
            1190,
            (64, 122),
            19,
            Verdict("retain", "churn_above_target", retain),
            same=(2, 3, 5),
        ),
        segment(
            "Non-profits",
            27,
            (6, 20),
            0.02,
            3600,
            6400,
            (27, 52),
            46,
            Verdict("dont_chase", "ltv_cac_below_one", {"ltv_cac": 0.6, "low": 0.3, "high": 0.8}),
            same=(2, 3, 4),
        ),
        segment(
            "Manufacturing",
            9,
            (1, 6),
            0.02,
            4100,
            2600,
            (9, 17),
            52,
            Verdict("too_little", "few_accounts", {"n": 9, "needed": 10}),
        ),
        segment(
            "Industry not known",
            12,
            (1, 8),
            0.01,
            6000,
            2200,
            (12, 22),
            33,
            Verdict("too_little", "no_metric", {"n": 12}),
            unknown=True,
        ),
    )


def curve(hazard: float, start: int) -> Curve:
    months = tuple(range(49))
    there = [1.0]
    for month in months[1:]:
        there.append(there[-1] * (1 - hazard * (1.6 if month < 12 else 0.7)))
    band = [0.012 * math.sqrt(m) for m in months]
    return Curve(
        tuple(float(m) for m in months),
        tuple(there),
        tuple(max(s - b, 0) for s, b in zip(there, band, strict=True)),
        tuple(min(s + b, 1) for s, b in zip(there, band, strict=True)),
        tuple(max(int(start * (1 - m / 52)), 3) for m in months),
    )


NAMES = (
    "Lanternhouse",
    "Corvid Systems",
    "Fernway Goods",
    "Halcyon Parcel",
    "Tallyhouse",
    "Brightloom",
    "Oddfellow Supply",
    "Northpier Labs",
    "Saltbox Studio",
    "Marrow & Pine",
    "Orchard & Ember",
    "Tideline",
    "Kestrel Cloud",
    "Parcelwise",
)
INDUSTRIES = (
    "tech_startup",
    "tech_startup",
    "ecommerce",
    "ecommerce",
    "tech_startup",
    "tech_startup",
    "ecommerce",
    "tech_startup",
    "agency",
    "ecommerce",
)


def best() -> tuple[BestCustomer, ...]:
    values = (162900, 140300, 112500, 108100, 87600, 79500, 76400, 72900, 65300, 61500)
    people = (340, 280, 140, 410, 120, 95, 180, 160, 70, 60)
    places = ("US", "CA", "GB", "DE", "US", "NL", "US", "AU", "IE", "FR")
    reasons = (
        Reason("why.stayed", {"n": 46}),
        Reason("why.grew", {"n": 2.4}),
        Reason("why.recommended", {"n": 3}),
        Reason("why.closed_fast", {"n": 9}),
    )
    return tuple(
        BestCustomer(
            f"a{i}",
            money(value, value * 0.9, value * 1.1, 1),
            (reasons[i % 4], reasons[(i + 1) % 4]),
            (("industry", INDUSTRIES[i]), ("employees", people[i]), ("country", places[i])),
            people[i] <= 200,
        )
        for i, value in enumerate(values)
    )


def prospects() -> Prospects:
    chance = random.Random(4)
    histogram = {p: max(1, round(90 * math.exp(-(((p - 5) / 6) ** 2)))) for p in range(-5, 25)}
    rows = []
    for i in range(40):
        points = 24 - i // 3
        spread = chance.choice([(0, 0), (0, 0), (2, 1), (3, 3)])
        tier = "A" if points >= 18 else "B"
        low, high = points - spread[0], min(points + spread[1], 24)
        rows.append(
            ProspectRow(
                f"{chance.choice(['Pocket', 'Halyard', 'Tern', 'Quill', 'Ridgeway', 'Bluefin', 'Millpond', 'Juniper'])}"
                f"{chance.choice(['mill', ' Labs', ' & Thistle', 'stack', ' Outfitters', ' Robotics', ' Row'])}",
                points,
                low,
                high,
                tier,
                "B" if tier == "A" and low < 18 else "",
                timing=1 if i < 3 else 3,
                facts=(
                    ("industry", chance.choice(INDUSTRIES)),
                    ("employees", chance.choice([85, 110, (51, 200), 64])),
                    ("country", "US"),
                ),
                why=(("industry", TECH, 7), ("employees", 85, 8), ("technologies", TOOLS, 6), ("revenue", REVENUE, 3)),
                ask=("revenue",) if spread != (0, 0) else (),
                ask_changes="B" if tier == "A" and low < 18 else "",
                event="raised $14M" if i < 3 else "",
                event_on=date(2026, 10, 12) if i < 3 else None,
            )
        )
    return Prospects(tuple(rows), 1240, {"A": 64, "B": 212, "C": 500, "D": 231}, 38, 0, 195, histogram)


def themes() -> tuple[Theme, ...]:
    def quote(text: str, role: str, group: str, lang: str = "en") -> Quote:
        return Quote(text, role, group, lang)

    return (
        Theme(
            "pain",
            "Lost the overview",
            (14, 18),
            {"best": (7, 7), "left": (3, 5), "lost": (4, 6)},
            (
                quote(
                    "Eleven projects, and I learned from the client that one was late.",
                    "project manager, e-commerce, 90 people, US",
                    "best",
                ),
                quote(
                    "Jeder hat seine eigene Liste. Keine stimmt.",
                    "project manager, startup, 75 people, DE",
                    "best",
                    "de",
                ),
            ),
            (quote("We know where we are. We just don’t like where we are.", "COO, startup, 180 people, CA", "lost"),),
        ),
        Theme(
            "trigger",
            "A project overran",
            (11, 18),
            {"best": (6, 7), "left": (2, 5), "lost": (3, 6)},
            (
                quote(
                    "After Black Friday slipped, the board asked who knew.", "COO, e-commerce, 140 people, UK", "best"
                ),
            ),
        ),
        Theme(
            "outcome",
            "One place for status",
            (12, 18),
            {},
            (quote("I want Friday afternoon back.", "project manager, 75 people, DE", "best"),),
        ),
        Theme(
            "why_us",
            "Running in an afternoon",
            (9, 12),
            {"best": (6, 7), "left": (3, 5)},
            (quote("Jira was in before lunch.", "project manager, startup, 60 people, NL", "best"),),
        ),
    )


def good(**changes: object) -> ReportInput:
    """600 accounts, reliable."""
    values: dict[str, object] = {
        "company": "Plannery",
        "as_of": AS_OF,
        "terms": TERMS,
        "tagline": "Project management for teams that ship",
        "product_version": "0.1.0",
        "next_review": date(2027, 4, 30),
        "example": True,
        "made": Made(412, 308, 412, 243, 87, 18, 1240, 9000.0),
        "profile": profile(),
        "names": {f"a{i}": name for i, name in enumerate(NAMES)},
        "whole": {"monthly_churn": share(90, 9000), "win_rate": share(412, 655)},
        "inside": {
            "left_12m": share(8, 138),
            "win_rate": share(204, 279),
            "clv": money(22900, 20400, 24400),
            "customers": Estimate(204, 204, 204, 204, "count"),
        },
        "others": {"left_12m": share(31, 141), "win_rate": share(208, 376), "clv": money(13200, 11100, 15100)},
        "targets": {"monthly_churn": 0.01, "annual_churn": 0.114, "ltv_cac": 3.0, "payback_months": 12.0},
        "segments": segments(),
        "curve_inside": curve(0.006, 204),
        "curve_others": curve(0.014, 208),
        "traits": (
            Trait(PLACE, "mainly", (371, 412), (214, 243), "shared"),
            Trait(TECH, "mainly", (309, 412), (171, 243)),
            Trait(SLACK, "mainly", (281, 366), (128, 222)),
            Trait(TOOLS, "mainly", (258, 370), (104, 218), "shown"),
            Trait(SIZE, "often", (247, 412), (101, 243), "shown"),
            Trait(REVENUE, "often", (206, 354), (85, 199), "leaning"),
            Trait(Condition("industry", ("agency",)), "some", (55, 400), (29, 233)),
            Trait(Condition("industry", ("nonprofit",)), "sometimes", (27, 400), (25, 233)),
        ),
        "best": best(),
        "best_traits": (
            BestTrait(TECH, (9, 10), (300, 402), (171, 243)),
            BestTrait(SIZE, (7, 10), (240, 402), (101, 243)),
            BestTrait(TOOLS, (9, 10), (249, 360), (104, 218)),
            BestTrait(PLACE, (9, 10), (362, 402), (214, 243)),
        ),
        "roles": (
            Role("decides", "operations/c_level", (172, 297)),
            Role("uses", "Project manager", (212, 297)),
            Role("sometimes", "Head of department", (38, 297)),
            Role("stops", "IT security", (31, 243)),
        ),
        "themes": themes(),
        "channels": (("app marketplaces", 96, 204), ("word of mouth", 44, 204), ("paid search", 21, 204)),
        "prospects": prospects(),
        "misses": Misses(
            tuple(Miss(f"a{i}", 24 - i, (Reason("miss.left", {"n": i}),)) for i in range(10, 14)),
            (37, 140),
            tuple(Miss(f"a{i}", i, (Reason("miss.worth", {"value": 41200.0}),)) for i in range(1, 5)),
            (8, 148),
        ),
        "totals": (
            Total("active", Estimate(308, 308, 308, 308, "count"), 311, ()),
            Total("mrr", Estimate(199095.0, None, None, 308, "sum", unit="money"), 199784.0, ()),
            Total("lost", Estimate(243, 243, 243, 243, "count"), 243.0),
            Total("won", Estimate(412, 412, 412, 412, "count"), 412.0),
            Total("win_rate", share(412, 655), 0.629),
            Total("cycle_days", Estimate(34, 30, 38, 655, "median", unit="days"), 34.0),
        ),
        "filled": tuple(
            Filled(a, k, 655)
            for a, k in (
                ("industry", 640),
                ("employees", 655),
                ("technologies", 588),
                ("revenue", 553),
                ("x_office", 210),
            )
        ),
        "sources": (
            SourceRow("hubspot-companies.csv", (("accounts", 742),), 0, 3, AS_OF),
            SourceRow("stripe-subscriptions.csv", (("subscriptions", 512),), 1, 0, AS_OF),
        ),
        "findings": (),
        "set_aside": (SetAside("hubspot-companies.csv", 118, "Churn", "7897. 2%", "not_a_share", "cell"),),
        "set_aside_total": 4,
        "leaked": (("x_owner", "owner"),),
    }
    return ReportInput(**{**values, **changes})  # type: ignore[arg-type]


def thin() -> ReportInput:
    """40 customers, 15 lost deals, 8 interviews."""
    agencies = Condition("industry", ("agency",))
    base = profile(
        code="too_little",
        version=1,
        labelled=55,
        successes=20,
        looked_at=214,
        settle={"more": 22},
        tiers=(),
        segment=Segment((agencies, SIZE)),
        left_out=(),
        lines=(
            line("industry", "leaning", agencies, 5, (13, 14, 16, 26)),
            line("country", "shared", Condition("country", ("DE", "FR")), 0, (36, 40, 13, 15)),
            Line(
                "need",
                "heard",
                (),
                Evidence(
                    share(6, 8), Estimate.unknown("no_data"), Estimate.unknown("no_data"), None, None, "cant_tell", 0
                ),
                note={"theme": "We lost the overview across clients"},
            ),
        ),
    )
    theme = Theme(
        "pain",
        "lost the overview across clients",
        (6, 8),
        {"best": (4, 5), "left": (1, 1), "open": (1, 2)},
        (
            Quote(
                "Elf Projekte, und dass eines zu spät war, erfuhr ich vom Kunden.",
                "project lead, agency, 80 people, DE",
                "best",
                "de",
            ),
        ),
    )
    few = prospects()
    rows = tuple(
        ProspectRow(r.name, 5, 3, 5, "", facts=r.facts, why=r.why[:2], ask=("industry",)) for r in few.rows[:9]
    )
    return good(
        company="Morgenplan",
        tagline="Project control for agencies",
        profile=base,
        example=True,
        terms=Terms(TERMS.attributes, TERMS.originals, "EUR"),
        made=Made(40, 29, 40, 15, 5, 8, 180, 760.0),
        whole={
            "monthly_churn": Estimate(0.0145, 0.0081, 0.0258, 760, "score", k=11, unit="share"),
            "win_rate": share(40, 55),
            "mrr": Estimate(8990.0, None, None, 29, "sum", unit="money"),
        },
        inside={},
        others={},
        segments=(),
        curve_inside=None,
        curve_others=None,
        curve_whole=curve(0.012, 40),
        traits=(),
        best=best()[:4],
        best_traits=(),
        roles=(),
        themes=(theme,),
        channels=(),
        prospects=Prospects(rows, 180, {}, 9, 0, 12, {}),
        misses=Misses(),
        totals=(
            Total("active", Estimate(29, 29, 29, 29, "count")),
            Total("mrr", Estimate(8990.0, None, None, 29, "sum", unit="money")),
        ),
    )


def customers_only() -> ReportInput:
    """One sheet of customers: no deals, no voices, no prospects, no margin."""
    base = profile(code="tentative", among_customers=True, tiers=(), lines=lines()[:2] + lines()[4:5])
    return good(
        profile=base,
        made=Made(412, 308, None, None, None, 0, 0, 9000.0),
        whole={"monthly_churn": share(90, 9000), "mrr": money(199095, 0, 0)},
        inside={"left_12m": share(8, 138), "clv": money(22900, 20400, 24400)},
        others={"left_12m": share(31, 141), "clv": money(13200, 11100, 15100)},
        traits=tuple(Trait(t.condition, t.how, t.customers, None) for t in good().traits),
        themes=(),
        roles=(),
        channels=(),
        prospects=None,
        misses=Misses(),
        clv_basis="revenue",
        totals=good().totals[:1],
    )


def figures() -> ReportInput:
    """The reference table of three segments, typed in."""

    def row(
        name: str,
        n: int,
        churn: tuple[float, float, float],
        clv: float,
        cac: float,
        verdict: Verdict,
        target: float,
        bound: str | None = None,
        same: tuple[int, ...] = (),
    ) -> SegmentRow:
        ratio = Estimate(clv / cac, None, None, n, "typed", unit="ratio", bound=bound)
        return SegmentRow(
            Segment(),
            {
                "accounts": Estimate(n, n, n, n, "typed"),
                "monthly_churn": Estimate(churn[0], churn[1], churn[2], n, "wilson", unit="share"),
                "clv": Estimate(clv, clv, None if bound else clv, n, "typed", unit="money", bound=bound),
                "cac": Estimate(cac, cac, cac, n, "typed", unit="money"),
                "ltv_cac": ratio,
                "payback_months": Estimate(
                    cac / clv * 12, None, None, n, "typed", unit="months", bound="at_most" if bound else None
                ),
            },
            verdict,
            basis="figures",
            name=name,
            churn_target=target,
            same_as=same,
        )

    return ReportInput(
        "Example",
        AS_OF,
        terms=Terms(currency="USD"),
        example=True,
        made=Made(500),
        churn="monthly_churn",
        targets={"monthly_churn": 0.05},
        segments=(
            row(
                "B mid",
                300,
                (0.04, 0.023, 0.069),
                4800,
                500,
                Verdict("expand", "largest", {"share": 0.6, "churn": 0.04, "ltv_cac": 9.6}),
                0.05,
                same=(1,),
            ),
            row(
                "C large",
                50,
                (0.02, 0.0035, 0.105),
                10000,
                1500,
                Verdict("cut_cost", "cac_twice", {"times": 2.7, "cac": 1500.0, "whole": 555.0}),
                0.01,
                "at_least",
                same=(0,),
            ),
            row(
                "A small",
                150,
                (0.1, 0.062, 0.158),
                2400,
                350,
                Verdict("retain", "churn_above_target", {"churn": 0.1, "low": 0.062, "high": 0.158, "target": 0.05}),
                0.05,
            ),
        ),
        set_aside=(SetAside("segments.csv", 3, "Churn", "7897. 2%", "not_a_share", "cell"),),
        set_aside_total=1,
    )


EXAMPLES = {"good": good, "thin": thin, "customers": customers_only, "figures": figures}
