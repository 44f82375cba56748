"""``totals``: figures of a person's dashboards, typed in, kept with their day, and held against ours.

Comes in: a workspace, names and figures as people write them. Goes out: plain data. It writes ``openicp.yaml`` and
nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from openicp.actions.checking import totals_plain
from openicp.actions.known import engine_of, gather, tables_of
from openicp.actions.telling.terms import terms_of
from openicp.actions.telling.totalling import UNITS, totals_of
from openicp.errors import InvalidChoice
from openicp.normalise import reader
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.texts import Texts

CALLED = {
    "customers": "active",
    "paying": "active",
    "paying_customers": "active",
    "ever_customers": "customers",
    "won_deals": "won",
    "lost_deals": "lost",
    "open_deals": "open",
    "days_to_close": "cycle_days",
    "days": "cycle_days",
    "marketing_spend": "spend",
    "new_mrr": "mrr_new",
    "expansion_mrr": "mrr_expansion",
    "contraction_mrr": "mrr_contraction",
    "churned_mrr": "mrr_churn",
    "churn_mrr": "mrr_churn",
    "reactivation_mrr": "mrr_reactivation",
}
"""What people call a total: on a dashboard *customers* are those who pay."""
KNOWN = ("customers", "ever_customers", *(name for name in UNITS if name not in ("customers", "active")))
"""Names that are offered."""
POINT, COMMA = ".", ","


def totals(
    ws: Workspace,
    texts: Texts,
    given: Mapping[str, str | float],
    *,
    on: str | None = None,
    remove: Iterable[str] = (),
) -> dict[str, Any]:
    """Keep and remove figures; ours beside them.

    Parameters
    ----------
    given
        Figures by name, as numbers or as people write them.
    on
        The day they are true of; the data's own by default.
    remove
        Names of figures to forget; ``all`` for every one.

    Raises
    ------
    InvalidChoice
        For a name that is no total, a figure that is no number or a day that is none.
    NothingImported
    """
    gone = {_name(name) if name != "all" else name for name in remove}
    new = {_name(name): (_figure(_name(name), value, texts.lang)) for name, value in given.items()}
    chosen = _day(on)
    with engine_of(ws) as engine:
        known = gather(ws, engine)
        said = texts.within(terms_of(engine, tables_of(ws), known))
    _same_currency(new, known.facts.currency)
    if new or gone:
        kept = [one for one in ws.project.totals if one.name not in new and not gone & {one.name, "all"}]
        day = chosen or known.facts.as_of
        with ws.lease("totals"):
            ws.configure(totals=[_plain(asdict(one)) for one in kept] + [_typed(n, f, day) for n, f in new.items()])
    return {
        "as_of": known.as_of.isoformat() if known.as_of else None,
        "currency": known.facts.currency,
        "typed": [_plain(asdict(one)) for one in ws.project.totals],
        "totals": totals_plain(totals_of(ws, known), said),
    }


def _same_currency(new: Mapping[str, tuple[float, str | None]], base: str | None) -> None:
    """A figure in dollars says nothing of a sum in euro."""
    for _, currency in new.values():
        if base is not None and currency not in (None, base):
            raise InvalidChoice(option="currency", value=currency, choices=[base])


def _name(text: str) -> str:
    plain = text.strip().lower().replace("-", "_").replace(" ", "_")
    name = CALLED.get(plain, plain)
    if name not in UNITS:
        raise InvalidChoice(option="total", value=text, choices=list(KNOWN), reason="total")
    return name


def _figure(name: str, value: str | float, lang: str) -> tuple[float, str | None]:
    """The number, and its currency where it says one. A bare 47.3 of a share is percent."""
    if isinstance(value, int | float):
        return _share(float(value)) if UNITS[name] == "share" else float(value), None
    hints = {"lang": lang, "decimal": POINT if lang == "en" else COMMA}
    percent = UNITS[name] == "share" and "%" in value
    found = reader("share" if percent else "money", [value], hints=hints).read(value)
    if found.value is None or isinstance(found.value, str):
        raise InvalidChoice(option=name, value=value, choices=["179486.15", "179.486,15"], reason="number")
    number = float(found.value)  # type: ignore[arg-type]
    return (number if percent or UNITS[name] != "share" else _share(number)), found.currency


def _share(number: float) -> float:
    return number / 100 if number > 1 else number


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InvalidChoice(option="on", value=text, choices=["2026-10-31"], reason="day") from None


def _typed(name: str, figure: tuple[float, str | None], day: date) -> dict[str, object]:
    number, currency = figure
    whole = int(number) if number.is_integer() else number
    return _plain({"name": name, "value": whole, "as_of": day, "currency": currency})


def _plain(entry: Mapping[str, object]) -> dict[str, object]:
    """As it stands in the file: days as text, nothing that was not said."""
    said = {name: value for name, value in entry.items() if value is not None}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
