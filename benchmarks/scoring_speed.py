"""How long it takes to score millions of companies, Parquet to Parquet, beside SQL written by hand.

Comes in: how many companies, on the command line. Goes out: seconds of work, the peak of memory and whether both wrote
the same. Both write every column of the list and the same further ones; the hand has the dictionaries of messy texts
given, the product reads them. The hand's own order of rows is its business: the product keeps that of the list.

    python benchmarks/scoring_speed.py 10000000
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

LIST, SCORED = "companies.parquet", "scored.parquet"
WAYS = ("ours", "hand", "case")
MEMORY = "2GB"
SEED = 7
CUSTOMERS = 1_000
"""Of ours, in any list."""

INDUSTRY = {
    "software": ("Software", "software", "SaaS", "Software Development"),
    "retail": ("Retail", "retail", "Einzelhandel", "Commerce de détail"),
    "marketing": ("Marketing Agency", "Werbeagentur", "Advertising Agency"),
    "manufacturing": ("Manufacturing", "Industrie", "manufacturing"),
    "logistics": ("Logistics", "Logistik", "logistics"),
}
COUNTRY = {
    "DE": ("Germany", "DE", "Deutschland", "Allemagne"),
    "FR": ("France", "FR", "Frankreich"),
    "NL": ("Netherlands", "NL", "The Netherlands", "Niederlande"),
    "US": ("USA", "United States", "US", "United States of America"),
    "GB": ("United Kingdom", "UK", "Great Britain"),
    "RO": ("Romania", "RO", "România"),
}
PEOPLE = {
    "1-10": (1, 10),
    "11-50": (11, 50),
    "51-200": (51, 200),
    "201-500": (201, 500),
    "501-1,000": (501, 1000),
    "1,001-5,000": (1001, 5000),
    "20-100": (20, 100),
}
TOOLS = ("Slack", "Jira", "HubSpot", "Zendesk")
CITIES = ("Berlin", "Paris", "Amsterdam", "New York", "London", "Cluj-Napoca", "München", "Lyon")


def make(size: int, folder: Path) -> None:
    """Write a list of so many companies, the hand's dictionaries and our customers into a folder; the seed is fixed."""
    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder)})
    connection.execute("create table word (kind varchar, place bigint, text varchar)")
    texts = {"industry": _texts(INDUSTRY), "country": _texts(COUNTRY), "people": _people(), "tools": _tools()}
    rows = [(kind, at, text) for kind, found in texts.items() for at, (text, *_) in enumerate(found)]
    rows += [("city", at, city) for at, city in enumerate(CITIES)]
    connection.executemany("insert into word values (?, ?, ?)", rows)
    for kind, found in texts.items():
        _dictionary(connection, kind, found, folder)
    connection.execute(
        f"copy (select 'a' || i as account_id, 'Company ' || i * 997 as name, 'company' || i * 997 || '.com' as domain "
        f"from range({CUSTOMERS}) t(i)) to '{folder / 'customers.parquet'}' (format parquet)"
    )
    connection.execute(f"copy ({_drawn(size)}) to '{folder / LIST}' (format parquet, compression zstd)")


def _texts(words: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(text, code) for code, texts in words.items() for text in texts]


def _people() -> list[tuple[str, int, int]]:
    numbers = [(str(number), number, number) for number in range(1, 900)]
    # As often as all numbers together, so that half of the companies have a range.
    return [*numbers, *((text, low, high) for text, (low, high) in PEOPLE.items())]


def _tools() -> list[tuple[str, bool]]:
    found = []
    for mask in range(1, 1 << len(TOOLS)):
        names = [name for bit, name in enumerate(TOOLS) if mask >> bit & 1]
        found.append(("; ".join(names), "Slack" in names or "Jira" in names))
    return found


