"""What several columns of one row say together: outcome and kind of a deal, months per period, MRR.

Comes in: the columns that were read and the words of the mapping. Goes out: SQL expressions by stored column. It
never overrides what a column says itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from openicp.collect.recognise.headers import fold
from openicp.collect.recognise.words import kind_of, outcome_of
from openicp.sql.dialect import Dialect
from openicp.sql.words import to_money
from openicp.vocab import load as vocabulary

if TYPE_CHECKING:
    from openicp.collect.loading.columns import Column
    from openicp.collect.loading.load import Task

PERIOD_MONTHS = {"month": 1.0, "quarter": 3.0, "year": 12.0, "week": 12 / 52, "day": 12 / 365}
Given = dict[str, str]


def is_free(plan: str) -> bool:
    """Whether the name of a plan says that nobody pays for it."""
    return vocabulary("plan").find(plan) == "free"


def derived(task: Task, table: str, columns: list[Column], given: Given) -> Given:
    """Expressions of the stored columns that follow from others.

    Parameters
    ----------
    given
        Expression by stored column, as far as columns of the file give it.
    """
    d = task.engine.dialect
    read = {c.column: d.ident(c.first) for c in columns if c.table == table and c.dictionary}
    made = _references(d, table, read, given) | _currencies(d, table, read, given)
    make = MAKERS.get(table)
    return made | (make(task, table, columns, given | made, read) if make else {})


def _references(d: Dialect, table: str, read: Given, given: Given) -> Given:
    """The domain of a mail address stands in for the company's own."""
    if "account_mail" not in read:
        return {}
    return {"account_domain": f"coalesce({given.get('account_domain', 'null')}, {read['account_mail']})"}


def _currencies(d: Dialect, table: str, read: Given, given: Given) -> Given:
    """Money takes the currency of its value or header, else that of its row."""
    row = read.get("currency")
    if row is None or table == "rates":
        return {}
    named = [name for name in given if name.endswith("_currency")]
    return {name: f"coalesce({given[name]}, {row})" for name in named}


def _deals(task: Task, table: str, columns: list[Column], given: Given, read: Given) -> Given:
    d = task.engine.dialect
    outcome = _outcome(task, columns, read)
    closed, expected = given.get("closed_on", "null"), given.get("expected_on", "null")
    stage = given.get("stage", "null")
    return {
        "outcome": outcome,
        "kind": _kind(task, columns, read),
        "stage": _stage_names(task, columns, stage),
        "closed_on": f"case when {outcome} in ('won', 'lost') then {closed} end",
        "expected_on": f"coalesce({expected}, case when {outcome} = 'open' then {closed} end)",
        **({} if "loss_reason" in given else {"loss_reason": d.cast("null", "varchar")}),
    }


def won_by_sheet(given: Given) -> Given:
    """Who became a customer was won that day; who did not yet is being talked to."""
    since = given["customer_since"]
    outcome = f"case when {since} is null then 'open' else 'won' end"
    return {"outcome": outcome, "closed_on": since, "kind": "'new'"}


def _outcome(task: Task, columns: list[Column], read: Given) -> str:
    """Flags first, then the result, then the stage; what none of them tells is open."""
    d = task.engine.dialect
    flags = []
    if "is_won" in read:
        flags.append(f"case when {read['is_won']} then 'won' end")
    if "is_closed" in read:
        lost = f"case when {read['is_closed']} then 'lost' else 'open' end"
        flags.append(f"case when {read['is_closed']} is not null then {lost} end" if "is_won" in read else "null")
    texts = [_by_word(d, c, outcomes(task, c)) for c in _named(columns, "outcome", "stage")]
    reason = f"case when {read['loss_reason']} is not null then 'lost' end" if "loss_reason" in read else "null"
    named = d.literal(_by_name(task, [*flags, *texts]))
    return f"coalesce({', '.join([*flags, *texts, reason, named])})"


def _by_name(task: Task, told: list[str]) -> str:
    """A sheet that is called *Lost* says so of each of its rows, where no column says anything."""
    named = outcome_of(task.mapping.source)
    return named if named in ("won", "lost") and not told else "open"


def _kind(task: Task, columns: list[Column], read: Given) -> str:
    d = task.engine.dialect
    texts = [_by_word(d, c, _kinds(task, c)) for c in _named(columns, "kind", "pipeline")]
    return f"coalesce({', '.join([*texts, d.literal('new')])})"


def _named(columns: list[Column], *names: str) -> list[Column]:
    return [c for name in names for c in columns if c.column == name and c.table == "deals" and c.dictionary]


