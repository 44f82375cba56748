"""SELECTs that score a list as it lies there: one pass, every row and every column of it, in its order.

Comes in: a dialect, the name of the list's table and of small tables: what each distinct value means, and what is said
of each kind of company. Goes out: SELECTs. They never sort or group the list, and no row of it leaves the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openicp.sql.dialect import Dialect
from openicp.sql.words import as_text, folded, lower, trim, trim_end
from openicp.vocab import folding

SHORT = 10
"""Signs from which on a name is not looked up among the texts that say nothing: the longer ones are rare, and looking
every name of 10 million up takes three seconds."""
LIMIT = 1e15
"""Numbers of such a size are none that a person wrote; texts of them read differently in each engine."""
BETWEEN = "\x1f"
"""Stands between two texts that are looked up together."""
ADDRESS = "^(mailto:)?([a-z][a-z0-9+.-]*:)?(//)?([^/@?#]*@)?[.]*(www[.])?"
"""What stands before the host of an address."""
AFTER = "[/:?#,; ].*$"
"""What stands behind it."""
BEFORE = "^(([a-z][a-z0-9+.-]*:)?//)?([^/@?# ]*@)?"
"""What may stand before the host of an address that is certain."""
LAST = "[^.]*[.][^.]*[.][^.]*[.][^.]*$"
"""The last four parts of a host: no company's domain has more."""
UNSEEN = folding.SPACES + folding.BLANK_LETTERS + folding.INVISIBLE + "\v\f"
"""Of these alone no name is made."""
DROPPED = "<>'" + UNSEEN
"""Signs around an address that are none of it."""
DELETE = "\x7f"
"""The last sign of ASCII."""
QUOTE = "chr(34)"
"""Another one, which Spark would take for the beginning of a text."""
ODD = ("%/%", "%@%", "www.%", "%:%", "%?%", "%#%", "%,%", "%;%", "%<%", "%'%", "% %", "%\t%", "%\n%", ".%", "%.")
"""Texts that are more than a host."""


@dataclass(frozen=True)
class Nobodys:
    """What is no company's domain."""

    hosts: str
    """Table of hosts of many, in a column ``text``."""
    public: str
    """Table of hosts below which anybody's domain stands: ``co.uk``."""
    above: str
    """Table of hosts directly below which every host is such a one."""
    many: Sequence[str]
    """The hosts of many."""
    endings: Sequence[str]
    """Last words of hosts, directly below which anybody's domain stands: ``com``."""


def types_sql(d: Dialect, table: str, columns: Sequence[str]) -> str:
    """The type of each column, as the engine names it."""
    return f"select {', '.join(f'typeof({d.ident(name)})' for name in columns)} from {d.ident(table)} limit 1"


def head_sql(d: Dialect, table: str, columns: Sequence[tuple[str, str]], number: int) -> str:
    """So many rows from the beginning, each column as text, under the counted names ``c0``, ``c1``...

    Parameters
    ----------
    columns
        Name and type of each.
    """
    texts = ", ".join(f"{as_text(d, d.ident(name), kind)} as c{at}" for at, (name, kind) in enumerate(columns))
    return f"select {texts} from {d.ident(table)} limit {d.literal(number)}"


def named_sql(d: Dialect, select: str, names: Sequence[str]) -> str:
    """A SELECT of columns ``c0``, ``c1``... with their own names."""
    return f"select {', '.join(f'c{at} as {d.ident(name)}' for at, name in enumerate(names))} from ({select}) s"


def values_sql(d: Dialect, table: str, column: str, kind: str) -> str:
    """The distinct values of a column with their texts: ``key, text``."""
    name = d.ident(column)
    distinct = f"select distinct {name} as key from {d.ident(table)} where {name} is not null"
    return f"select v.key as key, {as_text(d, 'v.key', kind)} as text from ({distinct}) v"


def meant_sql(d: Dialect, texts: str, meanings: str) -> str:
    """What each value means: ``key, code``, from ``key, text`` and ``text, code``; code 0 is nothing."""
    return (
        f"select v.key, r.code from {d.ident(texts)} v join {d.ident(meanings)} r on r.text = v.text where r.code <> 0"
    )


def bucketed_sql(d: Dialect, table: str, buckets: int) -> str:
    """A table ``key, code`` as one row of two lists of lists, by the bucket of the key: what ``code_of`` looks up."""
    inside = (
        f"select b.place, list(t.key order by t.key) as key, list(t.code order by t.key) as code "
        f"from (select unnest(range({d.literal(buckets)})) as place) b "
        f"left join {d.ident(table)} t on {_bucket('t.key', buckets)} = b.place group by b.place"
    )
    return f"select list(key order by place) as key, list(code order by place) as code from ({inside}) s"