def _dictionary(connection: duckdb.DuckDBPyConnection, kind: str, rows: Sequence[tuple[object, ...]], to: Path) -> None:
    width = len(rows[0]) - 1
    types = {str: "varchar", int: "double", bool: "boolean"}
    columns = ", ".join(f"c{at} {types[type(rows[0][at + 1])]}" for at in range(width))
    connection.execute(f"create table {kind} (text varchar, {columns})")
    connection.executemany(f"insert into {kind} values ({', '.join('?' * (width + 1))})", rows)
    connection.execute(f"copy {kind} to '{to / kind}.parquet' (format parquet)")


def _drawn(size: int) -> str:
    """Each column drawn from its words by bits of one hash; a tenth to a third is unknown."""
    counts = {"industry": 17, "country": 20, "people": 906, "tools": 15, "city": 8}
    unknown = {"industry": 10, "country": 12, "people": 8, "tools": 4, "city": 6}
    picks, joins = [], []
    for at, (kind, count) in enumerate(counts.items()):
        drawn = f"hash(i * {len(counts)} + {at}, {SEED})"
        place = f"({drawn} >> 8) % {count}"
        if kind == "people":
            place = f"case when {drawn} & 128 = 0 then {place} else 899 + ({drawn} >> 8) % 7 end"
        picks.append(f"case when {drawn} % {unknown[kind]} > 0 then cast({place} as bigint) end as p_{kind}")
        joins.append(f"left join word {kind} on {kind}.kind = '{kind}' and {kind}.place = r.p_{kind}")
    return (
        "select 'Company ' || i || case i % 3 when 0 then ' GmbH' when 1 then ' Inc.' else '' end as Company, "
        "'company' || i || '.com' as Website, industry.text as Industry, country.text as Country, city.text as City, "
        "people.text as Employees, tools.text as Technologies, cast(1950 + hash(i) % 75 as int) as Founded "
        f"from (select i, {', '.join(picks)} from range({size}) t(i)) r {' '.join(joins)}"
    )


def ours(inputs: Path, out: Path) -> None:
    """As ``openicp score LIST -o OUT`` does, with the accounts of a workspace at hand."""
    from openicp.actions.streaming import stream
    from openicp.model.progress import Silence
    from openicp.prospects.ours import Ours
    from openicp.texts import catalogue
    from openicp.workspace import Workspace

    known = duckdb.sql(f"select account_id, name, domain from '{inputs / 'customers.parquet'}'").fetchall()
    accounts = [Ours(account, name, domain) for account, name, domain in known]
    workspace = Workspace.create(out / "workspace")
    stream(workspace, catalogue("en"), inputs / LIST, out / SCORED, profile(), accounts, Silence())
    workspace.close()


def profile():
    """Four lines with points, two tiers that have a chance."""
    from openicp.model.attribute import Condition
    from openicp.model.estimate import Estimate
    from openicp.model.profile import Band, Line, Profile, Tier

    def chance(value: float) -> Estimate:
        return Estimate(value, value - 0.1, value + 0.1, 50, "out_of_fold")

    industry = (Band(Condition("industry", ("software", "marketing")), 6), Band(None, 0))
    people = (Band(Condition("employees", (), 51, 201), 5), Band(Condition("employees", (), 201), -2), Band(None, 0))
    tools = (Band(Condition("technologies", ("slack", "jira")), 4), Band(None, -1))
    country = (Band(Condition("country", ("DE", "FR", "NL")), 3), Band(None, 0))
    lines = (
        Line("industry", "shown", industry, reference=2.0),
        Line("employees", "shown", people, reference=1.0),
        Line("technologies", "shown", tools, reference=0.2),
        Line("country", "shown", country, reference=1.0),
    )
    tiers = (
        Tier("A", 10, 30, chance(0.5), chance(900.0)),
        Tier("B", 4, 30, chance(0.25), chance(200.0)),
        Tier("C", -3, 5),
    )
    return Profile("main", 1, "won", "reliable", "", {}, lines, tiers, "2026-01-01", "r", 200, 60, 100)


