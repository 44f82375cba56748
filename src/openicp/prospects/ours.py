"""Our own accounts in a list: whose a domain or a name is.

Comes in: our accounts, what a row says. Goes out: the account that is meant, or nobody. It never goes by half a
likeness: the same name in another country, or at another domain, is somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openicp.normalise.names import clean_company_name
from openicp.vocab import load


@dataclass(frozen=True, slots=True)
class Ours:
    """A name and a domain of one of our accounts; systems may call it differently."""

    account_id: str
    name: str | None = None
    domain: str | None = None
    customer: bool = True
    """Whether it pays or has paid."""
    country: str | None = None


class OurAccounts:
    """Our accounts, by what a list can say of them."""

    def __init__(self, ours: Iterable[Ours]) -> None:
        ordered = sorted(ours, key=lambda one: one.account_id)
        self.by_id = {one.account_id: one for one in ordered}
        self.by_domain = _by((one.domain and bare(one.domain), one) for one in ordered)
        self.by_name = _by((clean_company_name(one.name or ""), one) for one in ordered)
        self._domains = _domains(ordered)

    def whose(self, domain: str | None, name: str | None, country: str | None) -> Ours | None:
        """Whose domain it is, else whose name.

        Parameters
        ----------
        domain, country
            As the readers of imports give them; ``None`` where a row says none.
        """
        cleaned = clean_company_name(name) if name else ""
        bearers = [one for one in self.by_name.get(cleaned, ()) if self._may_be(one, domain, country)]
        return (_meant(self.by_domain.get(bare(domain), ())) if domain else None) or _meant(bearers)

    def homeless(self, cleaned: str) -> bool:
        """Whether an account of that cleaned name has no domain: then a row may say any."""
        return any(one.account_id not in self._domains for one in self.by_name.get(cleaned, ()))

    def _may_be(self, one: Ours, domain: str | None, country: str | None) -> bool:
        own = self._domains.get(one.account_id)
        return not (abroad(country, one.country) or (domain and own and bare(domain) not in own))


def bare(domain: str) -> str:
    """A domain as it is compared."""
    return domain.lower().removeprefix("www.")


def differ(one: str | None, other: str | None) -> bool:
    """Whether both are known and not the same."""
    return bool(one and other and one != other)


def abroad(one: str | None, other: str | None) -> bool:
    """Whether two countries are known and not the same; a word that is no country says nothing."""
    return differ(one, other) and {one, other} <= load("country").entries.keys()


def _by(pairs: Iterable[tuple[str | None, Ours]]) -> dict[str, list[Ours]]:
    """Who bears each mark, each account once; they come in the order of their ids."""
    found: dict[str, list[Ours]] = {}
    for mark, account in pairs:
        borne = found.setdefault(mark, []) if mark else [account]
        if not borne or borne[-1].account_id != account.account_id:
            borne.append(account)
    return found


def _domains(ours: Iterable[Ours]) -> Mapping[str, tuple[str, ...]]:
    """The domains of each account that has one."""
    found: dict[str, tuple[str, ...]] = {}
    for one in ours:
        if one.domain:
            found[one.account_id] = (*found.get(one.account_id, ()), bare(one.domain))
    return found


def _meant(bearers: Sequence[Ours]) -> Ours | None:
    """Of several the first customer, and nobody without one."""
    customer = next((one for one in bearers if one.customer), None)
    return customer or (bearers[0] if len(bearers) == 1 else None)
