"""SELECTs that find pairs of names worth comparing, without comparing all with all.

Comes in: a dialect; ``join_pool`` (one row per company and spelling of its name), ``join_positions`` (1, 2, 3...).
Goes out: SELECTs of pairs of rows of the pool. It never says how alike two are: that is scored on what comes back.
"""

from __future__ import annotations

from openicp.sql.dialect import Dialect

SHORTEST, LONGEST = 5, 40
"""Letters of a name that may have a slip."""
COMMON = 12
"""What more names than this share finds no pairs."""

PAIRED = "select least(a.row_no, b.row_no) as first, greatest(a.row_no, b.row_no) as second"
APART = "a.root <> b.root and (a.lacking or b.lacking)"


def slips_sql(d: Dialect) -> str:
    """Every name, and every name with one letter left out: two that share one are a slip or two apart.

    Of equal letters side by side the last one alone is left out: whichever it is, the text is the same.
    """
    place = "cast(n.place as int)"
    left_out = f"substr(p.key, 1, {place} - 1) || substr(p.key, {place} + 1)"
    last = f"substr(p.key, {place}, 1) <> substr(p.key, {place} + 1, 1)"
    long = f"length(p.key) between {SHORTEST} and {LONGEST}"
    return (
        f"select row_no, root, lacking, key as text from join_pool p where {long} union all "
        f"select p.row_no, p.root, p.lacking, {left_out} as text from join_pool p "
        f"join join_positions n on n.place <= length(p.key) where {long} and {last}"
    )


def shared_slips_sql(d: Dialect) -> str:
    """Those that a few names share: of seven million of 400,000 names nearly all are of one name alone."""
    shared = f"select text from join_slips group by text having count(*) between 2 and {COMMON}"
    return f"select s.* from join_slips s join ({shared}) c on c.text = s.text"


def pairs_by_slip_sql(d: Dialect) -> str:
    """Names that differ by one letter or two neighbours swapped; the names themselves are compared in other ways."""
    return (
        f"{PAIRED} from join_shared_slips a join join_shared_slips b on b.text = a.text and a.row_no < b.row_no "
        f"where {APART}"
    )


def pairs_by_column_sql(d: Dialect, left: str, right: str, *, most: int = COMMON) -> str:
    """Rows of which one column says what another one of the other row says, where no more than ``most`` say it."""
    first, second = d.ident(left), d.ident(right)
    few = (
        f"select {second} as text from join_pool where coalesce({second}, '') <> '' group by {second} "
        f"having count(*) <= {most}"
    )
    many = (
        f"select {first} as text from join_pool where coalesce({first}, '') <> '' group by {first} "
        f"having count(*) <= {most}"
    )
    return (
        f"{PAIRED} from join_pool a join ({many}) m on m.text = a.{first} "
        f"join join_pool b on b.{second} = a.{first} join ({few}) f on f.text = b.{second} "
        f"where a.row_no <> b.row_no and {APART}"
    )