def hand(inputs: Path, out: Path) -> None:
    """The same columns in SQL that a person writes, the messy texts mapped by joined dictionaries."""
    _copy(written(inputs, said=True), out)


def case(inputs: Path, out: Path) -> None:
    """Only the points, their range and the tier: the least that can be written."""
    _copy(written(inputs, said=False), out)


def _copy(select: str, out: Path) -> None:
    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(out)})
    connection.execute(f"copy ({select}) to '{out / SCORED}' (format parquet, compression zstd)")


POINTS = {
    "Industry": (
        "case when i.c0 in ('software', 'marketing') then 6 when i.c0 is not null then 0 else {unknown} end",
        (2, 0, 6),
    ),
    "People": (
        "case when p.c0 >= 51 and p.c1 < 201 then 5 when p.c0 >= 201 then -2 when p.c1 < 51 then 0 "
        "when p.c0 is null then {unknown} when p.c0 < 51 and p.c1 < 201 then {below} when p.c0 >= 51 then {above} "
        "else {unknown} end",
        (1, -2, 5),
    ),
    "Tools used": ("case when t.c0 then 4 when not t.c0 then -1 else {unknown} end", (0, -1, 4)),
    "Country": (
        "case when c.c0 in ('DE', 'FR', 'NL') then 3 when c.c0 is not null then 0 else {unknown} end",
        (1, 0, 3),
    ),
}
"""Points of each line, and what an unknown one counts, at least and at most."""
STRADDLE = {0: ("1", "1"), 1: ("0", "-2"), 2: ("5", "5")}
"""What a range across 50, and one across 201, counts: expected, least, most."""


def written(inputs: Path, *, said: bool) -> str:
    """The statement."""
    parts = []
    for at, (text, bounds) in enumerate(POINTS.values()):
        for place, name in enumerate(("s", "l", "h")):
            below, above = STRADDLE[place]
            parts.append(f"{text.format(unknown=bounds[place], below=below, above=above)} as {name}{at}")
    lines = range(len(POINTS))
    sums = ", ".join(f"{' + '.join(f'{n}{at}' for at in lines)} as {name}" for n, name in zip("slh", SUMS, strict=True))
    base = (
        f"select l.*, k.account_id, {', '.join(parts)} from '{inputs / LIST}' l "
        f"left join '{inputs}/industry.parquet' i on i.text = l.Industry "
        f"left join '{inputs}/country.parquet' c on c.text = l.Country "
        f"left join '{inputs}/people.parquet' p on p.text = l.Employees "
        f"left join '{inputs}/tools.parquet' t on t.text = l.Technologies "
        f"left join '{inputs}/customers.parquet' k on k.domain = lower(l.Website)"
    )
    own = "Company, Website, Industry, Country, City, Employees, Technologies, Founded"
    tier = "case when score >= 10 then 'A' when score >= 4 then 'B' else 'C' end"
    summed = f"select *, {sums} from ({base})"
    if not said:
        return f"select {own}, score, score_low, score_high, {tier} as tier from ({summed})"
    return _in_words(summed, own, tier)


SUMS = ("score", "score_low", "score_high")