def in_lists_sql(d: Dialect, table: str, columns: Sequence[str], known: Mapping[str, Sequence[str]]) -> str:
    """A table with a column ``place`` from 1 as one row of lists.

    Parameters
    ----------
    known
        The texts of a column, where they are few: it becomes an enumeration of them, of which a Parquet file is written
        in a third of the time, as the texts that they are.
    """

    def listed(name: str) -> str:
        texts = ", ".join(map(d.literal, known.get(name, ())))
        own = f"cast({d.ident(name)} as enum({texts}))" if texts else d.ident(name)
        return f"list({own} order by place) as {d.ident(name)}"

    return f"select {', '.join(map(listed, columns))} from {d.ident(table)}"


def _bucket(key: str, buckets: int) -> str:
    return f"cast(hash({key}) & {buckets - 1} as bigint)"


def code_of(d: Dialect, table: str, key: str, buckets: int) -> str:
    """The code of a key, an expression over ``l``; null where it has none."""
    if not d.joins_lose_order:
        return d.column(table, "code")
    slot = f"1 + {_bucket(key, buckets)}"
    found = f"list_position({d.column(table, 'key')}[{slot}], {key})"
    # A null would be found where a bucket is empty.
    return f"case when {key} is not null then {d.column(table, 'code')}[{slot}][{found}] end"


def step_of(d: Dialect, column: str, steps: Sequence[tuple[float, int]], *, least: float) -> str:
    """A number's code: that of the last step that it reaches; 0 for what is none and what lies below ``least``.

    Parameters
    ----------
    steps
        Where each begins, and its code, in ascending order.
    """
    number = d.to_double(d.column("l", column))
    whens = "".join(f" when {number} >= {d.literal(start)} then {code}" for start, code in reversed(steps))
    known = f"{number} >= {d.literal(float(least))} and {number} < {d.literal(LIMIT)}"
    return f"case when {known} then case{whens} else 0 end else 0 end" if whens else "0"


def sum_of(d: Dialect, parts: Sequence[tuple[str, int]], *, most: int) -> str:
    """The place of a kind of company: the code of each part times its weight, at most ``most``."""
    kind = "bigint" if most >= 2**31 else "int"
    return " + ".join(f"cast({weight} as {kind}) * coalesce({expression}, 0)" for expression, weight in parts) or "0"


def nameless(d: Dialect, texts: Sequence[tuple[str, str]], sites: Sequence[tuple[str, str]]) -> str:
    """Whether a row says nothing in any of the texts that name a company, nor a domain in any of its sites.

    Parameters
    ----------
    texts
        Expressions of the texts, each with one that is 1 where a short text says nothing.
    sites
        Expressions of the sites, each with a condition under which it says a domain.
    """
    # Nearly every name is decided by the first comparisons, which take a third of the time of the others.
    said = " or ".join(
        f"({text} > '!' and {text} < {d.literal(DELETE)} or {seen(d, text)} > '') "
        f"and case when length({text}) < {SHORT} then coalesce({nothing}, 0) else 0 end = 0"
        for text, nothing in texts
    )
    placed = " or ".join(f"{site} is not null and {domain}" for site, domain in sites)
    if said and placed:
        return f"not coalesce(case when {said} then true else {placed} end, false)"
    return f"not coalesce({said or placed}, false)" if said or placed else "false"


def seen(d: Dialect, text: str) -> str:
    """A text as people see it, in small letters: without signs that nobody sees, its dashes as one kind."""
    dashes = folding.DASHES + UNSEEN
    return folded(d, f"translate({text}, {d.literal(dashes)}, {d.literal('-' * len(folding.DASHES))})")


def texts_where_sql(d: Dialect, table: str, text: str, condition: str, lookups: Mapping[str, str]) -> str:
    """The distinct texts of the rows of a list for which a condition holds: expressions over ``l`` and the lookups."""
    return f"select distinct {text} as text from {_beside(d, table, lookups)} where {condition}"


def kinds_sql(d: Dialect, table: str, place: str, lookups: Mapping[str, str]) -> str:
    """The distinct places of a list."""
    return f"select distinct {place} as place from {_beside(d, table, lookups)} order by 1"


def _beside(d: Dialect, table: str, lookups: Mapping[str, str]) -> str:
    """The list as ``l`` beside the tables in which values of its columns are looked up."""
    if d.joins_lose_order:
        return ", ".join([f"{d.ident(table)} l", *map(d.ident, lookups)])
    joins = (f" left join {d.ident(name)} on {d.column(name, 'key')} = {key}" for name, key in lookups.items())
    return f"{d.ident(table)} l{''.join(joins)}"


