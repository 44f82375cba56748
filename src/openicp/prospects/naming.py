"""Which rows of a list that is scored where it lies name a company.

Comes in: a list in the engine, how its columns are read, what its addresses say. Goes out: a condition, and the small
tables that it looks texts up in. It asks the list only for addresses of rows that have no name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openicp.collect.loading.columns import Column, company_domain
from openicp.engine import Engine
from openicp.normalise.nothing import nothings
from openicp.prospects.facets import Listed, Lookup, looked_up_texts, marked, name_in
from openicp.prospects.finding import SITES, Address, nobodys
from openicp.sql import stream
from openicp.sql.words import as_text


def unnamed_in(
    engine: Engine, listed: Listed, columns: Sequence[Column], addresses: Iterable[Address]
) -> tuple[str, tuple[Lookup, ...]]:
    """Whether a row names no company or is marked as deleted, and what that takes.

    A row names one by an id or a name that says anything, else by a site that says a domain, as imports read them.
    """
    d = engine.dialect
    keys = [(one.column in SITES, *name_in(listed, one)) for one in columns if one.is_key and one.table == "prospects"]
    said = [(is_site, as_text(d, d.column("l", name), kind)) for is_site, name, kind in keys]
    names = [text for is_site, text in said if not is_site]
    nothing = {one: 1 for one in nothings() if len(one) < stream.SHORT}
    lookups = [
        looked_up_texts(engine, f"score_nothing_{at}", stream.seen(d, text), nothing) for at, text in enumerate(names)
    ]
    texts = [(text, own.code) for text, own in zip(names, lookups, strict=True)]
    read = {one.text: one for one in addresses}
    found = [read.get(text, Address(text)) for is_site, text in said if is_site]
    sites = [_placed(engine, listed, f"score_placed_{at}", one, texts, lookups) for at, one in enumerate(found)]
    apart = stream.nameless(d, texts, [(one.text, condition) for one, (condition, _) in zip(found, sites, strict=True)])
    lookups += [own for _, own in sites if own is not None]
    deleted = next((one for one in columns if one.column == "deleted"), None)
    if deleted is None:
        return apart, tuple(lookups)
    own = marked(engine, listed, deleted)
    return f"{apart} or coalesce({own.code}, 0) = 1", (*lookups, own)


def _placed(
    engine: Engine,
    listed: Listed,
    table: str,
    address: Address,
    texts: Sequence[tuple[str, str]],
    lookups: Sequence[Lookup],
) -> tuple[str, Lookup | None]:
    """Whether a site says a domain, and what that takes: one that is in doubt is read where a row says nothing else."""
    if not address.open:
        return "true", None
    d = engine.dialect
    doubt = stream.may_say_nothing(d, address.text, nobodys(), address.bare)
    asked = f"{stream.nameless(d, texts, ()) if texts else 'true'} and {address.text} is not null and {doubt}"
    tables = {one.table: one.key for one in lookups}
    rows = engine.rows(stream.texts_where_sql(d, listed.table, address.text, asked, tables))
    domains = {str(text): 1 for (text,) in rows if company_domain(str(text))}
    own = looked_up_texts(engine, table, address.text, domains)
    return f"case when {doubt} then coalesce({own.code}, 0) = 1 else true end", own
