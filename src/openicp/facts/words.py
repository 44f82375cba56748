"""What statuses, plans, stages and kinds mean, as tables of whole words in five languages.

Comes in: the different texts of a column. Goes out: one meaning each, or none. It never guesses from a part of a
word: ``unpaid`` is not ``paid``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from openicp import vocab

ENDED = (
    "canceled cancelled cancel churned churn ended expired terminated deactivated closed lost inactive former left"
    " gekundigt beendet abgelaufen inaktiv ehemalig opgezegd beeindigd verlopen inactief resilie resiliee annule"
    " annulee termine terminee expire inactif anulat anulata reziliat expirat incheiat inactiv deleted cancellation"
    " subscription_churned kundigung"
)
ACTIVE = (
    "active live paying paid customer current past_due unpaid overdue renewed ongoing aktiv laufend kunde actief klant"
    " lopend actif active client abonne activ client enabled non_renewing"
)
TRIAL = "trial trialing trialling in_trial trial_started testphase proefperiode essai perioada_de_proba demo freemium"
VOID = (
    "incomplete incomplete_expired void voided draft uncollectible future pending not_started storniert entwurf"
    " geannuleerd concept brouillon annulee ciorna written_off refunded"
)


def folded(text: str) -> str:
    """Lower case without accents, words joined by ``_``: ``Closed-Won`` is ``closed_won``."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


FREE = " ".join(dict.fromkeys(map(folded, vocab.load("plan").entries["free"].spellings())))

TOPICS: Mapping[str, Mapping[str, str]] = {
    "status": {"ended": ENDED, "active": ACTIVE, "trial": TRIAL, "void": VOID},
    "standing": {
        "past_due": (
            "past_due pastdue overdue unpaid delinquent in_dunning dunning payment_failed uberfallig unbezahlt"
            " achterstallig onbetaald en_retard impaye impayee restant neplatit"
        ),
        "paused": "paused pause on_hold suspended frozen pausiert ruhend gepauzeerd opgeschort en_pause suspendu"
        " suspendue suspendat",
    },
    "account": {
        "ended": ENDED.replace(" closed", "").replace(" lost", "") + " ex_customer former_customer churned_customer"
        " no n false nein nee non nu",
        "active": ACTIVE + " yes y true ja oui da",
        "fate": "acquired public ipo dissolved bankrupt defunct dead merged liquidated",
        "trial": TRIAL,
        "lost": "lost closed_lost disqualified unqualified verloren perdu pierdut",
        "prospect": "prospect lead target suspect interessent opportunity mql sql subscriber prospectus",
    },
    "plan": {"free": FREE},
    "movement": {"ended": ENDED + " subscription_canceled subscription_cancelled contraction_churn logo_churn"},
    "invoice": {"void": VOID + " canceled cancelled deleted"},
    "outcome": {
        "won": "won closed_won closedwon win signed gewonnen gagne gagnee castigat castigata deal_won",
        "lost": "lost closed_lost closedlost loss verloren perdu perdue pierdut pierduta abandoned rejected deal_lost",
        "open": "open offen ouvert deschis pending",
    },
    "deal_kind": {
        "renewal": "renewal renewals renew verlangerung verlenging renouvellement reinnoire prelungire",
        "expansion": (
            "expansion upsell up_sell cross_sell crosssell upgrade add_on existing_business existingbusiness"
            " existing_customer erweiterung uitbreiding extindere"
        ),
        "new": "new new_business newbusiness new_customer new_logo",
    },
}
"""Words of each meaning, folded: lower case, no accents, ``_`` between parts."""

INTERVAL_WORDS: Mapping[int, str] = {
    1: (
        "day daily taglich week weekly wochentlich month monthly months monat monatlich maand maandelijks mois mensuel"
        " mensuelle luna lunar 1_month monthly_billing"
    ),
    3: "quarter quarterly quartal vierteljahrlich kwartaal trimestre trimestriel trimestrial 3_months",
    6: "half_yearly semiannual semi_annual halbjahrlich halfjaarlijks semestriel semestrial 6_months",
    12: "year yearly annual annually years jahr jahrlich jaar jaarlijks an annuel annuelle anual 1_year 12_months",
    24: "biennial two_years 2_years 24_months",
    36: "triennial three_years 3_years 36_months",
}
INTERVALS = {word: months for months, words in INTERVAL_WORDS.items() for word in words.split()}
"""Months of a billing interval; what is shorter than a month is taken as one."""


def meaning(topic: str, word: str) -> str | None:
    """What ``word`` means in a column of this topic, or ``None``."""
    return next((found for found, words in TOPICS.get(topic, {}).items() if folded(word) in words.split()), None)


def dictionary(
    found: Mapping[str, Iterable[str]], *, free_plans: Iterable[str] = (), renewal_pipelines: Iterable[str] = ()
) -> dict[str, list[object]]:
    """Columns ``topic, word, meaning, amount`` for all words of all topics that mean something.

    Parameters
    ----------
    found
        The different texts by topic; ``interval`` gives months in ``amount``.
    free_plans, renewal_pipelines
        Plans that the project calls free, pipelines that it calls renewals, in any case.
    """
    chosen = {("plan", folded(plan)): "free" for plan in free_plans}
    chosen |= {("pipeline", folded(pipeline)): "renewal" for pipeline in renewal_pipelines}
    rows: list[tuple[str, str, str | None, float | None]] = []
    for topic, words in found.items():
        rows += [(topic, word, *_entry(topic, word, chosen)) for word in sorted(set(words))]
    known = [row for row in rows if row[2] is not None or row[3] is not None]
    columns = list(zip(*known, strict=True)) or [(), (), (), ()]
    return {name: list(column) for name, column in zip(("topic", "word", "meaning", "amount"), columns, strict=True)}


def _entry(topic: str, word: str, chosen: Mapping[tuple[str, str], str]) -> tuple[str | None, float | None]:
    if topic == "interval":
        months = INTERVALS.get(folded(word))
        return None, None if months is None else float(months)
    return chosen.get((topic, folded(word))) or meaning(topic, word), None