def streamed_sql(
    d: Dialect,
    table: str,
    columns: Sequence[tuple[str, str]],
    added: Sequence[tuple[str, str]],
    *,
    place: str,
    account: str,
    lookups: Mapping[str, str],
    said: str,
    ours: str,
) -> str:
    """Every row of a list with what is said of its kind of company, and which of our accounts it is.

    Parameters
    ----------
    columns
        Of the list, each with the name that it gets.
    added
        Columns of ``said``, and ``account_id`` of ``ours``, each with the name that it gets.
    place, account
        Expressions over ``l`` and the lookups: the place in ``said`` and in ``ours``, each from 1.
    lookups
        Table of each lookup, and what is looked up in it: an expression over ``l`` and the lookups before.
    """
    inner = ", ".join(f"{d.column('l', name)} as c{at}" for at, (name, _) in enumerate(columns))
    own = ", ".join(f"o.c{at} as {d.ident(name)}" for at, (_, name) in enumerate(columns))
    new = ", ".join(f"{_told(d, name, said, ours)} as {d.ident(to)}" for name, to in added)
    listed = f"select {inner}, {place} as place, {account} as account from {_beside(d, table, lookups)}"
    if d.joins_lose_order:
        beside = f", {d.ident(said)}, {d.ident(ours)}"
    else:
        beside = "".join(
            f" left join {d.ident(name)} on {d.column(name, 'place')} = o.{key}"
            for name, key in ((said, "place"), (ours, "account"))
        )
    return f"select {own}, {new} from ({listed}) o{beside}"


def _told(d: Dialect, name: str, said: str, ours: str) -> str:
    table, key = (ours, "account") if name == "account_id" else (said, "place")
    return f"{d.column(table, name)}[o.{key}]" if d.joins_lose_order else d.column(table, name)


def known_addresses_sql(d: Dialect, table: str, name: str, known: str, nobodys: Nobodys) -> str:
    """The distinct texts of addresses in a list whose host, or what it is below, is in ``known``: ``text, nothing``.

    Every text that ``normalise.domain_of`` reads as one of these is among them; of others that look like it some are.
    So is every text with a host that looks like one's own and is nobody's. Where an address may say nothing, there is a
    row with ``nothing``.

    Parameters
    ----------
    name
        Expression of the text over ``l``.
    nobodys
        What is no company's domain.
    """
    odd = [f"{name} like {d.literal(sign)}" for sign in ODD]
    odd += [f"{name} like '%' || {QUOTE} || '%'", f"bit_length({name}) <> 8 * length({name})"]
    # Cleaning is the most of the work (0.8 of 2.0 s for 10 million sites), and hardly a site needs it.
    clean = trim(d, f"translate({lower(d, name)}, {d.literal('。' + DROPPED)} || {QUOTE}, '.')")
    bare = f"regexp_replace(regexp_replace({clean}, {d.literal(ADDRESS)}, ''), {d.literal(AFTER)}, '')"
    host = f"case when {' or '.join(odd)} then {trim_end(d, bare, '.')} else {lower(d, name)} end"
    hosts = f"select {name} as text, {host} as host from {d.ident(table)} l"
    # What a site of few parts is below is null, and not looked for: a quarter of the time.
    below = {"host": "above1", "above1": "above2", "above2": "above3"}
    for part, above in below.items():
        rest = f"substr({part}, instr({part}, '.') + 1)"
        if part == "host":
            rest = f"case when host like '%.%.%.%.%.%' then regexp_extract(host, {d.literal(LAST)}, 0) else {rest} end"
        hosts = f"select *, case when {part} like '%.%.%' then {rest} end as {above} from ({hosts}) h"
    parts = ("host", *below.values())
    among = " or ".join(_among(d, part, known) for part in parts)
    many = " or ".join(_among(d, part, nobodys.hosts) for part in parts)
    # A www. that was taken off may be what makes it public.
    public = " or ".join(_among(d, *each) for each in (("host", nobodys.public), ("host", nobodys.above),
                                                      ("above1", nobodys.above)))  # fmt: skip
    # Asked for beside the host, it made the pass half as long again.
    nothing = may_say_nothing(d, "text", nobodys, ())
    found = (
        f"select text, {among} or {public} or ({many}) and not ({_longer(d, 'text')}) as ours, {nothing} as nothing "
        f"from ({hosts}) h"
    )
    return f"select distinct case when ours then text end as text, nothing from ({found}) f where ours or nothing"


def _among(d: Dialect, part: str, table: str) -> str:
    return f"{part} in (select text from {d.ident(table)})"