def texts_of(task: Task, column: Column) -> list[str]:
    """The distinct values of a column that was read."""
    assert column.dictionary is not None
    d = task.engine.dialect
    name = d.ident(column.outputs[0])
    query = f"select distinct {name} from {d.ident(column.dictionary)} where {name} is not null order by 1 nulls last"
    return [str(text) for (text,) in task.engine.rows(query)]


def outcomes(task: Task, column: Column) -> dict[str, str]:
    """Outcome by value of a column, where it is known: by the mapping, by a list of stages, by its words."""
    found: dict[str, str] = {}
    for text in texts_of(task, column):
        named = task.words.stages.get(text)
        told = task.mapping.outcomes.get(text) or (named[1] if named else None) or outcome_of(text)
        told = told or (outcome_of(named[0]) if named else None)
        if told in ("won", "lost", "open"):
            found[text] = str(told)
    return found


def unknown_stages(task: Task, columns: list[Column]) -> list[str]:
    """Values of the stage, or of the result where there is no stage, that nothing tells the outcome of."""
    if task.mapping.table != "deals" or any(c.column == "is_won" and c.table == "deals" for c in columns):
        return []
    named = _named(columns, "outcome", "stage")
    if not named:
        return []
    known = outcomes(task, named[0])
    return [text for text in texts_of(task, named[0]) if text not in known]


def _kinds(task: Task, column: Column) -> dict[str, str]:
    found = {text: task.mapping.kinds.get(text) or kind_of(text) for text in texts_of(task, column)}
    return {text: kind for text, kind in found.items() if kind is not None}


def _stage_names(task: Task, columns: list[Column], stage: str) -> str:
    """A stage's id as its name, where a list of stages tells it."""
    d = task.engine.dialect
    names = {key: label for key, (label, _) in task.words.stages.items() if label}
    used = [t for c in _named(columns, "stage") for t in texts_of(task, c) if t in names]
    if not used:
        return stage
    cases = " ".join(f"when {stage} = {d.literal(text)} then {d.literal(names[text])}" for text in used)
    return f"case {cases} else {stage} end"


def _by_word(d: Dialect, column: Column, codes: dict[str, str]) -> str:
    """A column's values as codes: one ``case`` per code."""
    if not codes:
        return "null"
    by_code: dict[str, list[str]] = {}
    for text, code in sorted(codes.items()):
        by_code.setdefault(code, []).append(text)
    name = d.ident(column.first)
    cases = " ".join(f"when {d.is_in(name, texts)} then {d.literal(code)}" for code, texts in sorted(by_code.items()))
    return f"case {cases} end"


def _subscriptions(task: Task, table: str, columns: list[Column], given: Given, read: Given) -> Given:
    d = task.engine.dialect
    made: Given = {}
    if "livemode" in read:
        made["is_test"] = f"coalesce({given.get('is_test', 'null')}, not {read['livemode']})"
    months = given.get("billing_months", "null")
    interval = next((c for c in columns if c.table == table and c.column == "billing_interval" and c.dictionary), None)
    if interval is not None:
        each = _months_sql(d, interval, texts_of(task, interval))
        count = read.get("interval_count", d.literal(1.0))
        made["billing_months"] = months = f"coalesce({months}, {each} * coalesce({count}, {d.literal(1.0)}))"
    made |= _mrr(d, given, months)
    plan = next((c for c in columns if c.table == table and c.column == "plan" and c.dictionary), None)
    if plan is not None and table == "subscriptions":
        free = [text for text in texts_of(task, plan) if is_free(text)]
        made["is_free"] = (
            f"coalesce({given.get('is_free', 'null')}, case when {d.is_in(d.ident(plan.first), free)} then true end)"
        )
    return made


def _months_sql(d: Dialect, column: Column, texts: list[str]) -> str:
    known = {text: months for text in texts if (months := interval_months(text)) is not None}
    if not known:
        return "null"
    name = d.ident(column.first)
    cases = " ".join(f"when {name} = {d.literal(text)} then {d.literal(months)}" for text, months in known.items())
    return f"case {cases} end"


def interval_months(text: str) -> float | None:
    """Months of a billing interval in words: ``annual`` 12, ``every 3 months`` 3.

    >>> interval_months("Yearly"), interval_months("every 3 months"), interval_months("sometimes")
    (12.0, 3.0, None)
    """
    periods = vocabulary("period")
    words = fold(text).split()
    count = next((int(word) for word in words if word.isdecimal() and 0 < int(word) <= 120), 1)
    for candidate in (text, *words, *(word.removesuffix("s") for word in words)):
        code = periods.find(candidate)
        if code in PERIOD_MONTHS:
            return PERIOD_MONTHS[code] * count
    return {"biannual": 6.0, "semiannual": 6.0, "half": 6.0, "halbjahrlich": 6.0, "semestriel": 6.0}.get(
        words[0] if words else ""
    )


