"""Which accounts became valuable, under the outcome that a person chose.

Comes in: facts, an outcome, what the project says about money. Goes out: ``Labels``, or why an outcome is not
possible. It never labels what is still open or too young.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from openicp.errors import OutcomeNotPossible
from openicp.metrics import churn
from openicp.metrics.aged import aged
from openicp.metrics.calendar import day_of, quarter_of, summed
from openicp.metrics.lifetime import values
from openicp.metrics.population import USUAL, Economics
from openicp.metrics.sales import first_cycle
from openicp.model.cells import Labels
from openicp.model.facts import Facts

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Floats, Tri

Answer = tuple["Tri", bool] | str
"""(n,) labels and whether only customers have one; or the reason why it is not possible."""

RIPE = 12
"""Months after which it is known whether a customer stayed or grew."""
GROWTH = 1.1


def label(facts: Facts, outcome: str | None = None, *, project: Economics = USUAL) -> Labels:
    """Label every account: 1 valuable, 0 not, -1 open, not ripe or unknown.

    Parameters
    ----------
    facts
        What is known as of a date.
    outcome
        ``won, fast, loyal, profitable, growing, recommending, blend``; ``None`` takes ``default_outcome``.

    Raises
    ------
    OutcomeNotPossible
        When the data cannot label it; its fields name the possible ones.
    """
    chosen = outcome or default_outcome(facts, project=project)
    found = OUTCOMES[chosen](facts, project) if chosen in OUTCOMES else "unknown_outcome"
    if isinstance(found, str):
        possible = [name for name, why in possible_outcomes(facts, project=project).items() if why is None]
        raise OutcomeNotPossible(outcome=chosen, reason=found, outcomes=possible)
    return Labels(found[0], _strata(facts), chosen, found[1])


def possible_outcomes(facts: Facts, *, project: Economics = USUAL) -> dict[str, str | None]:
    """Each outcome with ``None`` when the data can label it, else the code of the reason why not."""
    found = {name: way(facts, project) for name, way in OUTCOMES.items()}
    return {name: answer if isinstance(answer, str) else None for name, answer in found.items()}


def default_outcome(facts: Facts, *, project: Economics = USUAL) -> str:
    """``profitable`` with billing, else ``won``, else ``loyal``, else whichever is possible (``won`` if none)."""
    possible = possible_outcomes(facts, project=project)
    order = ("profitable", "won", "loyal", *OUTCOMES)
    return next((name for name in order if possible[name] is None), "won")


def _strata(facts: Facts) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    accounts = facts.accounts
    return quarter_of(np.where(accounts.approached >= 0, accounts.approached, accounts.started))


def _closed(facts: Facts) -> Bools:
    return np.asarray(facts.accounts.is_approached & (facts.accounts.outcome >= 0))


def _has_lost(facts: Facts) -> bool:
    return bool((facts.accounts.is_approached & (facts.accounts.outcome == 0)).any())


def _has_lost_deals(facts: Facts) -> bool:
    return facts.deals is not None and bool((facts.deals.outcome == 0).any())


def _answer(yes: Bools, among: Bools, *, among_customers: bool) -> Answer:
    values = np.where(among, yes, -1).astype(np.int8)
    if not among.any():
        return "nobody_ripe"
    if not (yes & among).any() or not (~yes & among).any():
        return "all_alike"
    return values, among_customers


def _won(facts: Facts, project: Economics) -> Answer:
    if not _has_lost(facts):
        return "every_account_won" if _has_lost_deals(facts) else "no_lost_deals"
    return _answer(facts.accounts.outcome == 1, _closed(facts), among_customers=False)


def _fast(facts: Facts, project: Economics) -> Answer:
    if facts.deals is None:
        return "no_deals"
    days = first_cycle(facts.deals, facts.accounts.n)
    among = (facts.accounts.outcome == 1) & ~np.isnan(days)
    if not among.any():
        return "no_dates"
    return _answer(np.nan_to_num(days, nan=np.inf) <= np.median(days[among]), among, among_customers=True)


def _loyal(facts: Facts, project: Economics) -> Answer:
    spells, n = facts.spells, facts.accounts.n
    if spells is None:
        return "no_dates"
    gone, months = churn.ages(spells, day_of(facts.as_of))
    first = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(first, spells.account, spells.started)
    is_first = spells.started == first[spells.account]
    stayed, left = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    early = gone & (months <= RIPE)
    stayed[spells.account[is_first & (months >= RIPE) & ~early]] = True
    left[spells.account[is_first & early]] = True
    return _answer(stayed, stayed | left, among_customers=True)


def _profitable(facts: Facts, project: Economics) -> Answer:
    if facts.spells is None and facts.revenue is None:
        return "no_billing"
    worth, accounts = values(facts, project=project), facts.accounts
    won = (accounts.outcome == 1) & ~np.isnan(worth)
    if not won.any():
        return "no_amounts"
    yes = won & (np.nan_to_num(worth, nan=-np.inf) >= np.median(worth[won]))
    if not _has_lost(facts):
        return _answer(yes, won, among_customers=True)
    among = _closed(facts) & (won | (accounts.outcome == 0))
    return _answer(yes, among, among_customers=False)


def _growing(facts: Facts, project: Economics) -> Answer:
    if facts.revenue is None:
        return "no_billing"
    first, later = _first_and_later(facts)
    return _answer(later >= GROWTH * first, (first > 0) & (later > 0), among_customers=True)


def _first_and_later(facts: Facts) -> tuple[Floats, Floats]:
    """(n,) MRR at the end of an account's first month (else its second) and twelve months on; 0 for none."""
    revenue = aged(facts)
    assert revenue is not None

    def at(months: int) -> Floats:
        rows = revenue.age == months
        return summed(revenue.account[rows], revenue.mrr[rows], facts.accounts.n)

    first, later = at(0), at(RIPE)
    return np.where(first > 0, first, at(1)), later


