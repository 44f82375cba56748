"""Which company a person means: the refusal that names the nearest, where none or several bear that name.

Comes in: what was typed, how the companies are called. Goes out: an error. It decides nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from openicp.errors import InvalidChoice

OFFERED = 5
"""Names, at most."""


def unclear(option: str, name: str, *, among: Sequence[str], known: Iterable[str]) -> InvalidChoice:
    """Why one company is not meant by a name.

    Parameters
    ----------
    among
        Companies of this name, as they can be told apart; none where nobody is called so.
    known
        How all companies are called: those that hold the name or are near to it are offered.

    >>> unclear("best", "Brava Gmbx", among=(), known=["Brava GmbH", "Kite"]).fields["choices"]
    ['Brava GmbH']
    """
    if among:
        return InvalidChoice(option=option, value=name, choices=list(among), reason="several_accounts")
    wanted = name.strip().casefold()
    folded = {said.casefold(): said for said in known}
    near = [folded[one] for one in difflib.get_close_matches(wanted, folded, n=OFFERED, cutoff=0.6)]
    holding = [said for one, said in folded.items() if wanted and wanted in one][:OFFERED]
    choices = list(dict.fromkeys([*holding, *near]))
    return InvalidChoice(option=option, value=name, choices=choices, reason="no_account" if choices else "nobody_near")