def _mrr(d: Dialect, given: Given, months: str) -> Given:
    """MRR from a yearly figure, or from the amount of a period, where it is not given itself."""
    parts = {"mrr": given.get("mrr", "null")}
    if "arr" in given:
        parts["arr"] = to_money(d, d.divide(given["arr"], "12"))
    if "amount" in given and months != "null":
        parts["amount"] = to_money(d, d.divide(given["amount"], f"({months})"))
    if len(parts) == 1:
        return {}
    currencies = {name: given.get(f"{name}_currency", "null") for name in parts}
    own = " ".join(f"when {part} is not null then {currencies[name]}" for name, part in parts.items())
    return {
        "mrr": f"coalesce({', '.join(parts.values())})",
        "mrr_currency": f"coalesce(case {own} end, {', '.join(currencies.values())})",
    }


def _accounts(task: Task, table: str, columns: list[Column], given: Given, read: Given) -> Given:
    return _mrr(task.engine.dialect, given, "null")


def _rates(task: Task, table: str, columns: list[Column], given: Given, read: Given) -> Given:
    d = task.engine.dialect
    rate = next((c.mapping for c in columns if c.column == "rate" and c.mapping), None)
    base = rate.currency if rate else None
    return {"base": d.literal(base)} if base and "base" not in given else {}


def _ratings(task: Task, table: str, columns: list[Column], given: Given, read: Given) -> Given:
    d = task.engine.dialect
    score = next((c for c in columns if c.column == "score" and c.table == table), None)
    return {} if "kind" in given else {"kind": d.literal(rating_kind(task, score))}


CSAT = frozenset(
    ["csat", "satisfaction", "satisfied", "zufriedenheit", "tevredenheid", "satisfactie", "multumire", "satisfait"]
)
NPS = frozenset(
    ["nps", "recommend", "recommendation", "promoter", "weiterempfehlung", "empfehlen", "aanbevelen", "recommander"]
)
MOST_OF_CSAT = 5


def rating_kind(task: Task, score: Column | None) -> str:
    """By the header or the file's name; where neither says, scores that never pass five are satisfaction."""
    for told in (score.header if score else "", task.file):
        words = set(fold(told).split())
        if words & (CSAT | NPS):
            return "csat" if words & CSAT else "nps"
    scores = [float(text) for text in texts_of(task, score)] if score is not None and score.dictionary else []
    return "csat" if scores and max(scores) <= MOST_OF_CSAT else "nps"


def _invoices(task: Task, table: str, columns: list[Column], given: Given, read: Given) -> Given:
    if "livemode" not in read:
        return {}
    status = given.get("status", "null")
    return {"status": f"case when {read['livemode']} = false then 'test' else {status} end"}


WORDED = {
    "voices": {"kind": "voice_kind", "language": "language"},
    "segment_figures": {"churn_per": "period", "clv_is": "clv_is"},
}
"""Labels that become codes where a vocabulary knows them, by table; what it does not know stays as written."""


def _in_codes(task: Task, table: str, columns: list[Column], given: Given, read: Given) -> Given:
    d, books = task.engine.dialect, WORDED[table]
    made = {}
    for column in (c for c in columns if c.table == table and c.column in books and c.dictionary):
        book = vocabulary(books[column.column])
        told = {text: task.mapping.kinds.get(text, text) for text in texts_of(task, column)}
        codes = {text: code for text, said in told.items() if (code := book.find(said)) is not None}
        worded = _by_word(d, column, codes)
        # A kind that nobody knows may be a whole question, with a name in it: it stays in the ledger.
        strict = books[column.column] == "voice_kind"
        made[column.column] = worded if strict else f"coalesce({worded}, {read[column.column]})"
    return made


def _figures(task: Task, table: str, columns: list[Column], given: Given, read: Given) -> Given:
    """The period of a churn stands in its cell, in its header, or in a column beside it."""
    made = _in_codes(task, table, columns, given, read)
    if "churn_per" not in made:
        return made
    beside = made.pop("churn_per")
    return made | {"churn_period": f"coalesce({given.get('churn_period', 'null')}, {beside})"}


Maker = Callable[["Task", str, "list[Column]", Given, Given], Given]
MAKERS: dict[str, Maker] = {
    "deals": _deals,
    "subscriptions": _subscriptions,
    "items": _subscriptions,
    "accounts": _accounts,
    "rates": _rates,
    "ratings": _ratings,
    "invoices": _invoices,
    "voices": _in_codes,
    "segment_figures": _figures,
}
"""Tables in which columns tell something together."""