def _recommending(facts: Facts, project: Economics) -> Answer:
    if facts.promoter_score is None:
        return "no_answers"
    referred = np.zeros(facts.accounts.n, dtype=bool) if facts.referrals is None else facts.referrals > 0
    answered = ~np.isnan(facts.promoter_score)
    promoter = np.nan_to_num(facts.promoter_score) >= 9
    return _answer(promoter | referred, answered, among_customers=True)


def _blend(facts: Facts, project: Economics) -> Answer:
    """Top half of the won by the mean of their percentile ranks: value, speed, growth, recommendation."""
    accounts = facts.accounts
    won = accounts.is_approached & (accounts.outcome == 1)
    parts = [_ranks(np.where(won, part, np.nan)) for part in _gradings(facts, project)]
    parts = [part for part in parts if not np.isnan(part).all()]
    if len(parts) < 2:
        return "one_sided"
    known = ~np.isnan(np.stack(parts))
    total = np.where(known, np.stack(parts), 0.0).sum(axis=0)
    score = np.divide(total, known.sum(axis=0), out=np.full(accounts.n, np.nan), where=known.any(axis=0))
    graded = ~np.isnan(score)
    yes = graded & (np.nan_to_num(score, nan=-np.inf) >= np.median(score[graded]))
    if not _has_lost(facts):
        return _answer(yes, graded, among_customers=True)
    return _answer(yes, _closed(facts) & (graded | (accounts.outcome == 0)), among_customers=False)


def _gradings(facts: Facts, project: Economics) -> list[Floats]:
    """(n,) each: more is better; NaN unknown."""
    accounts, nobody = facts.accounts, np.full(facts.accounts.n, np.nan)
    billed = facts.spells is not None or facts.revenue is not None
    first, later = (nobody, nobody) if facts.revenue is None else _first_and_later(facts)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.where((first > 0) & (later > 0), later / first, np.nan)
    return [
        values(facts, project=project) if billed else nobody,
        nobody if facts.deals is None else -first_cycle(facts.deals, accounts.n),
        growth,
        nobody if facts.promoter_score is None else facts.promoter_score,
    ]


def _ranks(graded: Floats) -> Floats:
    """(n,) percentile rank among the known, ties in the middle; all NaN when all are equal."""
    known = graded[~np.isnan(graded)]
    if not len(known) or known.min() == known.max():
        return np.full(len(graded), np.nan)
    order = np.sort(known)
    middle = (np.searchsorted(order, graded, "left") + np.searchsorted(order, graded, "right")) / 2
    return np.where(np.isnan(graded), np.nan, middle / len(known))


OUTCOMES: dict[str, Callable[[Facts, Economics], Answer]] = {
    "won": _won,
    "fast": _fast,
    "loyal": _loyal,
    "profitable": _profitable,
    "growing": _growing,
    "recommending": _recommending,
    "blend": _blend,
}