def may_say_nothing(d: Dialect, address: str, nobodys: Nobodys, bare: Sequence[str]) -> str:
    """Whether an address may be none of a company's own: it ends in no ending that there is, or is on a host of many.

    It is true of every text of which ``normalise.domain_of`` makes nothing, and of few others.

    Parameters
    ----------
    bare
        Texts of the list with hosts that look like a company's and are nobody's.
    """
    ending = f"({'|'.join(nobodys.endings)})"
    plain = d.matches_template.format(x=address, y=d.literal(f"^[a-z0-9-]+([.][a-z0-9-]+)*[.]{ending}$"))
    whole = f"{BEFORE}([a-z0-9_\u00df-\u024f-]+[.])+{ending}([/?#][^ ]*)?$"
    # Looking for hosts takes five times as long as all the rest, and hardly a site needs it.
    sure = d.matches_template.format(x=lower(d, address), y=d.literal(whole))
    many = f"({_longer(d, address)}) and {_has_host(d, address, nobodys.many, '(^|[/@. ])')}"
    alone = f" or coalesce({d.is_in(address, bare)}, false)" if bare else ""
    return f"(case when {plain} then false when {sure} then {many} else true end{alone})"


def _longer(d: Dialect, address: str) -> str:
    """Whether an address is more than a host."""
    return " or ".join(f"{address} like {d.literal(sign)}" for sign in ("%/%", "%@%", "% %"))


def _has_host(d: Dialect, address: str, hosts: Sequence[str], before: str) -> str:
    pattern = before + "(" + "|".join(host.replace(".", "[.]") for host in hosts) + ")"
    return d.matches_template.format(x=lower(d, address), y=d.literal(pattern))


def begins(d: Dialect, text: str, length: int) -> str:
    """So many signs of the beginning of a text, in small letters."""
    return lower(d, f"substr({text}, 1, {length})")


def begun_sql(d: Dialect, table: str, text: str, wanted: str, condition: str, among: tuple[str, int] | None) -> str:
    """Distinct texts of a list whose beginnings, of so many signs, are in a table of them.

    Parameters
    ----------
    text, wanted
        Expressions over ``l``: the text that begins, and what is asked of it.
    condition
        Of the rows that are looked at, over ``l``.
    among
        The table, and how long beginnings in it are; ``None`` for every text.
    """
    begun = f" and {begins(d, text, among[1])} in (select text from {d.ident(among[0])})" if among else ""
    return f"select distinct {wanted} as text from {d.ident(table)} l where {text} is not null and {condition}{begun}"


def said_sql(d: Dialect, table: str, texts: Sequence[str], marks: Sequence[tuple[str, str, str]]) -> str:
    """The distinct rows of these texts, under the counted names ``c0``, ``c1``..., in which one of the marks is known.

    Parameters
    ----------
    texts
        Expressions over ``l``.
    marks
        Expression over ``l``, table of what is known of it, and a condition of the row; one at least.
    """
    said = ", ".join(f"{text} as c{at}" for at, text in enumerate(texts))
    known = " or ".join(f"{_among(d, text, known)} and {condition}" for text, known, condition in marks)
    return f"select distinct {said} from {d.ident(table)} l where {known}"


def together(d: Dialect, texts: Sequence[str]) -> str:
    """Texts as one; null is as empty."""
    return "(" + f" || {d.literal(BETWEEN)} || ".join(f"coalesce({text}, '')" for text in texts) + ")"


def tiers_sql(d: Dialect, table: str, tier: str, status: str) -> str:
    """How many companies a scored list has: ``status, tier, n``."""
    return (
        f"select {d.ident(status)} as status, {d.ident(tier)} as tier, count(*) as n from {d.ident(table)} "
        f"group by {d.idents((status, tier))} order by 1 nulls last, 2 nulls last"
    )


def best_sql(d: Dialect, table: str, columns: Sequence[str], among: tuple[str, str], score: str, number: int) -> str:
    """So many rows of the best, by score: the columns of those for which ``among`` (a column, its text) holds. Equals
    stand in the order of what is shown of them.

    Parameters
    ----------
    columns
        Under the counted names ``c0``, ``c1``...
    """
    name, text = among
    listed = ", ".join(f"{d.ident(each)} as c{at}" for at, each in enumerate(columns))
    after = "".join(f", {d.ident(each)} nulls last" for each in columns)
    return (
        f"select {listed} from {d.ident(table)} where {d.ident(name)} = {d.literal(text)} "
        f"order by {d.ident(score)} desc nulls last{after} limit {d.literal(number)}"
    )