def _in_words(summed: str, own: str, tier: str) -> str:
    """With reasons, what is unknown, what to ask, chance, value and status."""
    lines = list(enumerate(POINTS))
    ordered = _reasons(lines)
    unknown = ", ".join(f"case when l{at} <> h{at} then '{name}' end" for at, name in lines)
    best = f"greatest({', '.join(f'score - s{at} + h{at}' for at, _ in lines)})"
    asks = " ".join(f"when score - s{at} + h{at} = best then '{name}'" for at, name in lines)
    lifted = "case when best >= 10 then 'A' else 'B' end"
    open_ = " + ".join(f"cast(l{at} <> h{at} as int)" for at, _ in lines)
    status = (
        "case when account_id is not null then 'customer' when (score_high - score_low) > 10.5 and score_low < 4 "
        f"and score_high >= 10 and 2 * ({open_}) >= 4 then 'too_little_known' else 'ranked' end"
    )
    worded = f"select *, {best} as best, {tier} as t, {status} as status from ({summed})"
    return (
        f"select {own}, score, score_low, score_high, "
        "case when status = 'ranked' then case t when 'A' then 5e-1 when 'B' then 25e-2 end end as chance, "
        "case when status = 'ranked' then t end as tier, "
        f"nullif({ordered}, '') as reasons, nullif(concat_ws(', ', {unknown}), '') as unknown, "
        f"case when status <> 'customer' and ((best >= 10 and score < 10) or (best >= 4 and score < 4)) "
        f"then case {asks} end || '? Could make it ' || {lifted} || '.' end as ask, "
        "case when status = 'ranked' then case t when 'A' then 9e2 when 'B' then 2e2 end end as expected_value, "
        f"status, account_id from ({worded})"
    )


def _reasons(lines: Sequence[tuple[int, str]]) -> str:
    """Most points first: each line has few values, so their order can be written down."""
    values = sorted(
        ((points, at, name) for at, name in lines for points in VALUES[name]), key=lambda one: (-one[0], one[1])
    )
    parts = ", ".join(
        f"case when l{at} = h{at} and s{at} = {points} then '{name} {points:+d}' end" for points, at, name in values
    )
    return f"concat_ws(', ', {parts})"


VALUES = {"Industry": (6,), "People": (5, -2), "Tools used": (4, -1), "Country": (3,)}


def same(inputs: Path, outs: Mapping[str, Path]) -> list[str]:
    """Where what was written differs, in words: every row by its web site, every column; ours in the list's order."""
    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(inputs)})
    mine, other = outs["ours"] / SCORED, outs["hand"] / SCORED
    names = [row[0] for row in connection.execute(f"describe select * from '{other}'").fetchall()]
    found = []
    if names != [row[0] for row in connection.execute(f"describe select * from '{mine}'").fetchall()]:
        found.append("the columns differ")
    # Rows that one of them alone has, of a sum of hashes over all columns: no order needed, no row held.
    listed = ", ".join(f'"{name}"' for name in names)
    sums = [
        connection.execute(f"select count(*), sum(hash({listed})) from '{path}'").fetchone() for path in (mine, other)
    ]
    if sums[0] != sums[1]:
        found.append(f"the rows differ: {sums}")
    place = "read_parquet('{}', file_row_number = true)"
    late = f"select count(*) from {place.format(mine)} where Company not like 'Company ' || file_row_number || '%'"
    if out_of_order := connection.execute(late).fetchone()[0]:
        found.append(f"{out_of_order} rows are not where the list has them")
    return found


def main() -> None:
    """One way on made inputs, or all ways at a size."""
    if sys.argv[1] in WAYS:
        globals()[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
        return
    size, ways = int(sys.argv[1]), sys.argv[2:] or WAYS
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder) / "inputs"
        inputs.mkdir()
        make(size, inputs)
        outs = {way: Path(folder) / way for way in ways}
        for way, out in outs.items():
            out.mkdir()
            print(json.dumps({"way": way, "size": size} | measured(way, inputs, out)), flush=True)
        if {"ours", "hand"} <= set(ways):
            print(same(inputs, outs) or "the same rows")


def measured(way: str, inputs: Path, out: Path) -> dict[str, float]:
    """Seconds of work and of waiting, and the peak of memory in megabytes, of one way in a process of its own."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, __file__, way, str(inputs), str(out)])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise SystemExit(f"{way} failed")
    waited, work = round(time.perf_counter() - began, 2), round(used.ru_utime + used.ru_stime, 2)
    size = (out / SCORED).stat().st_size / 1e6
    return {"work": work, "waited": waited, "peak": round(used.ru_maxrss / 1024), "out": round(size)}


if __name__ == "__main__":
    main()
